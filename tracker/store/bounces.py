"""Letters that came back, and mail that came in."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.extensions import Base
from tracker.store.columns import UtcDateTime, word
from tracker.store.outbox import LetterState, Notification, Suppression, suppress

MOST_SOFT = 3
SOFT_WITHIN = timedelta(days=7)
"""That many soft bounces in that time, and nothing more goes to an address."""


class BounceKind(enum.StrEnum):
    """Whether an address does not exist, or only took nothing just now."""

    HARD = "hard"
    SOFT = "soft"


class Bounce(Base):
    """One letter that came back, by the answer of the mail server or by a delivery report."""

    __tablename__ = "bounce"
    __table_args__ = (Index(None, "address_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notification_id: Mapped[str | None] = mapped_column(ForeignKey("notification.id"), index=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    kind: Mapped[BounceKind] = mapped_column(word(BounceKind))
    enhanced: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(200))
    reported: Mapped[bool] = mapped_column(default=False)
    """True when a delivery report told of it, after the mail server had taken the letter."""
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class InboundMail(Base):
    """A message that has been read from the mailbox and what came of it, so that it is read once.

    Only the hash of its Message-ID is kept.
    """

    __tablename__ = "inbound_mail"

    message_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime())


def add_bounce(session: Session, bounce: Bounce) -> bool:
    """Add it, and end all mail to the address after one hard bounce or three soft ones in a week.

    Bounces from before an administrator cleared the address do not count. True when mail ended.
    """
    session.add(bounce)
    session.flush()
    if bounce.kind is BounceKind.SOFT and _soft_bounces(session, bounce) < MOST_SOFT:
        return False
    suppress(
        session,
        bounce.address_hash,
        reason=bounce.reason,
        notification_id=bounce.notification_id,
        now=bounce.at,
    )
    return True


def _soft_bounces(session: Session, bounce: Bounce) -> int:
    cleared = session.scalar(
        select(Suppression.cleared_at).where(Suppression.address_hash == bounce.address_hash)
    )
    since = max(filter(None, (bounce.at - SOFT_WITHIN, cleared)))
    found = select(func.count(Bounce.id)).where(
        Bounce.address_hash == bounce.address_hash, Bounce.at >= since
    )
    return session.scalar(found) or 0


def is_reported(session: Session, letter_id: str) -> bool:
    """True when a report about this letter has been read before."""
    found = select(Bounce.id).where(Bounce.notification_id == letter_id, Bounce.reported)
    return session.scalar(found.limit(1)) is not None


def came_back(
    session: Session, letter_id: str, *, enhanced: str | None, reason: str, now: datetime
) -> None:
    """A letter that was taken, or may have been, could not be delivered after all."""
    taken = Notification.state.in_((LetterState.SENT, LetterState.DOUBTFUL))
    in_doubt = (Notification.state == LetterState.READY) & (Notification.doubt_count > 0)
    session.execute(
        update(Notification)
        .where(Notification.id == letter_id, taken | in_doubt)
        .values(
            state=LetterState.BOUNCED,
            finished_at=func.coalesce(Notification.finished_at, now),
            last_phase="report",
            last_code=None,
            last_enhanced=enhanced,
            last_text=reason[:200],
        )
        .execution_options(synchronize_session=False)
    )


def clear(session: Session, hashed: str, *, by_id: int, now: datetime) -> bool:
    """Let mail go to the address again; False when it was not stopped."""
    done = session.execute(
        update(Suppression)
        .where(Suppression.address_hash == hashed, Suppression.cleared_at.is_(None))
        .values(cleared_at=now, cleared_by_id=by_id)
        .returning(Suppression.address_hash)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


def take_in(session: Session, message_hash: str, *, now: datetime) -> bool:
    """Take a message to be read, in the caller's transaction; False when it was read before."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    taken = session.execute(
        dialect.insert(InboundMail)
        .values(message_hash=message_hash, outcome="read", at=now)
        .on_conflict_do_nothing(index_elements=["message_hash"])
        .returning(InboundMail.message_hash)
    )
    return taken.scalar() is not None


def note_outcome(session: Session, message_hash: str, outcome: str) -> None:
    """Say what came of a message that was taken in."""
    session.execute(
        update(InboundMail)
        .where(InboundMail.message_hash == message_hash)
        .values(outcome=outcome)
        .execution_options(synchronize_session=False)
    )
