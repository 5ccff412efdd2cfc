"""Taking over letters whose worker died or hangs: the other moves are in `outbox_moves.py`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, false, select, update
from sqlalchemy.orm import Session

from tracker.store.outbox import IN_HAND, DeliveryAttempt, LetterState, Notification
from tracker.store.outbox_moves import MOST_LOST, as_state, changed_rows, goes_again

DOUBT_AFTER_LEASE = timedelta(minutes=10)
"""How long after its lease a letter past the gate is taken from a worker not proved dead."""


def workers_with_letters(session: Session) -> set[str]:
    """The workers that hold letters, dead or alive."""
    owners = select(Notification.owner).where(Notification.state.in_(IN_HAND)).distinct()
    return {owner for owner in session.scalars(owners) if owner}


@dataclass(frozen=True)
class Deaths:
    """What is known of workers that are proved dead.

    `explained` left word of what they were doing, and `blamed` are the letters they were writing
    when they died: those may be what killed them. A letter of any other dead worker is blamed too.
    """

    workers: frozenset[str] = frozenset()
    explained: frozenset[str] = frozenset()
    blamed: frozenset[str] = frozenset()


def recover_claimed(
    session: Session, *, now: datetime, deaths: Deaths, judge_leases: bool = True
) -> int:
    """Make letters lost before their gate ready again, behind those that wait; nothing of them
    was sent.

    A letter that is blamed three times for the death or the hanging of its worker is set aside.
    Without `judge_leases` only proof of death counts, not that a lease is over.
    """
    over = (Notification.lease_until < now) if judge_leases else false()
    lost = (Notification.state == LetterState.CLAIMED) & (
        Notification.owner.in_(deaths.workers) | over
    )
    blamed = Notification.id.in_(deaths.blamed) | Notification.owner.not_in(deaths.explained)
    losses = Notification.lost_attempts + case((blamed, 1), else_=0)
    return _recover(
        session,
        lost,
        now=now,
        outcome="lost",
        state=case(
            (losses >= MOST_LOST, as_state(LetterState.DEAD)), else_=as_state(LetterState.READY)
        ),
        next_at=case((Notification.next_at < now, now), else_=Notification.next_at),
        lost_attempts=losses,
        revoked_reason=case(
            (losses >= MOST_LOST, "killed its worker"), else_=Notification.revoked_reason
        ),
        finished_at=case((losses >= MOST_LOST, now), else_=None),
    )


def give_back(session: Session, worker: str, *, now: datetime) -> int:
    """Make letters ready again that a worker holding none has claimed without knowing it: the
    answer to its COMMIT was lost."""
    unknown = (Notification.state == LetterState.CLAIMED) & (Notification.owner == worker)
    return _recover(session, unknown, now=now, outcome="lost", state=LetterState.READY)


def recover_gated(
    session: Session, *, now: datetime, deaths: Deaths, judge_leases: bool = True
) -> int:
    """Put letters lost after their gate in doubt: they go again, or are held for a person.

    Done at once on proof that the worker is dead, else only long after its lease, and not at all
    without `judge_leases`.
    """
    over = (Notification.lease_until < now - DOUBT_AFTER_LEASE) if judge_leases else false()
    lost = (Notification.state == LetterState.GATED) & (
        Notification.owner.in_(deaths.workers) | over
    )
    return _recover(
        session,
        lost,
        now=now,
        outcome="in doubt",
        state=case(
            (goes_again(), as_state(LetterState.READY)), else_=as_state(LetterState.DOUBTFUL)
        ),
        doubt_count=Notification.doubt_count + 1,
        finished_at=case((goes_again(), None), else_=now),
    )


def _recover(
    session: Session, lost: ColumnElement[bool], *, now: datetime, outcome: str, **values: Any
) -> int:
    ids = select(Notification.id).where(lost)
    changed_rows(
        session,
        update(DeliveryAttempt)
        .where(DeliveryAttempt.ended_at.is_(None), DeliveryAttempt.notification_id.in_(ids))
        .values(ended_at=now, outcome=outcome),
    )
    return changed_rows(
        session,
        update(Notification)
        .where(lost)
        .values(
            owner=None,
            lease_until=None,
            revoked=False,
            **values,
        ),
    )
