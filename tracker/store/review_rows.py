"""Actions as lines of a reviewer's list, and what SQL cannot say about whether they are overdue."""

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
    case,
    func,
    select,
    union_all,
)

from tracker.domain.actions import Progress
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.actions import AS_THEY_LIE, Action
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


Turn: TypeAlias = Row[int, str, str, int, date, datetime | None]
"""One overdue action as its place in a review, of which there may be a thousand: its `id`, its
plan's `code`, its `number`, its `position` in the plan, `due_on`, and `sent_at` when it waits for
sign-off. As the database gives it: a thousand objects of our own take longer than finding them."""


SENT_AT = case((Action.progress == Progress.SUBMITTED, Action.submitted_at)).label("sent_at")
"""When an action that waits for sign-off was sent; nothing of any other."""


_LOOKED_AT = bindparam("looked_at", type_=Integer)
_ALL = 2**31 - 1


def first_late(parts: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """The question of `turns_of`: what is past its due date, longest overdue first, of the actions
    for which one of these conditions holds. Of several no two may hold for the same action."""
    asked = select(
        Action.id, Plan.code, Action.number, Action.position, Action.due_on, SENT_AT
    ).join(Plan, AS_THEY_LIE if len(parts) > 1 else Action.plan)
    each = [asked.where(part) for part in parts]
    if len(each) == 1:
        first = each[0].order_by(Action.due_on, Action.id).limit(_LOOKED_AT).subquery()
    else:
        # Materialized, or else SQLite reads all that is due by anybody, as that is in order.
        late = union_all(*each).cte().prefix_with("MATERIALIZED")
        first = select(late).order_by(late.c.due_on, late.c.id).limit(_LOOKED_AT).subquery()
    return select(first).order_by(first.c.due_on, first.c.code, first.c.position)


def numbered(parts: Sequence[ColumnElement[bool]]) -> CompoundSelect[int, date]:
    """The numbers and due dates of the actions for which one of these conditions holds."""
    some = select(Action.id, Action.due_on).join(Plan, AS_THEY_LIE)
    return union_all(*(some.where(part) for part in parts))


def turns_of(late: Select[*tuple[Any, ...]], most: int | None) -> list[Turn]:
    """The overdue ones among what `first_late` asks for: `most` at most, or all. One statement,
    unless so many were sent for sign-off in time that more have to be looked at."""
    asked = _ALL if most is None else most
    while True:
        # Of a thousand rows of columns the session has nothing to add but time.
        there = db.session.connection().execute(late, {"looked_at": asked}).all()
        # The last column is `sent_at`: of a thousand rows, by name takes ten times as long.
        overdue = [turn for turn in there if turn[-1] is None or _still_overdue(turn)]
        if most is None or len(overdue) >= most or len(there) < asked:
            return overdue[:most]
        asked *= 4


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
            SENT_AT,
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
    return _lines().where(Action.id.in_(bindparam("these", expanding=True)))


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
    sent_at: datetime | None


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
        if _still_overdue(one)
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


def late_counts(parts: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """The question of `count_overdue`: how many of the actions for which one of these conditions
    holds are past their due date, those that were sent for sign-off by their dates. Of several no
    two may hold for the same action."""
    late = select(Action.due_on, SENT_AT).join(Plan, AS_THEY_LIE)
    some = union_all(*(late.where(part) for part in parts)).limit(_LOOKED_AT).subquery()
    sent = case((some.c.sent_at.is_not(None), some.c.due_on)).label("due_on")
    found = select(sent, some.c.sent_at, func.count().label("number"))
    return found.group_by(sent, some.c.sent_at)


def count_overdue(late: Select[*tuple[Any, ...]], most: int) -> int:
    """How many overdue actions there are among what `late_counts` asks for, counted no further than
    `most`. One statement, unless many were sent in time."""
    asked = most + most // 10
    while True:
        there = db.session.execute(late, {"looked_at": asked}).all()
        overdue: int = sum(row.number for row in there if _still_overdue(row))
        if overdue >= most or sum(row.number for row in there) < asked:
            return min(overdue, most)
        asked *= 4


def _still_overdue(row: _Line | Row[*tuple[Any, ...]]) -> bool:
    """Of an action past its due date: not sent for sign-off in time (`domain.actions.is_overdue`).

    SQL cannot say it on both databases, because the day it was sent is London's.
    """
    return row.sent_at is None or bool(row.due_on < local_day(row.sent_at))
