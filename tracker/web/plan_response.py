"""When the answer to a plan's report is due, put right while the plan is live."""

from functools import partial

from flask import Blueprint, abort, render_template, request, url_for

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.response_dates import ResponseDue
from tracker.services import plan_response as services
from tracker.services.forms import SentForm, refuse_repeat
from tracker.store.doors import get_plan
from tracker.store.plans import Plan
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.import_page import Page
from tracker.web.response_due import due_panel
from tracker.web.response_form import ResponseForm, as_typed

pages = Blueprint("plan_response", __name__)


@pages.route("/plans/<code>/answer", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def answer(code: str) -> Page:
    """Say when the answer is due."""
    plan = get_plan(code, seen_by=me()) or abort(404)
    if request.method == "POST":
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=services.ROUTE)
    form = gates.started(ResponseForm, partial(as_typed, _response_of(plan)))
    show = partial(_show, plan, form)
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)

    def take(sent: SentForm) -> str:
        return services.set_response(plan, form.said(), sent=sent, now=clock.now())

    goes_on = url_for("plans.plan", code=plan.code, _anchor="answer"), ""
    return gates.gone_on(form, take, goes_on, crossed=partial(show, 409), show=show)


def _response_of(plan: Plan) -> ResponseDue:
    """What is known of it; nothing for a plan without a report, which has nothing to answer."""
    return plan.report.response if plan.report else ResponseDue(None, None, None)


def _show(plan: Plan, form: ResponseForm, code: int) -> tuple[str, int]:
    report = plan.report
    read, kept = (report.stated_where, report.response_proposed_on) if report else (None, None)
    due = due_panel(_response_of(plan), read, kept)
    return render_template("plans/answer.html", plan=plan, form=form, due=due), code
