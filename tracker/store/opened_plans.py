"""Plans that were opened to an administrator for a while; rows are never deleted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, and_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime
from tracker.store.people import Person
from tracker.store.plans import Plan


class OpenedPlan(Base):
    """That somebody may read a plan from one instant until another, and why."""

    __tablename__ = "opened_plan"
    __table_args__ = (
        Index("ix_opened_plan_person_id_until", "person_id", "until"),
        Index("ix_opened_plan_plan_id_until", "plan_id", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    until: Mapped[datetime] = mapped_column(UtcDateTime())
    shut_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    shut_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    plan: Mapped[Plan] = relationship()


def _holds(now: datetime) -> ColumnElement[bool]:
    return and_(OpenedPlan.opened_at <= now, OpenedPlan.until > now, OpenedPlan.shut_at.is_(None))


def plans_open_to(person_id: int, now: datetime) -> frozenset[int]:
    """The numbers of the plans that are open to this person now; one statement."""
    found = select(OpenedPlan.plan_id).where(OpenedPlan.person_id == person_id, _holds(now))
    return frozenset(db.session.scalars(found))


def openings_for(person_id: int, now: datetime) -> Sequence[OpenedPlan]:
    """What is open to this person now, with its plans, soonest over first."""
    found = select(OpenedPlan).where(OpenedPlan.person_id == person_id, _holds(now))
    return db.session.scalars(
        found.order_by(OpenedPlan.until).options(joinedload(OpenedPlan.plan))
    ).all()


def openings_of(plan_id: int, now: datetime) -> Sequence[OpenedPlan]:
    """To whom a plan is open now, soonest over first."""
    found = select(OpenedPlan).where(OpenedPlan.plan_id == plan_id, _holds(now))
    return db.session.scalars(
        found.order_by(OpenedPlan.until).options(joinedload(OpenedPlan.person))
    ).all()
