"""Putting an action on hold, taking it up again, and dropping what is no longer needed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.domain.actions import Progress
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.on_hold import Choice, Rest, faults_of
from tracker.domain.wording import day
from tracker.domain.workflow import Step, moved
from tracker.extensions import db
from tracker.services import post
from tracker.services.actions import why_over, word_to_go_back_to
from tracker.services.dates import close_request
from tracker.services.deciders import why_not_sign_off
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.services.sign_off import in_place_of
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.people import Person

ROUTE = "on_hold.decide"
"""What the form is kept under once it has taken effect."""


def why_not(action: Action, by: Person, today: date) -> str | None:
    """Why this person cannot put the action on hold, take it up or drop it, as a sentence; None
    when they can. Whoever would sign it off can: never its owner or the owner's cover."""
    over = why_over(action)
    if over:
        return over
    if action.progress is Progress.SUBMITTED:
        return f"Action {action.number} is waiting for sign-off. Decide about that first."
    return why_not_sign_off(action, by, today, submission=None)


def decide(
    action: Action, rest: Rest, *, sent: SentForm, version: int | None, now: datetime, today: date
) -> str:
    """Do what was decided; returns what to say. A new date that waits is withdrawn, since there is
    no date to move any more.

    Raises Crossed when the action has changed since the form was shown, RuleBroken when it is not
    theirs to decide or breaks a rule, and AlreadyDone when this form has taken effect before.
    """
    with taking_effect(sent, route=ROUTE, message=_said(action, rest), now=now):
        refused = why_not(action, sent.by, today)
        if refused:
            raise RuleBroken(refused)
        if version != action.version:
            raise Crossed
        carry_out(action, rest, by=sent.by, now=now, today=today)
        post.queue_on_hold(action, by=sent.by, now=now)
        db.session.commit()
    return _said(action, rest)


def carry_out(action: Action, rest: Rest, *, by: Person, now: datetime, today: date) -> None:
    """Do what was decided, as a part of something larger: whoever takes it tells the owner and
    commits.

    Raises RuleBroken when it is not theirs to decide or breaks a rule.
    """
    refused = why_not(action, by, today)
    if refused:
        raise RuleBroken(refused)
    for fault in faults_of(rest, today=today):
        raise fault
    stand_in = in_place_of(action, by, today, submission=None)
    if rest.choice is Choice.RESUME:
        _take_up(action, by=by, acting_for=stand_in, note=rest.reason, now=now)
    else:
        close_request(action, by=by, acting_for=stand_in, now=now)
        _lay_down(action, rest, by=by, acting_for=stand_in, now=now)
    post.interrupt_letters_about(action)


def end_holds(*, now: datetime, today: date) -> int:
    """Take up every action whose day has come; returns how many. The caller commits.

    Run again, or by several schedulers at once, it takes up each once.
    """
    over = select(Action).where(Action.progress == Progress.ON_HOLD, Action.held_until <= today)
    found = db.session.scalars(over.order_by(Action.id).with_for_update()).all()
    for action in found:
        _take_up(action, by=None, acting_for=None, note="", now=now)
    return len(found)


def _lay_down(
    action: Action, rest: Rest, *, by: Person, acting_for: Person | None, now: datetime
) -> None:
    holds = rest.choice is Choice.HOLD
    step, to = (Step.HOLD, Progress.ON_HOLD) if holds else (Step.DROP, Progress.NO_LONGER_NEEDED)
    action.moved_to(moved(step, action.progress, to=to))
    action.held_until = rest.until if holds else None
    facts: dict[str, Any] = {"note": rest.reason}
    if holds and rest.until:
        facts["to_on"] = rest.until.isoformat()
    kind = Happened.HELD if holds else Happened.DROPPED
    record(kind, at=now, actor=by, acting_for=acting_for, action=action, **facts)


def _take_up(
    action: Action, *, by: Person | None, acting_for: Person | None, note: str, now: datetime
) -> None:
    action.moved_to(moved(Step.RESUME, action.progress, to=word_to_go_back_to(action)))
    action.held_until = None
    record(Happened.RESUMED, at=now, actor=by, acting_for=acting_for, action=action, note=note)


def _said(action: Action, rest: Rest) -> str:
    if rest.choice is Choice.HOLD and rest.until:
        return f"Action {action.number} is on hold until {day(rest.until)}"
    if rest.choice is Choice.DROP:
        return f"Action {action.number} is no longer needed"
    return f"Action {action.number} is taken up again. It is due {day(action.due_on)}"
