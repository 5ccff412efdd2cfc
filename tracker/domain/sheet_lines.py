"""What each row under the headings is: an action, more of the one above, a section, or neither."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.domain.date_words import speaks_of_time
from tracker.domain.month_words import plain
from tracker.domain.sheet_names import Meaning, named
from tracker.domain.sheets import Cell, Sheet, SheetRow

_TOTAL = re.compile(
    r"^(?:(?:grand |sub-? ?)?totals?|cyfanswm|average|count of|nifer"
    r"|(?:number|no\.?) (?:of|completed?|overdue|outstanding|closed|open))\b.{0,30}$"
)
_NOTE = re.compile(
    r"^(?:(?:rag )?key|legend|notes?|source|allwedd|nodyn|nodiadau|end of)\b ?[:=\-]?|^\*"
    r"|^(?:page|tudalen) \d+\b.{0,12}$"
)
_BRACKETED = re.compile(r"^\([^()]*\)$")
"""What explains the heading above it: '(dd/mm/yy)'."""
_ADDED = frozenset({
    Meaning.OWNER, Meaning.MANAGER, Meaning.UPDATE, Meaning.MEASURE, Meaning.EVIDENCE,
    Meaning.NOTHING, Meaning.RAG, Meaning.PERCENT, Meaning.PROGRESS,
})  # fmt: skip
"""What may go on in a further row without making it another action."""


_ENOUGH_TO_ACT = frozenset({Meaning.OWNER, Meaning.DUE, Meaning.BOTH})
"""What a total or a note never has."""
_NUMBERED = re.compile(r"^(?P<word>[a-z]+(?: [a-z]+)?) \d+\b")
_HEADINGS = 3
"""Different names of columns that make headings in the middle of a sheet."""
_NUMBERED_AREA = [Meaning.REFERENCE, Meaning.AREA]
"""What a heading such as '2 | Supervision' stands in, with nothing beside it."""


class Kind(StrEnum):
    """What a row is."""

    ACTION = "action"
    MORE = "more"
    SECTION = "section"
    TOTAL = "a total"
    NOTE = "a note"
    AGAIN = "the headings again"
    ANOTHER = "the headings of another table"
    LEFT_OUT = "left out by you"


class RowSaid(StrEnum):
    """What a person says a row is, against every guess."""

    ACTION = "action"
    MORE = "more"
    OUT = "out"


_SAID = {RowSaid.ACTION: Kind.ACTION, RowSaid.MORE: Kind.MORE, RowSaid.OUT: Kind.LEFT_OUT}


@dataclass(slots=True)
class Line:
    """One action's rows: its first, and those that go on with it. `area` is what stands in the
    area column, here or above; `section` is the heading inside the sheet it stands under, or else
    the name of its sheet among several that are alike."""

    row: SheetRow
    area: str = ""
    section: str = ""
    more: list[SheetRow] = field(default_factory=list)
    shares_action: bool = False
    lonely: bool = False
    """Whether only the action is filled, so that it may go on from the row above."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that proposes nothing, and why."""

    row: int
    why: str
    words: str


def lines_of(
    sheet: Sheet,
    heading_places: Sequence[int],
    columns: Mapping[Meaning, Sequence[int]],
    said: Mapping[int, RowSaid] | None = None,
) -> tuple[list[Line], list[Skipped]]:
    """The actions among a sheet's rows below its headings, and the rows that were left out.
    Nothing is read past the headings of another table: its columns are not these. `said` is what a
    person says of rows, by their numbers."""
    said = said or {}
    lines: list[Line] = []
    skipped: list[Skipped] = []
    headings = [sheet.rows[place] for place in heading_places]
    area, section = "", _section_above(sheet, heading_places[0])
    name, divided = headings[-1].sheet, _divided(sheet.rows[heading_places[-1] + 1 :], columns)
    for row in sheet.rows[heading_places[-1] + 1 :]:
        if row.sheet != name:
            area, section, name = "", "", row.sheet
        told = said.get(row.number)
        kind = _SAID[told] if told else _kind(row, headings, columns, first=not lines)
        if not told and kind is Kind.ACTION and _is_parent(row, columns, divided):
            kind = Kind.SECTION
        if kind is Kind.MORE and not lines:
            kind = Kind.ACTION
        if kind is Kind.SECTION:
            section, area = _words(row), ""
        elif kind is Kind.MORE:
            lines[-1].more.append(row)
        elif kind is Kind.ACTION:
            area = _text(row, columns.get(Meaning.AREA, ())) or area
            lines.append(Line(row, area, section or row.sheet))
            lines[-1].shares_action = not told and any(
                row.cell(place).from_above for place in columns.get(Meaning.ACTION, ())
            )
            lines[-1].lonely = not told and _lonely(row, columns)
        else:
            skipped.append(Skipped(row.number, kind.value, _words(row)))
        if kind is Kind.ANOTHER:
            break
    return lines, skipped


