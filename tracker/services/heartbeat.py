"""Word that the parts of the scheduler are at work, so that silence is noticed."""

import time
from collections.abc import Callable
from datetime import datetime

from tracker.extensions import db
from tracker.store.runs import beat

EVERY = {"plan": 30, "tidy": 60, "inbox": 60, "webhooks": 30}
"""How many seconds after its last run each part of the scheduler runs again."""


def work_and_note(part: str, work: Callable[[], dict[str, int]], *, now: datetime) -> None:
    """Do one part's work and note when and what came of it, which stays noted if it is nothing."""
    began = time.monotonic()
    came = work()
    beat(part, now=now, **came, took_ms=round(1000 * (time.monotonic() - began)))
    db.session.commit()
