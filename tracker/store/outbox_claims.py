"""Taking letters into a worker's hand, several at a time, and putting back what was not begun.

The other moves are in `outbox_moves.py`. The caller commits.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import takewhile

from sqlalchemy import Row, and_, insert, select, true, update
from sqlalchemy.orm import Session

from tracker.store.outbox import DeliveryAttempt, LetterState, Notification
from tracker.store.outbox_moves import Claim, changed_rows, may_leave


def claim(
    session: Session,
    *,
    worker: str,
    now: datetime,
    lease_until: datetime,
    kinds: AbstractSet[str] | None = None,
    most: int = 1,
) -> list[Notification]:
    """Take the letters that have been due longest, of these kinds or of any, and `most` at most.

    Exactly one worker gets each, however many try. A letter that has lost its worker before is
    taken alone, so that it can do no harm to others a second time. They are handed out detached, as
    they stood at the claim, so that looking at them opens no transaction.
    """
    due = (
        select(Notification.id, Notification.lost_attempts)
        .where(
            Notification.state == LetterState.READY,
            Notification.next_at <= now,
            Notification.revoked.is_(False),
            may_leave(),
            true() if kinds is None else Notification.kind.in_(sorted(kinds)),
        )
        .order_by(Notification.next_at, Notification.epoch)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    first = _together(session.execute(due).all())
    if not first:
        return []
    taken = session.scalars(
        update(Notification)
        .where(Notification.id.in_(first), Notification.state == LetterState.READY)
        .values(
            state=LetterState.CLAIMED,
            epoch=Notification.epoch + 1,
            owner=worker,
            lease_until=lease_until,
        )
        .returning(Notification)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    attempts = [
        {"notification_id": one.id, "epoch": one.epoch, "worker": worker, "started_at": now}
        for one in taken
    ]
    for one in taken:
        session.expunge(one)
    if attempts:
        session.execute(insert(DeliveryAttempt), attempts)
    place = {letter_id: n for n, letter_id in enumerate(first)}
    return sorted(taken, key=lambda one: place[one.id])


def _together(due: Sequence[Row[str, int]]) -> list[str]:
    """The numbers of those from the front that may be taken in one go."""
    if due and due[0].lost_attempts:
        return [due[0].id]
    return [row.id for row in takewhile(lambda row: not row.lost_attempts, due)]


def let_go(session: Session, held: Sequence[Claim], *, now: datetime) -> None:
    """Put back letters of one worker that were taken and not begun; it costs them no try."""
    if not held:
        return
    mine = and_(
        Notification.id.in_([one.id for one in held]),
        Notification.owner == held[0].owner,
        Notification.state == LetterState.CLAIMED,
    )
    begun = DeliveryAttempt.notification_id.in_(select(Notification.id).where(mine))
    changed_rows(
        session,
        update(DeliveryAttempt)
        .where(begun, DeliveryAttempt.ended_at.is_(None))
        .values(ended_at=now, outcome=str(LetterState.READY), phase="check"),
    )
    changed_rows(
        session,
        update(Notification)
        .where(mine)
        .values(state=LetterState.READY, owner=None, lease_until=None, revoked=False),
    )
