"""Readings of what actions are measured by. None is ever taken away or altered."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Text, func, select, true
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tracker.domain.measures import Reading, sentence
from tracker.extensions import Base, db
from tracker.store.actions import Action
from tracker.store.columns import Amount, UtcDateTime
from tracker.store.people import Person


class MeasureReading(Base):
    """What was measured on a day. One for a day that has one already takes its place; the earlier
    stays in the table and in the history."""

    __tablename__ = "measure_reading"
    __table_args__ = (Index("ix_measure_reading_action_id_read_on", "action_id", "read_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    read_on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Amount())
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime())

    by: Mapped[Person] = relationship(foreign_keys=[by_id])

    @property
    def reading(self) -> Reading:
        """The number and its day."""
        return Reading(self.read_on, self.value)


def readings_of(action_id: int) -> Sequence[MeasureReading]:
    """The readings of an action that stand, the newest day first; one statement."""
    found = select(MeasureReading).where(MeasureReading.action_id == action_id)
    rows = db.session.scalars(
        found.order_by(MeasureReading.read_on, MeasureReading.id).options(
            joinedload(MeasureReading.by)
        )
    )
    return list({row.read_on: row for row in rows}.values())[::-1]


def newest_on(action_id: int, on: date) -> MeasureReading | None:
    """The reading of an action that stands for this day, or None."""
    found = select(MeasureReading).where(
        MeasureReading.action_id == action_id, MeasureReading.read_on == on
    )
    return db.session.scalar(found.order_by(MeasureReading.id.desc()).limit(1))


def how_many(action_id: int) -> int:
    """How many readings an action has, those that were corrected among them."""
    found = select(func.count()).where(MeasureReading.action_id == action_id)
    return db.session.scalar(found) or 0


def newest_readings(
    action_ids: Collection[int], *, before: datetime | None = None
) -> dict[int, Reading]:
    """The newest reading of each of these actions that has any; one statement. `before` leaves out
    what was written down at that moment or later."""
    row = MeasureReading
    place = func.row_number().over(
        partition_by=row.action_id, order_by=(row.read_on.desc(), row.id.desc())
    )
    ranked = (
        select(row.action_id, row.read_on, row.value, place.label("place"))
        .where(row.action_id.in_(action_ids), row.at < before if before else true())
        .subquery()
    )
    found = db.session.execute(select(ranked).where(ranked.c.place == 1))
    return {one.action_id: Reading(one.read_on, one.value) for one in found}


def measured_in_words(action: Action, readings: Sequence[MeasureReading] | None = None) -> str:
    """From where to where, and how far: a sentence for pages, empty when there are no numbers.

    `readings` are those that stand, the newest first; they are asked for when they are not given.
    """
    rows = readings_of(action.id) if readings is None else readings
    return sentence(action.measured, [row.reading for row in rows])
