"""From the rows of a sheet to the actions they propose, each problem at its cell."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.domain.actions import Progress
from tracker.domain.date_vague import ReadDate
from tracker.domain.month_words import plain
from tracker.domain.sheet_dates import DateHabits, date_in
from tracker.domain.sheet_lines import Line
from tracker.domain.sheet_names import Meaning
from tracker.domain.sheet_people import names_in
from tracker.domain.sheet_progress import States, percent_in, shares_among
from tracker.domain.sheet_proposals import ALONE, MISSING, SHARED, Problem, ProposedRow, key_of
from tracker.domain.sheet_values import colour_of
from tracker.domain.sheets import Cell, SheetRow

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
    states: States = field(default_factory=States)
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

    def text(self, meaning: Meaning) -> str:
        """The words of a meaning, in the order of the rows; what has no value is a problem."""
        parts = []
        for row, place, cell in self.cells(meaning):
            if cell.problem:
                self.problem((row.number, place), meaning, cell.text, cell.problem)
            elif cell.text:
                parts.append(cell.text)
        return "\n".join(dict.fromkeys(parts))

    def problem(
        self, at: tuple[int, int], meaning: Meaning, value: str, says: str, on: date | None = None
    ) -> None:
        """Something to ask about the cell in this row and column; `on` is the date to suggest."""
        suggestion = on.strftime("%d/%m/%Y") if on else ""
        self.problems.append(Problem(*at, meaning, value, says, suggestion))

    def missing(self, meaning: Meaning) -> None:
        """Ask for what is not there, if there is a column it should stand in; of a row that may
        be no action of its own nothing more is asked."""
        if self.line.lonely and meaning is not Meaning.ACTION:
            return
        for place in self.columns.get(meaning, ())[:1]:
            self.problem((self.line.row.number, place), meaning, "", MISSING)


def proposals(
    lines: Sequence[Line],
    columns: Columns,
    habits: DateHabits,
    states: States,
) -> tuple[ProposedRow, ...]:
    """The action of each line."""
    earlier: Counter[tuple[str, str]] = Counter()
    made = []
    shares = shares_among(
        line.row.cell(place) for line in lines for place in columns.get(Meaning.PERCENT, ())
    )
    for line in lines:
        draft = _Draft(line, columns, shares, states)
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
    new, new_words = _date(draft, Meaning.REVISED, habits)
    if new_words:
        return new, new_words, first
    if not words and not any(one.meaning is Meaning.DUE for one in draft.problems):
        draft.missing(Meaning.DUE)
    return first, words, None


def _completed(draft: _Draft, habits: DateHabits) -> tuple[date | None, str]:
    return _date(draft, Meaning.COMPLETED, habits)


def _date(draft: _Draft, meaning: Meaning, habits: DateHabits) -> tuple[date | None, str]:
    """The one date of a meaning and its words; a doubt becomes a problem of its cell."""
    held: list[tuple[ReadDate, str]] = []
    for row, place, cell in draft.cells(meaning):
        if cell.problem:
            draft.problem((row.number, place), meaning, cell.text, cell.problem)
        elif meaning is Meaning.DUE or plain(cell.text) not in _NO_VALUE:
            read = date_in(cell, habits)
            held.append((read, cell.text))
            if read.doubt:
                draft.problem((row.number, place), meaning, cell.text, read.doubt, read.suggestion)
    words = "\n".join(text for _, text in held)
    return (held[0][0].on if len(held) == 1 else None), words


def _people(draft: _Draft, meaning: Meaning) -> tuple[str, ...]:
    names = names_in(draft.text(meaning))
    missing = not names and not any(one.meaning is meaning for one in draft.problems)
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
