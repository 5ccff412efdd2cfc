"""From the rows of a sheet to the actions they propose, each problem at its cell."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.domain.actions import Progress
from tracker.domain.date_vague import ReadDate
from tracker.domain.month_words import plain
from tracker.domain.sheet_both import NO_DATE, NO_OWNER, parted
from tracker.domain.sheet_dates import DateHabits, date_in
from tracker.domain.sheet_dittos import Dittos
from tracker.domain.sheet_lines import Line
from tracker.domain.sheet_names import Meaning
from tracker.domain.sheet_people import names_in
from tracker.domain.sheet_progress import States, percent_in, shares_among
from tracker.domain.sheet_proposals import (
    ALONE,
    ANOTHER,
    MISSING,
    SHARED,
    Problem,
    ProposedRow,
    key_of,
)
from tracker.domain.sheet_values import colour_of
from tracker.domain.sheets import EMPTY, Cell, SheetRow

Columns = Mapping[Meaning, Sequence[int]]

_NO_VALUE = frozenset(
    {"", "n/a", "na", "none", "-", "--", "nil", "dim", "not applicable", "amherthnasol"}
)


@dataclass
class _Draft:
    """A row while its parts are being read."""

    line: Line
    columns: Columns
    shares: bool = False
    """Whether percentages are typed as shares of one."""
    coloured: bool = False
    """Whether the states of progress are filled with several colours, not all with one shading."""
    states: States = field(default_factory=States)
    dittos: Dittos = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def cells(self, meaning: Meaning) -> Iterator[tuple[SheetRow, int, Cell]]:
        """The filled cells of a meaning in this action's rows. A merged cell counts once, unless
        it was merged above the action's first row."""
        for row in (self.line.row, *self.line.more):
            for place in self.columns.get(meaning, ()):
                cell = row.cell(place)
                if cell.own or (cell.filled and not cell.from_left and row is self.line.row):
                    yield row, place, cell

    def shared(self, part: Callable[[Cell], Cell]) -> Iterator[tuple[SheetRow, int, Cell]]:
        """What part of the cells that hold both owner and date says, where it says anything."""
        for row, place, cell in self.cells(Meaning.BOTH):
            if (found := part(cell)).filled:
                yield row, place, found

    def filled_with(self, meaning: Meaning) -> str:
        """The colour that a cell of this meaning is filled with."""
        places = self.columns.get(meaning, ())
        return next((one for place in places if (one := self.line.row.cell(place).colour)), "")

    def text(self, meaning: Meaning) -> str:
        """The words of a meaning, in the order of the rows; what has no value is a problem."""
        parts = []
        for row, place, cell in self.cells(meaning):
            if cell.problem:
                self.unread((row.number, place), meaning, cell)
            elif cell.text:
                parts.append(cell.text)
        return "\n".join(dict.fromkeys(parts))

    def problem(
        self, at: tuple[int, int], meaning: Meaning, value: str, says: str, suggestion: str = ""
    ) -> None:
        """Something to ask about the cell in this row and column."""
        self.problems.append(Problem(*at, meaning, value, says, suggestion))

    def unread(self, at: tuple[int, int], meaning: Meaning, cell: Cell) -> None:
        """Something to ask about a cell that has no value of its own."""
        self.problem(at, meaning, cell.text, cell.problem, self.dittos.get(at, ""))

    def missing(self, meaning: Meaning) -> None:
        """Ask for what is not there, if there is a column it should stand in; of a row that may
        be no action of its own nothing more is asked."""
        if self.line.lonely and meaning is not Meaning.ACTION:
            return
        for place in self.columns.get(meaning, ())[:1]:
            self.problem((self.line.row.number, place), meaning, "", MISSING)
        if meaning not in self.columns:
            self._missing_beside(meaning)

    def _missing_beside(self, meaning: Meaning) -> None:
        """Ask for an owner or a date that should stand in one cell with the other."""
        says = {Meaning.OWNER: NO_OWNER, Meaning.DUE: NO_DATE}.get(meaning, "")
        for place in self.columns.get(Meaning.BOTH, ())[:1] if says else ():
            text = self.line.row.cell(place).text
            if text:
                self.problem((self.line.row.number, place), Meaning.BOTH, text, says)
            else:
                self.problem((self.line.row.number, place), meaning, "", MISSING)


