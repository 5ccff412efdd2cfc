"""What to do when the machine's clock is put forward or back while the service runs.

Planning only ever goes forward: a slot once planned is not planned again, so a clock that falls
back repeats nothing. But a clock that jumped ahead and came back has planned a future that never
was, and would leave everybody unreminded until that future comes. A jump is noted when it is seen.
When the clock comes back to where it jumped from, what was planned meanwhile and has not left is
taken back, and planning begins again on the right day. Letters that have left keep their keys:
nothing is sent twice. A clock that falls back from a time it had reached by running is taken to be
wrong now, and nothing is planned until it has passed that time again.
"""

import logging
from datetime import UTC, datetime, time, timedelta

from tracker.domain.wording import local_day
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.services import morning
from tracker.store import false_future
from tracker.store.runs import Heartbeat, beat, last_beat

log = logging.getLogger(__name__)

JUMP = timedelta(hours=6)
"""A longer silence may be a jump of the clock, or a service that was down: it is noted."""
STEP_BACK = timedelta(minutes=2)
"""Clocks of several machines differ by less."""
BELIEVED_AFTER = timedelta(days=7)
"""A time that the clock has run on from for so long is the right one."""
LONGEST_RETRY = timedelta(hours=5)
"""No letter and no mail server is tried again later than this after its last try."""


def plan_minding_the_clock(now: datetime) -> dict[str, int]:
    """Plan what is due, as the scheduler does at each tick; says how many letters were planned, and
    how many were taken back. Commits."""
    taken_back = mind_the_clock(now)
    came = {"planned": morning.plan_due(now)}
    return came | {"taken_back": taken_back} if taken_back else came


def mind_the_clock(now: datetime) -> int:
    """Note a jump ahead; after a step back put right what it has left. Returns how many letters
    were taken back. Commits."""
    last = last_beat("plan")
    if last is not None and now - last > JUMP:
        beat("clock", now=now, came_from=int(last.timestamp()))
        db.session.commit()
        return 0
    if last is None or now >= last - STEP_BACK:
        db.session.rollback()
        return 0
    log.warning("the clock was put back by %s", last - now)
    false_future.try_soon(db.session(), now=now, latest=now + LONGEST_RETRY)
    taken_back = _take_back(now) if _never_was(last, now) else 0
    db.session.commit()
    return taken_back


def _never_was(last: datetime, now: datetime) -> bool:
    """True when the clock has come back to where it jumped from, soon after the jump."""
    jump = db.session.get(Heartbeat, "clock")
    if jump is None or last - jump.at > BELIEVED_AFTER:
        return False
    came_from = datetime.fromtimestamp(jump.result["came_from"], UTC)
    return came_from - STEP_BACK <= now < jump.at


def _take_back(now: datetime) -> int:
    today = local_day(now)
    taken = false_future.take_back(db.session(), after=today, now=now)
    false_future.plan_again_from(db.session(), local_instant(today, time.min))
    log.warning("%s letters of days that have not come were taken back", taken)
    return taken
