"""A plan's dates: the next review, the next board, and when owners are asked in time for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.domain.board_dates import BoardDates, Lead, faults_of, working_back
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import day
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.installation import closed_days
from tracker.services.record import record_change
from tracker.store.board_meetings import keep_listed
from tracker.store.history import Happened
from tracker.store.plans import Plan, PlanState

ROUTE = "plan_dates.dates"
_CHANGED = ("next_review_on", "next_board_on", "papers_days", "clearance_days", "drafting_days")


@dataclass(frozen=True)
class PlanDates:
    """What somebody says of a plan's dates."""

    review_on: date | None
    board_on: date | None
    lead: Lead
    asks: bool
    """Whether owners are asked for an update in time for the board."""


def set_dates(plan: Plan, dates: PlanDates, *, sent: SentForm, now: datetime, today: date) -> str:
    """Set a plan's dates; returns what to say.

    Raises RuleBroken, naming the field `review`, `board` or `asks`, for what cannot be, and
    AlreadyDone when this form has taken effect before.
    """
    said = f"Dates of {plan.title} saved"
    with taking_effect(sent, route=ROUTE, message=said, now=now):
        if plan.state is PlanState.CLOSED:
            raise RuleBroken("The plan is closed. Its dates stay as they are.")
        for fault in faults_of(dates.board_on, dates.review_on, today):
            raise fault
        if dates.asks and dates.board_on is None:
            raise RuleBroken("Enter when the board meets, or ask nobody for it", field="board")
        before, met_on = dates_of(plan), plan.next_board_on
        _put(plan, dates, today)
        record_change(
            Happened.PLAN_CHANGED, before, dates_of(plan), at=now, actor=sent.by, plan_id=plan.id
        )
        moved_from = met_on if met_on and met_on >= today else None
        keep_listed(plan.id, before=moved_from, after=plan.next_board_on)
        db.session.commit()
    return said


def lead_of(plan: Plan) -> Lead:
    """How many working days the papers of this plan's board take."""
    return Lead(plan.papers_days, plan.clearance_days, plan.drafting_days)


def board_dates(plan: Plan, *, today: date) -> BoardDates | None:
    """The days before the plan's next board; None where no meeting is set or it is over."""
    if plan.next_board_on is None or plan.next_board_on < today:
        return None
    return working_back(plan.next_board_on, lead_of(plan), closed_days(plan.next_board_on))


def _put(plan: Plan, dates: PlanDates, today: date) -> None:
    plan.next_review_on, plan.next_board_on = dates.review_on, dates.board_on
    plan.papers_days, plan.clearance_days = dates.lead.papers, dates.lead.clearance
    plan.drafting_days = dates.lead.drafting
    found = board_dates(plan, today=today) if dates.asks else None
    if found and found.updates_by < today:
        late = f"An update by {day(found.updates_by)} would have been in time. Ask nobody for it,"
        raise RuleBroken(f"{late} or let the papers take fewer days", field="asks")
    plan.ask_from = found.ask_from if found else None
    plan.updates_by = found.updates_by if found else None


def aim_at(plan: Plan, meets_on: date | None, *, today: date) -> None:
    """Make this the plan's next board. Owners are asked in time for it if they were for the one
    before it, unless it is too late for that."""
    asks, plan.next_board_on = plan.ask_from is not None, meets_on
    found = board_dates(plan, today=today) if asks else None
    in_time = found if found and found.updates_by >= today else None
    plan.ask_from = in_time.ask_from if in_time else None
    plan.updates_by = in_time.updates_by if in_time else None


def dates_of(plan: Plan) -> dict[str, Any]:
    """The dates as the history tells them."""
    told: dict[str, Any] = {}
    for name in (*_CHANGED, "ask_from", "updates_by"):
        value = getattr(plan, name)
        told[name] = value.isoformat() if isinstance(value, date) else value
    return told
