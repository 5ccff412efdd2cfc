"""Word that the parts of the scheduler are at work, so that silence is noticed."""

from collections.abc import Callable
from datetime import datetime

from tracker.extensions import db
from tracker.store.runs import beat


def work_and_note(part: str, work: Callable[[], dict[str, int]], *, now: datetime) -> None:
    """Do one part's work and note when and what came of it, which stays noted if it is nothing."""
    came = work()
    beat(part, now=now, **came)
    db.session.commit()
