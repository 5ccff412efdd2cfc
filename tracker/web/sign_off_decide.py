"""Deciding about what was sent for sign-off, and checking later whether it has lasted."""

from functools import partial

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import OWNERS
from tracker.domain.sign_off import LONGEST_WORDS
from tracker.domain.wording import local_day
from tracker.services import rechecks, sign_off
from tracker.services.deciders import why_not_sign_off
from tracker.services.forms import SentForm
from tracker.store.actions import Action
from tracker.store.measures import measured_in_words
from tracker.store.rechecks import recheck_to_come
from tracker.store.submissions import last_submission, waiting_submission
from tracker.store.timeline import papers_of
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.sign_off_forms import CheckForm, DecideForm, GateForm

pages = Blueprint("sign_off_decide", __name__)

Page = Response | str | tuple[str, int]


@pages.route("/actions/<ref>/sign-off/decide", methods=["GET", "POST"])
@allow(*OWNERS)
def decide(ref: str) -> Page:
    """Sign an action off, return it, or sign it off and check again; never one's own work."""
    action = gates.action_for(ref, sign_off.DECIDE_ROUTE)
    closed = partial(_decide_closed, action)
    if refusal := closed():
        return refusal
    form = _decide_form(action)
    show = partial(_show_decide, action, form)
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)

    def take(sent: SentForm) -> str:
        return sign_off.decide(
            action,
            form.said,
            sent=sent,
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )

    return gates.taken(action, form, take, gates.after_deciding(action), closed=closed, show=show)


def _decide_closed(action: Action) -> tuple[str, int] | None:
    """Why this person cannot decide, as a page, told plainly where it is their business all the
    same; None when they can."""
    submission = waiting_submission(action)
    refused = why_not_sign_off(action, me(), clock.today(), submission=submission)
    why = refused
    if submission is None:
        why = f"Nothing is waiting for a decision about action {action.number}."
    if why is None:
        return None
    heading, typed = f"Sign-off of action {action.number}", request.form.get("reason", "")
    is_party = submission is None and refused is None
    return gates.closed(action, heading, why, is_party=is_party, typed=typed)


def _decide_form(action: Action) -> DecideForm:
    form = gates.begun(DecideForm, action, measure=action.measure)
    form.fit(clock.today())
    return form


def _show_decide(
    action: Action, form: DecideForm, code: int = 200, **more: object
) -> tuple[str, int]:
    papers = papers_of(action)
    return _page("actions/sign_off_decide.html", action, form, code, papers=papers, **more)


@pages.route("/actions/<ref>/recheck", methods=["GET", "POST"])
@allow(*OWNERS)
def recheck(ref: str) -> Page:
    """Say whether what was signed off has lasted; what has not is opened again."""
    action = gates.action_for(ref, rechecks.ROUTE)
    closed = partial(_recheck_closed, action)
    if refusal := closed():
        return refusal
    form = _check_form(action)
    show = partial(_show_recheck, action, form)
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)

    def take(sent: SentForm) -> str:
        return rechecks.answer(
            action,
            form.said,
            sent=sent,
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )

    return gates.taken(action, form, take, gates.after_deciding(action), closed=closed, show=show)


def _recheck_closed(action: Action) -> tuple[str, int] | None:
    """As `_decide_closed`, about the check."""
    why = rechecks.why_not_check(action, me(), clock.today())
    if why is None:
        return None
    submission = last_submission(action)
    barred = why_not_sign_off(action, me(), clock.today(), submission=submission)
    heading, typed = f"Check of action {action.number}", request.form.get("note", "")
    return gates.closed(action, heading, why, is_party=barred is None, typed=typed)


def _check_form(action: Action) -> CheckForm:
    form = gates.begun(CheckForm, action)
    form.fit(clock.today())
    return form


def _show_recheck(
    action: Action, form: CheckForm, code: int = 200, **more: object
) -> tuple[str, int]:
    to_come = recheck_to_come(action.id) or abort(404)
    return _page(
        "actions/recheck.html",
        action,
        form,
        code,
        to_come=to_come,
        signed_off=last_submission(action),
        **more,
    )


def _page(
    template: str, action: Action, form: GateForm, code: int, **more: object
) -> tuple[str, int]:
    page = render_template(
        template,
        action=action,
        form=form,
        most=LONGEST_WORDS,
        measured=measured_in_words(action),
        local_day=local_day,
        **more,
    )
    return page, code
