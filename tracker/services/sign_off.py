"""The second gate: sending an action for sign-off, taking it back, and deciding about it.

Nobody decides about their own work, nor about what they sent in or whose owner they cover for.
"""

from datetime import date, datetime
from typing import Any

from tracker.domain.actions import Answer, Progress
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.sign_off import Finished, Ruling, Verdict, faults_ruled, faults_sent
from tracker.domain.wording import day
from tracker.domain.workflow import Step, moved
from tracker.extensions import db
from tracker.services import post
from tracker.services.actions import may_speak_for, why_not_update, word_to_go_back_to
from tracker.services.dates import close_request
from tracker.services.deciders import sign_off_decider, why_not_sign_off
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.services.submitting import put_in
from tracker.store.actions import Action, Update
from tracker.store.decisions import Submission, SubmissionState
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.rechecks import Recheck
from tracker.store.submissions import has_evidence, waiting_submission

SEND_ROUTE = "sign_off.send"
TAKE_BACK_ROUTE = "sign_off.take_back"
DECIDE_ROUTE = "sign_off.decide"
"""What these forms are kept under once they have taken effect."""


def send(
    action: Action,
    finished: Finished,
    *,
    sent: SentForm,
    version: int | None,
    now: datetime,
    today: date,
) -> str:
    """Send an action for sign-off, as its owner or on the owner's behalf (`may_speak_for`);
    returns what to say.

    Raises Crossed when the action has changed since the form was shown, RuleBroken when it cannot
    be sent so, and AlreadyDone when this form has taken effect before.
    """
    decider = sign_off_decider(action, today, sent_by_id=sent.by.id).person
    said = f"Sent to {decider.name} for sign-off"
    with taking_effect(sent, route=SEND_ROUTE, message=said, now=now):
        closed = why_not_update(action, sent.by, today)
        if closed:
            raise RuleBroken(closed)
        if version != action.version:
            raise Crossed
        for fault in faults_sent(finished, has_evidence=has_evidence(action), today=today):
            raise fault
        update = Update(
            action_id=action.id,
            by_id=sent.by.id,
            on_behalf_of_id=None if sent.by.id == action.owner_id else action.owner_id,
            posted_at=now,
            answer=Answer.DONE,
            progress=Progress.SUBMITTED,
            note=finished.what_was_done,
        )
        db.session.add(update)
        db.session.flush()
        put_in(action, update, finished, sent=sent, now=now)
        post.interrupt_letters_about(action)
        db.session.commit()
    return said


def why_not_take_back(action: Action, by: Person, today: date) -> str | None:
    """Why this person cannot take the action back from sign-off, as a sentence; None when they
    can."""
    if action.progress is not Progress.SUBMITTED:
        return f"Action {action.number} is not waiting for sign-off."
    if not may_speak_for(action, by, today):
        return (
            f"Action {action.number} belongs to {action.owner.name}. Only its owner takes it back."
        )
    return None


def take_back(
    action: Action, *, sent: SentForm, version: int | None, now: datetime, today: date
) -> str:
    """Take an action back before it is decided about: it is again as its owner last said; returns
    what to say.

    Raises as `send` does.
    """
    said = f"Action {action.number} is taken back. It is not waiting for sign-off any more"
    with taking_effect(sent, route=TAKE_BACK_ROUTE, message=said, now=now):
        closed = why_not_take_back(action, sent.by, today)
        submission = waiting_submission(action)
        if closed or submission is None:
            raise RuleBroken(closed or f"Action {action.number} is not waiting for sign-off.")
        if version != action.version:
            raise Crossed
        goes_to = word_to_go_back_to(action)
        action.moved_to(moved(Step.TAKE_BACK, action.progress, to=goes_to))
        action.submitted_at = None
        _settle(submission, SubmissionState.WITHDRAWN, by=sent.by, now=now)
        record(
            Happened.TAKEN_BACK,
            at=now,
            actor=sent.by,
            acting_for=None if sent.by.id == action.owner_id else action.owner,
            action=action,
        )
        post.interrupt_letters_about(action)
        db.session.commit()
    return said


