"""One area for development: what was asked, what is answered, and what is done about it."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import LET_IN, PLAN_MAKERS, PLAN_READERS
from tracker.domain.actions import PROGRESS_WORDS, is_open, is_overdue
from tracker.domain.charts import is_uncovered, worst
from tracker.domain.errors import RuleBroken
from tracker.domain.responses import LONGEST_REASON, RESPONSE_WORDS
from tracker.services import responses as services
from tracker.services.forms import SentForm, refuse_repeat
from tracker.services.seen_before import seen_before_area
from tracker.store import overview
from tracker.store.actions import Action
from tracker.store.doors import get_action, get_plan
from tracker.store.listed_actions import actions_of_plan
from tracker.store.plans import Plan
from tracker.store.reports import Finding
from tracker.store.schemes import scheme_now
from tracker.store.timeline import NO_PAPERS, responses_to
from tracker.web import gates, timeline
from tracker.web.access import allow, me
from tracker.web.action_columns import plan_columns
from tracker.web.actions import reads_words
from tracker.web.area_forms import AreasForm, RespondForm
from tracker.web.listing import file_asked, list_file
from tracker.web.paging import page_asked

pages = Blueprint("areas", __name__)

ON_A_PAGE = 100
Page = Response | tuple[str, int]


@pages.get("/plans/<code>/areas/<number>")
@allow(*PLAN_READERS, *LET_IN)
def area(code: str, number: str) -> str | Response:
    """The inspectors' words, the response, and the actions this person may see."""
    plan, found = _area(code, number)
    today, every = clock.today(), actions_of_plan(plan, seen_by=me())
    actions = [one for one in every if found.id in one.areas]
    if file_asked():
        columns = plan_columns(overview.areas_of(plan.id), today)
        return list_file(f"actions-{plan.code}-area-{found.number}", "Actions", columns, actions)
    page, scheme = page_asked(actions, ON_A_PAGE), scheme_now(plan.id)
    with_words = reads_words(plan, me())
    past = timeline.events(responses_to(plan.id, number), NO_PAPERS, with_words=with_words)
    return render_template(
        "plans/area.html",
        plan=plan,
        area=found,
        state=worst([one.standing for one in actions], today, scheme, found.response),
        uncovered=is_uncovered([one.standing.progress for one in actions], found.response),
        actions=[(one, one.rated(today)) for one in page.rows],
        scheme=scheme,
        page=page,
        page_address=lambda to: url_for(
            ".area", code=plan.code, number=number, page=to, _anchor="actions"
        ),
        response_words=RESPONSE_WORDS,
        with_words=with_words,
        responds=services.why_not(plan, me()) is None,
        past=past[1:],
        seen_before=seen_before_area(found, plan, seen_by=me(), today=today),
        reads_words=partial(reads_words, person=me()),
        progress_words=PROGRESS_WORDS,
        is_open=is_open,
        is_overdue=is_overdue,
    )


@pages.route("/plans/<code>/areas/<number>/response", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def respond(code: str, number: str) -> Page:
    """Write down what the council answers to an area, or change it."""
    plan, found = _area(code, number)
    _before_a_form(services.RESPOND_ROUTE, plan)
    form = gates.started(RespondForm, partial(_as_answered, found))
    form.fit(services.deciders_for(found), clock.today())
    show = partial(_show_response, plan, found, form)
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)

    def take(sent: SentForm) -> str:
        return services.respond(
            plan,
            found,
            form.said,
            sent=sent,
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )

    def crossed() -> tuple[str, int]:
        form.version.data = found.version
        newest = responses_to(plan.id, number)[:1]
        words = "Somebody else saved first. Read what they saved, then save again"
        errors = [{"text": words, "href": "#changed"}]
        return show(409, errors=errors, changes=timeline.events(newest, NO_PAPERS))

    goes_on = url_for(".area", code=plan.code, number=number), ""
    return gates.gone_on(form, take, goes_on, crossed=crossed, show=show)


@pages.route("/actions/<ref>/areas", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def change(ref: str) -> Page:
    """Change which areas of its plan an action answers."""
    action = get_action(ref, seen_by=me(), on=clock.today()) or abort(404)
    _before_a_form(services.AREAS_ROUTE, action.plan)
    form = gates.begun(AreasForm, action, areas=[one.number for one in action.findings])
    form.fit(overview.areas_of(action.plan_id))
    show = partial(_show_areas, action, form)
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)

    def take(sent: SentForm) -> str:
        chosen = form.areas.data or []
        return services.set_areas(
            action, chosen, sent=sent, version=form.version.data, now=clock.now()
        )

    goes_on = url_for("actions.action", ref=action.ref), ""
    return gates.taken(action, form, take, goes_on, closed=lambda: None, show=show)


def _area(code: str, number: str) -> tuple[Plan, Finding]:
    """The plan as this person sees it, and its area; 404 for what is missing and what is hidden."""
    plan = get_plan(code, seen_by=me()) or abort(404)
    return plan, overview.area_of(plan, number) or abort(404)


def _before_a_form(route: str, plan: Plan) -> None:
    """Answer a form that comes again, and refuse what nobody can do any more."""
    if request.method == "POST":
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=route)
    refused = services.why_not(plan, me())
    if refused:
        raise RuleBroken(refused)


def _as_answered(found: Finding) -> dict[str, Any]:
    return {
        "version": found.version,
        "response": found.response,
        "reason": found.response_reason,
        "decided_by": str(found.responded_by_id or ""),
        "decided": found.responded_on or clock.today(),
        "priority": found.urgent,
    }


def _show_response(
    plan: Plan, found: Finding, form: RespondForm, code: int, **more: object
) -> tuple[str, int]:
    page = render_template(
        "plans/response.html", plan=plan, area=found, form=form, most=LONGEST_REASON, **more
    )
    return page, code


def _show_areas(action: Action, form: AreasForm, code: int, **more: object) -> tuple[str, int]:
    return render_template("actions/areas.html", action=action, form=form, **more), code
