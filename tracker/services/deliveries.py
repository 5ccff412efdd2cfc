"""What may be done about a letter after the fact: sent again, settled when in doubt, read."""

import email
import email.policy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import insert, select

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.installation import sending_time, settings
from tracker.services.record import record
from tracker.store import outbox_settling
from tracker.store.actions import Action
from tracker.store.deliveries import Logged, find_letter
from tracker.store.delivery_detail import MOST_AGAIN, again_key, sent_again, suppression_of
from tracker.store.history import Happened
from tracker.store.outbox import (
    UNDECIDED,
    LetterState,
    Notification,
    NotificationAction,
    PlannedLetter,
    new_id,
    plan_many,
)
from tracker.store.people import Person

KEPT_TRYING = timedelta(days=14)


@dataclass(frozen=True)
class Opened:
    """What a letter said when it went out; `html` is empty for one in plain text only."""

    subject: str
    text: str
    html: str


def opened(letter: Notification) -> Opened | None:
    """The words of a letter as they were sent; None before that, and once only its hash is kept.

    Whoever asks has made sure that they may be read.
    """
    content = letter.went_out
    if content is None:
        return None
    message: EmailMessage = email.message_from_bytes(content, policy=email.policy.default)
    return Opened(str(message["Subject"] or ""), _part(message, "plain"), _part(message, "html"))


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def why_not_again(logged: Logged) -> str | None:
    """Why this letter cannot be sent again, as a sentence; None when it can."""
    letter, person = logged.letter, logged.recipient
    if letter.state in UNDECIDED:
        return "This email has not gone yet. It is sent by itself when its time comes."
    if letter.state is LetterState.DOUBTFUL:
        return "Say first whether this email arrived."
    if not person.active:
        return f"{person.name} is turned off and gets no emails."
    if suppression_of(person):
        return f"No mail goes to the address of {person.name}. Correct or clear it first."
    before = sent_again(letter.id)
    if any(one.state in UNDECIDED for one in before):
        return "This email is being sent again already."
    if len(before) >= MOST_AGAIN:
        return f"This email has been sent again {MOST_AGAIN} times. Speak to {person.name} instead."
    return None


def send_again(letter_id: str, *, sent: SentForm, now: datetime) -> str:
    """Plan a new letter about the same; returns its id.

    It is written afresh when it leaves, as its reader may see things then, and is not sent when
    nothing in it is wanted any more. Of two people who ask at once one succeeds. Raises RuleBroken.
    """
    with taking_effect(sent, route="deliveries.again", message=SENT_AGAIN, now=now):
        logged = _found(letter_id, sent.by)
        reason = why_not_again(logged)
        if reason:
            raise RuleBroken(reason)
        again = _again(logged.letter, now)
        if not plan_many(db.session(), [again], batch=new_id(), host=settings().mail_host, now=now):
            raise RuleBroken("This email is being sent again already.")
        _speak_of_the_same(logged.letter.id, again.id)
        _record(Happened.LETTER_SENT_AGAIN, logged, sent.by, now, {"again": again.id})
        db.session.commit()
    return again.id


SENT_AGAIN = "The email is planned again. It goes in the next sending hours."
ARRIVED = "The email is counted as sent."


def settle(letter_id: str, *, arrived: bool, sent: SentForm, now: datetime) -> None:
    """Decide about a letter in doubt: it arrived, or it goes once more under the same Message-ID.

    Raises RuleBroken when it is in doubt no more.
    """
    message = ARRIVED if arrived else SENT_AGAIN
    with taking_effect(sent, route="deliveries.settle", message=message, now=now):
        logged = _found(letter_id, sent.by)
        if not (_arrived(letter_id, now) if arrived else _goes_again(letter_id, now)):
            raise RuleBroken("It is no longer in doubt whether this email was sent.")
        outcome = "arrived" if arrived else "again"
        _record(Happened.LETTER_SETTLED, logged, sent.by, now, {"outcome": outcome})
        db.session.commit()


def _arrived(letter_id: str, now: datetime) -> bool:
    return outbox_settling.it_arrived(db.session(), letter_id, now=now)


def _goes_again(letter_id: str, now: datetime) -> bool:
    return outbox_settling.send_it_again(
        db.session(), letter_id, next_at=sending_time(now), expires_at=now + KEPT_TRYING
    )


def _found(letter_id: str, by: Person) -> Logged:
    logged = find_letter(letter_id, seen_by=by)
    if logged is None:
        raise RuleBroken("There is no such email.")
    return logged


def _again(letter: Notification, now: datetime) -> PlannedLetter:
    planned = PlannedLetter(
        dedupe_key=again_key(letter.id, len(sent_again(letter.id)) + 1),
        kind=letter.kind,
        recipient_id=letter.recipient_id,
        occasion_at=now,
        local_date=local_day(now),
        next_at=sending_time(now),
        expires_at=now + KEPT_TRYING,
        policy=letter.policy,
    )
    return replace(
        planned, plan_id=letter.plan_id, action_id=letter.action_id, facts=dict(letter.facts)
    )


def _speak_of_the_same(first: str, again: str) -> None:
    found = select(NotificationAction.action_id, NotificationAction.step).where(
        NotificationAction.notification_id == first
    )
    rows = [
        {"notification_id": again, "action_id": row.action_id, "step": row.step}
        for row in db.session.execute(found)
    ]
    if rows:
        db.session.execute(insert(NotificationAction), rows)


def _record(
    kind: Happened, logged: Logged, by: Person, now: datetime, more: dict[str, Any]
) -> None:
    """In the history of the one action the letter is about, where there is one."""
    letter = logged.letter
    one = _only_action(letter) if logged.actions == 1 else None
    record(
        kind,
        at=now,
        actor=by,
        action=one,
        letter=letter.id,
        of_kind=letter.kind,
        person=letter.recipient_id,
        **more,
    )


def _only_action(letter: Notification) -> Action | None:
    spoken_of = select(NotificationAction.action_id).where(
        NotificationAction.notification_id == letter.id
    )
    return db.session.scalar(
        select(Action).where((Action.id == letter.action_id) | Action.id.in_(spoken_of))
    )