def _section_above(sheet: Sheet, place: int) -> str:
    """The words just above the headings when they begin a row of sections, as 'Theme 1: …' does
    before a 'Theme 2: …' further down; a title does not."""
    above = _words(sheet.rows[place - 1]) if place else ""
    numbered = _NUMBERED.match(plain(above))
    if numbered is None:
        return ""
    later = (_NUMBERED.match(plain(_words(row))) for row in sheet.rows[place:])
    return above if any(one and one["word"] == numbered["word"] for one in later) else ""


def _kind(
    row: SheetRow,
    headings: Sequence[SheetRow],
    columns: Mapping[Meaning, Sequence[int]],
    *,
    first: bool,
) -> Kind:
    own = [(place, cell) for place, cell in enumerate(row.cells) if cell.own]
    if any(_repeats(own, heading) for heading in headings):
        return Kind.AGAIN
    if _heads_another(own):
        return Kind.ANOTHER
    meanings = {place: meaning for meaning, places in columns.items() for place in places}
    has_action = any(meanings.get(place) is Meaning.ACTION for place, _ in own)
    has_more = any(
        meanings.get(place) in _ENOUGH_TO_ACT and not cell.text.isdecimal() for place, cell in own
    )
    start = plain(own[0][1].text) if own else ""
    if len(own) > 1 and all(_BRACKETED.match(cell.text) for _, cell in own):
        return Kind.NOTE
    if _TOTAL.match(start) and not has_more:
        return Kind.TOTAL
    if len(own) <= 2 and _NOTE.match(start) and not has_more:
        return Kind.NOTE
    if _is_section(row, own, meanings):
        return Kind.SECTION
    if not has_action and not first and all(meanings.get(place) in _ADDED for place, _ in own):
        return Kind.MORE
    return Kind.ACTION


def _repeats(own: Sequence[tuple[int, Cell]], heading: SheetRow) -> bool:
    same = sum(cell.text.casefold() == heading.cell(place).text.casefold() for place, cell in own)
    return len(own) > 1 and same * 5 >= len(own) * 4


def _heads_another(own: Sequence[tuple[int, Cell]]) -> bool:
    """Whether a row is made of columns' names, as nothing in a plan's own rows is."""
    texts = [cell.text for _, cell in own if cell.on is None and cell.number is None]
    if len(own) < _HEADINGS or len(texts) < len(own) or max(map(len, texts)) > 30:
        return False
    known = {named(text) for text in texts} - {None}
    return (
        len(known) == len(own) and Meaning.ACTION in known and not any(map(speaks_of_time, texts))
    )


def _is_section(
    row: SheetRow, own: Sequence[tuple[int, Cell]], meanings: Mapping[int, Meaning]
) -> bool:
    """Whether a row holds one text alone that stands over what follows: merged over other columns,
    or in a column that holds areas, references or nothing of the plan; or a number and an area."""
    if not own or any(cell.from_above for cell in row.cells):
        return False
    if len(own) == 2 and [meanings.get(place) for place, _ in own] == _NUMBERED_AREA:
        return True
    if len(own) > 1:
        return False
    place, cell = own[0]
    covers = sum(one.from_left for one in row.cells)
    if cell.on or cell.number is not None or len(cell.text) > 250:
        return False
    if covers >= 2 or (covers and place == 0):
        return True
    return meanings.get(place) in {Meaning.AREA, Meaning.REFERENCE, Meaning.NOTHING} and place <= 2


def _divided(rows: Sequence[SheetRow], columns: Mapping[Meaning, Sequence[int]]) -> frozenset[str]:
    """The numbers that others are parts of: '2' where there is a '2.1'."""
    texts = (_text(row, columns.get(Meaning.REFERENCE, ())) for row in rows)
    return frozenset(plain(text).rpartition(".")[0] for text in texts) - {""}


def _is_parent(
    row: SheetRow, columns: Mapping[Meaning, Sequence[int]], divided: frozenset[str]
) -> bool:
    """Whether a row is only a number that others are parts of, and words: it stands over them."""
    number = plain(_text(row, columns.get(Meaning.REFERENCE, ()))).rstrip(".")
    places = {*columns.get(Meaning.REFERENCE, ()), *columns.get(Meaning.ACTION, ())}
    own = {place for place, cell in enumerate(row.cells) if cell.own}
    return number in divided and own == places


def _lonely(row: SheetRow, columns: Mapping[Meaning, Sequence[int]]) -> bool:
    alone = {Meaning.ACTION, Meaning.REFERENCE, Meaning.NOTHING}
    places = [place for meaning in columns.keys() - alone for place in columns[meaning]]
    return len(places) > 1 and not any(row.cell(place).filled for place in places)


def _text(row: SheetRow, places: Sequence[int]) -> str:
    cells = (row.cell(place) for place in places)
    return next((cell.text for cell in cells if cell.filled and not cell.problem), "")


def _words(row: SheetRow) -> str:
    return " ".join(" ".join(cell.text for cell in row.cells if cell.own).split())
