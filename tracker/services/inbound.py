"""What came back: reports that a letter was not delivered, and replies to letters.

Each message takes effect once. Only what came to an address we signed is looked at, and a reply
only when the person it was made for wrote it; the rest is marked as read and left.
"""

import hashlib
import logging
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from tracker.delivery.inbox import ImapInbox, Inbox, InboxError
from tracker.domain.inbound_mail import InboundMessage, Report, read_message
from tracker.domain.replies import reply_text
from tracker.domain.return_addresses import OfAction, OfLetter, read_address
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.installation import settings
from tracker.services.record import record
from tracker.store import bounces as store
from tracker.store.actions import Action
from tracker.store.bounces import Bounce, BounceKind
from tracker.store.comments import Comment
from tracker.store.doors import visible_actions
from tracker.store.history import Happened
from tracker.store.outbox import IN_HAND, Notification
from tracker.store.people import Person

__all__ = ["InboxError", "read_all", "read_inbox", "take_effect"]

log = logging.getLogger(__name__)

LONGEST_MESSAGE = 1_000_000
TOO_LONG, NOT_READ = "too long", "not understood"
TOO_EARLY = "too early"
"""A report about a letter that is still in its sender's hand; it is read again next time."""


def read_inbox(*, now: datetime) -> dict[str, int]:
    """Read what is unread in the configured mailbox; how many came to what. Raises InboxError."""
    held = settings()
    inbox = ImapInbox(
        held.inbox_server,
        held.inbox_port,
        tls=held.inbox_tls,
        username=held.inbox_username,
        password=held.inbox_password,
    )
    try:
        return read_all(inbox, now=now)
    finally:
        inbox.close()


def read_all(inbox: Inbox, *, now: datetime) -> dict[str, int]:
    """Read everything unread; one message that cannot be read does not stop the others."""
    came: dict[str, int] = {}
    for number, raw in inbox.unread(longest=LONGEST_MESSAGE):
        outcome = TOO_LONG if raw is None else _handled(raw, now)
        if outcome != TOO_EARLY:
            inbox.done(number)
        came[outcome] = came.get(outcome, 0) + 1
    return came


def _handled(raw: bytes, now: datetime) -> str:
    try:
        return take_effect(raw, now=now)
    except (ValueError, LookupError) as error:
        db.session.rollback()
        log.error("a message could not be read (%s)", type(error).__name__)
        return NOT_READ


def take_effect(raw: bytes, *, now: datetime) -> str:
    """Let one message take effect, once; returns what came of it, in a word or two."""
    message = read_message(raw)
    address, made_for = _made_for(message, now)
    hashed = _hash(message.message_id or hashlib.sha256(raw).hexdigest(), address)
    session = db.session()
    if not store.take_in(session, hashed, now=now):
        session.rollback()
        return "read before"
    if isinstance(made_for, OfLetter):
        outcome = _reported(made_for, message.report, now)
    elif isinstance(made_for, OfAction):
        outcome = _replied(made_for, message, now)
    else:
        outcome = "not for us"
    if outcome == TOO_EARLY:
        session.rollback()
        return outcome
    store.note_outcome(session, hashed, outcome)
    session.commit()
    return outcome


def _made_for(message: InboundMessage, now: datetime) -> tuple[str, OfLetter | OfAction | None]:
    held = settings()
    keys = (held.secret_key, *held.secret_key_fallbacks)
    for address in message.recipients:
        found = read_address(address, mailbox=held.mail_return, keys=keys, today=local_day(now))
        if found:
            return address, found
    return "", None


def _hash(message_id: str, address: str) -> str:
    """The signed address is in it, so that nobody who does not know it can use a number up."""
    return hashlib.sha256(f"{message_id}\n{address}".encode()).hexdigest()


def _reported(made_for: OfLetter, report: Report | None, now: datetime) -> str:
    session = db.session()
    letter = session.get(Notification, made_for.letter_id, populate_existing=True)
    if report is None:
        return "no bounce"
    if letter is None or letter.to_hash is None:
        return "not for us"
    if letter.state in IN_HAND:
        return TOO_EARLY
    if store.is_reported(session, letter.id):
        return "read before"
    store.came_back(session, letter.id, enhanced=report.enhanced, reason=report.reason, now=now)
    kind = BounceKind.HARD if report.hard else BounceKind.SOFT
    store.add_bounce(
        session,
        Bounce(
            notification_id=letter.id,
            address_hash=letter.to_hash,
            kind=kind,
            enhanced=report.enhanced,
            reason=report.reason,
            reported=True,
            at=now,
        ),
    )
    return f"{kind} bounce"


def _replied(made_for: OfAction, message: InboundMessage, now: datetime) -> str:
    if message.automatic:
        return "automatic"
    person = db.session.get(Person, made_for.person_id)
    if person is None or not person.active or message.sender != person.email.lower():
        return "not their reply"
    action = _seen_by(person, made_for.action_id, local_day(now))
    if action is None:
        return "may not see it"
    text = reply_text(message.text)
    if not text:
        return "empty"
    comment = Comment(action_id=action.id, by_id=person.id, at=now, text=text)
    db.session.add(comment)
    db.session.flush()
    record(Happened.REPLIED, at=now, actor=person, action=action, comment=comment.id)
    return "reply"


def _seen_by(person: Person, action_id: int, today: date) -> Action | None:
    return db.session.scalar(
        select(Action)
        .join(Action.plan)
        .where(Action.id == action_id, visible_actions(person, today))
        .options(contains_eager(Action.plan))
    )
