"""Sending an action for sign-off as a part of something larger, such as an update that says 'Done':
whoever takes it commits."""

from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from tracker.domain.actions import Progress
from tracker.domain.sign_off import Finished
from tracker.domain.workflow import Step, moved
from tracker.extensions import db
from tracker.services import post
from tracker.services.forms import SentForm
from tracker.services.record import record
from tracker.store.actions import Action, Update
from tracker.store.decisions import Submission
from tracker.store.history import Happened


def put_in(
    action: Action, update: Update, finished: Finished, *, sent: SentForm, now: datetime
) -> None:
    """Send the action for sign-off with what `finished` says, stop its owner's clock and ask
    whoever decides.

    `update` is what was said with it, already in the session. The caller has checked who asks and
    what they say; raises RuleBroken when the action is not with its owner, and commits nothing.
    """
    by = sent.by
    action.moved_to(moved(Step.SEND, action.progress, to=Progress.SUBMITTED))
    action.no_changes = 0
    action.last_update_at = action.submitted_at = now
    # Two updates in one instant must still be two versions, or the second could go unnoticed.
    flag_modified(action, "last_update_at")
    submission = Submission(
        action_id=action.id,
        sent_by_id=by.id,
        sent_at=now,
        finished_on=finished.finished_on,
        what_was_done=finished.what_was_done,
        how_known=finished.how_known,
    )
    db.session.add(submission)
    db.session.flush()
    record(
        Happened.SUBMITTED,
        at=now,
        actor=by,
        acting_for=None if by.id == action.owner_id else action.owner,
        action=action,
        update=update.id,
        **sent.trail,
    )
    post.queue_sign_off_asked(submission, by=by, now=now)
