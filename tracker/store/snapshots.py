"""Plain facts about many actions at once, for planning a morning: a few columns, one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import aliased

from tracker.domain.access import OWNERS, Role
from tracker.domain.actions import Standing
from tracker.domain.reminders import OwnedAction, Owner, Pattern
from tracker.domain.wording import local_day
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import Action, Evidence
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState


@dataclass(frozen=True)
class Reader:
    """A manager who gets the weekly digest, and on which weekday."""

    id: int
    weekday: int


def open_actions_by_owner(owner_ids: Iterable[int] | None = None) -> dict[int, list[OwnedAction]]:
    """Every open action of the live plans as plain facts, by owner; one statement.

    `owner_ids` narrows it to some owners.
    """
    found = _owned_actions()
    if owner_ids is not None:
        found = found.where(Action.owner_id.in_(list(owner_ids)))
    by_owner: dict[int, list[OwnedAction]] = {}
    for row in db.session.execute(found):
        by_owner.setdefault(row.owner_id, []).append(_owned_action(row))
    return by_owner


def owners() -> list[Owner]:
    """Everybody who is turned on and may own actions, with how they want to be reminded."""
    found = select(Person.id, Person.reminders, Person.agenda_weekday).where(
        Person.active, Person.role.in_(OWNERS)
    )
    return [
        Owner(id=row.id, pattern=Pattern(row.reminders.value), agenda_weekday=row.agenda_weekday)
        for row in db.session.execute(found)
    ]


def digest_readers() -> list[Reader]:
    """Managers who are turned on, want the digest and are accountable in a live plan."""
    accountable = select(Action.manager_id).join(Action.plan).where(Plan.state == PlanState.LIVE)
    found = select(Person.id, Person.digest_weekday).where(
        Person.active, Person.wants_digest, Person.role == Role.MANAGER, Person.id.in_(accountable)
    )
    return [Reader(id=row.id, weekday=row.digest_weekday) for row in db.session.execute(found)]


def _owned_actions() -> Select[*tuple[Any, ...]]:
    manager = aliased(Person)
    waiting = and_(DateRequest.action_id == Action.id, DateRequest.state == RequestState.WAITING)
    return (
        select(
            Action.id,
            Action.owner_id,
            Action.progress,
            Action.due_on,
            Action.expected_on,
            Action.starts_on,
            Action.last_update_at,
            Action.completed_on,
            Action.submitted_at,
            Action.given_at,
            Action.chased_at,
            manager.name.label("manager_name"),
            DateRequest.to_on.label("asked_for_on"),
        )
        .join(Action.plan)
        .join(manager, manager.id == Action.manager_id)
        .outerjoin(DateRequest, waiting)
        .where(Action.open, Plan.state == PlanState.LIVE)
        .order_by(Action.due_on, Action.id)
    )


def _owned_action(row: Row[Any]) -> OwnedAction:
    facts = row._mapping
    updated_at: datetime | None = facts["last_update_at"]
    chased_at: datetime | None = facts["chased_at"]
    return OwnedAction(
        id=facts["id"],
        owner_id=facts["owner_id"],
        standing=standing_of(row),
        given_on=local_day(facts["given_at"]),
        manager_name=facts["manager_name"],
        chased=chased_at is not None and (updated_at is None or updated_at < chased_at),
        asked_for_on=facts["asked_for_on"],
    )


def standing_of(row: Row[Any]) -> Standing:
    """The standing in a row that holds an action's dates and progress under their column names."""
    facts = row._mapping
    return Standing(
        progress=facts["progress"],
        due_on=facts["due_on"],
        expected_on=facts["expected_on"],
        started_on=facts["starts_on"],
        last_update_on=_day(facts["last_update_at"]),
        completed_on=facts["completed_on"],
        submitted_on=_day(facts["submitted_at"]),
    )


def due_dates_on(action_ids: Sequence[int], on: date) -> dict[int, date]:
    """The due date each of these actions had at the end of a day, where it has moved since.

    The first move agreed after that day tells what it was moved from.
    """
    first = (
        select(DateRequest.action_id, func.min(DateRequest.decided_at).label("at"))
        .where(DateRequest.state == RequestState.AGREED, DateRequest.action_id.in_(action_ids))
        .where(DateRequest.decided_at >= _after(on))
        .group_by(DateRequest.action_id)
        .subquery()
    )
    found = select(DateRequest.action_id, DateRequest.from_on).join(
        first,
        and_(first.c.action_id == DateRequest.action_id, first.c.at == DateRequest.decided_at),
    )
    return {row.action_id: row.from_on for row in db.session.execute(found)}


def files_of(action_ids: Sequence[int]) -> dict[int, int]:
    """How many pieces of evidence each of these actions has."""
    found = (
        select(Evidence.action_id, func.count().label("files"))
        .where(Evidence.action_id.in_(action_ids))
        .group_by(Evidence.action_id)
    )
    return {row.action_id: row.files for row in db.session.execute(found)}


def _after(on: date) -> datetime:
    return local_instant(on + timedelta(days=1), time(0, 0))


def _day(at: datetime | None) -> date | None:
    return local_day(at) if at else None
