"""Undoing what was planned for days that have not come, because the clock was wrong."""

from datetime import date, datetime

from sqlalchemy import Delete, Update, delete, select, update
from sqlalchemy.orm import Session

from tracker.store.outbox import (
    LetterState,
    Notification,
    Occasion,
    OccasionSkip,
    RelayState,
)
from tracker.store.outbox_moves import TOO_LATE, set_aside
from tracker.store.runs import ScheduleCursor

REASON = "planned while the clock was wrong"
_PLANNED_BY_MORNINGS = (
    "reminder",
    "digest",
    "escalation",
    "board_digest",
    "board_pack",
    "delivery_problem",
)


def take_back(session: Session, *, after: date, now: datetime) -> int:
    """Take back the letters of mornings later than a day that have not left, so that those mornings
    can plan them when they come; returns how many. Letters given up as too late are due again."""
    ahead = Notification.local_date > after
    planned = ahead & Notification.kind.in_(_PLANNED_BY_MORNINGS)
    taken = set_aside(session, planned, LetterState.CANCELLED, now=now, reason=REASON)
    cancelled = planned & (Notification.revoked_reason == REASON)
    just_now = cancelled & (Notification.finished_at == now)
    gone = select(Notification.id).where(just_now)
    _run(session, delete(Occasion).where(Occasion.notification_id.in_(gone)))
    _run(session, delete(OccasionSkip).where(OccasionSkip.at > now))
    freed = Notification.dedupe_key + "|" + Notification.id
    _run(session, update(Notification).where(just_now).values(dedupe_key=freed))
    given_up = (Notification.state == LetterState.DEAD) & (Notification.finished_at > now)
    _run(
        session,
        update(Notification)
        .where(given_up, Notification.revoked_reason == TOO_LATE, Notification.expires_at > now)
        .values(state=LetterState.READY, next_at=now, finished_at=None, revoked_reason=None),
    )
    return taken


def plan_again_from(session: Session, instant: datetime) -> None:
    """Let slots after an instant be planned that were planned before by a wrong clock."""
    ahead = update(ScheduleCursor).where(ScheduleCursor.planned_to > instant)
    _run(session, ahead.values(planned_to=instant))


def try_soon(session: Session, *, now: datetime, latest: datetime) -> None:
    """Let nothing that was tried before wait until a time that only the wrong clock had."""
    waits = (Notification.state == LetterState.READY) & (Notification.attempts > 0)
    late = update(Notification).where(waits, Notification.next_at > latest)
    _run(session, late.values(next_at=now))
    down = update(RelayState).where(RelayState.down, RelayState.next_probe_at > latest)
    _run(session, down.values(next_probe_at=now))


def _run(session: Session, statement: Update | Delete) -> None:
    session.execute(statement.execution_options(synchronize_session=False))
