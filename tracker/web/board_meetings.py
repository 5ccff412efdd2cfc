"""The meetings of a plan's board: their days, the report for each, and what was decided."""

from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, StringField, TextAreaField

from tracker import clock
from tracker.domain.access import PLAN_MAKERS, Role
from tracker.services import board_meetings as services
from tracker.services.forms import SentForm, refuse_repeat
from tracker.services.plan_dates import board_dates
from tracker.store.board_meetings import Meeting, decisions_of, meetings_of
from tracker.store.board_reports import BoardReport, may_read
from tracker.store.doors import get_plan
from tracker.store.listed_actions import actions_of_plan
from tracker.store.plans import Plan
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.fields import AtMost, DayField, TrackerForm, choice
from tracker.web.import_page import Page

pages = Blueprint("board_meetings", __name__)

READERS = frozenset({Role.PERFORMANCE, Role.MANAGER, Role.BOARD})


class MeetingForm(TrackerForm):
    """Another day on which the board meets."""

    meets = DayField("Another date", named="Another date")


class DecisionForm(TrackerForm):
    """What the board decided, and about what."""

    words = TextAreaField(
        "What the board decided",
        validators=[AtMost(services.LONGEST_DECISION, "What the board decided")],
    )
    minute = StringField(
        "Minute (optional)",
        description="Where it is written down, such as EXB 42",
        validators=[AtMost(services.LONGEST_MINUTE, "Minute")],
    )
    actions = SelectMultipleField(
        "Which actions it is about (optional)",
        description="It is told on the page of each. Select none if it is about the whole plan",
    )


@pages.get("/plans/<code>/boards")
@allow(*READERS)
def meetings(code: str) -> Page:
    """Every meeting of the plan's board, those to come first; another date is added below."""
    return _meetings(_plan(code))


@pages.post("/plans/<code>/boards")
@allow(*PLAN_MAKERS)
def add(code: str) -> Page:
    """Write down another date."""
    plan = _plan(code)
    refuse_repeat(request.form.get("request_id", ""), by=me(), route=services.ADD_ROUTE)
    return _meetings(plan)


def _meetings(plan: Plan) -> Page:
    form = gates.started(MeetingForm, dict)
    show = partial(_show_all, plan, form)
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)

    def take(sent: SentForm) -> str:
        return services.add_date(plan, form.meets.data, sent=sent, now=clock.now())

    goes_on = url_for(".meetings", code=plan.code), ""
    return gates.gone_on(form, take, goes_on, crossed=lambda: show(409), show=show)


def _show_all(plan: Plan, form: MeetingForm, code: int, **more: Any) -> tuple[str, int]:
    every, today = meetings_of(plan.id), clock.today()
    page = render_template(
        "boards/meetings.html",
        plan=plan,
        coming=[one for one in every if one.meets_on >= today],
        past=[one for one in reversed(every) if one.meets_on < today],
        back=board_dates(plan, today=today),
        may_read=partial(may_read, person=me()),
        form=form if me().role in PLAN_MAKERS else None,
        **more,
    )
    return page, code


@pages.get("/plans/<code>/boards/<day>")
@allow(*READERS)
def meeting(code: str, day: str) -> Page:
    """One meeting: the report for it, and what was decided."""
    plan = _plan(code)
    return _one_meeting(plan, _meeting(plan, day))


@pages.post("/plans/<code>/boards/<day>")
@allow(*PLAN_MAKERS)
def decide(code: str, day: str) -> Page:
    """Write down what was decided."""
    plan = _plan(code)
    found = _meeting(plan, day)
    refuse_repeat(request.form.get("request_id", ""), by=me(), route=services.DECIDE_ROUTE)
    return _one_meeting(plan, found)


def _one_meeting(plan: Plan, found: Meeting) -> Page:
    form = gates.started(DecisionForm, dict)
    seen = actions_of_plan(plan, seen_by=me())
    form.actions.choices = [choice(one.ref, f"{one.number} {one.title}") for one in seen]
    show = partial(_show_one, plan, found, form)
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)
    decided = services.Decided(
        (form.words.data or "").strip(), form.minute.data or "", form.actions.data or ()
    )

    def take(sent: SentForm) -> str:
        return services.write_down(
            plan, found.meets_on, decided, sent=sent, now=clock.now(), today=clock.today()
        )

    goes_on = url_for(".meeting", code=plan.code, day=found.meets_on), ""
    return gates.gone_on(form, take, goes_on, crossed=lambda: show(409), show=show)


def _show_one(
    plan: Plan, found: Meeting, form: DecisionForm, code: int, **more: Any
) -> tuple[str, int]:
    writes = me().role in PLAN_MAKERS
    report: BoardReport | None = found.report
    page = render_template(
        "boards/meeting.html",
        plan=plan,
        meeting=found,
        report=report if report and may_read(report, person=me()) else None,
        decisions=decisions_of(plan.id, found.meets_on),
        seen={one.ref for one in actions_of_plan(plan, seen_by=me())},
        form=form if writes and found.meets_on <= clock.today() else None,
        remove_form=TrackerForm() if writes and not found.report and not found.decisions else None,
        **more,
    )
    return page, code


@pages.post("/plans/<code>/boards/<day>/remove")
@allow(*PLAN_MAKERS)
def remove(code: str, day: str) -> Response:
    """Take away a date at which nothing was reported or decided."""
    plan = _plan(code)
    leads_to = url_for(".meetings", code=plan.code)
    sent = SentForm(me(), request.form.get("request_id", ""), leads_to)
    refuse_repeat(sent.request_id, by=me(), route="board_meetings.remove")
    found = _meeting(plan, day)
    flash(services.remove_date(plan, found.meets_on, sent=sent, now=clock.now()), "success")
    return redirect(leads_to, code=303)


def _plan(code: str) -> Plan:
    return get_plan(code, seen_by=me()) or abort(404)


def _meeting(plan: Plan, day: str) -> Meeting:
    try:
        meets_on = date.fromisoformat(day)
    except ValueError:
        abort(404)
    found = (one for one in meetings_of(plan.id) if one.meets_on == meets_on)
    return next(found, None) or abort(404)
