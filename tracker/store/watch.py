"""What those who run the service must know at once: heartbeat, waiting letters, relay, hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, exists, func, literal, select

from tracker.extensions import db
from tracker.store.once import asked_once
from tracker.store.outbox import (
    IN_HAND,
    DeliveryAttempt,
    Instance,
    LetterState,
    Notification,
    RelayState,
    Suppression,
)
from tracker.store.runs import BACKUP, Heartbeat, ScheduleCursor

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Watch:
    """How things stand. `planned_at` is when the scheduler last looked, `backup_at` when the last
    good backup was taken; None: never."""

    planned_at: datetime | None
    relay_down_since: datetime | None
    relay_trouble: str
    held: bool
    held_reason: str
    held_since: datetime | None
    backup_at: datetime | None
    refuses: bool
    """Whether there is an address that no mail goes to."""


@asked_once
def watch() -> Watch:
    """How things stand now, for every page of those who run the service: one statement."""
    row = db.session.execute(_how_it_stands()).one()
    return Watch(
        planned_at=row.beat,
        relay_down_since=row.down,
        relay_trouble=row.trouble or "",
        held=bool(row.held),
        held_reason=row.held_reason or "",
        held_since=row.held_since,
        backup_at=row.backup,
        refuses=row.refuses,
    )


@cache
def _how_it_stands() -> Select[*tuple[Any, ...]]:
    down = RelayState.down.is_(True)
    return select(
        select(Heartbeat.at).where(Heartbeat.part == "plan").scalar_subquery().label("beat"),
        select(Heartbeat.at).where(Heartbeat.part == BACKUP).scalar_subquery().label("backup"),
        select(func.min(RelayState.since)).where(down).scalar_subquery().label("down"),
        select(func.min(RelayState.trouble)).where(down).scalar_subquery().label("trouble"),
        exists().where(Suppression.cleared_at.is_(None)).label("refuses"),
        Instance.held,
        Instance.held_reason,
        Instance.held_since,
    ).select_from(select(literal(1)).subquery().outerjoin(Instance, Instance.id == 1))


def longest_waiting(now: datetime) -> datetime | None:
    """When the letter was due that has been due for longest, or None when none is.

    Letters of an older generation wait for a person and are not counted.
    """
    current = func.coalesce(select(Instance.generation).scalar_subquery(), 1)
    return db.session.scalar(
        select(func.min(Notification.next_at)).where(
            Notification.state == LetterState.READY,
            Notification.next_at <= now,
            Notification.generation == current,
        )
    )


def letters_by_state() -> dict[LetterState, int]:
    """How many letters there are in each state; none is left out."""
    counted = select(Notification.state, func.count()).group_by(Notification.state)
    found = {row[0]: row[1] for row in db.session.execute(counted)}
    return {state: found.get(state, 0) for state in LetterState}


def beats() -> Sequence[Heartbeat]:
    """Every part of the scheduler that has ever run, by name."""
    return db.session.scalars(select(Heartbeat).order_by(Heartbeat.part)).all()


def cursors() -> Sequence[ScheduleCursor]:
    """How far each rule has been planned, by name."""
    return db.session.scalars(select(ScheduleCursor).order_by(ScheduleCursor.rule)).all()


def relays() -> Sequence[RelayState]:
    """What is known of each way of delivering, by name."""
    return db.session.scalars(select(RelayState).order_by(RelayState.name)).all()


@dataclass(frozen=True)
class Room:
    """A post room that holds letters or has tried some in the last hour."""

    worker: str
    in_hand: int
    tried: int


def busy_rooms(now: datetime) -> list[Room]:
    """The post rooms that have been at work within the hour, the busiest first; two statements."""
    held = select(Notification.owner, func.count()).where(Notification.state.in_(IN_HAND))
    in_hand = {
        owner: number
        for owner, number in db.session.execute(held.group_by(Notification.owner))
        if owner
    }
    recent = (
        select(DeliveryAttempt.worker, func.count())
        .join(Notification, Notification.id == DeliveryAttempt.notification_id)
        .where(
            Notification.finished_at > now - HOUR,
            DeliveryAttempt.started_at > now - HOUR,
        )
        .group_by(DeliveryAttempt.worker)
    )
    tried = {row[0]: row[1] for row in db.session.execute(recent)}
    rooms = [
        Room(worker, in_hand.get(worker, 0), tried.get(worker, 0)) for worker in in_hand | tried
    ]
    return sorted(rooms, key=lambda room: (-room.tried, room.worker))
