"""The 30-second update of an action, and saying that it is somebody else's."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import OWNERS
from tracker.domain.actions import ANSWER_LINKS, PROGRESS_WORDS, Answer
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.personal import personal_detail_in
from tracker.domain.rules import quiet_until
from tracker.domain.updates import LONGEST_NOTE, Asked
from tracker.domain.wording import day, local_day
from tracker.services.actions import (
    UPDATE_ROUTE,
    asked_about,
    may_speak_for,
    post_progress,
    say_not_mine,
    why_not_update,
)
from tracker.services.deciders import sign_off_decider
from tracker.services.forms import SentForm, refuse_repeat
from tracker.store.action_lists import possible_owners, to_update
from tracker.store.actions import Action
from tracker.store.doors import get_action
from tracker.store.people import Person
from tracker.store.rules import COUNCIL, action_scope, plan_scope, rules_for, said_at
from tracker.store.timeline import entries_since, newest_entry, papers_of
from tracker.web import gates, kept, timeline
from tracker.web.access import allow, me
from tracker.web.fields import show_broken_rule
from tracker.web.update_forms import NotMineForm, UpdateForm

pages = Blueprint("update", __name__)

Page = Response | str | tuple[str, int]


@pages.route("/actions/<ref>/update", methods=["GET", "POST"])
@allow(*OWNERS)
def update(ref: str) -> Page:
    """Say how an action is going: one page, one save."""
    action = get_action(ref, seen_by=me(), on=clock.today()) or abort(404)
    posted = request.method == "POST"
    if posted:
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=UPDATE_ROUTE)
    closed = why_not_update(action, me(), clock.today())
    if closed:
        return _closed(action, closed, typed=request.form.get("note", ""))
    form = _form(action)
    if form.validate_on_submit():
        return _try_to_save(action, form)
    return _show(action, form, 422 if posted else 200)


def _form(action: Action) -> UpdateForm:
    """The form as it was posted, as it was left when a session ended, or as the link asks for."""
    today = clock.today()
    asked = asked_about(action, today)
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    if request.method == "POST":
        form = UpdateForm()
    elif typed is not None:
        form = UpdateForm(formdata=typed)
        form.was_kept = True
    else:
        form = UpdateForm(
            answer=_linked_answer(asked),
            expected=asked.prefilled(today),
            milestones=[str(step.id) for step in action.milestones if step.done_on],
            milestones_shown="y" if action.milestones else "",
            seen=newest_entry(action),
            version=action.version,
        )
    form.fit(action, asked, today)
    return form


def _linked_answer(asked: Asked) -> Answer | None:
    """The answer the link chooses, if it may be given now."""
    answer = ANSWER_LINKS.get(request.args.get("answer", ""))
    return None if answer is Answer.NO_CHANGE and not asked.may_say_no_change else answer


def _try_to_save(action: Action, form: UpdateForm) -> Page:
    if "back" in request.form:
        return _show(action, form)
    looks_like = personal_detail_in(form.note.data or "", clock.today())
    if looks_like and "anyway" not in request.form:
        return check_note(action, form, looks_like)
    if _asks_for_date() and form.answer.data == Answer.DONE:
        form.answer.errors = [
            "You chose Done. Save the update, or choose another answer to ask for a new due date"
        ]
        return _show(action, form, 422)
    try:
        return _save(action, form)
    except Crossed:
        return _crossed(action, form)
    except RuleBroken as broken:
        closed = why_not_update(action, me(), clock.today())
        if closed:
            return _closed(action, closed, typed=form.note.data or "")
        show_broken_rule(form, broken)
        return _show(action, form, 422)


def _asks_for_date() -> bool:
    """True when the button was 'Save and ask for a new due date'."""
    return request.form.get("next") == "new-date"


def _save(action: Action, form: UpdateForm) -> Response:
    today = clock.today()
    said = form.said or abort(400)
    leads_to, message = (
        (url_for("dates.ask", ref=action.ref), "Saved. Now ask for the new due date")
        if _asks_for_date()
        else _afterwards(action, said.answer, today)
    )
    post_progress(
        action,
        said,
        sent=SentForm(me(), form.request_id.data or "", leads_to),
        version=form.version.data,
        seen=form.newest_seen,
        milestones_done=form.ticked,
        message=message,
        now=clock.now(),
        today=today,
    )
    kept.forget_typed()
    flash(message, "success")
    return redirect(leads_to, code=303)


def _afterwards(action: Action, answer: Answer, today: date) -> tuple[str, str]:
    """Where the save leads, and what it says: the next action that needs an update, or home."""
    done = answer is Answer.DONE
    saved = "Saved"
    if done:
        decider = sign_off_decider(action, today, sent_by_id=me().id).person
        saved = f"Sent to {decider.name} for sign-off"
    if action.owner_id != me().id:
        return url_for("actions.action", ref=action.ref), f"{saved} for {action.owner.name}"
    others = to_update(me(), today, besides=action.id)
    if others:
        left = f"{len(others)} more to update"
        return url_for(".update", ref=others[0]), f"{saved}. {left}"
    scopes = (COUNCIL, plan_scope(action.plan_id), action_scope(action.id))
    rules = rules_for(said_at(scopes), plan_id=action.plan_id, action_id=action.id)
    until = quiet_until(today, action.due_on, rules=rules)
    quiet = "while it waits" if done else f"before {day(until)}"
    return url_for("home.home"), f"{saved}. We will not remind you about this {quiet}"


def _show(action: Action, form: UpdateForm, code: int = 200, **more: object) -> tuple[str, int]:
    finished = sum(step.done_on is not None for step in action.milestones)
    form.show(action)
    page = render_template(
        "actions/update.html",
        action=action,
        form=form,
        most=LONGEST_NOTE,
        overdue=asked_about(action, clock.today()).overdue,
        last_said=PROGRESS_WORDS[action.last_said].lower() if action.last_said else "",
        last_on=local_day(action.last_update_at) if action.last_update_at else None,
        no_more_no_change=_no_more_no_change(action),
        milestones=f"Milestones ({finished} of {len(action.milestones)} finished)",
        for_owner=action.owner.name if action.owner_id != me().id else "",
        **more,
    )
    return page, code


def _no_more_no_change(action: Action) -> str:
    """What somebody is told who has answered 'No change' as often as they may."""
    asked = asked_about(action, clock.today())
    if asked.last_update_on is None or asked.may_say_no_change or asked.is_returned:
        return ""
    return f"You have answered ‘No change’ twice. {asked.say_what_happened}."


def check_note(action: Action, form: UpdateForm, looks_like: tuple[str, ...]) -> str:
    """Ask the author to look again, before anything is saved; every answer goes along."""
    return gates.check_words(action, form.note, looks_like, most=LONGEST_NOTE)


def _crossed(action: Action, form: UpdateForm) -> Page:
    """Somebody saved first: their words and these, side by side, and the form still filled in."""
    closed = why_not_update(action, me(), clock.today())
    if closed:
        return _closed(action, closed, typed=form.note.data or "")
    form.fit(action, asked_about(action, clock.today()), clock.today())
    form.version.data = action.version
    since = entries_since(action, form.newest_seen)
    words = (
        f"Action {action.number} changed while you were writing. Nothing of yours is saved yet."
        " Read what changed, then save again"
    )
    return _show(
        action,
        form,
        409,
        changes=timeline.events(since, papers_of(action)),
        errors=[{"text": words, "href": "#changed"}],
    )


def _closed(action: Action, why: str, *, typed: str) -> tuple[str, int]:
    theirs = may_speak_for(action, me(), clock.today())
    heading = f"You cannot update action {action.number}"
    return closed_page(action, why, typed=typed, heading=heading, code=None if theirs else 403)


def closed_page(
    action: Action, why: str, *, typed: str, heading: str, code: int | None = None
) -> tuple[str, int]:
    """Why there is no form, and what was typed, so that it can be copied."""
    page = render_template(
        "actions/closed.html", action=action, why=why, typed=typed, heading=heading
    )
    return page, code or (409 if request.method == "POST" else 200)


@pages.route("/actions/<ref>/not-mine", methods=["GET", "POST"])
@allow(*OWNERS)
def not_mine(ref: str) -> Page:
    """Say that an action is somebody else's. It stays where it is until somebody decides."""
    action = get_action(ref, seen_by=me(), on=clock.today()) or abort(404)
    if action.owner_id != me().id:
        return _closed(action, f"Action {action.number} belongs to {action.owner.name}.", typed="")
    people = possible_owners(me())
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = NotMineForm() if typed is None else NotMineForm(formdata=typed)
    form.offer(people)
    if form.validate_on_submit():
        try:
            return _noted(action, form, people)
        except RuleBroken as broken:
            show_broken_rule(form, broken)
    page = render_template("actions/not_mine.html", action=action, form=form)
    return page, 422 if form.errors else 200


def _noted(action: Action, form: NotMineForm, people: list[Person]) -> Response:
    message = (
        f"{action.plan.lead.name} can see what you said about action {action.number}."
        " Until it is given to somebody else it stays with you"
    )
    leads_to = url_for("home.home")
    say_not_mine(
        action,
        sent=SentForm(me(), form.request_id.data or "", leads_to),
        whose=next((p for p in people if str(p.id) == form.whose.data), None),
        words=form.words.data or "",
        message=message,
        now=clock.now(),
    )
    kept.forget_typed()
    flash(message, "success")
    return redirect(leads_to, code=303)
