"""Any action plan in a spreadsheet: which columns hold what, and the actions its rows propose.

Everything is a proposal. What is guessed says how sure it is, what is not clear is asked about,
and a person's corrections override every guess; none of it changes what the sheet says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tracker.domain.actions import Progress
from tracker.domain.month_words import plain
from tracker.domain.sheet_columns import Column, columns_of
from tracker.domain.sheet_dates import habits_of
from tracker.domain.sheet_dittos import with_dittos_asked
from tracker.domain.sheet_headings import headings_of, stands_on_its_side
from tracker.domain.sheet_lines import Kind, Line, RowSaid, Skipped, lines_of
from tracker.domain.sheet_names import GIVES_DUE, MEANING_WORDS, Meaning, asks_if_done, named
from tracker.domain.sheet_people import FoundPerson, Known, people_in
from tracker.domain.sheet_progress import States
from tracker.domain.sheet_proposals import Problem, ProposedRow
from tracker.domain.sheet_rows import proposals, when_in
from tracker.domain.sheets import Cell, Sheet, SheetRow, letters
from tracker.domain.wording import count

NO_HEADINGS = "We could not find the headings. Choose the row that has them"
ON_ITS_SIDE = (
    "The headings stand below each other in the first column. Turn rows and columns round"
    " (Paste Special, Transpose) and upload the file again"
)
NO_ROWS = "The sheet has headings but no rows."
NO_ACTION = "Match a column to Action"
NO_DUE = "Match a column to Due date, or set one date for all"

_DATES = (Meaning.DUE, Meaning.REVISED, Meaning.COMPLETED)


@dataclass(frozen=True)
class Corrections:
    """What a person has said about a sheet, to be remembered for the next file like it.

    `heading_row` is its number in the file, `columns` go by name or by letter, and `cells` are new
    words for single cells: {'E14': '30/06/2011'}. `rows` say what a row is, by its number, and
    `states` what words for progress mean, None for words that are only a note.
    """

    heading_row: int | None = None
    columns: Mapping[str, Meaning] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[int, RowSaid] = field(default_factory=dict)
    states: Mapping[str, Progress | None] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetReading:
    """What one sheet was taken for. `questions` are about the sheet, the problems of `rows` about
    cells; a sheet without headings has neither columns nor rows."""

    name: str
    hidden: bool
    heading_rows: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[ProposedRow, ...] = ()
    people: tuple[FoundPerson, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    questions: tuple[str, ...] = ()
    unknown_states: tuple[str, ...] = ()
    """Words for progress that mean none we know, each once, explained by a person or not."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of every row."""
        return tuple(problem for row in self.rows for problem in row.problems)

    @property
    def is_plan(self) -> bool:
        """Whether this sheet looks like an action plan, to be proposed before others."""
        have = {column.meaning for column in self.columns}
        dated = have & {Meaning.DUE, Meaning.OWNER, Meaning.BOTH}
        return not self.hidden and Meaning.ACTION in have and bool(dated) and bool(self.rows)


def read_sheet(
    sheet: Sheet, corrections: Corrections | None = None, known: Sequence[Known] = ()
) -> SheetReading:
    """What a sheet proposes. `known` are the people its names are matched with."""
    said = corrections or Corrections()
    sheet, dittos = with_dittos_asked(_mended(sheet, said.cells))
    headings = headings_of(sheet, said.heading_row)
    if said.heading_row is None and stands_on_its_side(sheet, headings):
        return SheetReading(sheet.name, sheet.hidden, questions=(ON_ITS_SIDE,))
    if headings is None:
        return SheetReading(sheet.name, sheet.hidden, questions=(NO_HEADINGS,))
    begin = headings.places[-1] + 1
    below = sheet.rows[begin:]
    values = [[row.cell(place) for row in below] for place in range(sheet.width)]
    columns = columns_of(headings.names, values, said.columns)
    places = _places(columns)
    lines, skipped = lines_of(sheet, headings.places, places, said.rows)
    habits = habits_of(
        _dates_among(places, values),
        (cell for place in places.get(Meaning.NOTHING, ()) for cell in values[place]),
    )
    states = States(
        said.states,
        any(asks_if_done(one.name) for one in columns if one.meaning is Meaning.PROGRESS),
    )
    rows = proposals(lines, places, habits, states, dittos)
    named = [(row.number, (*row.owners, *row.managers)) for row in rows]
    unknown = _unknown_states(lines, places, states)
    unexplained = tuple(state for state in unknown if plain(state) not in said.states)
    return SheetReading(
        sheet.name,
        sheet.hidden,
        headings.rows,
        columns,
        rows,
        people_in(named, known),
        tuple(skipped),
        (
            *_questions(sheet, columns, rows, unexplained),
            *map(_other_table, _others(skipped)),
        ),
        unknown,
    )


