"""The tokens with which programs read as a person."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tracker.domain.api_tokens import LONGEST_NAME
from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime
from tracker.store.people import Person


class ApiToken(Base):
    """A token of a person's. The row does not hold it, only what it can be told by."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    """What its person says it is for."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ends_on: Mapped[date]
    """The last day on which it is good."""
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    person: Mapped[Person] = relationship()


def token_with(token_hash: str) -> ApiToken | None:
    """The token with this hash, with its person, or None."""
    found = select(ApiToken).where(ApiToken.token_hash == token_hash)
    return db.session.scalar(found.options(joinedload(ApiToken.person)))


def token_of(person_id: int, token_id: int) -> ApiToken | None:
    """The token with this number, if it is this person's."""
    found = select(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == person_id)
    return db.session.scalar(found)


def tokens_of(person_id: int) -> Sequence[ApiToken]:
    """Every token of a person, the newest first; those past their last day are among them."""
    found = select(ApiToken).where(ApiToken.person_id == person_id)
    return db.session.scalars(found.order_by(ApiToken.id.desc())).all()


def forget_tokens(person_id: int) -> None:
    """Take away every token of a person. The caller commits."""
    db.session.execute(delete(ApiToken).where(ApiToken.person_id == person_id))
