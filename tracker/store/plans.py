"""Plans: one report's set of actions, and who may see them."""

import enum
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.board_dates import BoardAsk
from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime, word
from tracker.store.people import Person
from tracker.store.reports import Report


class PlanState(enum.StrEnum):
    """Where a plan stands in its life."""

    LIVE = "live"
    CLOSED = "closed"


class Plan(Base):
    """One report's set of actions. A restricted plan's titles appear in no letter."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    """'Safeguarding and looked after children', after 'Inspection action plan:'."""
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """The performance officer who runs it, and whom a refused reader is told to ask."""
    state: Mapped[PlanState] = mapped_column(word(PlanState), default=PlanState.LIVE)
    restricted: Mapped[bool] = mapped_column(default=False)
    next_review_on: Mapped[date | None]
    next_board_on: Mapped[date | None]
    papers_days: Mapped[int] = mapped_column(default=5, server_default="5")
    clearance_days: Mapped[int] = mapped_column(default=5, server_default="5")
    drafting_days: Mapped[int] = mapped_column(default=3, server_default="3")
    """How many working days the papers of its board take, as in `domain.board_dates.Lead`."""
    ask_from: Mapped[date | None]
    updates_by: Mapped[date | None]
    """Between which days owners are asked for an update for the next board; None for not at all."""
    board_day: Mapped[int | None]
    """The day of the month on which the board's digest goes; None when none goes."""
    paused: Mapped[bool] = mapped_column(default=False)
    """True while nobody is reminded of anything in it."""
    emailed_links: Mapped[bool] = mapped_column(default=False)
    """True when partners may update from an emailed link, without an account."""
    may_tell_nobody: Mapped[bool] = mapped_column(default=False)
    """True when whoever decides about several actions at once may choose that no owner is
    emailed."""
    calendar_titles: Mapped[bool] = mapped_column(default=False)
    """True when people's calendars may hold its titles; a restricted plan's are never there."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime())

    report: Mapped[Report | None] = relationship()
    lead: Mapped[Person] = relationship()

    @property
    def board_ask(self) -> BoardAsk | None:
        """When owners are asked for the sake of the next board, if they are."""
        if self.next_board_on and self.ask_from and self.updates_by:
            return BoardAsk(self.next_board_on, self.ask_from, self.updates_by)
        return None

    @property
    def full_title(self) -> str:
        """'Inspection action plan: safeguarding and looked after children'."""
        return f"Inspection action plan: {self.title[:1].lower()}{self.title[1:]}"


class PlanReader(Base):
    """A person who may read a plan although they own nothing in it."""

    __tablename__ = "plan_reader"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


def plan_codes() -> frozenset[str]:
    """The codes that plans have, closed ones included: a code is never given twice."""
    return frozenset(db.session.scalars(select(Plan.code)))


def plans_by_id(numbers: Collection[int]) -> dict[int, Plan]:
    """These plans, by number; one statement."""
    found = select(Plan).where(Plan.id.in_(numbers))
    return {plan.id: plan for plan in db.session.scalars(found)}
