"""Actions and everything that is said, promised and decided about them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, and_, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from tracker.domain.actions import Answer, Progress, Standing, is_open
from tracker.domain.evidence import Scan, Shows
from tracker.domain.measures import LONGEST_UNIT, Measure
from tracker.domain.milestones import LONGEST_TITLE, Span
from tracker.domain.wording import local_day
from tracker.extensions import Base
from tracker.store.columns import Amount, UtcDateTime, word
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.reports import Finding

_ASKED_OF_MANY = (
    "plan_id",
    "progress",
    "last_update_at",
    "starts_on",
    "submitted_at",
    "position",
    "number",
)


class Action(Base):
    """One owned, dated piece of work. The original due date stays for ever."""

    __tablename__ = "action"
    __table_args__ = (
        Index("uq_action_plan_id_number", "plan_id", "number", unique=True),
        # What lists and counts of open actions ask beside the first two is in their indexes too, so
        # that no more rows are looked up than are shown. Literal conditions: SQLite only uses a
        # partial index when the query says the same words.
        Index(
            "ix_action_open_due",
            "due_on",
            "id",
            *_ASKED_OF_MANY,
            sqlite_where=text("open = 1"),
            postgresql_where=text("open"),
        ),
        Index(
            "ix_action_open_owner",
            "owner_id",
            "due_on",
            "id",
            *_ASKED_OF_MANY,
            "manager_id",
            "chased_at",
            sqlite_where=text("open = 1"),
            postgresql_where=text("open"),
        ),
        Index(
            "ix_action_open_manager",
            "manager_id",
            "due_on",
            "id",
            *_ASKED_OF_MANY,
            sqlite_where=text("open = 1"),
            postgresql_where=text("open"),
        ),
        # A plan in its own order.
        Index("ix_action_plan_id_position", "plan_id", "position", "id"),
        # Who has a part in which plan, of what has ended too, and how much of theirs is completed.
        Index("ix_action_owner_plan", "owner_id", "plan_id", "progress"),
        Index("ix_action_manager_plan", "manager_id", "plan_id"),
        CheckConstraint("due_on >= starts_on", name="due_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    number: Mapped[str] = mapped_column(String(20))
    """Its number in the plan: '1.1'."""
    position: Mapped[int]
    """Its place in the plan, so that 2.10 follows 2.9."""
    title: Mapped[str] = mapped_column(String(300))
    short_title: Mapped[str] = mapped_column(String(60))
    """Written to be safe in email: it names no child, family or member of staff."""
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    manager_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signatory_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who may sign it off beside the accountable manager."""
    starts_on: Mapped[date]
    original_due_on: Mapped[date]
    due_on: Mapped[date]
    expected_on: Mapped[date | None]
    measure: Mapped[str] = mapped_column(Text, default="")
    measure_unit: Mapped[str] = mapped_column(String(LONGEST_UNIT), default="")
    baseline: Mapped[Decimal | None] = mapped_column(Amount())
    target: Mapped[Decimal | None] = mapped_column(Amount())
    progress: Mapped[Progress] = mapped_column(word(Progress), default=Progress.NOT_STARTED)
    open: Mapped[bool] = mapped_column(default=True)
    """Kept with `progress` by `moved_to`, for the partial indexes."""
    last_said: Mapped[Progress | None] = mapped_column(word(Progress, name="last_said"))
    last_update_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    no_changes: Mapped[int] = mapped_column(default=0)
    """How many times running the owner has answered 'No change'."""
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    completed_on: Mapped[date | None]
    held_until: Mapped[date | None]
    """The day on which an action that is on hold is taken up again by itself."""
    chased_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    chased_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime())
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan] = relationship()
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])
    manager: Mapped[Person] = relationship(foreign_keys=[manager_id])
    signatory: Mapped[Person | None] = relationship(foreign_keys=[signatory_id])
    chased_by: Mapped[Person | None] = relationship(foreign_keys=[chased_by_id])
    findings: Mapped[list[Finding]] = relationship(
        secondary="action_finding", order_by="Finding.position"
    )
    milestones: Mapped[list["Milestone"]] = relationship(
        primaryjoin="and_(Milestone.action_id == Action.id, Milestone.removed_at.is_(None))",
        order_by="Milestone.due_on.is_(None), Milestone.due_on, Milestone.position",
    )
    """Those that were not removed, in the order in which they are due."""
    updates: Mapped[list["Update"]] = relationship(
        order_by="Update.id.desc()", back_populates="action"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads a plain dict

    @property
    def ref(self) -> str:
        """'SLAC-1.1': the plan's code and the number, as in addresses and letters."""
        return f"{self.plan.code}-{self.number}"

    @property
    def standing(self) -> Standing:
        """The facts its colour and its timing are worked out from."""
        return Standing(
            progress=self.progress,
            due_on=self.due_on,
            expected_on=self.expected_on,
            started_on=self.starts_on,
            last_update_on=local_day(self.last_update_at) if self.last_update_at else None,
            completed_on=self.completed_on,
            submitted_on=local_day(self.submitted_at) if self.submitted_at else None,
        )

    @property
    def measured(self) -> Measure:
        """What is measured, and from where to where."""
        return Measure(self.measure, self.measure_unit, self.baseline, self.target)

    @property
    def span(self) -> Span:
        """The days it lasts."""
        return Span(self.starts_on, self.due_on)

    @property
    def is_chased(self) -> bool:
        """True when somebody has asked for an update since the last one came."""
        return self.chased_at is not None and (
            self.last_update_at is None or self.last_update_at < self.chased_at
        )

    def moved_to(self, progress: Progress) -> None:
        """Set the progress, and keep `open` true to it."""
        self.progress = progress
        self.open = is_open(progress)

    def touched(self) -> None:
        """Make a new version of it though only what belongs to it has changed."""
        flag_modified(self, "due_on")


IS_CHASED = and_(
    Action.chased_at.is_not(None),
    or_(Action.last_update_at.is_(None), Action.last_update_at < Action.chased_at),
)
"""`Action.is_chased` as a condition."""

AS_THEY_LIE = Plan.id == Action.plan_id + 0
"""Joins each action with its plan, and keeps SQLite from looking them up plan by plan, where they
are to be read in a row or by an index of theirs."""


class ActionFinding(Base):
    """Which areas an action answers: one area has one or many, and one action may serve several."""

    __tablename__ = "action_finding"

    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), primary_key=True, index=True)


