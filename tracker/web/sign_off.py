"""Sending an action for sign-off, and taking it back before it is decided about."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import OWNERS
from tracker.domain.actions import Progress
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.personal import personal_detail_in
from tracker.domain.sign_off import LONGEST_WORDS
from tracker.services import sign_off as services
from tracker.services.actions import may_speak_for, why_not_update
from tracker.services.deciders import sign_off_decider
from tracker.services.forms import SentForm, refuse_repeat
from tracker.store.actions import Action
from tracker.store.doors import get_action
from tracker.store.measures import measured_in_words
from tracker.store.submissions import has_evidence
from tracker.store.timeline import newest_entry, papers_of
from tracker.web import gates, kept
from tracker.web.access import allow, me
from tracker.web.fields import show_broken_rule
from tracker.web.sign_off_forms import SendForm, TakeBackForm

pages = Blueprint("sign_off", __name__)

Page = Response | str | tuple[str, int]


@pages.route("/actions/<ref>/sign-off", methods=["GET", "POST"])
@allow(*OWNERS)
def send(ref: str) -> Page:
    """Say that an action is done and how that is known; or see what was sent, and take it back."""
    action = get_action(ref, seen_by=me(), on=clock.today()) or abort(404)
    takes_back = "take_back" in request.form
    if request.method == "POST":
        route = services.TAKE_BACK_ROUTE if takes_back else services.SEND_ROUTE
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=route)
    if takes_back:
        return _try_to_take_back(action)
    if request.method == "GET" and action.progress is Progress.SUBMITTED:
        return _waiting(action)
    closed = why_not_update(action, me(), clock.today())
    if closed:
        return _closed(action, closed, typed=request.form.get("what", ""))
    form = _form(action)
    if form.validate_on_submit():
        return _try_to_send(action, form)
    return _show(action, form, 422 if request.method == "POST" else 200)


def _form(action: Action) -> SendForm:
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    if request.method == "POST":
        form = SendForm()
    elif typed is not None:
        form = SendForm(formdata=typed)
    else:
        form = SendForm(finished=clock.today(), version=action.version, seen=newest_entry(action))
    form.fit(has_evidence=has_evidence(action), today=clock.today())
    return form


def _try_to_send(action: Action, form: SendForm) -> Page:
    if "back" in request.form:
        return _show(action, form)
    looks_like = _personal_detail(form)
    if looks_like and "anyway" not in request.form:
        return _check_words(action, form, looks_like)
    own = action.owner_id == me().id
    leads_to = url_for("home.home") if own else url_for("actions.action", ref=action.ref)
    try:
        said = services.send(
            action,
            form.said,
            sent=SentForm(me(), form.request_id.data or "", leads_to),
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )
    except Crossed:
        closed = why_not_update(action, me(), clock.today())
        if closed:
            return _closed(action, closed, typed=form.what.data or "")
        return _show(action, form, 409, **gates.crossed(action, form))
    except RuleBroken as broken:
        closed = why_not_update(action, me(), clock.today())
        if closed:
            return _closed(action, closed, typed=form.what.data or "")
        show_broken_rule(form, broken)
        return _show(action, form, 422)
    kept.forget_typed()
    flash(said, "success")
    return redirect(leads_to, code=303)


def _show(action: Action, form: SendForm, code: int = 200, **more: object) -> tuple[str, int]:
    papers = papers_of(action)
    page = render_template(
        "actions/sign_off.html",
        action=action,
        form=form,
        most=LONGEST_WORDS,
        evidence=papers.evidence,
        returned=papers.returned if action.progress is Progress.RETURNED else None,
        measured=measured_in_words(action),
        unfinished=[step for step in action.milestones if step.done_on is None],
        decider=sign_off_decider(action, clock.today(), sent_by_id=me().id).person,
        for_owner=action.owner.name if action.owner_id != me().id else "",
        **more,
    )
    return page, code


def _personal_detail(form: SendForm) -> tuple[str, ...]:
    words = f"{form.what.data or ''}\n{form.how.data or ''}"
    return personal_detail_in(words, clock.today())


def _check_words(action: Action, form: SendForm, looks_like: tuple[str, ...]) -> str:
    """Ask the author to look again before anything is sent; every answer goes along."""
    in_what = personal_detail_in(form.what.data or "", clock.today())
    return gates.check_words(
        action,
        form.what if in_what else form.how,
        looks_like,
        most=LONGEST_WORDS,
        caption="Send for sign-off: action",
        save="Send for sign-off",
        back="Back to the form",
    )


def _waiting(action: Action) -> Page:
    if gates.may_judge(action):
        return redirect(url_for("sign_off_decide.decide", ref=action.ref))
    closed = services.why_not_take_back(action, me(), clock.today())
    if closed:
        return _closed(action, closed, typed="")
    papers = papers_of(action)
    sent = papers.waiting_submission
    sent_by_id = sent.sent_by_id if sent else None
    return render_template(
        "actions/sign_off_waiting.html",
        action=action,
        form=TakeBackForm(version=action.version),
        sent=sent,
        measured=measured_in_words(action),
        evidence=papers.evidence,
        decider=sign_off_decider(action, clock.today(), sent_by_id=sent_by_id).person,
    )


def _try_to_take_back(action: Action) -> Page:
    form = TakeBackForm()
    leads_to = url_for("actions.action", ref=action.ref)
    try:
        said = services.take_back(
            action,
            sent=SentForm(me(), form.request_id.data or "", leads_to),
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )
    except Crossed:
        why = f"Action {action.number} changed meanwhile. Nothing is taken back."
        return _closed(action, why, typed="")
    except RuleBroken as broken:
        return _closed(action, broken.message, typed="")
    flash(said, "success")
    return redirect(leads_to, code=303)


def _closed(action: Action, why: str, *, typed: str) -> tuple[str, int]:
    return gates.closed(
        action,
        f"Sign-off of action {action.number}",
        why,
        is_party=may_speak_for(action, me(), clock.today()),
        typed=typed,
    )
