"""What the rows of a spreadsheet are to a plan: new, different, or nothing new.

Three things are compared: the row, what was last taken in for the same action, and the action as it
stands. So a file sent again proposes nothing whatever has happened to the actions since, and an
edited one proposes what was edited in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tracker.domain.actions import PROGRESS_WORDS
from tracker.domain.drafts import LONGEST_ACTION
from tracker.domain.sheet_answers import NOBODY, Choice, Part, SheetAnswers, name_key
from tracker.domain.sheet_both import NO_DATE, NO_OWNER
from tracker.domain.sheet_names import Meaning
from tracker.domain.sheet_proposals import MISSING, Problem, ProposedRow, differences, paired
from tracker.domain.wording import day, listed


@dataclass(frozen=True)
class InPlan:
    """What the plan knows of a row: the action as it would be written out (`row`), its owner and
    manager by number, and what a file last said of it (`last`), if one did, with who was taken for
    its owner and manager then.

    Without an action (`action_id` None) it is a row that was left out or belonged to another.
    `over` says why nothing about the action can be changed any more.
    """

    row: ProposedRow
    action_id: int | None = None
    number: str = ""
    version: int = 0
    owner: int = 0
    manager: int = 0
    last: ProposedRow | None = None
    last_owner: int | None = None
    last_manager: int | None = None
    over: str = ""

    @property
    def base(self) -> ProposedRow:
        """What a row is compared with: what was last taken in, else the action itself."""
        return self.last or self.row


class State(StrEnum):
    """What a row is to the plan."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Field(StrEnum):
    """What of an action a row may change."""

    TITLE = "title"
    OWNER = "owner"
    MANAGER = "manager"
    DUE = "due"
    MEASURE = "measure"
    WORDS = "words"


FIELD_WORDS = {
    Field.TITLE: "Action",
    Field.OWNER: "Owner",
    Field.MANAGER: "Accountable manager",
    Field.DUE: "Due date",
    Field.MEASURE: "Measure of success",
    Field.WORDS: "Comment",
}


@dataclass(frozen=True)
class Change:
    """One thing that a row says differently: as the plan has it now, and as the file has it.

    `crossed` is set when the plan has changed it too since the file was written. `value` is the
    person's number of an owner or manager, `on` the day of a due date.
    """

    field: Field
    now: str
    file: str
    crossed: bool = False
    value: int | None = None
    on: date | None = None


@dataclass(frozen=True)
class Merged:
    """A row, what the plan knows of it, and what is to become of it."""

    row: ProposedRow
    """As the person has it, with mended cells."""
    raw: ProposedRow
    """As the file has it."""
    state: State
    known: InPlan | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    choice: Choice = Choice.ADD

    @property
    def crossed(self) -> bool:
        """Whether the plan has moved on in anything this row changes."""
        return any(change.crossed for change in self.changes)

    @property
    def waits(self) -> bool:
        """Whether something about it has to be mended before it can be taken in."""
        return bool(self.problems) and self.choice is not Choice.SKIP


@dataclass(frozen=True)
class People:
    """Who is meant by names, by `name_key`, and what those people are called, by number."""

    meant: Mapping[str, int]
    names: Mapping[int, str]

    def first(self, part: Part, names: Sequence[str]) -> int | None:
        """The number of the first of these names that is somebody; None when none is."""
        numbers = (self.meant.get(name_key(part, name), NOBODY) for name in names)
        return next((number for number in numbers if number != NOBODY), None)

    def called(self, number: int | None) -> str:
        """The name of a person; empty for nobody."""
        return self.names.get(number or NOBODY, "")


def merged(
    rows: Sequence[ProposedRow],
    raw: Sequence[ProposedRow],
    plan: Sequence[InPlan],
    answers: SheetAnswers,
    people: People,
) -> tuple[Merged, ...]:
    """What every row is to the plan, in the order of the file.

    `rows` are read with the person's corrections and `raw` without; `plan` is all that the plan
    knows.
    """
    as_sent = {row.number: row for row in raw}
    sent = [as_sent.get(row.number, row) for row in rows]
    by_base = {id(one.base): one for one in plan}
    known = {id(now): by_base[id(then)] for then, now in paired([p.base for p in plan], sent)}
    return tuple(
        _merged(row, now, known.get(id(now)), answers, people)
        for row, now in zip(rows, sent, strict=True)
    )


def not_in_file(found: Sequence[Merged], plan: Sequence[InPlan]) -> list[InPlan]:
    """The plan's actions that no row is about."""
    about = {one.known.action_id for one in found if one.known}
    return [one for one in plan if one.action_id is not None and one.action_id not in about]