def proposals(
    lines: Sequence[Line],
    columns: Columns,
    habits: DateHabits,
    states: States,
    dittos: Dittos,
) -> tuple[ProposedRow, ...]:
    """The action of each line."""
    earlier: Counter[tuple[str, str]] = Counter()
    made = []
    shares = shares_among(
        line.row.cell(place) for line in lines for place in columns.get(Meaning.PERCENT, ())
    )
    states_at = columns.get(Meaning.PROGRESS, ())
    coloured = (
        len({line.row.cell(place).colour for line in lines for place in states_at} - {""}) > 1
    )
    for line in lines:
        draft = _Draft(line, columns, shares, coloured, states, dittos)
        reference, action = draft.text(Meaning.REFERENCE), draft.text(Meaning.ACTION)
        same = (plain(reference), plain(action))
        made.append(
            _proposed(draft, reference, action, key_of(reference, action, earlier[same]), habits)
        )
        earlier[same] += 1
    return tuple(made)


def _proposed(
    draft: _Draft, reference: str, action: str, key: str, habits: DateHabits
) -> ProposedRow:
    line = draft.line
    _check_action(draft, action)
    due, words, original = _due(draft, habits)
    completed, completed_words = _completed(draft, habits)
    return ProposedRow(
        key=key,
        number=line.row.number,
        action=action,
        area=line.area or line.section,
        section=line.section if line.area else "",
        reference=reference,
        owners=_people(draft, Meaning.OWNER),
        managers=_people(draft, Meaning.MANAGER),
        due_on=due,
        due_words=words,
        original_due_on=original,
        completed_on=completed,
        completed_words=completed_words,
        progress=_progress(draft),
        note=_note(draft),
        update=draft.text(Meaning.UPDATE),
        measure=draft.text(Meaning.MEASURE),
        evidence=draft.text(Meaning.EVIDENCE),
        version=_version(draft),
        hidden=line.row.hidden,
        joined=tuple(one.number for one in line.more),
        problems=tuple(draft.problems),
    )


def _check_action(draft: _Draft, action: str) -> None:
    line = draft.line
    place = next(iter(draft.columns.get(Meaning.ACTION, ())), 0)
    if not action:
        if not draft.problems:
            draft.missing(Meaning.ACTION)
    elif line.lonely:
        draft.problem((line.row.number, place), Meaning.ACTION, _short(action), ALONE)
    elif line.shares_action:
        draft.problem((line.row.number, place), Meaning.ACTION, _short(action), SHARED)


def _due(draft: _Draft, habits: DateHabits) -> tuple[date | None, str, date | None]:
    """The due date with its words, and the first agreed one when a new one has been agreed."""
    first, words = _date(draft, Meaning.DUE, habits)
    if not words:
        first, words = _date_beside(draft, habits)
    new, new_words = _date(draft, Meaning.REVISED, habits)
    if new_words:
        return new, new_words, first
    about = {Meaning.DUE, Meaning.BOTH}
    if not words and not any(one.meaning in about for one in draft.problems):
        draft.missing(Meaning.DUE)
    return first, words, None


def _completed(draft: _Draft, habits: DateHabits) -> tuple[date | None, str]:
    return _date(draft, Meaning.COMPLETED, habits)


def who_in(cell: Cell) -> Cell:
    """Who a cell names that holds owner and date at once."""
    return replace(cell, text=parted(cell.text).who, on=None) if cell.on is None else EMPTY


