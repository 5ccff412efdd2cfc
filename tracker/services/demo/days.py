"""How the demonstration's actions stood on the days before it was loaded."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from tracker.domain.actions import Progress
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.action_snapshots import FACTS, ActionSnapshot
from tracker.store.actions import Action, Update
from tracker.store.decisions import Submission, SubmissionState


def days_of(action: Action) -> Iterator[ActionSnapshot]:
    """A row for each day on which something about the action changed, the first first."""
    stands = {name: getattr(action, name) for name in FACTS}
    stands |= {"progress": Progress.NOT_STARTED, "last_said": None, "last_update_at": None}
    stands |= {"submitted_at": None, "completed_on": None}
    yield _row(action, action.given_at, stands)
    for at, change in sorted(_changes(action), key=lambda one: one[0]):
        stands |= change
        yield _row(action, at, stands)


def _changes(action: Action) -> Iterator[tuple[datetime, dict[str, object]]]:
    said = select(Update).where(Update.action_id == action.id)
    for update in db.session.scalars(said):
        spoken: dict[str, object] = {"progress": update.progress, "last_said": update.progress}
        yield update.posted_at, spoken | {"last_update_at": update.posted_at}
    sent = select(Submission).where(Submission.action_id == action.id)
    for submission in db.session.scalars(sent):
        yield (
            submission.sent_at,
            {"progress": Progress.SUBMITTED, "submitted_at": submission.sent_at},
        )
        if submission.state is SubmissionState.SIGNED_OFF and submission.decided_at:
            done: dict[str, object] = {
                "progress": Progress.COMPLETED,
                "completed_on": action.completed_on,
            }
            yield submission.decided_at, done


def _row(action: Action, at: datetime, stands: dict[str, object]) -> ActionSnapshot:
    return ActionSnapshot(action_id=action.id, taken_at=at, on_day=local_day(at), **stands)
