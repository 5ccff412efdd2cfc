"""Going through one morning at once: planning and delivering as if it were 7am and then 8am.

Letters of people who have chosen a later hour follow at that hour.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tracker.delivery.letter import Letter
from tracker.domain.wording import count, local_day
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.services.holding import mail_hold
from tracker.services.installation import council_rules, settings
from tracker.services.letters.commission import ask_ahead, writer
from tracker.services.morning import Skipped, plan_digests, plan_reminders
from tracker.services.postroom import Refused, post_room
from tracker.store.outbox import LetterState, Notification, of_day
from tracker.store.people import Person


@dataclass
class Morning:
    """What came of a morning: the letters, and what was not sent to whom and why."""

    letters: list[Letter] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)


def go_through(on: date, *, templates: Path, dry_run: bool) -> Morning:
    """Plan and deliver the letters of one day; again on the same day there is nothing left to do.

    In a dry run the letters are written, nothing is sent and nothing is kept.
    """
    came = Morning(skipped=[] if dry_run else list(_sent_before(on)))
    rules = council_rules()
    for hour, plan in ((rules.digest_hour, plan_digests), (rules.send_from, plan_reminders)):
        now = local_instant(on, time(hour))
        _planned, skipped = plan(now)
        told = {tuple(row.values()) for row in came.skipped}
        came.skipped += [row for row in _told_of(skipped) if tuple(row.values()) not in told]
        if dry_run:
            _write(now, came, templates)
        else:
            db.session.commit()
            _deliver(now, came, templates)
    for later in _later_hours(on, after=now):
        if dry_run:
            _write(later, came, templates)
        else:
            _deliver(later, came, templates)
    db.session.rollback()
    return came


def as_json(came: Morning) -> dict[str, Any]:
    """The morning as plain values: `letters` and `skipped`."""
    return {
        "letters": [
            {
                "kind": letter.kind,
                "to": letter.to_address,
                "subject": letter.subject,
                "preheader": letter.preheader,
                "text": letter.text,
                "html": letter.html,
                "message_id": letter.message_id,
            }
            for letter in came.letters
        ],
        "skipped": came.skipped,
    }


def as_words(came: Morning) -> Iterator[str]:
    """The morning as lines for a terminal: each letter whole, then what was not sent."""
    yield f"{count(len(came.letters), 'letter')}, {len(came.skipped)} not sent"
    for letter in came.letters:
        yield f"\n{'=' * 72}\nTo: {letter.to_name} <{letter.to_address}>"
        yield f"Subject: {letter.subject}\n"
        yield letter.text
    for skip in came.skipped:
        yield f"Not sent to {skip['to']} ({skip['kind']}): {skip['reason']}"


def _deliver(now: datetime, came: Morning, templates: Path) -> None:
    written: dict[str, Letter] = {}
    where = settings().instance / "postroom"
    room = post_room(_remembering(templates, written), where, ask_ahead=ask_ahead)
    try:
        room.try_relay_now(now)
        room.deliver_due(lambda: now)
    finally:
        room.close()
    if (hold := mail_hold()).held and (held := _everybody(hold.reason)) not in came.skipped:
        came.skipped.append(held)
    states = _states(list(written))
    came.letters += [letter for key, letter in written.items() if states[key] is LetterState.SENT]
    came.skipped += [
        {"kind": letter.kind, "to": letter.to_address, "reason": f"not sent yet: {states[key]}"}
        for key, letter in written.items()
        if states[key] is not LetterState.SENT
    ]
    db.session.rollback()


def _later_hours(on: date, *, after: datetime) -> list[datetime]:
    """When the letters of that day leave whose readers have chosen a later hour."""
    found = select(Notification.next_at).where(
        Notification.state == LetterState.READY,
        Notification.local_date == on,
        Notification.next_at > after,
        Notification.attempts == 0,
    )
    return sorted(at for at in set(db.session.scalars(found)) if local_day(at) == on)


def _remembering(
    templates: Path, written: dict[str, Letter]
) -> Callable[[Notification, datetime], Letter | Refused]:
    write = writer(templates)

    def remember(notification: Notification, now: datetime) -> Letter | Refused:
        letter = write(notification, now)
        if isinstance(letter, Letter):
            written[notification.id] = letter
        return letter

    return remember


def _write(now: datetime, came: Morning, templates: Path) -> None:
    write = writer(templates)
    due = select(Notification).where(
        Notification.state == LetterState.READY,
        Notification.next_at <= now,
        Notification.expires_at > now,
    )
    already = {letter.message_id for letter in came.letters}
    for notification in db.session.scalars(due.order_by(Notification.next_at, Notification.id)):
        letter = write(notification, now)
        if isinstance(letter, Letter) and letter.message_id not in already:
            came.letters.append(letter)


def _everybody(reason: str) -> dict[str, str]:
    return {"kind": "all", "to": "everybody", "reason": reason}


def _states(ids: list[str]) -> dict[str, LetterState]:
    found = select(Notification.id, Notification.state).where(Notification.id.in_(ids))
    return {row.id: row.state for row in db.session.execute(found)}


def _sent_before(on: date) -> Iterator[dict[str, str]]:
    found = (
        select(Notification.kind, Person.email)
        .join(Person, Person.id == Notification.recipient_id)
        .where(of_day(on), Notification.state == LetterState.SENT)
        .order_by(Person.email)
    )
    for row in db.session.execute(found):
        yield {"kind": row.kind, "to": row.email, "reason": "sent already"}


def _told_of(skipped: Sequence[Skipped]) -> list[dict[str, str]]:
    """Each as `Morning.skipped` has it; one statement."""
    emails = {row.id: row.email for row in db.session.execute(select(Person.id, Person.email))}
    return [
        {"kind": s.kind, "to": emails.get(s.recipient_id or 0, "everybody"), "reason": s.reason}
        for s in skipped
    ]