def when_in(cell: Cell) -> Cell:
    """By when it is, in a cell that holds owner and date at once."""
    return replace(cell, text=parted(cell.text).when) if cell.on is None else cell


def _date_beside(draft: _Draft, habits: DateHabits) -> tuple[date | None, str]:
    """The date of a cell that names its owner too; what mends it keeps the owner."""
    held: list[tuple[date | None, str]] = []
    for row, place, cell in draft.cells(Meaning.BOTH):
        if cell.problem:
            draft.unread((row.number, place), Meaning.BOTH, cell)
            continue
        when = when_in(cell)
        if not when.text:
            continue
        both, read = parted(cell.text), date_in(when, habits)
        on = None if both.doubt and cell.on is None else read.on
        held.append((on, when.text))
        if on is None:
            says, likely = both.doubt or read.doubt, read.on or read.suggestion
            suggestion = _both_again(both.who, likely)
            draft.problem((row.number, place), Meaning.BOTH, cell.text, says, suggestion)
    return (held[0][0] if len(held) == 1 else None), "\n".join(words for _, words in held)


def _both_again(who: str, on: date | None) -> str:
    return f"{who} by {on:%d/%m/%Y}".removeprefix(" by ") if on else ""


def _date(draft: _Draft, meaning: Meaning, habits: DateHabits) -> tuple[date | None, str]:
    """The one date of a meaning and its words; a doubt becomes a problem of its cell."""
    held: list[tuple[ReadDate, str]] = []
    for row, place, cell in draft.cells(meaning):
        if cell.problem:
            draft.unread((row.number, place), meaning, cell)
        elif meaning is Meaning.DUE or plain(cell.text) not in _NO_VALUE:
            read = date_in(cell, habits)
            held.append((read, cell.text))
            if read.doubt:
                suggestion = f"{read.suggestion:%d/%m/%Y}" if read.suggestion else ""
                draft.problem((row.number, place), meaning, cell.text, read.doubt, suggestion)
            elif held[0][0].on not in (None, read.on):
                draft.problem((row.number, place), meaning, cell.text, ANOTHER)
    words = "\n".join(dict.fromkeys(text for _, text in held))
    days = {read.on for read, _ in held}
    return (days.pop() if len(days) == 1 else None), words


def _people(draft: _Draft, meaning: Meaning) -> tuple[str, ...]:
    names = names_in(draft.text(meaning))
    if meaning is Meaning.OWNER and not names:
        names = names_in("\n".join(cell.text for _, _, cell in draft.shared(who_in)))
    missing = not names and not any(
        one.meaning in {meaning, Meaning.BOTH} for one in draft.problems
    )
    if missing and meaning is Meaning.OWNER:
        draft.missing(meaning)
    return names


def _progress(draft: _Draft) -> Progress | None:
    """The progress that is known; other words are kept in the note and asked about once."""
    words = draft.text(Meaning.PROGRESS)
    progress = draft.states.progress_in(words)
    if words and progress is None:
        draft.notes.append(f"Progress in the spreadsheet: {words}")
    return progress


def _note(draft: _Draft) -> str:
    if rag := draft.text(Meaning.RAG):
        draft.notes.append(f"RAG in the spreadsheet: {colour_of(rag) or rag}")
    elif colour := draft.filled_with(Meaning.RAG) or (
        draft.filled_with(Meaning.PROGRESS) if draft.coloured else ""
    ):
        draft.notes.append(f"RAG in the spreadsheet: {colour} (by colour)")
    if percent := _percent(draft):
        draft.notes.append(f"{percent} complete in the spreadsheet")
    return "\n".join(draft.notes)


def _version(draft: _Draft) -> int | None:
    text = draft.text(Meaning.VERSION)
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _percent(draft: _Draft) -> str:
    held = [cell for _, _, cell in draft.cells(Meaning.PERCENT)]
    if len(held) == 1:
        return percent_in(held[0], shares=draft.shares)
    return draft.text(Meaning.PERCENT)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"
