"""Reports to a board: the list, a draft as a page, and the frozen report as files."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import PLAN_MAKERS, Role
from tracker.domain.board_paper import action_name, area_name, sections
from tracker.domain.board_report import ReportFacts
from tracker.domain.errors import RuleBroken
from tracker.services.board_reports import keeping
from tracker.services.board_reports.files import file_of
from tracker.services.forms import SentForm, refuse_repeat
from tracker.store import doors
from tracker.store.board_reports import BoardReport, get_report, reports_seen_by
from tracker.store.plans import Plan, PlanState
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.board_report_forms import BY_NAME, BY_POST, BeginForm, words_form
from tracker.web.downloads import download
from tracker.web.fields import TrackerForm, show_broken_rule
from tracker.web.other_reports import to_choose_from
from tracker.web.report_page import shown

pages = Blueprint("board_reports", __name__)

READERS = frozenset({Role.PERFORMANCE, Role.MANAGER, Role.BOARD})
"""Roles that read reports; which of them, `store.board_reports` says."""
Page = Response | tuple[str, int]


@pages.get("/reports")
@allow(*READERS)
def reports() -> str:
    """Every report this person may read, drafts apart, and what else is reported from lists."""
    seen = reports_seen_by(me())
    return render_template(
        "reports/reports.html",
        drafts=[one for one in seen if one.frozen_at is None],
        frozen=[one for one in seen if one.frozen_at is not None],
        begins=me().role in PLAN_MAKERS,
        others=to_choose_from(me(), clock.today()),
    )


@pages.route("/reports/board", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def begin() -> Page:
    """Choose what the report is about."""
    plans = _plans()
    if request.method == "POST":
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=keeping.BEGIN_ROUTE)
    form = gates.started(BeginForm, partial(_begun, plans))
    form.offer(plans)
    show = partial(_show_begin, form, plans)
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)
    plan = next(one for one in plans if one.code == form.plan.data)
    try:
        sent = SentForm(me(), form.request_id.data or "", url_for(".reports"))
        report = keeping.begin(
            plan, _asked(plan, form), sent=sent, now=clock.now(), today=clock.today()
        )
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return show(422)
    return redirect(url_for(".report", report_id=report.id), code=303)


def _begun(plans: list[Plan]) -> dict[str, Any]:
    """Today, and the plan that the address names, as the letter before a board does."""
    named = {one.code for one in plans} & {request.args.get("plan", "")}
    return {"as_at": clock.today(), "people": BY_POST, "plan": next(iter(named), None)}


def _plans() -> list[Plan]:
    """What may be reported about, what may stand in any report first."""
    seen = doors.plans_seen_by(me())
    return sorted(seen, key=lambda one: (one.state is not PlanState.LIVE, one.restricted))


def _asked(plan: Plan, form: BeginForm) -> keeping.Asked:
    as_at = form.as_at.data
    return keeping.Asked(
        as_at=as_at,
        since=form.since.data or (keeping.first_since(plan, as_at) if as_at else None),
        by_name=form.people.data == BY_NAME,
        may_be_restricted=bool(form.restricted.data),
    )


def _show_begin(form: BeginForm, plans: list[Plan], code: int) -> tuple[str, int]:
    page = render_template(
        "reports/begin.html", form=form, any_restricted=any(one.restricted for one in plans)
    )
    return page, code


@pages.get("/reports/board/<int:report_id>")
@allow(*READERS)
def report(report_id: int) -> Page:
    """The report as a page: a draft with a box for what is added to each section."""
    found = _report(report_id)
    return _draft(found) if found.frozen_at is None else _frozen(found, 200)


@pages.post("/reports/board/<int:report_id>")
@allow(*PLAN_MAKERS)
def write(report_id: int) -> Page:
    """Keep what was added to a draft, and freeze it if that is asked."""
    found = _report(report_id)
    refuse_repeat(request.form.get("request_id", ""), by=me(), route=keeping.WRITE_ROUTE)
    return _draft(found) if found.frozen_at is None else _frozen(found, 409)


def _frozen(found: BoardReport, code: int) -> Page:
    errors = [{"text": "This report was frozen meanwhile. Begin another to say more"}]
    facts = keeping.facts_of(found, seen_by=me())
    return _show(found, facts, None, code, **({"errors": errors} if code == 409 else {}))


def _draft(found: BoardReport) -> Page:
    facts = keeping.facts_of(found, seen_by=me())
    told = sections(facts, found.commentary)
    form = gates.started(
        words_form(told), lambda: {one.key: one.commentary for one in told if one.asks}
    )
    if request.method == "GET":
        form.version.data = found.version
    if not form.validate_on_submit():
        return _show(found, facts, form, 422 if request.method == "POST" else 200)
    freezes = request.form.get("then") == "freeze"

    def take(sent: SentForm) -> str:
        return keeping.write(
            found,
            {one.key: form[one.key].data or "" for one in told if one.asks},
            version=form.version.data,
            freezes=freezes,
            sent=sent,
            now=clock.now(),
        )

    goes_on = url_for(".report", report_id=found.id), ""
    show = partial(_show_wrong, found, facts, form)
    return gates.gone_on(form, take, goes_on, crossed=partial(show, 409, crossed=True), show=show)


def _show_wrong(
    found: BoardReport, facts: ReportFacts, form: TrackerForm, code: int, *, crossed: bool = False
) -> tuple[str, int]:
    if not crossed:
        return _show(found, facts, form, code)
    report_now = _report(found.id)
    form.version.data = report_now.version
    said = "Somebody else saved this report while you were writing. Save again to keep your words"
    return _show(report_now, facts, form, code, errors=[{"text": said, "href": "#report"}])


def _show(
    found: BoardReport, facts: ReportFacts, form: TrackerForm | None, code: int, **more: Any
) -> tuple[str, int]:
    told = sections(facts, found.commentary)
    # While it is written to, what is added stands in the boxes, not among the facts.
    bare = sections(facts, {one.key: "" for one in told if one.asks}) if form else told
    page = render_template(
        "reports/report.html",
        plan=found.plan,
        form=form,
        button_form=TrackerForm(),
        silent=len(facts.silent) if found.as_at == clock.today() else 0,
        may_publish=me().role in PLAN_MAKERS and found.published_at is None,
        may_send=me().role in PLAN_MAKERS and not found.plan.restricted,
        **shown(found, facts, bare, _links(facts)),
        **more,
    )
    return page, code


def _links(facts: ReportFacts) -> dict[str, str]:
    """Where each area and action of the report can be read in full: claim, then proof."""
    found = {
        area_name(area.number, area.title): url_for(
            "areas.area", code=facts.code, number=area.number
        )
        for area in facts.areas
    }
    return found | {
        action_name(one): url_for("actions.action", ref=one.ref) for one in facts.actions
    }


@pages.post("/reports/board/<int:report_id>/publish")
@allow(*PLAN_MAKERS)
def publish(report_id: int) -> Response:
    """Let board members read it."""
    found = _report(report_id)
    leads_to = url_for(".report", report_id=found.id)
    sent = SentForm(me(), request.form.get("request_id", ""), leads_to)
    flash(keeping.publish(found, sent=sent, now=clock.now()), "success")
    return redirect(leads_to, code=303)


@pages.post("/reports/board/<int:report_id>/throw-away")
@allow(*PLAN_MAKERS)
def throw_away(report_id: int) -> Response:
    """Delete a draft."""
    sent = SentForm(me(), request.form.get("request_id", ""), url_for(".reports"))
    flash(keeping.throw_away(_report(report_id), sent=sent, now=clock.now()), "success")
    return redirect(url_for(".reports"), code=303)


@pages.get("/reports/board/<int:report_id>/report.<ending>")
@allow(*READERS)
def file(report_id: int, ending: str) -> Response:
    """A frozen report as a Word document, a PDF or an Excel workbook."""
    name, data = file_of(_report(report_id), ending) or abort(404)
    return download(data, name)


def _report(report_id: int) -> BoardReport:
    return get_report(report_id, seen_by=me()) or abort(404)
