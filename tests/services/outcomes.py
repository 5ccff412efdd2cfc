"""Requests and sign-offs of the demonstration, asked for and decided as the workflow does it."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest, RequestState, Submission, SubmissionState
from tracker.store.people import Person


def action(number: str) -> Action:
    """The action of the demonstration with this number."""
    return db.session.scalars(select(Action).where(Action.number == number)).one()


def request_of(number: str) -> DateRequest:
    """The last request for a new date for this action."""
    found = select(DateRequest).where(DateRequest.action_id == action(number).id)
    return db.session.scalars(found.order_by(DateRequest.id.desc()).limit(1)).one()


def submission_of(number: str) -> Submission:
    """The last time this action was sent for sign-off."""
    found = select(Submission).where(Submission.action_id == action(number).id)
    return db.session.scalars(found.order_by(Submission.id.desc()).limit(1)).one()


def ask(number: str, to_on: date, now: datetime, reason: str = "It needs longer.") -> DateRequest:
    """Its owner asks for a new date."""
    found = action(number)
    request = DateRequest(
        action=found,
        asked_by=found.owner,
        asked_at=now,
        from_on=found.due_on,
        to_on=to_on,
        reason=reason,
    )
    db.session.add(request)
    db.session.flush()
    return request


def submit(number: str, now: datetime, what_was_done: str = "It is done.") -> Submission:
    """Its owner sends it for sign-off."""
    found = action(number)
    found.moved_to(Progress.SUBMITTED)
    found.submitted_at = now
    sent = Submission(
        action=found,
        sent_by=found.owner,
        sent_at=now,
        finished_on=now.date() - timedelta(days=1),
        what_was_done=what_was_done,
    )
    db.session.add(sent)
    db.session.flush()
    return sent


def decide_date(
    request: DateRequest,
    state: RequestState,
    *,
    by: Person,
    now: datetime,
    agreed_on: date | None = None,
    reason: str = "",
) -> None:
    """Agree to a new date, or refuse it."""
    request.state, request.decided_by_id, request.decided_at = state, by.id, now
    request.decision_reason = reason
    if state is RequestState.AGREED:
        request.agreed_on = agreed_on or request.to_on
        request.action.due_on = request.agreed_on
    db.session.flush()


def decide_sign_off(
    sent: Submission, state: SubmissionState, *, by: Person, now: datetime, reason: str = ""
) -> None:
    """Sign an action off, or return it."""
    sent.state, sent.decided_by_id, sent.decided_at, sent.reason = state, by.id, now, reason
    if state is SubmissionState.SIGNED_OFF:
        sent.action.moved_to(Progress.COMPLETED)
        sent.action.completed_on = now.date()
    else:
        sent.action.moved_to(Progress.AT_RISK)
        sent.action.submitted_at = None
    db.session.flush()
