"""Updating one action from an emailed link, without an account.

No page here tells anything about an action before the code was typed. What cannot be done, whatever
the reason, looks the same.
"""

import secrets
from collections.abc import Callable
from functools import wraps

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from tracker import clock
from tracker.domain.actions import ANSWER_LINKS, Answer
from tracker.domain.emailed_links import DIGITS
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.personal import personal_detail_in
from tracker.domain.updates import LONGEST_NOTE
from tracker.domain.wording import local_day
from tracker.services import emailed_links as links
from tracker.services.actions import UPDATE_ROUTE, asked_about, post_progress
from tracker.services.deciders import sign_off_decider
from tracker.services.emailed_links import Behind, DeadLink
from tracker.services.forms import SentForm, refuse_repeat
from tracker.store.timeline import newest_entry
from tracker.web.access import allow_anyone, person_if_any, settings
from tracker.web.fields import Needed, TrackerForm, show_broken_rule
from tracker.web.update import check_note
from tracker.web.update_forms import UpdateForm

pages = Blueprint("by_email", __name__, url_prefix="/by-email")

Page = Response | str | tuple[str, int]

_BROWSER = "by_email"
"""Under which this browser's cookie holds the secret that it is told by."""


class CodeForm(TrackerForm):
    """The code from the email."""

    code = StringField(
        "Code",
        description=f"{DIGITS} digits, in the email we have just sent",
        validators=[Needed(f"Enter the {DIGITS} digits from the email")],
    )


def _answers_alike(view: Callable[..., Page]) -> Callable[..., Page]:
    """Answer every link that does not work in the same way, with what was typed."""

    @wraps(view)
    def answered(token: str) -> Page:
        try:
            return view(token)
        except DeadLink:
            page = render_template("by_email/dead.html", typed=request.form.get("note", ""))
            return page, 410

    return answered


@pages.route("/<token>", methods=["GET", "POST"])
@allow_anyone
@_answers_alike
def ask(token: str) -> Page:
    """Offer to send a code; opening the page sends and changes nothing."""
    link = _behind(token)
    person = person_if_any()
    if person is not None and person.id == link.person.id:
        return redirect(url_for("update.update", ref=link.action.ref, answer=_answer()))
    if links.is_open_to(link, browser=_browser(), now=clock.now()):
        return redirect(_to("update", token))
    if request.method == "GET":
        return render_template("by_email/ask.html", form=TrackerForm())
    session.setdefault(_BROWSER, secrets.token_urlsafe(32))
    links.ask_for_code(link, browser=_browser(), now=clock.now())
    return redirect(_to("code", token), code=303)


@pages.route("/<token>/code", methods=["GET", "POST"])
@allow_anyone
@_answers_alike
def code(token: str) -> Page:
    """Type the code, in the browser that asked for it."""
    link = _behind(token)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            links.open_with(link, form.code.data or "", browser=_browser(), now=clock.now())
        except RuleBroken as broken:
            show_broken_rule(form, broken)
        else:
            return redirect(_to("update", token), code=303)
    waiting = links.is_waiting_for_code(link, browser=_browser(), now=clock.now())
    if not waiting and not form.errors:
        return redirect(_to("ask", token))
    # Where no field is left to type in, the errors stand alone.
    errors = None if waiting else [{"text": error} for error in form.code.errors]
    page = render_template(
        "by_email/code.html", form=form, waiting=waiting, errors=errors, ask_again=_to("ask", token)
    )
    return page, 422 if form.errors else 200


@pages.route("/<token>/update", methods=["GET", "POST"])
@allow_anyone
@_answers_alike
def update(token: str) -> Page:
    """Say how the one action is going."""
    posted = request.method == "POST"
    if posted:
        again = _behind(token, spent_too=True)
        number = request.form.get("request_id", "")
        refuse_repeat(number, by=again.person, route=UPDATE_ROUTE)
    link = _behind(token)
    if not links.is_open_to(link, browser=_browser(), now=clock.now()):
        if not posted:
            return redirect(_to("ask", token))
        typed = request.form.get("note", "")
        return render_template("by_email/ask.html", form=TrackerForm(), typed=typed), 409
    form = _form(link)
    if form.validate_on_submit():
        return _try_to_save(link, form)
    return _show(link, form, 422 if posted else 200)


@pages.get("/done")
@allow_anyone
def done() -> str:
    """It is saved, and the link is used up."""
    return render_template("by_email/done.html")


def _behind(token: str, *, spent_too: bool = False) -> Behind:
    """Links outlive the secret they were signed with, as long as it is kept as a fallback."""
    keys = [*settings().secret_key_fallbacks, settings().secret_key]
    return links.behind(token, secret_key=keys, now=clock.now(), spent_too=spent_too)


def _browser() -> str:
    return str(session.get(_BROWSER, ""))


def _answer() -> str | None:
    """The answer the letter's link chooses, as one of the words it may use."""
    word = request.args.get("answer", "")
    return word if word in ANSWER_LINKS else None


def _to(page: str, token: str) -> str:
    return url_for(f"by_email.{page}", token=token, answer=_answer())


def _form(link: Behind) -> UpdateForm:
    action, today = link.action, clock.today()
    asked = asked_about(action, today)
    if request.method == "POST":
        form = UpdateForm()
    else:
        answer = ANSWER_LINKS.get(_answer() or "")
        if answer is Answer.NO_CHANGE and not asked.may_say_no_change:
            answer = None
        form = UpdateForm(
            answer=answer,
            expected=asked.prefilled(today),
            seen=newest_entry(action),
            version=action.version,
        )
    form.fit(action, asked, today)
    return form


def _try_to_save(link: Behind, form: UpdateForm) -> Page:
    if "back" in request.form:
        return _show(link, form)
    looks_like = personal_detail_in(form.note.data or "", clock.today())
    if looks_like and "anyway" not in request.form:
        return check_note(link.action, form, looks_like)
    try:
        return _save(link, form)
    except Crossed:
        return _crossed(link, form)
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return _show(link, form, 422)


def _save(link: Behind, form: UpdateForm) -> Response:
    said, today = form.said, clock.today()
    if said is None:
        raise RuleBroken("Select how this action is going", field="answer")
    leads_to = url_for("by_email.done")
    decider = sign_off_decider(link.action, today, sent_by_id=link.person.id).person
    message = f"Sent to {decider.name} for sign-off" if said.answer is Answer.DONE else "Saved"
    post_progress(
        link.action,
        said,
        sent=SentForm(link.person, form.request_id.data or "", leads_to, link.link_hash),
        version=form.version.data,
        seen=form.newest_seen,
        milestones_done=None,
        message=message,
        now=clock.now(),
        today=today,
    )
    flash(message, "success")
    return redirect(leads_to, code=303)


def _crossed(link: Behind, form: UpdateForm) -> tuple[str, int]:
    """Somebody saved first: nothing was overwritten, and the form is still filled in."""
    action, today = link.action, clock.today()
    form.fit(action, asked_about(action, today), today)
    form.version.data = action.version
    words = (
        f"Action {action.number} changed while you were writing. Nothing of yours is saved yet."
        " Check the dates and your answer, then save again"
    )
    return _show(link, form, 409, errors=[{"text": words, "href": "#main-content"}])


def _show(link: Behind, form: UpdateForm, code: int = 200, **more: object) -> tuple[str, int]:
    action = link.action
    page = render_template(
        "by_email/update.html",
        action=action,
        form=form,
        most=LONGEST_NOTE,
        last_on=local_day(action.last_update_at) if action.last_update_at else None,
        **more,
    )
    return page, code
