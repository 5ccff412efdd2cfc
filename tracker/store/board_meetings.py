"""When the board of a plan meets, and what it decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    delete,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from tracker.extensions import Base, db
from tracker.store.actions import Action
from tracker.store.board_reports import BoardReport
from tracker.store.columns import UtcDateTime
from tracker.store.doors import visible_plans
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanReader, PlanState


class BoardDate(Base):
    """A day on which the board of a plan meets or met."""

    __tablename__ = "board_date"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    meets_on: Mapped[date] = mapped_column(primary_key=True)


class BoardDecision(Base):
    """What a board decided about a plan, and which of its actions it is about. Never altered: what
    was written down wrongly is followed by what is right."""

    __tablename__ = "board_decision"
    __table_args__ = (Index("ix_board_decision_plan_id_meets_on", "plan_id", "meets_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    meets_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text)
    minute: Mapped[str] = mapped_column(String(120), default="")
    """Where it is written down: 'EXB 42'."""
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())

    recorded_by: Mapped[Person] = relationship()
    actions: Mapped[list[Action]] = relationship(
        secondary="board_decision_action", order_by="Action.position"
    )


class BoardDecisionAction(Base):
    """An action that a decision is about."""

    __tablename__ = "board_decision_action"

    decision_id: Mapped[int] = mapped_column(ForeignKey("board_decision.id"), primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), primary_key=True, index=True)


@dataclass(frozen=True)
class Meeting:
    """One meeting of a plan's board: its day, the last report made for it, and how many decisions
    are written down."""

    meets_on: date
    report: BoardReport | None
    decisions: int


def meetings_of(plan_id: int) -> list[Meeting]:
    """Every meeting of a plan's board, the earliest first; three statements."""
    days = db.session.scalars(select(BoardDate.meets_on).where(BoardDate.plan_id == plan_id))
    made = select(BoardReport).where(
        BoardReport.plan_id == plan_id, BoardReport.meets_on.is_not(None)
    )
    reports = {one.meets_on: one for one in db.session.scalars(made.order_by(BoardReport.id))}
    counted = (
        select(BoardDecision.meets_on, func.count().label("number"))
        .where(BoardDecision.plan_id == plan_id)
        .group_by(BoardDecision.meets_on)
    )
    decided = {row.meets_on: row.number for row in db.session.execute(counted)}
    return [Meeting(on, reports.get(on), decided.get(on, 0)) for on in sorted(days)]


def next_dates(plan_id: int, *, from_on: date) -> Sequence[date]:
    """The days from this one on, on which a plan's board meets, the soonest first."""
    found = select(BoardDate.meets_on).where(
        BoardDate.plan_id == plan_id, BoardDate.meets_on >= from_on
    )
    return db.session.scalars(found.order_by(BoardDate.meets_on)).all()


@dataclass(frozen=True)
class UnreportedMeeting:
    """The next meeting of a live plan's board, for which no report is frozen yet."""

    plan_id: int
    meets_on: date
    lead_id: int
    may_open: frozenset[int] | None
    """Who beside the plan's lead may open it; None when every performance officer may."""


def unreported_meetings(today: date) -> list[UnreportedMeeting]:
    """Those after today, of plans that are not paused; two statements."""
    found = (
        select(Plan.id, Plan.next_board_on, Plan.lead_id, Plan.restricted)
        .where(Plan.state == PlanState.LIVE, ~Plan.paused, Plan.next_board_on > today)
        .where(~_is_reported())
        .order_by(Plan.id)
    )
    named: dict[int, set[int]] = {}
    for row in db.session.execute(select(PlanReader.plan_id, PlanReader.person_id)):
        named.setdefault(row.plan_id, set()).add(row.person_id)
    return [
        UnreportedMeeting(
            plan_id=row.id,
            meets_on=row.next_board_on,
            lead_id=row.lead_id,
            may_open=frozenset(named.get(row.id, ())) if row.restricted else None,
        )
        for row in db.session.execute(found)
    ]


def plan_to_report(plan_id: int | None, meets_on: date | None, *, seen_by: Person) -> Plan | None:
    """The plan, while it is live, its board still meets on this day next, no report for that is
    frozen, and this person may open it."""
    found = select(Plan).where(Plan.id == plan_id, visible_plans(seen_by), ~_is_reported())
    found = found.where(Plan.state == PlanState.LIVE, Plan.next_board_on == meets_on)
    return db.session.scalar(found)


def _is_reported() -> ColumnElement[bool]:
    """Whether a report for the plan's next board is frozen, as a question inside another."""
    made = select(BoardReport.id).where(BoardReport.plan_id == Plan.id)
    made = made.where(BoardReport.meets_on == Plan.next_board_on)
    return made.where(BoardReport.frozen_at.is_not(None)).correlate(Plan).exists()


def is_spoken_of(plan_id: int, meets_on: date) -> bool:
    """True when a report was made for a meeting or a decision of it is written down."""
    made = exists().where(BoardReport.plan_id == plan_id, BoardReport.meets_on == meets_on)
    decided = exists().where(BoardDecision.plan_id == plan_id, BoardDecision.meets_on == meets_on)
    return bool(db.session.scalar(select(or_(made, decided))))


def keep_listed(plan_id: int, *, before: date | None, after: date | None) -> None:
    """Have a date in a plan's list in the place of the one it was moved from, where nothing was
    reported or decided at that one."""
    if after == before:
        return
    if before and not is_spoken_of(plan_id, before):
        db.session.execute(
            delete(BoardDate).where(BoardDate.plan_id == plan_id, BoardDate.meets_on == before)
        )
    if after and db.session.get(BoardDate, (plan_id, after)) is None:
        db.session.add(BoardDate(plan_id=plan_id, meets_on=after))


def decisions_of(plan_id: int, meets_on: date | None = None) -> Sequence[BoardDecision]:
    """What the board decided at a meeting, or ever, the first first, with its actions; two
    statements."""
    found = select(BoardDecision).where(BoardDecision.plan_id == plan_id)
    if meets_on is not None:
        found = found.where(BoardDecision.meets_on == meets_on)
    found = found.order_by(BoardDecision.meets_on, BoardDecision.id)
    return db.session.scalars(
        found.options(joinedload(BoardDecision.recorded_by), selectinload(BoardDecision.actions))
    ).all()
