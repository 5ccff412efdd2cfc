"""What a board is told of a plan once a month: how it stands, beside how it stood a month ago."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.actions import (
    Progress,
    Rag,
    Standing,
    days_late,
    is_overdue,
    is_signed_off,
)
from tracker.domain.charts import worst
from tracker.domain.colours import Scheme
from tracker.domain.responses import Area

LONG_OVERDUE_DAYS = 30
"""Days past the due date after which the board hears what is being done about it."""


@dataclass(frozen=True)
class Move:
    """A due date that was moved."""

    from_on: date
    to_on: date
    why: str
    """The reason, when a letter may carry it."""


@dataclass(frozen=True)
class BoardAction:
    """One action as the board hears of it: by its number, and its owner by their post."""

    ref: str
    number: str
    name: str
    owner_post: str
    areas: tuple[str, ...]
    """The numbers of the areas it answers."""
    standing: Standing
    then: Standing | None
    """How it stood a month ago; None when there was no such action yet."""
    last_said: Progress | None
    doing: tuple[str, ...]
    """What is being done about it, in sentences without their stops."""
    moves: tuple[Move, ...]
    """What was agreed in the last month, the first first."""
    measure: str = ""
    """How far it has come, in short, where there is a target or a reading."""


@dataclass(frozen=True)
class BoardArea:
    """One area for development: the worst of its actions now and a month ago, with the reason."""

    number: str
    title: str
    now: tuple[Rag, str]
    then: tuple[Rag, str] | None


@dataclass(frozen=True)
class BoardDigest:
    """Everything the board is told; lists are whole, and letters show the first ten of each."""

    total: int
    completed: int
    overdue: int
    completed_then: int
    overdue_then: int
    is_first: bool
    """True when the plan is too young to be compared."""
    areas: tuple[BoardArea, ...]
    finished: tuple[BoardAction, ...]
    moved: tuple[BoardAction, ...]
    long_overdue: tuple[BoardAction, ...]
    scheme: Scheme
    """What the plan lays down about colours."""
    scheme_then: Scheme


def board_digest(
    actions: Sequence[BoardAction],
    areas: Iterable[Area],
    *,
    today: date,
    then: date,
    schemes: tuple[Scheme, Scheme],
) -> BoardDigest:
    """The digest of these actions; `areas` are in the plan's order. `schemes` are those of the
    earlier day and of today: each day is coloured by what held on it."""
    scheme_then, scheme = schemes
    before = [action.then for action in actions if action.then]
    late = [action for action in actions if is_overdue(action.standing, today)]
    long_late = [a for a in late if days_late(a.standing.due_on, today) > LONG_OVERDUE_DAYS]
    return BoardDigest(
        total=len(actions),
        completed=sum(map(_is_done, (action.standing for action in actions))),
        overdue=len(late),
        completed_then=sum(map(_is_done, before)),
        overdue_then=sum(is_overdue(standing, then) for standing in before),
        is_first=not before,
        areas=tuple(_area(area, actions, (today, scheme), (then, scheme_then)) for area in areas),
        finished=tuple(a for a in actions if _finished_since(a.standing, then)),
        moved=tuple(action for action in actions if action.moves),
        long_overdue=tuple(sorted(long_late, key=lambda a: (a.standing.due_on, a.ref))),
        scheme=scheme,
        scheme_then=scheme_then,
    )


_Day = tuple[date, Scheme]


def _area(area: Area, actions: Sequence[BoardAction], now: _Day, then: _Day) -> BoardArea:
    own = [action for action in actions if area.number in action.areas]
    before = [action.then for action in own if action.then]
    return BoardArea(
        number=area.number,
        title=area.title,
        now=worst((action.standing for action in own), *now, area.response),
        then=worst(before, *then, area.response_on(then[0])) if before else None,
    )


def _is_done(standing: Standing) -> bool:
    return is_signed_off(standing.progress)


def _finished_since(standing: Standing, then: date) -> bool:
    return _is_done(standing) and standing.completed_on is not None and standing.completed_on > then
