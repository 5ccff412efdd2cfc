"""What an action is measured by: changing it, and adding readings."""

from functools import partial

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import OWNERS
from tracker.domain.measures import LONGEST_NOTE, LONGEST_WORDS
from tracker.domain.personal import personal_detail_in
from tracker.services import measures as services
from tracker.services.actions import is_concerned
from tracker.services.forms import SentForm
from tracker.store.actions import Action
from tracker.store.measures import measured_in_words
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.measure_forms import MeasureForm, ReadingForm, typed_as
from tracker.web.sign_off_forms import GateForm

pages = Blueprint("measures", __name__)

Page = Response | str | tuple[str, int]


@pages.route("/actions/<ref>/measure", methods=["GET", "POST"])
@allow(*OWNERS)
def change(ref: str) -> Page:
    """Say what the action is measured by, from where to where."""
    action = gates.action_for(ref, services.SET_ROUTE)
    closed = partial(_change_closed, action)
    if refusal := closed():
        return refusal
    form = gates.begun(MeasureForm, action, **typed_as(action))

    def take(sent: SentForm) -> str:
        return services.set_measure(
            action,
            form.said,
            sent=sent,
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )

    show = partial(_show, "actions/measure.html", action, form, LONGEST_WORDS)
    return gates.answered(action, form, take, _leads_to(action), closed=closed, show=show)


@pages.route("/actions/<ref>/readings/add", methods=["GET", "POST"])
@allow(*OWNERS)
def add_reading(ref: str) -> Page:
    """Add what was measured on a day, or correct what was added for it."""
    action = gates.action_for(ref, services.READ_ROUTE)
    closed = partial(_reading_closed, action)
    if refusal := closed():
        return refusal
    form = gates.begun(ReadingForm, action, on=clock.today())
    form.fit(action, clock.today())
    show = partial(_show, "actions/reading_add.html", action, form, LONGEST_NOTE)
    if "back" in request.form:
        return show(200)
    looks_like = personal_detail_in(form.note.data or "", clock.today())
    if looks_like and "anyway" not in request.form and form.validate_on_submit():
        return _check_note(action, form, looks_like)

    def take(sent: SentForm) -> str:
        return services.add_reading(
            action, form.said, sent=sent, now=clock.now(), today=clock.today()
        )

    return gates.answered(action, form, take, _leads_to(action), closed=closed, show=show)


def _check_note(action: Action, form: ReadingForm, looks_like: tuple[str, ...]) -> str:
    return gates.check_words(
        action,
        form.note,
        looks_like,
        most=LONGEST_NOTE,
        caption="Add a reading: action",
        save="Add reading",
        back="Back to the form",
    )


def _leads_to(action: Action) -> str:
    return url_for("actions.action", ref=action.ref, _anchor="measure")


def _change_closed(action: Action) -> tuple[str, int] | None:
    why = services.why_not_change(action, me(), clock.today())
    heading = f"You cannot change the measure of action {action.number}"
    return _refusal(action, heading, why, typed=request.form.get("words", ""))


def _reading_closed(action: Action) -> tuple[str, int] | None:
    why = services.why_not_read(action, me(), clock.today())
    heading = f"You cannot add a reading to action {action.number}"
    return _refusal(action, heading, why, typed=request.form.get("note", ""))


def _refusal(
    action: Action, heading: str, why: str | None, *, typed: str
) -> tuple[str, int] | None:
    if why is None:
        return None
    is_party = is_concerned(action, me(), clock.today())
    return gates.closed(action, heading, why, is_party=is_party, typed=typed)


def _show(
    template: str, action: Action, form: GateForm, most: int, code: int, **more: object
) -> tuple[str, int]:
    measured = measured_in_words(action)
    page = render_template(template, action=action, form=form, most=most, measured=measured, **more)
    return page, code
