"""What was sent for sign-off about one action, and whether anything shows that it was done."""

from sqlalchemy import select

from tracker.extensions import db
from tracker.store.actions import Action, Evidence
from tracker.store.decisions import Submission, SubmissionState
from tracker.store.evidence import counts


def last_submission(action: Action) -> Submission | None:
    """The last time the action was sent for sign-off, whatever became of it; None before."""
    found = select(Submission).where(Submission.action_id == action.id)
    return db.session.scalar(found.order_by(Submission.id.desc()).limit(1))


def waiting_submission(action: Action) -> Submission | None:
    """What waits to be signed off, or None."""
    return db.session.scalar(
        select(Submission).where(
            Submission.action_id == action.id, Submission.state == SubmissionState.WAITING
        )
    )


def has_evidence(action: Action) -> bool:
    """True when there is at least one piece of evidence that counts."""
    found = select(Evidence.id).where(Evidence.action_id == action.id, counts()).limit(1)
    return db.session.scalar(found) is not None
