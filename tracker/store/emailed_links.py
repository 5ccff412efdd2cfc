"""Codes that were sent so that somebody can update without an account, and links that were used.

No row holds a code, a link or the secret of a browser: only what they can be told by.
"""

from datetime import datetime

from sqlalchemy import CursorResult, ForeignKey, Index, String, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.emailed_links import CODE_LASTS, LINK_LASTS, MOST_TRIES, OPEN_FOR
from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime


class EmailedCode(Base):
    """A code that one browser asked for, and whether it was typed there."""

    __tablename__ = "emailed_code"
    __table_args__ = (
        Index("ix_emailed_code_link_hash_browser_hash", "link_hash", "browser_hash"),
        Index("ix_emailed_code_asked_at", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    link_hash: Mapped[str] = mapped_column(String(64))
    browser_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    nonce: Mapped[str] = mapped_column(String(32))
    """What the code is worked out from, with a key that is not in the database."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    tries: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class SpentLink(Base):
    """A link with which an update was saved; it does nothing more."""

    __tablename__ = "spent_link"

    link_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime())


def is_spent(link_hash: str) -> bool:
    """True when an update was saved with this link."""
    return db.session.get(SpentLink, link_hash) is not None


def spend(link_hash: str, *, action_id: int, now: datetime) -> bool:
    """Use up a link; False when it is used already. The caller commits."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(SpentLink).values(link_hash=link_hash, action_id=action_id, at=now)
    done = statement.on_conflict_do_nothing(index_elements=["link_hash"]).returning(
        SpentLink.link_hash
    )
    return db.session.scalar(done) is not None


def codes_sent(link_hash: str, *, since: datetime) -> int:
    """How many codes were sent for a link after a moment."""
    found = select(func.count(EmailedCode.id)).where(
        EmailedCode.link_hash == link_hash, EmailedCode.asked_at > since
    )
    return db.session.scalar(found) or 0


def newest_code(link_hash: str, browser_hash: str) -> EmailedCode | None:
    """The code that this browser asked for last, of this link."""
    found = select(EmailedCode).where(
        EmailedCode.link_hash == link_hash, EmailedCode.browser_hash == browser_hash
    )
    return db.session.scalar(found.order_by(EmailedCode.id.desc()).limit(1))


def may_be_typed(code: EmailedCode, now: datetime) -> bool:
    """True while a code has not run out, been typed, or been guessed at too often."""
    young = code.asked_at <= now < code.asked_at + CODE_LASTS
    return young and code.opened_at is None and code.tries < MOST_TRIES


def is_open(code: EmailedCode, now: datetime) -> bool:
    """True while the form is open to the browser that typed this code."""
    return code.opened_at is not None and code.opened_at <= now < code.opened_at + OPEN_FOR


def count_try(code: EmailedCode) -> bool:
    """Count one more try before it is known to be wrong, so that many at once cannot slip by; False
    when there are none left. The caller commits."""
    counted = db.session.execute(
        update(EmailedCode)
        .where(EmailedCode.id == code.id, EmailedCode.tries < MOST_TRIES)
        .values(tries=EmailedCode.tries + 1)
        .execution_options(synchronize_session=False)
    )
    return isinstance(counted, CursorResult) and counted.rowcount == 1


def forget_old_links(*, now: datetime) -> None:
    """Drop the codes and used links of links that are too old to be used anyway. The caller
    commits."""
    old = now - 2 * LINK_LASTS
    db.session.execute(delete(EmailedCode).where(EmailedCode.asked_at < old))
    db.session.execute(delete(SpentLink).where(SpentLink.at < old))