def words_of(row: ProposedRow, people: People, *, with_progress: bool) -> str:
    """What of a row has no place of its own and becomes a comment."""
    others = [name for name in row.owners if people.first(Part.OWNER, [name]) is None]
    owner = people.first(Part.OWNER, row.owners)
    others += [name for name in row.owners if people.first(Part.OWNER, [name]) not in {None, owner}]
    progress = row.progress if with_progress else None
    lines = [
        row.update,
        row.note,
        f"Progress in the spreadsheet: {PROGRESS_WORDS[progress]}" if progress else "",
        f"Evidence in the spreadsheet: {row.evidence}" if row.evidence else "",
        f"Named beside the owner: {listed(others)}" if others else "",
        f"The whole action: {row.action}" if len(row.action) > LONGEST_ACTION else "",
    ]
    return "\n".join(line for line in lines if line)


def wanted_owner(row: ProposedRow, answers: SheetAnswers, people: People) -> int | None:
    """Who is to own a row's action, by number; None where nobody is named or chosen."""
    return people.first(Part.OWNER, row.owners) or answers.owner


def wanted_manager(row: ProposedRow, answers: SheetAnswers, people: People) -> int | None:
    """Who is to be accountable for it, by number."""
    return people.first(Part.MANAGER, row.managers) or answers.manager


def wanted_due(row: ProposedRow, answers: SheetAnswers) -> date | None:
    """When it is due: as the row says, or the date for all where it says nothing."""
    return row.due_on or (None if row.due_words else answers.due_on)


def _merged(
    row: ProposedRow, raw: ProposedRow, known: InPlan | None, answers: SheetAnswers, people: People
) -> Merged:
    problems = tuple(_problems(row, answers, people))
    said = answers.choices.get(row.key)
    if known is None:
        choice = Choice.SKIP if said is Choice.SKIP else Choice.ADD
        return Merged(row, raw, State.NEW, None, (), problems, choice)
    same = known.last is not None and not differences([known.last], [raw])
    changes = () if same or known.action_id is None else tuple(_changes(row, known, people))
    if same or (known.action_id is not None and not changes and not problems):
        return Merged(row, raw, State.SAME, known, choice=Choice.SKIP)
    if known.action_id is None:
        choice = Choice.SKIP if said is Choice.SKIP else Choice.ADD
        return Merged(row, raw, State.NEW, None, (), problems, choice)
    crossed = any(change.crossed for change in changes)
    choice = said or (Choice.SKIP if crossed else Choice.UPDATE)
    if known.over and choice is Choice.UPDATE:
        choice = Choice.SKIP
    return Merged(row, raw, State.CHANGED, known, changes, problems, choice)


def _problems(row: ProposedRow, answers: SheetAnswers, people: People) -> Iterator[Problem]:
    """What is left to be mended of a row, given what stands in where it says nothing."""
    owned = wanted_owner(row, answers, people) is not None
    for problem in row.problems:
        missing = problem.says == MISSING
        if missing and problem.meaning is Meaning.OWNER and owned:
            continue
        if missing and problem.meaning is Meaning.DUE and answers.due_on:
            continue
        if problem.says == NO_OWNER and owned:
            continue
        if problem.says == NO_DATE and answers.due_on:
            continue
        yield problem


def _changes(row: ProposedRow, known: InPlan, people: People) -> Iterator[Change]:
    moved_on = row.version is not None and row.version != known.version
    for change in (
        *_texts(row, known),
        *_persons(row, known, people),
        *_due(row, known),
    ):
        base_is_now = known.last is None
        crossed = moved_on if base_is_now else change.crossed
        yield replace(change, crossed=crossed)
    words = words_of(row, people, with_progress=row.progress is not known.base.progress)
    before = words_of(known.base, people, with_progress=False)
    if words and words != before:
        yield Change(Field.WORDS, "", _new_in(words, before))


def _texts(row: ProposedRow, known: InPlan) -> Iterator[Change]:
    for field, name in ((Field.TITLE, "action"), (Field.MEASURE, "measure")):
        now, base, file = (getattr(one, name) for one in (known.row, known.base, row))
        if file and not _alike(file, base) and not _alike(file, now):
            yield Change(field, now, file, crossed=not _alike(base, now))


def _persons(row: ProposedRow, known: InPlan, people: People) -> Iterator[Change]:
    base = known.base
    for field, part, names, before, meant, now in (
        (Field.OWNER, Part.OWNER, row.owners, base.owners, known.last_owner, known.owner),
        (
            Field.MANAGER,
            Part.MANAGER,
            row.managers,
            base.managers,
            known.last_manager,
            known.manager,
        ),
    ):
        file = people.first(part, names)
        if file is None or file == now or names == before:
            continue
        crossed = meant not in (None, now)
        yield Change(field, people.called(now), people.called(file), crossed, file)


def _due(row: ProposedRow, known: InPlan) -> Iterator[Change]:
    now, base, file = known.row.due_on, known.base.due_on, row.due_on
    if file and now and file not in (base, now):
        yield Change(Field.DUE, day(now), day(file), crossed=base not in (None, now), on=file)


def _alike(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())


def _new_in(words: str, before: str) -> str:
    """The lines that were not there before, so that a comment does not repeat itself."""
    had = set(before.splitlines())
    new = [line for line in words.splitlines() if line not in had]
    return "\n".join(new) or words
