"""What waits for a decision, and what was decided: new dates, sign-offs, overdue reviews."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.dates import DelayReason
from tracker.extensions import Base
from tracker.store.actions import Action
from tracker.store.columns import UtcDateTime, word
from tracker.store.people import Person


class RequestState(enum.StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SubmissionState(enum.StrEnum):
    """Where a sign-off stands."""

    WAITING = "waiting"
    SIGNED_OFF = "signed_off"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class ReviewChoice(enum.StrEnum):
    """What a manager decided about an overdue action in a review."""

    CHASE = "chase"
    DATE = "date"
    REFUSE = "refuse"
    GIVE = "give"
    ESCALATE = "escalate"
    HOLD = "hold"
    LEAVE = "leave"


class DateRequest(Base):
    """An owner's request for a new due date; only one may wait at a time."""

    __tablename__ = "date_request"
    __table_args__ = (
        Index(
            "uq_date_request_waiting",
            "action_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    from_on: Mapped[date]
    to_on: Mapped[date]
    code: Mapped[DelayReason | None] = mapped_column(word(DelayReason))
    """None for those asked for before there was a list to choose from."""
    reason: Mapped[str] = mapped_column(Text)
    interim: Mapped[str] = mapped_column(Text, default="")
    """What keeps children and families safe meanwhile."""
    risk: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """When it was last worded anew while it waited; `asked_by` is then whoever did that."""
    state: Mapped[RequestState] = mapped_column(word(RequestState), default=RequestState.WAITING)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """When it was decided or withdrawn: until then it waited."""
    agreed_on: Mapped[date | None]
    decision_reason: Mapped[str] = mapped_column(Text, default="")

    action: Mapped[Action] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def moved_to(self) -> date:
        """The date that was agreed, which need not be the one asked for."""
        return self.agreed_on or self.to_on


class Submission(Base):
    """An owner's word that an action is done, sent to be signed off; one may wait at a time."""

    __tablename__ = "submission"
    __table_args__ = (
        Index(
            "uq_submission_waiting",
            "action_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_on: Mapped[date]
    what_was_done: Mapped[str] = mapped_column(Text)
    how_known: Mapped[str] = mapped_column(Text, default="")
    """How its sender knows that it worked, where no document shows it."""
    state: Mapped[SubmissionState] = mapped_column(
        word(SubmissionState), default=SubmissionState.WAITING
    )
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    reason: Mapped[str] = mapped_column(Text, default="")

    action: Mapped[Action] = relationship()
    sent_by: Mapped[Person] = relationship(foreign_keys=[sent_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])


class Review(Base):
    """One sitting over what is overdue. Closed, it is the dated minute of what was decided."""

    __tablename__ = "review"
    __table_args__ = (
        Index(
            "uq_review_open",
            "manager_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    manager_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    manager: Mapped[Person] = relationship()
    decisions: Mapped[list["ReviewDecision"]] = relationship(
        order_by="ReviewDecision.decided_at", back_populates="review"
    )


class ReviewDecision(Base):
    """What was decided about one overdue action in one review; it may be changed until the end."""

    __tablename__ = "review_decision"
    __table_args__ = (UniqueConstraint("review_id", "action_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    choice: Mapped[ReviewChoice] = mapped_column(word(ReviewChoice))
    note: Mapped[str] = mapped_column(Text, default="")
    given_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    days_overdue: Mapped[int]
    progress_said: Mapped[str] = mapped_column(String(40), default="")
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime())
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """How it stood then, which the record keeps whatever changes later (`title`, `owner`,
    `due_on`), what the decision replaced (`before`), so that it can be taken back, and what it
    came to: the date agreed (`agreed_on`), or whom it was taken to (`to_id`, `to`)."""

    review: Mapped[Review] = relationship(back_populates="decisions")
    action: Mapped[Action] = relationship()
    given_to: Mapped[Person | None] = relationship()
