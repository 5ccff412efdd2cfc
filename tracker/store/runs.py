"""What the scheduler did and when: the slots it has planned, and its heartbeat."""

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime

BACKUP = "backup"
"""The part under which the last good backup is noted."""


class ScheduleCursor(Base):
    """How far a rule has been planned. Only a speed-up: unique keys are what make planning safe."""

    __tablename__ = "schedule_cursor"

    rule: Mapped[str] = mapped_column(String(60), primary_key=True)
    planned_to: Mapped[datetime] = mapped_column(UtcDateTime())


class Heartbeat(Base):
    """When each part of the scheduler last did its work, and what came of it."""

    __tablename__ = "heartbeat"

    part: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    result: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


def last_beat(part: str) -> datetime | None:
    """When a part of the scheduler last did its work, or None when it never has."""
    beat = db.session.get(Heartbeat, part)
    return beat.at if beat else None


def beat(part: str, *, now: datetime, **result: int) -> None:
    """Note that a part of the scheduler has done its work; the caller commits."""
    db.session.merge(Heartbeat(part=part, at=now, result=result))
