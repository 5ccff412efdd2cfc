"""Who a frozen report was sent to without an account: sent to one more, and taken back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import EmailField, StringField

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.errors import RuleBroken
from tracker.services import report_shares as services
from tracker.services.forms import SentForm, refuse_repeat
from tracker.store.board_reports import BoardReport, get_report
from tracker.store.report_shares import shares_of
from tracker.web.access import allow, me
from tracker.web.fields import AtMost, Needed, TrackerForm, show_broken_rule

pages = Blueprint("report_shares", __name__, url_prefix="/reports/board/<int:report_id>/readers")

Page = Response | tuple[str, int]


class ReaderForm(TrackerForm):
    """One more reader."""

    name = StringField(
        "Full name", validators=[Needed("Enter their full name"), AtMost(120, "Full name")]
    )
    email = EmailField(
        "Email address", validators=[Needed("Enter an email address"), AtMost(254, "Email address")]
    )


@pages.route("", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def readers(report_id: int) -> Page:
    """Everybody it was sent to, and a form to send it to one more."""
    report = _report(report_id)
    if request.method == "POST":
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=services.SEND_ROUTE)
    if report.plan.restricted and request.method == "POST":
        abort(404)
    form = ReaderForm()
    if form.validate_on_submit():
        sent = SentForm(me(), form.request_id.data or "", url_for(".readers", report_id=report.id))
        name, email = form.name.data or "", form.email.data or ""
        try:
            flash(services.send(report, name, email, sent=sent, now=clock.now()), "success")
        except RuleBroken as broken:
            show_broken_rule(form, broken)
            report = _report(report_id)
        else:
            return redirect(sent.answer, code=303)
    page = render_template(
        "reports/readers.html",
        report=report,
        shares=shares_of(report.id),
        form=None if report.plan.restricted else form,
        button_form=TrackerForm(),
    )
    return page, 422 if form.errors else 200


@pages.post("/<int:share_id>/take-back")
@allow(*PLAN_MAKERS)
def take_back(report_id: int, share_id: int) -> Response:
    """Let a link do nothing any more."""
    report = _report(report_id)
    share = next((one for one in shares_of(report.id) if one.id == share_id), None) or abort(404)
    leads_to = url_for(".readers", report_id=report.id)
    sent = SentForm(me(), request.form.get("request_id", ""), leads_to)
    flash(services.take_back(share, sent=sent, now=clock.now()), "success")
    return redirect(leads_to, code=303)


def _report(report_id: int) -> BoardReport:
    """The frozen report with this number; a draft is sent to nobody."""
    found = get_report(report_id, seen_by=me())
    return found if found is not None and found.frozen_at is not None else abort(404)
