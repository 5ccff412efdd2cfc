"""Stopping a summary from a letter, without signing in: the signed link and what it stops."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer

from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.record import record
from tracker.store.history import Happened
from tracker.store.people import Person, ReminderPattern

_PURPOSE = "stop the weekly summary"


class Stoppable(StrEnum):
    """The letters a person may stop with one click; every other letter asks them for something."""

    DIGEST = "digest"
    AGENDA = "agenda"
    BOARD_DIGEST = "board_digest"


@dataclass(frozen=True)
class Stopping:
    """What one link stops, and for whom."""

    reader: Person
    what: Stoppable

    @property
    def is_stopped(self) -> bool:
        """True when there is nothing left for the link to do."""
        name, stopped = _CHOICES[self.what]
        return bool(getattr(self.reader, name) == stopped)


_CHOICES: dict[Stoppable, tuple[str, object]] = {
    Stoppable.DIGEST: ("wants_digest", False),
    Stoppable.AGENDA: ("reminders", ReminderPattern.ONLY_DUE),
    Stoppable.BOARD_DIGEST: ("wants_board_digest", False),
}
"""The preference each link changes, and what to."""


def unsubscribe_token(person_id: int, secret_key: str, what: Stoppable = Stoppable.DIGEST) -> str:
    """The signed word in the link that stops one person's letters of one kind and nothing else."""
    signed = person_id if what is Stoppable.DIGEST else [person_id, what.value]
    return str(_signer(secret_key).dumps(signed))


def stopping(token: str, *, secret_key: str | Sequence[str]) -> Stopping:
    """Whose letters the token may stop, and which. `secret_key` may be several, the newest last.

    Raises RuleBroken when the token is not one of ours.
    """
    try:
        signed = _signer(secret_key).loads(token)
    except BadSignature:
        signed = 0
    person_id, what = signed if isinstance(signed, list) else (signed, Stoppable.DIGEST)
    reader = db.session.get(Person, person_id)
    if reader is None:
        raise RuleBroken("This link does not work. Sign in to change your reminders.")
    return Stopping(reader, Stoppable(what))


def stop(token: str, *, secret_key: str | Sequence[str], now: datetime) -> Stopping:
    """Stop what the token is for; again changes nothing.

    Raises RuleBroken when the token is not one of ours.
    """
    found = stopping(token, secret_key=secret_key)
    if not found.is_stopped:
        reader, (name, stopped) = found.reader, _CHOICES[found.what]
        before = getattr(reader, name)
        setattr(reader, name, stopped)
        record(
            Happened.PERSON_CHANGED,
            at=now,
            actor=reader,
            person=reader.id,
            name=reader.name,
            before={name: before},
            after={name: stopped},
            by_link=True,
        )
    db.session.commit()
    return found


def _signer(secret_key: str | Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_PURPOSE)
