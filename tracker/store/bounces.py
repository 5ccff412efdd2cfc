"""Letters that came back, and mail that came in."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Base
from tracker.store.columns import UtcDateTime, word


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