class Update(Base):
    """What an owner said on a day; never overwritten."""

    __tablename__ = "action_update"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime())
    answer: Mapped[Answer] = mapped_column(word(Answer))
    progress: Mapped[Progress] = mapped_column(word(Progress))
    """Where the answer left the action: for 'No change', what it was before."""
    note: Mapped[str] = mapped_column(Text, default="")
    expected_on: Mapped[date | None]
    crossed: Mapped[bool] = mapped_column(default=False)
    """True when it was written before its author had seen the update saved just before it."""

    action: Mapped[Action] = relationship(back_populates="updates")
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    on_behalf_of: Mapped[Person | None] = relationship(foreign_keys=[on_behalf_of_id])


class Milestone(Base):
    """A step on the way, counted rather than guessed at as a percentage.

    A row is never deleted: what is removed is left out of every list and count.
    """

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whose it is, when it is somebody else's than the action's owner's."""
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])


class Evidence(Base):
    """A file or link that shows that an action was done, or that it has worked.

    A row is never deleted: what is removed stays in the history, and its file goes later.
    """

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    """The name of a file, or the host that a link leads to."""
    kind: Mapped[str] = mapped_column(String(60))
    """What kind of file it is, in words: 'PDF'; 'Link' for a link."""
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime())
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    about: Mapped[str] = mapped_column(Text, default="")
    shows: Mapped[Shows] = mapped_column(word(Shows), default=Shows.COMPLETION)
    valid_until: Mapped[date | None]
    link: Mapped[str] = mapped_column(Text, default="")
    stored: Mapped[str] = mapped_column(String(64), default="")
    """Under which name the file is stored; empty for a link, and where only its name is known."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    scan: Mapped[Scan] = mapped_column(word(Scan), default=Scan.UNSCANNED)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_because: Mapped[str] = mapped_column(Text, default="")

    added_by: Mapped[Person] = relationship(foreign_keys=[added_by_id])
    removed_by: Mapped[Person | None] = relationship(foreign_keys=[removed_by_id])

    @property
    def may_be_opened(self) -> bool:
        """True for a file that is here, stands, and does not wait for the virus check."""
        passed = self.scan in (Scan.CLEAN, Scan.UNSCANNED)
        return bool(self.stored) and self.removed_at is None and passed

    def has_expired(self, today: date) -> bool:
        """True once the day has passed until which it is valid."""
        return self.valid_until is not None and self.valid_until < today
