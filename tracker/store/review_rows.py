"""Actions as lines and turns of a reviewer's list."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
)

from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.store.actions import AS_THEY_LIE, Action
from tracker.store.columns import london_day, unindexed
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.people import Person, Team, TeamKind, name_and_body
from tracker.store.plans import Plan


class ReviewRow(NamedTuple):
    """One action as a line of a list, of which there may be a thousand."""

    id: int
    ref: str
    number: str
    place: tuple[str, int]
    """Its plan's code and its place in the plan: 2.10 follows 2.9."""
    title: str
    owner: str
    due_on: date
    starts_on: date
    progress: Progress
    last_update_at: datetime | None
    asked_for_on: date | None
    """The new due date that was asked for and is not decided yet."""


Turn: TypeAlias = Row[int, str, str, int, date, int]
"""One overdue action as its place in a review, of which there may be a thousand: its `id`, its
plan's `code`, its `number`, its `position` in the plan, `due_on`, and `late`, how many there are
in all, the same in each. As the database gives it: a thousand objects of our own take longer than
finding them."""


HELD_WHEN_DUE = or_(
    Action.progress != Progress.SUBMITTED,
    Action.submitted_at.is_(None),
    Action.due_on < london_day(Action.submitted_at),
)
"""Of an action past its due date: not sent for sign-off in time (`domain.actions.is_overdue`)."""


_COUNTED, _SHOWN = bindparam("counted", type_=Integer), bindparam("shown", type_=Integer)
_ALL = 2**31 - 1


def first_late(parts: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """The question of `turns_of`: what is overdue, longest first, of the actions for which one of
    these conditions holds. Of several no two may hold for the same action."""
    asked = Action.id, Plan.code, Action.number, Action.position, Action.due_on
    late = late_count(parts, _COUNTED).scalar_subquery().label("late")
    if len(parts) == 1:
        all_of_it = select(*asked, late).join(Plan, AS_THEY_LIE).where(*parts)
        in_turn: tuple[Any, ...] = (Action.due_on, Plan.code, Action.position)
    else:
        each = (select(*asked).join(Plan, AS_THEY_LIE).where(part) for part in parts)
        some = union_all(*each).subquery()
        all_of_it = select(some, late)
        in_turn = (unindexed(some.c.due_on), some.c.code, some.c.position)
    return all_of_it.order_by(*in_turn).limit(_SHOWN)


def numbered(parts: Sequence[ColumnElement[bool]]) -> CompoundSelect[int, date]:
    """The numbers and due dates of the actions for which one of these conditions holds."""
    some = select(Action.id, Action.due_on).join(Plan, AS_THEY_LIE)
    return union_all(*(some.where(part) for part in parts))


def turns_of(
    late: Select[*tuple[Any, ...]], most: int | None, *, shown: int | None = None
) -> list[Turn]:
    """What `first_late` asks for: the `most` that have been overdue for longest, or all, and of
    these the first `shown` where that is given. `late` counts no further than `most`. One
    statement."""
    counted = _ALL if most is None else most
    asked = {"counted": counted, "shown": counted if shown is None else min(shown, counted)}
    # Of a thousand rows of columns the session has nothing to add but time.
    return list(db.session.connection().execute(late, asked).all())


def rows_of(*conditions: ColumnElement[bool]) -> list[ReviewRow]:
    """Light rows, longest overdue first; one statement."""
    return _rows_from(db.session.execute(_lines().where(*conditions)))


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Action.id,
            Plan.code,
            Action.number,
            Action.position,
            Action.title,
            Person.name,
            Team.kind,
            Team.label,
            Action.due_on,
            Action.starts_on,
            Action.progress,
            Action.last_update_at,
            DateRequest.to_on,
        )
        .join(Action.plan)
        .join(Action.owner)
        .outerjoin(Person.team)
        .outerjoin(
            DateRequest,
            and_(DateRequest.action_id == Action.id, DateRequest.state == RequestState.WAITING),
        )
        .order_by(Action.due_on, Plan.code, Action.position)
    )


@cache
def _numbered_lines() -> Select[*tuple[Any, ...]]:
    return _lines().where(Action.id.in_(bindparam("these", expanding=True)), HELD_WHEN_DUE)


class _Line(NamedTuple):
    """The columns of `_lines`, in its order."""

    id: int
    code: str
    number: str
    position: int
    title: str
    owner: str
    team_kind: TeamKind | None
    team_label: str | None
    due_on: date
    starts_on: date
    progress: Progress
    last_update_at: datetime | None
    asked_for_on: date | None


def _rows_from(found: Iterable[Row[*tuple[Any, ...]]]) -> list[ReviewRow]:
    return [
        ReviewRow(
            id=one.id,
            ref=f"{one.code}-{one.number}",
            number=one.number,
            place=(one.code, one.position),
            title=one.title,
            owner=name_and_body(one.owner, one.team_kind, one.team_label),
            due_on=one.due_on,
            starts_on=one.starts_on,
            progress=one.progress,
            last_update_at=one.last_update_at,
            asked_for_on=one.asked_for_on,
        )
        for one in map(_Line._make, found)
    ]


def rows_with(turns: Sequence[Turn]) -> list[ReviewRow]:
    """The rows of these turns, in their order; one statement, or none for none.

    What has stopped being overdue since the turns were read is left out.
    """
    if not turns:
        return []
    these = db.session.execute(_numbered_lines(), {"these": [turn.id for turn in turns]})
    found = {row.id: row for row in _rows_from(these)}
    return [found[turn.id] for turn in turns if turn.id in found]


def late_count(parts: Sequence[ColumnElement[bool]], most: int | ColumnElement[int]) -> Select[int]:
    """The question how many actions there are for which one of these conditions holds, counted no
    further than `most`. Of several no two may hold for the same action."""
    some = select(Action.id).join(Plan, AS_THEY_LIE)
    late = union_all(*(some.where(part) for part in parts)).limit(most).subquery()
    return select(func.count()).select_from(late)
