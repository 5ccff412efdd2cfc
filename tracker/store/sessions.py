"""Signed-in sessions, slowed-down guesses, forms already handled, and text typed but not saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Base
from tracker.store.columns import UtcDateTime
from tracker.store.people import Person


class SignInSession(Base):
    """One signed-in browser. Deleting the row ends it at once, wherever its cookie is."""

    __tablename__ = "sign_in_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime())

    person: Mapped[Person] = relationship()


class Throttle(Base):
    """How many tries were made under one key in one stretch of time."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime(), primary_key=True)
    tries: Mapped[int]


class FormSubmission(Base):
    """A form that has taken effect; the same form sent again gets the same answer."""

    __tablename__ = "form_submission"

    request_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    route: Mapped[str] = mapped_column(String(80))
    answer: Mapped[str] = mapped_column(String(500))
    """The address the first sending led to."""
    message: Mapped[str] = mapped_column(String(500), default="")
    """What the first sending said had happened."""
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class KeptForm(Base):
    """What a person had typed when their session ended, kept until they are back."""

    __tablename__ = "kept_form"
    __table_args__ = (Index("ix_kept_form_at", "at"),)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
