"""The dates of a plan, on a page of their own: the review, the board, and what leads up to it."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from wtforms import BooleanField, StringField

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.board_dates import MOST_DAYS, Lead
from tracker.domain.errors import RuleBroken
from tracker.services import plan_dates as services
from tracker.services.forms import SentForm, refuse_repeat
from tracker.services.plan_dates import PlanDates
from tracker.store.doors import get_plan
from tracker.store.plans import Plan
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.fields import DayField, TrackerForm
from tracker.web.import_page import Page

pages = Blueprint("plan_dates", __name__)


class DatesForm(TrackerForm):
    """When the plan is reviewed and reported, and how long its papers take."""

    review = DayField("Next review (optional)", named="Next review")
    board = DayField("Next board (optional)", named="Next board")
    papers = StringField(
        "Clear working days between publishing the papers and the meeting",
        description="Neither the day of publishing nor that of the meeting counts. Usually 5",
    )
    clearance = StringField(
        "Working days to clear the report", description="From a finished draft to publishing it"
    )
    drafting = StringField(
        "Working days to draft it", description="From the last update to a finished draft"
    )
    asks = BooleanField("Ask owners for an update in time for the board")


@pages.route("/plans/<code>/dates", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def dates(code: str) -> Page:
    """See and set the plan's dates."""
    plan = get_plan(code, seen_by=me()) or abort(404)
    if request.method == "POST":
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=services.ROUTE)
    form = gates.started(DatesForm, partial(_as_set, plan))
    show = partial(_show, plan, form)
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)

    def take(sent: SentForm) -> str:
        return services.set_dates(
            plan, _said(form), sent=sent, now=clock.now(), today=clock.today()
        )

    goes_on = url_for(".dates", code=plan.code), ""
    return gates.gone_on(form, take, goes_on, crossed=lambda: show(409), show=show)


def _as_set(plan: Plan) -> dict[str, Any]:
    lead = services.lead_of(plan)
    return {
        "review": plan.next_review_on,
        "board": plan.next_board_on,
        "papers": str(lead.papers),
        "clearance": str(lead.clearance),
        "drafting": str(lead.drafting),
        "asks": plan.ask_from is not None,
    }


def _said(form: DatesForm) -> PlanDates:
    lead = Lead(
        _days(form, "papers", "Clear working days"),
        _days(form, "clearance", "Working days to clear the report"),
        _days(form, "drafting", "Working days to draft it"),
    )
    return PlanDates(form.review.data, form.board.data, lead, asks=bool(form.asks.data))


def _days(form: DatesForm, name: str, named: str) -> int:
    typed = (form[name].data or "").strip()
    if not (typed.isdecimal() and len(typed) < 4 and int(typed) <= MOST_DAYS):
        raise RuleBroken(f"{named} must be a number from 0 to {MOST_DAYS}", field=name)
    return int(typed)


def _show(plan: Plan, form: DatesForm, code: int, **more: Any) -> tuple[str, int]:
    page = render_template(
        "plans/dates.html",
        plan=plan,
        form=form,
        back=services.board_dates(plan, today=clock.today()),
        **more,
    )
    return page, code
