"""Opening a plan to an administrator for a while; its lead is told."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, TextAreaField

from tracker import clock
from tracker.domain.access import PEOPLE_KEEPERS, PLAN_MAKERS
from tracker.domain.break_glass import HOURS, LONGEST_REASON, faults_of
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count
from tracker.services import break_glass as services
from tracker.services.forms import SentForm, refuse_repeat
from tracker.store.opened_plans import openings_for
from tracker.web.access import allow, me
from tracker.web.fields import TrackerForm, choice, show_broken_rule

pages = Blueprint("break_glass", __name__, url_prefix="/admin/open-a-plan")

Page = Response | tuple[str, int]


class OpenForm(TrackerForm):
    """Which plan, why, and for how long."""

    code = StringField(
        "Code of the plan",
        description="It stands in emails about the plan, before the number of an action",
    )
    reason = TextAreaField(
        "Why do you have to read it?",
        description="The plan’s lead reads this. Do not name children or families",
    )
    hours = RadioField(
        "For how long?",
        choices=[choice(str(hours), count(hours, "hour")) for hours in HOURS],
        validate_choice=False,
    )

    @property
    def chosen(self) -> int | None:
        """The hours chosen, None when there are none."""
        said = str(self.hours.data or "")
        return int(said) if said.isdecimal() and len(said) < 4 else None

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule, so that all is said at once."""
        well_formed = super().validate(extra_validators)
        faults = list(faults_of(self.code.data or "", self.reason.data or "", self.chosen))
        for fault in faults:
            show_broken_rule(self, fault)
        return bool(well_formed and not faults)


@pages.route("", methods=["GET", "POST"])
@allow(*PEOPLE_KEEPERS)
def open_plan() -> Page:
    """Ask which plan and why, and show what is open to me now."""
    if request.method == "POST":
        number = request.form.get("request_id", "")
        refuse_repeat(number, by=me(), route=services.OPEN_ROUTE)
    form = OpenForm()
    if form.validate_on_submit():
        try:
            return _opened(form)
        except RuleBroken as broken:
            show_broken_rule(form, broken)
    page = render_template(
        "admin/open_plan.html",
        form=form,
        most=LONGEST_REASON,
        open_now=openings_for(me().id, clock.now()),
        shut_form=TrackerForm(),
    )
    return page, 422 if form.errors else 200


def _opened(form: OpenForm) -> Response:
    code = (form.code.data or "").strip().upper()
    leads_to = url_for("plans.plan", code=code)
    sent = SentForm(me(), form.request_id.data or "", leads_to)
    services.open_plan(code, form.reason.data or "", form.chosen, sent=sent, now=clock.now())
    flash(services.opened_words(code, form.chosen, clock.now()), "success")
    return redirect(leads_to, code=303)


@pages.post("/<int:opening_id>/shut")
@allow(*PEOPLE_KEEPERS, *PLAN_MAKERS)
def shut(opening_id: int) -> Response:
    """Shut a plan again before its time."""
    opening = services.opening_of(opening_id, seen_by=me()) or abort(404)
    mine = opening.person_id == me().id
    answer = url_for(".open_plan") if mine else url_for("plans.plan", code=opening.plan.code)
    sent = SentForm(me(), request.form.get("request_id", ""), answer)
    services.shut(opening, sent=sent, now=clock.now())
    flash(services.SHUT_WORDS, "success")
    return redirect(answer, code=303)
