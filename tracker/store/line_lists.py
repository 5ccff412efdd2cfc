"""The first of what somebody reviews, in the order they ask for, without reading all of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from tracker.domain.actions import Standing
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.people import Person, Team, name_and_body
from tracker.store.plans import Plan
from tracker.store.snapshots import standing_of

_NEVER = datetime.min.replace(tzinfo=UTC)


class SortBy(StrEnum):
    """What a list is sorted by; equal rows stand plan by plan, in the order of each plan."""

    ACTION = "action"
    OWNER = "owner"
    DUE = "due"
    UPDATED = "updated"


@dataclass(frozen=True)
class Order:
    """How a list is sorted."""

    by: SortBy = SortBy.DUE
    descending: bool = False


def first_in_line(
    which: ColumnElement[bool],
    fits: Callable[[Standing], bool],
    order: Order,
    *,
    most: int | None,
) -> tuple[list[int], bool]:
    """The numbers of the first actions for which a condition on `Action` joined to `Plan` holds and
    that stand as asked, and whether there are more than `most`.

    One statement, unless so many of them do not fit that more have to be looked at. Of more than
    `most` the database says which are the first; where its order and ours differ, as about two
    names, they are those of the database in our order.
    """
    asked = _in_sql(which, order)
    if most is None:
        there = db.session.execute(asked).all()
        return _sorted([row for row in there if fits(standing_of(row))], order), False
    wanted = most + 1
    while True:
        there = db.session.execute(asked.limit(wanted)).all()
        fitting = [row for row in there if fits(standing_of(row))]
        if len(there) < wanted or len(fitting) > most:
            return _sorted(fitting[:most], order), len(fitting) > most
        wanted *= 4


def _in_sql(which: ColumnElement[bool], order: Order) -> Select[*tuple[Any, ...]]:
    light: Select[*tuple[Any, ...]] = (
        select(
            Action.id,
            Plan.code,
            Action.position,
            Action.progress,
            Action.due_on,
            Action.expected_on,
            Action.starts_on,
            Action.last_update_at,
            Action.completed_on,
            Action.submitted_at,
        )
        .join(Action.plan)
        .where(which)
    )
    if order.by is SortBy.OWNER:
        light = light.add_columns(Person.name, Team.kind, Team.label)
        light = light.join(Person, Person.id == Action.owner_id).outerjoin(Person.team)
    columns: dict[SortBy, tuple[Any, ...]] = {
        SortBy.ACTION: (Plan.code, Action.position),
        SortBy.OWNER: (Person.name, Person.id),
        SortBy.DUE: (Action.due_on,),  # as the index has it, so that nothing is sorted
        SortBy.UPDATED: (Action.last_update_at.is_not(None), Action.last_update_at),
    }
    every = (*columns[order.by], Action.id)
    return light.order_by(*(one.desc() if order.descending else one for one in every))


def _sorted(rows: Sequence[Row[Any]], order: Order) -> list[int]:
    by_plan = sorted(
        rows,
        key=lambda row: (row.code, row.position, row.id),
        reverse=order.descending and order.by is SortBy.ACTION,
    )
    if order.by is not SortBy.ACTION:
        by_plan.sort(key=_KEYS[order.by], reverse=order.descending)
    return [row.id for row in by_plan]


_KEYS: dict[SortBy, Callable[[Row[Any]], Any]] = {
    SortBy.OWNER: lambda row: name_and_body(row.name, row.kind, row.label),
    SortBy.DUE: lambda row: row.due_on,
    SortBy.UPDATED: lambda row: row.last_update_at or _NEVER,
}
