"""Who covers for whom, from when to when."""

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tracker.domain.wording import local_day
from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime
from tracker.store.people import Person


class Cover(Base):
    """Days on which somebody is away. `covered_by` gets what would have gone to them; with nobody,
    reminders pause and nothing else does. Both dates are days away."""

    __tablename__ = "cover"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_start"),
        CheckConstraint("covered_by_id IS NULL OR covered_by_id <> person_id", name="by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    covered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    decides: Mapped[bool] = mapped_column(default=False)
    """Whether the cover may also decide sign-offs and new dates; else only update."""
    note: Mapped[str] = mapped_column(Text, default="")
    set_at: Mapped[datetime] = mapped_column(UtcDateTime())
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """When it was taken back before its last day."""
    ended_why: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    covered_by: Mapped[Person | None] = relationship(foreign_keys=[covered_by_id])


def in_force(on: date) -> ColumnElement[bool]:
    """The condition that a cover holds on a day."""
    return (Cover.from_on <= on) & (Cover.to_on >= on) & Cover.ended_at.is_(None)


def returned_since(since: date, today: date) -> dict[int, date]:
    """Who has come back from being away after `since` and by today, and on which day; one
    statement."""
    found = select(Cover.person_id, Cover.to_on, Cover.ended_at).where(
        Cover.from_on <= today, Cover.to_on >= since
    )
    back: dict[int, date] = {}
    for row in db.session.execute(found.order_by(Cover.id)):
        on = local_day(row.ended_at) if row.ended_at else row.to_on + timedelta(days=1)
        if since < on <= today:
            back[row.person_id] = max(on, back.get(row.person_id, on))
    return back


def covers_on(on: date) -> dict[int, Cover]:
    """Who is away on a day, by number, with their cover; one statement.

    One that began later wins where two overlap.
    """
    found = select(Cover).where(in_force(on)).order_by(Cover.from_on, Cover.id)
    found = found.options(joinedload(Cover.person), joinedload(Cover.covered_by))
    return {cover.person_id: cover for cover in db.session.scalars(found)}
