"""Updating one action from an emailed link, without an account.

No page here tells anything about an action before the code was typed. What cannot be done, whatever
the reason, looks the same.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.actions import ANSWER_LINKS, Answer
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.personal import personal_detail_in
from tracker.domain.updates import LONGEST_NOTE
from tracker.domain.wording import local_day
from tracker.services import emailed_links as links
from tracker.services.actions import UPDATE_ROUTE, asked_about, post_progress
from tracker.services.deciders import sign_off_decider
from tracker.services.emailed_links import Behind
from tracker.services.forms import SentForm, refuse_repeat
from tracker.store.timeline import newest_entry
from tracker.web.access import allow_anyone, person_if_any
from tracker.web.emailed_codes import (
    Page,
    Way,
    answers_alike,
    ask_page,
    code_page,
    is_open,
    secret_keys,
    show_ask,
)
from tracker.web.fields import show_broken_rule
from tracker.web.update import check_note
from tracker.web.update_forms import UpdateForm

pages = Blueprint("by_email", __name__, url_prefix="/by-email")


_alike = answers_alike("by_email/dead.html")


@pages.route("/<token>", methods=["GET", "POST"])
@allow_anyone
@_alike
def ask(token: str) -> Page:
    """Offer to send a code; opening the page sends and changes nothing."""
    link = _behind(token)
    person = person_if_any()
    if person is not None and person.id == link.person.id:
        return redirect(url_for("update.update", ref=link.action.ref, answer=_answer()))
    return ask_page(link, _way(token))


@pages.route("/<token>/code", methods=["GET", "POST"])
@allow_anyone
@_alike
def code(token: str) -> Page:
    """Type the code, in the browser that asked for it."""
    return code_page(_behind(token), _way(token))


@pages.route("/<token>/update", methods=["GET", "POST"])
@allow_anyone
@_alike
def update(token: str) -> Page:
    """Say how the one action is going."""
    posted = request.method == "POST"
    if posted:
        again = _behind(token, spent_too=True)
        number = request.form.get("request_id", "")
        refuse_repeat(number, by=again.person, route=UPDATE_ROUTE)
    link = _behind(token)
    if not is_open(link):
        if not posted:
            return redirect(_to("ask", token))
        return show_ask(_way(token), typed=request.form.get("note", "")), 409
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
    return links.behind(token, secret_key=secret_keys(), now=clock.now(), spent_too=spent_too)


def _answer() -> str | None:
    """The answer the letter's link chooses, as one of the words it may use."""
    word = request.args.get("answer", "")
    return word if word in ANSWER_LINKS else None


def _to(page: str, token: str) -> str:
    return url_for(f"by_email.{page}", token=token, answer=_answer())


def _way(token: str) -> Way:
    title = "Update an action without signing in"
    return Way(title, *(_to(page, token) for page in ("ask", "code", "update")))


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
    message = "Saved"
    if said.answer is Answer.DONE:
        decider = sign_off_decider(link.action, today, sent_by_id=link.person.id).person
        message = f"Sent to {decider.name} for sign-off"
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
    form.show(action)
    page = render_template(
        "by_email/update.html",
        action=action,
        form=form,
        most=LONGEST_NOTE,
        last_on=local_day(action.last_update_at) if action.last_update_at else None,
        **more,
    )
    return page, code
