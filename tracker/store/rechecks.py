"""Later looks at what was signed off: whether it has lasted."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tracker.domain.actions import Progress
from tracker.extensions import Base, db
from tracker.store.actions import Action
from tracker.store.columns import UtcDateTime, word
from tracker.store.decisions import Submission
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState


class CheckOutcome(enum.StrEnum):
    """What a check found."""

    LASTED = "lasted"
    NOT_LASTED = "not_lasted"


class Recheck(Base):
    """A day on which a signed-off action is looked at again; one at a time is still to come."""

    __tablename__ = "recheck"
    __table_args__ = (
        Index(
            "uq_recheck_to_come",
            "action_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_with_outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    due_on: Mapped[date] = mapped_column(index=True)
    measure: Mapped[str] = mapped_column(Text)
    """What is to be looked at."""
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime())
    outcome: Mapped[CheckOutcome | None] = mapped_column(word(CheckOutcome))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    note: Mapped[str] = mapped_column(Text, default="")

    action: Mapped[Action] = relationship()
    set_by: Mapped[Person] = relationship(foreign_keys=[set_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])


def rechecks_of(action_id: int) -> Sequence[Recheck]:
    """Every check of an action, to come and done, newest first; one statement."""
    found = select(Recheck).where(Recheck.action_id == action_id).order_by(Recheck.id.desc())
    people = (joinedload(Recheck.set_by), joinedload(Recheck.decided_by))
    return db.session.scalars(found.options(*people)).all()


def recheck_to_come(action_id: int) -> Recheck | None:
    """The check of an action that nobody has answered, or None."""
    return db.session.scalar(
        select(Recheck).where(Recheck.action_id == action_id, Recheck.outcome.is_(None))
    )


def opened_again_at(action_id: int) -> datetime | None:
    """When a check last found that an action had not lasted; None when none has."""
    found = select(func.max(Recheck.decided_at)).where(
        Recheck.action_id == action_id, Recheck.outcome == CheckOutcome.NOT_LASTED
    )
    return db.session.scalar(found)


def actions_to_check(today: date) -> Sequence[int]:
    """The numbers of the completed actions in live plans whose day to be checked again has come."""
    return db.session.scalars(
        select(Recheck.action_id)
        .join(Recheck.action)
        .join(Action.plan)
        .where(
            Recheck.outcome.is_(None),
            Recheck.due_on <= today,
            Action.progress == Progress.COMPLETED,
            Plan.state == PlanState.LIVE,
        )
        .order_by(Recheck.action_id)
    ).all()


@dataclass(frozen=True)
class DueCheck:
    """A check of a live plan's signed-off action that is due, and who has a part in it."""

    id: int
    action_id: int
    due_on: date
    owner_id: int
    manager_id: int
    lead_id: int
    signatory_id: int | None
    sent_by_id: int
    plan_paused: bool


def checks_due() -> list[DueCheck]:
    """Every check that has been raised and not answered, longest due first; one statement."""
    sent = (
        select(Submission.sent_by_id)
        .where(Submission.action_id == Action.id)
        .order_by(Submission.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = (
        select(
            Recheck.id,
            Recheck.action_id,
            Recheck.due_on,
            Action.owner_id,
            Action.manager_id,
            Plan.lead_id,
            Action.signatory_id,
            func.coalesce(sent, Action.owner_id).label("sent_by_id"),
            Plan.paused.label("plan_paused"),
        )
        .join(Recheck.action)
        .join(Action.plan)
        .where(Recheck.outcome.is_(None), Action.progress == Progress.CHECK_DUE)
        .where(Plan.state == PlanState.LIVE)
        .order_by(Recheck.due_on, Recheck.id)
    )
    return [DueCheck(**row._asdict()) for row in db.session.execute(found)]