def decide(
    action: Action,
    ruling: Ruling,
    *,
    sent: SentForm,
    version: int | None,
    now: datetime,
    today: date,
) -> str:
    """Sign an action off, with a later check or without, or return it; returns what to say.

    Raises Crossed when the action has changed since the form was shown, RuleBroken when nothing
    waits, this person may not judge it (`deciders.why_not_sign_off`) or the decision breaks a rule,
    and AlreadyDone when this form has taken effect before.
    """
    said = _what_happens(action, ruling)
    with taking_effect(sent, route=DECIDE_ROUTE, message=said, now=now):
        submission = waiting_submission(action)
        if submission is None:
            raise RuleBroken(f"Action {action.number} is not waiting for sign-off.")
        refused = why_not_sign_off(action, sent.by, today, submission=submission)
        if refused:
            raise RuleBroken(refused)
        if version != action.version:
            raise Crossed
        for fault in faults_ruled(ruling, today=today):
            raise fault
        if ruling.verdict is Verdict.RETURN:
            _return(action, submission, ruling, by=sent.by, now=now, today=today)
        else:
            _sign_off(action, submission, ruling, by=sent.by, now=now, today=today)
        post.interrupt_letters_about(action)
        db.session.commit()
    return said


def _return(
    action: Action,
    submission: Submission,
    ruling: Ruling,
    *,
    by: Person,
    now: datetime,
    today: date,
) -> None:
    action.moved_to(moved(Step.RETURN, action.progress, to=Progress.RETURNED))
    action.submitted_at = None
    _settle(submission, SubmissionState.RETURNED, by=by, now=now, reason=ruling.reason)
    record(
        Happened.RETURNED,
        at=now,
        actor=by,
        acting_for=in_place_of(action, by, today, submission=submission),
        action=action,
    )
    post.queue_returned(submission, by=by, now=now)


def _sign_off(
    action: Action,
    submission: Submission,
    ruling: Ruling,
    *,
    by: Person,
    now: datetime,
    today: date,
) -> None:
    action.moved_to(moved(Step.SIGN_OFF, action.progress, to=Progress.COMPLETED))
    action.completed_on = today
    acting_for = in_place_of(action, by, today, submission=submission)
    close_request(action, by=by, acting_for=acting_for, now=now)
    _settle(submission, SubmissionState.SIGNED_OFF, by=by, now=now, reason=ruling.reason)
    facts: dict[str, Any] = {}
    if ruling.verdict is Verdict.SIGN_OFF_AND_CHECK and ruling.check_on:
        db.session.add(
            Recheck(
                action_id=action.id,
                due_on=ruling.check_on,
                measure=ruling.measure,
                set_by_id=by.id,
                set_at=now,
            )
        )
        facts = {"check_on": ruling.check_on.isoformat()}
    record(
        Happened.SIGNED_OFF,
        at=now,
        actor=by,
        acting_for=acting_for,
        action=action,
        **facts,
    )
    post.queue_signed_off(submission, by=by, now=now)


def in_place_of(
    action: Action, by: Person, today: date, *, submission: Submission | None
) -> Person | None:
    """For whom this person decides about the action, or about what was sent in, when it is through
    a cover alone."""
    sent_by_id = submission.sent_by_id if submission else None
    decider = sign_off_decider(action, today, sent_by_id=sent_by_id)
    if submission is not None and decider.has_second(by):
        return None
    return decider.stood_in_for(by, today)


def _settle(
    submission: Submission, state: SubmissionState, *, by: Person, now: datetime, reason: str = ""
) -> None:
    submission.state, submission.reason = state, reason
    submission.decided_by_id, submission.decided_at = by.id, now


def _what_happens(action: Action, ruling: Ruling) -> str:
    if ruling.verdict is Verdict.RETURN:
        return f"Action {action.number} is returned to {action.owner.name}"
    checks = ruling.verdict is Verdict.SIGN_OFF_AND_CHECK and ruling.check_on
    later = f". It is to be checked again on {day(checks)}" if checks else ""
    return f"Action {action.number} is signed off{later}"
