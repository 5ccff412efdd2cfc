"""The actions a sheet proposes, what is wrong with them, and how two readings differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256
from typing import Any

from tracker.domain.actions import Progress
from tracker.domain.month_words import plain
from tracker.domain.sheet_names import MEANING_WORDS, Meaning
from tracker.domain.sheets import letters

MISSING = "is missing"
"""What is said of a cell that should hold something."""
ANOTHER = "is another date than the one above it"
"""What is said of a second date of one action."""
ALONE = "stands alone. Is it an action, a heading, or does it go on from the row above"
SHARED = "is shared with the row above. Is it one action or two"
ASKS_KIND = frozenset({ALONE, SHARED})
"""What asks what a row is: other words in a cell would not mend it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell; `suggestion` is a value that would mend it, if any is likely."""

    row: int
    column: int
    meaning: Meaning
    value: str
    says: str
    suggestion: str = ""

    @property
    def cell(self) -> str:
        """The cell as a spreadsheet program names it: 'E14'."""
        return f"{letters(self.column)}{self.row}"

    @property
    def sentence(self) -> str:
        """'Row 14: due date "31/06/2011" is not a real date'."""
        quoted = f' "{self.value}"' if self.value else ""
        return f"Row {self.row}: {MEANING_WORDS[self.meaning]}{quoted} {self.says}"


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """One action that a sheet proposes, in the words of the sheet.

    `number` is its row in the file and `joined` are further rows that belong to it. `key` stays
    the same as long as reference and action do. Of a date that is asked about only the words are
    known. RAG and percent are kept in `note`, as words.
    """

    key: str
    number: int
    action: str
    area: str = ""
    section: str = ""
    reference: str = ""
    owners: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    due_on: date | None = None
    due_words: str = ""
    original_due_on: date | None = None
    completed_on: date | None = None
    completed_words: str = ""
    progress: Progress | None = None
    note: str = ""
    update: str = ""
    measure: str = ""
    evidence: str = ""
    version: int | None = None
    """The version of the action when the tracker wrote this row out, if it did."""
    hidden: bool = False
    joined: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether the sheet says that it is completed."""
        return self.progress in {Progress.COMPLETED, Progress.EMBEDDED}

    @property
    def ready(self) -> bool:
        """Whether nothing about this row is asked."""
        return not self.problems


def key_of(reference: str, action: str, earlier: int = 0) -> str:
    """The key of a row; `earlier` counts the rows before it with the same reference and action."""
    words = "\n".join((plain(reference), plain(action), str(earlier)))
    return sha256(words.encode()).hexdigest()[:16]


class Change(StrEnum):
    """What happened to a row between two readings."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not as it was, and which of its parts are different."""

    change: Change
    before: ProposedRow | None
    after: ProposedRow | None
    parts: tuple[str, ...] = ()


_COMPARED = (
    "reference", "area", "section", "action", "owners", "managers", "due_on", "due_words",
    "original_due_on", "completed_on", "completed_words", "progress", "note", "update",
    "measure", "evidence",
)  # fmt: skip
"""Where a row stands in its file is no difference, nor whether it is hidden."""
_DATES = ("due_on", "original_due_on", "completed_on")
_SIMILAR = 0.75
_RELATED = 0.4


def differences(
    before: Sequence[ProposedRow], after: Sequence[ProposedRow]
) -> tuple[Difference, ...]:
    """What is different between an earlier reading and a later one, in the order of the later.

    A row is the same one by its key; else by its action, wherever it has moved and whatever number
    it has now; else by its reference and some of its words; else by words that are nearly the same.
    Read twice, one file has no differences.
    """
    pairs = paired(before, after)
    old = {id(now): then for then, now in pairs}
    kept = {id(then) for then, _ in pairs}
    found = [_compared(old.get(id(now)), now) for now in after]
    gone = [Difference(Change.REMOVED, row, None) for row in before if id(row) not in kept]
    return (*(one for one in found if one), *gone)


