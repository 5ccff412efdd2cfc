"""What a person decides about a letter of which nobody can know whether it arrived.

The other moves are in `outbox_moves.py`. The caller commits.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.orm import Session

from tracker.store.outbox import LetterState, Notification
from tracker.store.outbox_moves import changed_rows


def it_arrived(session: Session, letter_id: str, *, now: datetime) -> bool:
    """Count a letter in doubt as sent; False when it is in doubt no more.

    One that was to go again does not.
    """
    settled = update(Notification).where(Notification.id == letter_id, _in_doubt())
    return (
        changed_rows(
            session,
            settled.values(
                state=LetterState.SENT, finished_at=now, revoked_reason="a person said it arrived"
            ),
        )
        == 1
    )


def send_it_again(
    session: Session, letter_id: str, *, next_at: datetime, expires_at: datetime
) -> bool:
    """Let a letter in doubt go once more, under the same Message-ID; False when it is not."""
    settled = update(Notification).where(
        Notification.id == letter_id, Notification.state == LetterState.DOUBTFUL
    )
    return (
        changed_rows(
            session,
            settled.values(
                state=LetterState.READY, next_at=next_at, expires_at=expires_at, finished_at=None
            ),
        )
        == 1
    )


def _in_doubt() -> ColumnElement[bool]:
    goes_again = and_(Notification.state == LetterState.READY, Notification.doubt_count > 0)
    return or_(Notification.state == LetterState.DOUBTFUL, goes_again)