def _dates_among(
    places: Mapping[Meaning, Sequence[int]], values: Sequence[Sequence[Cell]]
) -> Iterator[Cell]:
    for meaning in _DATES:
        yield from (cell for place in places.get(meaning, ()) for cell in values[place])
    for place in places.get(Meaning.BOTH, ()):
        yield from (when_in(cell) for cell in values[place])


def _unknown_states(
    lines: Sequence[Line], places: Mapping[Meaning, Sequence[int]], states: States
) -> tuple[str, ...]:
    cells = (
        row.cell(place)
        for line in lines
        for row in (line.row, *line.more)
        for place in places.get(Meaning.PROGRESS, ())
    )
    texts = dict.fromkeys(cell.text for cell in cells if cell.own and cell.text)
    return tuple(text for text in texts if not states.is_known(text))


def _mended(sheet: Sheet, cells: Mapping[str, str]) -> Sheet:
    if not cells:
        return sheet
    return replace(sheet, rows=tuple(_mended_row(row, cells) for row in sheet.rows))


def _mended_row(row: SheetRow, cells: Mapping[str, str]) -> SheetRow:
    mended = tuple(
        Cell(cells[name]) if (name := f"{letters(place)}{row.number}") in cells else cell
        for place, cell in enumerate(row.cells)
    )
    return replace(row, cells=mended)


def _places(columns: Sequence[Column]) -> dict[Meaning, tuple[int, ...]]:
    places: dict[Meaning, tuple[int, ...]] = {}
    for column in columns:
        places[column.meaning] = (*places.get(column.meaning, ()), column.place)
    return places


def _questions(
    sheet: Sheet,
    columns: Sequence[Column],
    rows: Sequence[ProposedRow],
    states: Sequence[str],
) -> list[str]:
    have = {column.meaning for column in columns}
    asked = [NO_ACTION] if Meaning.ACTION not in have else []
    asked += [NO_DUE] if not have & GIVES_DUE else []
    asked += _about_another_beside(columns)
    asked += [_about(column) for column in columns if column.asked]
    asked += [] if rows else [NO_ROWS]
    asked += _about_colours(sheet, columns, rows)
    asked += [f'Progress "{state}" is not one we know. Choose what it means' for state in states]
    asked += _about_numbers(sheet)
    if hidden := sum(row.hidden for row in rows):
        asked.append(f"{count(hidden, 'row')} hidden in the file: leave out or keep?")
    hidden_columns = [one for one in columns if one.place in sheet.hidden_columns]
    asked += [f"Column {letters(one.place)} is hidden in the file" for one in hidden_columns]
    return asked


def _about_another_beside(columns: Sequence[Column]) -> list[str]:
    """Whether the headings of an action and of something else come again further right."""
    seen: set[str] = set()
    again: list[Column] = []
    for column in columns:
        if column.name in seen and column.meaning is Meaning.NOTHING and column.examples:
            again.append(column)
        seen.add(column.name)
    meanings = {named(column.name) for column in again} - {None}
    if Meaning.ACTION not in meanings or len(meanings) < 2:
        return []
    first, last = again[0].letter, again[-1].letter
    return [
        f"Columns {first} to {last} look like another table beside the first, and are not read."
        " Put it on a sheet of its own"
    ]


def _about_numbers(sheet: Sheet) -> list[str]:
    if not sheet.joined:
        return []
    last = sheet.rows[-1]
    place, number = divmod(last.number, sheet.joined)
    name = f" '{last.sheet}'" if last.sheet else ""
    return [
        f"These are {place} sheets read together: row {last.number} is row {number} of sheet"
        f" {place}{name}. Are they one plan?"
    ]


def _about_colours(
    sheet: Sheet, columns: Sequence[Column], rows: Sequence[ProposedRow]
) -> list[str]:
    """What is said of a RAG column whose cells hold no words: a colour may be a rule's, which the
    file does not hold."""
    silent = [one for one in columns if one.meaning is Meaning.RAG and not one.examples]
    if not rows or not silent:
        return []
    column = silent[0]
    name = f"Column {column.letter} '{column.name}'" if column.name else f"Column {column.letter}"
    if any("(by colour)" in row.note for row in rows):
        return [f"{name} has no words: we read its colours. Check them"]
    if sheet.coloured_by_rules:
        return [f"{name} has no words: colours that rules set are not read"]
    return [f"{name} has no words and no colours that we know"]


def _others(skipped: Sequence[Skipped]) -> list[Skipped]:
    return [one for one in skipped if one.why == Kind.ANOTHER.value]


def _other_table(one: Skipped) -> str:
    return f"Row {one.row} begins another table. Put it on a sheet of its own"


def _about(column: Column) -> str:
    name = f" '{column.name}'" if column.name else ""
    words = MEANING_WORDS[column.meaning]
    return (
        f"Column {letters(column.place)}{name}: is it {words}? We think so because {column.reason}"
    )
