"""The outbox as a list for people and programs at the command line; no titles, no text."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.domain.wording import count, moment
from tracker.extensions import db
from tracker.store.outbox import LetterState, Notification
from tracker.store.people import Person

STATE_WORDS = {
    LetterState.READY: "Waiting",
    LetterState.CLAIMED: "Being sent",
    LetterState.GATED: "Being sent",
    LetterState.SENT: "Sent",
    LetterState.BOUNCED: "Bounced",
    LetterState.DEAD: "Failed",
    LetterState.DOUBTFUL: "May have been sent",
    LetterState.CANCELLED: "Not sent",
    LetterState.SUPERSEDED: "Not sent, a newer one took its place",
}


def rows() -> list[dict[str, Any]]:
    """Every letter, newest first, as plain values."""
    found = (
        select(Notification, Person.email)
        .join(Person, Person.id == Notification.recipient_id)
        .order_by(Notification.created_at.desc(), Notification.id)
    )
    return [_row(letter, email) for letter, email in db.session.execute(found)]


def as_words(letters: list[dict[str, Any]]) -> Iterator[str]:
    """The list as lines for a terminal."""
    yield count(len(letters), "letter")
    for letter in letters:
        reason = f" ({letter['reason']})" if letter["reason"] else ""
        about = f"{letter['created']}  {letter['kind']:<12} {letter['to']}"
        yield f"{about}: {letter['status']}{reason}"


def _row(letter: Notification, email: str) -> dict[str, Any]:
    return {
        "id": letter.id,
        "key": letter.dedupe_key,
        "kind": letter.kind,
        "to": email,
        "state": letter.state.value,
        "status": STATE_WORDS[letter.state],
        "reason": letter.revoked_reason or letter.last_text or "",
        "message_id": letter.message_id,
        "attempts": letter.attempts,
        "doubts": letter.doubt_count,
        "day": letter.local_date.isoformat(),
        "created": moment(letter.created_at),
        "due_at": _iso(letter.next_at),
        "finished_at": _iso(letter.finished_at),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
