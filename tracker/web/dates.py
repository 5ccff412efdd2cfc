"""Asking for a new due date, and deciding about it."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import OWNERS
from tracker.domain.dates import DELAY_WORDS, LONGEST_REASON, Proposal, proposals
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.wording import day
from tracker.services import dates as services
from tracker.services.actions import may_speak_for, why_not_update
from tracker.services.deciders import date_decider
from tracker.services.forms import SentForm
from tracker.services.installation import closed_days
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.timeline import Papers, entries_since, last_updates, newest_entry, papers_of
from tracker.store.told import asked_above
from tracker.web import gates, kept, timeline
from tracker.web.access import allow, me
from tracker.web.date_forms import AskForm, DecideForm
from tracker.web.fields import TrackerForm, show_broken_rule
from tracker.web.update import closed_page

pages = Blueprint("dates", __name__)

Page = Response | str | tuple[str, int]

UPDATES_SHOWN = 3


class WithdrawForm(TrackerForm):
    """Nothing to fill in but a button."""


@pages.route("/actions/<ref>/new-date", methods=["GET", "POST"])
@allow(*OWNERS)
def ask(ref: str) -> Page:
    """Ask for a new due date; while a request waits, show it, change it or take it back."""
    action = gates.action_for(ref, services.ASK_ROUTE)
    closed = why_not_update(action, me(), clock.today())
    if closed:
        return _not_yours(action, closed, typed=request.form.get("reason", ""))
    papers = papers_of(action)
    if "withdraw" in request.form:
        return _withdraw(action, papers)
    form = _ask_form(action, papers)
    if form is None:
        return _show_waiting(action, papers)
    if form.validate_on_submit():
        return _try_to_ask(action, form)
    return _show_ask(action, papers, form, 422 if form.errors else 200)


@pages.route("/actions/<ref>/new-date/decide", methods=["GET", "POST"])
@allow(*OWNERS)
def decide(ref: str) -> Page:
    """Agree to the new due date that waits, to a different one, or refuse."""
    action = gates.action_for(ref, services.DECIDE_ROUTE)
    papers = papers_of(action)
    waiting = papers.waiting_request
    if waiting is None:
        return _nothing_waits(action, papers)
    refused = services.why_not_decide_now(waiting, me(), clock.today())
    if refused:
        return closed_page(
            action,
            refused,
            typed=request.form.get("reason", ""),
            heading=f"You cannot decide about action {action.number}",
            code=403,
        )
    form = _decide_form(waiting)
    if form.validate_on_submit():
        return _try_to_decide(action, form)
    return _show_decide(waiting, papers, form, 422 if form.errors else 200)


# ---- asking -------------------------------------------------------------------------------------


def _ask_form(action: Action, papers: Papers) -> AskForm | None:
    """The form as it was posted, as it was left when a session ended, or with what is known; None
    when a request waits that nobody wants to change."""
    waiting = papers.waiting_request
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    offered = _offered(action, waiting)
    if request.method == "POST":
        form = AskForm()
    elif typed is not None and "withdraw" not in typed:
        form = AskForm(formdata=typed)
        form.was_kept = True
    elif waiting and "change" not in request.args:
        return None
    else:
        form = AskForm(seen=newest_entry(action), version=action.version)
        form.begin_with(waiting, _expected(action))
    form.fit(action, offered, clock.today())
    return form


def _offered(action: Action, waiting: DateRequest | None) -> list[Proposal]:
    """The dates one press asks for, each once."""
    today = clock.today()
    expected = _expected(action)
    known = [Proposal("The date asked for", waiting.to_on)] if waiting else []
    known += [Proposal("Expected date", expected)] if expected else []
    offered: list[Proposal] = []
    for one in (*known, *proposals(action.due_on, today, closed_days(today))):
        if all(one.on != other.on for other in offered):
            offered.append(one)
    return offered


def _expected(action: Action) -> date | None:
    """The date the owner expects to finish, where it could be asked for."""
    expected = action.expected_on
    late = expected is not None and expected > action.due_on and expected >= clock.today()
    return expected if late else None


def _try_to_ask(action: Action, form: AskForm) -> Page:
    leads_to = url_for("actions.action", ref=action.ref)
    try:
        said = services.ask(
            action,
            form.wish,
            sent=SentForm(me(), form.request_id.data or "", leads_to),
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )
    except Crossed:
        return _crossed(action, form)
    except RuleBroken as broken:
        closed = why_not_update(action, me(), clock.today())
        if closed:
            return _not_yours(action, closed, typed=form.reason.data or "")
        show_broken_rule(form, broken)
        return _show_ask(action, papers_of(action), form, 422)
    return _saved(said, leads_to)


def _withdraw(action: Action, papers: Papers) -> Page:
    form = WithdrawForm()
    leads_to = url_for("actions.action", ref=action.ref)
    if papers.waiting_request is None:
        return _nothing_waits(action, papers)
    if not form.validate_on_submit():
        return _show_waiting(action, papers, code=422)
    try:
        said = services.withdraw(
            action,
            sent=SentForm(me(), form.request_id.data or "", leads_to),
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )
    except (Crossed, RuleBroken) as refused:
        words = (
            refused.message
            if isinstance(refused, RuleBroken)
            else f"Action {action.number} changed meanwhile. Nothing is withdrawn yet. Read what it"
            " says now"
        )
        return _show_waiting(action, papers_of(action), error=words, code=409)
    return _saved(said, leads_to)


def _saved(said: str, leads_to: str) -> Response:
    kept.forget_typed()
    flash(said, "success")
    return redirect(leads_to, code=303)


def _crossed(action: Action, form: AskForm) -> Page:
    """Somebody saved first: what changed, and the form still filled in."""
    closed = why_not_update(action, me(), clock.today())
    if closed:
        return _not_yours(action, closed, typed=form.reason.data or "")
    papers = papers_of(action)
    form.fit(action, _offered(action, papers.waiting_request), clock.today())
    form.version.data = action.version
    since = entries_since(action, form.newest_seen)
    words = (
        f"Action {action.number} changed while you were writing. Nothing of yours is sent yet."
        " Read what changed, then send again"
    )
    return _show_ask(
        action,
        papers,
        form,
        409,
        changes=timeline.events(since, papers),
        errors=[{"text": words, "href": "#changed"}],
    )


def _show_ask(
    action: Action, papers: Papers, form: AskForm, code: int, **more: object
) -> tuple[str, int]:
    page = render_template(
        "dates/ask.html",
        action=action,
        papers=papers,
        form=form,
        most=LONGEST_REASON,
        decider=date_decider(action, me().id, clock.today()),
        for_owner=action.owner.name if action.owner_id != me().id else "",
        **more,
    )
    return page, code


def _show_waiting(action: Action, papers: Papers, *, error: str = "", code: int = 200) -> Page:
    waiting = papers.waiting_request
    if waiting is None:
        return _nothing_waits(action, papers)
    form = WithdrawForm(formdata=None)
    form.version.data = action.version
    page = render_template(
        "dates/waiting.html",
        action=action,
        papers=papers,
        waiting=waiting,
        form=form,
        errors=[{"text": error, "href": "#asked"}] if error else [],
        decider=date_decider(action, waiting.asked_by_id, clock.today()),
        above=asked_above("request", waiting.id),
        reasons=DELAY_WORDS,
    )
    return page, code


def _not_yours(action: Action, why: str, *, typed: str) -> tuple[str, int]:
    heading = f"You cannot ask for a new due date for action {action.number}"
    theirs = may_speak_for(action, me(), clock.today())
    return closed_page(action, why, typed=typed, heading=heading, code=None if theirs else 403)


# ---- deciding -----------------------------------------------------------------------------------


def _decide_form(waiting: DateRequest) -> DecideForm:
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = DecideForm() if typed is None else DecideForm(formdata=typed)
    if request.method == "GET" and typed is None:
        form.version.data = waiting.action.version
    form.fit(waiting, clock.today())
    return form


def _try_to_decide(action: Action, form: DecideForm) -> Page:
    leads_to = url_for("review.lists.waiting")
    try:
        said = services.decide(
            action,
            form.decision,
            sent=SentForm(me(), form.request_id.data or "", leads_to),
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )
    except Crossed:
        return _decided_meanwhile(action, form)
    except RuleBroken as broken:
        papers = papers_of(action)
        if papers.waiting_request is None:
            return _nothing_waits(action, papers)
        show_broken_rule(form, broken)
        return _show_decide(papers.waiting_request, papers, form, 422)
    return _saved(said, leads_to)


def _decided_meanwhile(action: Action, form: DecideForm) -> Page:
    """The action or the request changed: how it stands now, and the form still filled in."""
    papers = papers_of(action)
    if papers.waiting_request is None:
        return _nothing_waits(action, papers)
    form.fit(papers.waiting_request, clock.today())
    form.version.data = action.version
    words = (
        f"Action {action.number} changed while you were deciding. Nothing is saved yet. Read what"
        " it says now, then save again"
    )
    errors = [{"text": words, "href": "#asked"}]
    return _show_decide(papers.waiting_request, papers, form, 409, errors=errors)


def _show_decide(
    waiting: DateRequest, papers: Papers, form: DecideForm, code: int, **more: object
) -> tuple[str, int]:
    action = waiting.action
    page = render_template(
        "dates/decide.html",
        action=action,
        papers=papers,
        waiting=waiting,
        earlier=[one for one in papers.requests if one.state is not RequestState.WAITING],
        updates=last_updates(action, UPDATES_SHOWN),
        form=form,
        most=LONGEST_REASON,
        decider=date_decider(action, waiting.asked_by_id, clock.today()),
        above=asked_above("request", waiting.id),
        reasons=DELAY_WORDS,
        words=timeline,
        **more,
    )
    return page, code


def _nothing_waits(action: Action, papers: Papers) -> tuple[str, int]:
    """That there is nothing to decide, and what became of the last request."""
    last = next(iter(papers.requests), None)
    page = render_template("dates/nothing.html", action=action, became=_became(last))
    return page, 409 if request.method == "POST" else 200


def _became(last: DateRequest | None) -> str:
    if last is None:
        return "Nobody has asked for a new due date for it."
    if last.state is RequestState.WITHDRAWN:
        return f"The request to move it to {day(last.to_on)} was withdrawn."
    by = last.decided_by.name if last.decided_by else "Somebody"
    if last.state is RequestState.REFUSED:
        return f"{by} has refused to move it to {day(last.to_on)}."
    return f"{by} has agreed {day(last.moved_to)}."