def _compared(then: ProposedRow | None, now: ProposedRow) -> Difference | None:
    if then is None:
        return Difference(Change.ADDED, None, now)
    parts = tuple(part for part in _COMPARED if _value(then, part) != _value(now, part))
    parts = tuple(part for part in parts if not _only_written_otherwise(part, then, now))
    return Difference(Change.CHANGED, then, now, parts) if parts else None


def _only_written_otherwise(part: str, then: ProposedRow, now: ProposedRow) -> bool:
    """Whether the words of a date are others and its day the same, as when a workbook is saved as
    text."""
    on = {"due_words": (then.due_on, now.due_on)}
    on["completed_words"] = (then.completed_on, now.completed_on)
    before, after = on.get(part, (None, None))
    return before is not None and before == after


def _value(row: ProposedRow, part: str) -> object:
    value = getattr(row, part)
    return " ".join(value.split()) if isinstance(value, str) else value


def paired(
    before: Sequence[ProposedRow], after: Sequence[ProposedRow]
) -> list[tuple[ProposedRow, ProposedRow]]:
    """The rows of two readings that are the same action, as `differences` tells them."""
    pairs: list[tuple[ProposedRow, ProposedRow]] = []
    then, now = list(before), list(after)
    for names in (_by_key, _by_place, _by_action, _by_reference):
        waiting: dict[str, list[ProposedRow]] = {}
        for row in then:
            waiting.setdefault(names(row), []).append(row)
        matched: set[int] = set()
        for row in now:
            queue = waiting.get(names(row)) if names(row) else None
            if queue and (names is not _by_reference or _alike(queue[0], row) >= _RELATED):
                pairs.append((queue[0], row))
                matched |= {id(queue.pop(0)), id(row)}
        then = [row for row in then if id(row) not in matched]
        now = [row for row in now if id(row) not in matched]
    return pairs + list(_by_likeness(then, now))


def _by_key(row: ProposedRow) -> str:
    return row.key


def _by_place(row: ProposedRow) -> str:
    return "\n".join((plain(row.area), plain(row.action)))


def _by_action(row: ProposedRow) -> str:
    return plain(row.action)


def _by_reference(row: ProposedRow) -> str:
    return plain(row.reference)


_MOST_TRIED = 200_000


def _by_likeness(
    then: Sequence[ProposedRow], now: Sequence[ProposedRow]
) -> Iterator[tuple[ProposedRow, ProposedRow]]:
    """Pairs whose actions are nearly the same words, the nearest first. Of two files with little in
    common nothing is compared: that would take long and find chance."""
    if len(then) * len(now) > _MOST_TRIED:
        return
    likeness = [(_alike(a, b), i, j) for i, a in enumerate(then) for j, b in enumerate(now)]
    old, new = set(range(len(then))), set(range(len(now)))
    for share, i, j in sorted(likeness, key=lambda one: (-one[0], one[1], one[2])):
        if share >= _SIMILAR and i in old and j in new:
            yield then[i], now[j]
            old.remove(i)
            new.remove(j)


def _alike(one: ProposedRow, other: ProposedRow) -> float:
    matcher = SequenceMatcher(None, plain(one.action), plain(other.action), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _RELATED else 0.0


def row_as_json(row: ProposedRow) -> dict[str, Any]:
    """A row's words as values that JSON can hold, without what was asked about it."""
    told = {name: getattr(row, name) for name in ("key", "number", *_COMPARED)}
    for name in _DATES:
        told[name] = told[name].isoformat() if told[name] else None
    told["progress"] = row.progress.value if row.progress else None
    return told


def row_from_json(told: Mapping[str, Any]) -> ProposedRow:
    """The row that `row_as_json` made this from."""
    dates = {name: date.fromisoformat(told[name]) if told[name] else None for name in _DATES}
    progress = Progress(told["progress"]) if told["progress"] else None
    people = {name: tuple(told[name]) for name in ("owners", "managers")}
    return ProposedRow(**{**told, **dates, **people, "progress": progress})
