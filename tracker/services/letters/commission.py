"""Between the post room, which knows rows, and the writer, which knows words."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from tracker.delivery.letter import Letter
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.installation import settings
from tracker.services.letters.facts import ask_what_is_owned
from tracker.services.letters.write import LetterWriter, NotWanted, Order, reader_of
from tracker.services.postroom import Refused, Write
from tracker.services.postroom.addressing import addressed
from tracker.store.decisions import DateRequest, Submission
from tracker.store.once import asked_once, known
from tracker.store.outbox import LetterState, Notification, NotificationAction
from tracker.store.people import Person


def writer(templates: Path) -> Write:
    """The function the post room has letters written by, with this installation's settings."""
    letters = LetterWriter(settings(), templates)

    def write(notification: Notification, now: datetime) -> Letter | Refused:
        written = letters.write(order(notification), now=now)
        if isinstance(written, NotWanted):
            return Refused(LetterState.CANCELLED, written.reason)
        return addressed(written, notification, settings(), now=now)

    return write


def ask_ahead(notifications: Sequence[Notification], now: datetime) -> None:
    """Ask in a few statements for what writing these letters would ask one by one.

    For use in the transaction in which they are written, and which only reads.
    """
    beside: dict[str, set[tuple[int, str]]] = {one.id: set() for one in notifications}
    found = select(
        NotificationAction.notification_id, NotificationAction.action_id, NotificationAction.step
    ).where(NotificationAction.notification_id.in_(list(beside)))
    for row in db.session.execute(found):
        beside[row.notification_id].add((row.action_id, row.step))
    for letter_id, steps in beside.items():
        known(_steps, frozenset(steps), letter_id)
    readers = select(Person).where(Person.id.in_({one.recipient_id for one in notifications}))
    people = {reader.id: reader for reader in db.session.scalars(readers)}
    for reader in people.values():
        known(reader_of, reader, reader.id)
    owners = {
        one.recipient_id: people[one.recipient_id]
        for one in notifications
        if one.kind in _TO_OWNERS and not one.facts.get("for") and one.recipient_id in people
    }
    if owners:
        ask_what_is_owned(owners.values(), today=local_day(now), links_at=now)


_TO_OWNERS = frozenset({"new_action", "reminder", "chase"})
"""What is planned about all of somebody's own actions; in any number on the same morning."""


def order(notification: Notification) -> Order:
    """What is to be written for a planned letter."""
    facts, steps = notification.facts, _steps(notification.id)
    return Order(
        purpose=notification.kind,
        recipient_id=notification.recipient_id,
        message_id=notification.message_id,
        action_ids=_spoken_of(notification, {action_id for action_id, _step in steps}),
        is_agenda=bool(facts.get("agenda")),
        by_id=facts.get("by"),
        for_id=facts.get("for"),
        plan_id=notification.plan_id,
        level=facts.get("level", 1),
        is_repeat=bool(facts.get("repeat")),
        is_above=bool(facts.get("above")),
        sample=facts.get("sample", ""),
        row_id=facts.get("row", 0),
        recheck_id=facts.get("recheck", 0),
        meets_on=date.fromisoformat(facts["meets"]) if "meets" in facts else None,
        steps=steps,
    )


@asked_once
def _steps(letter_id: str) -> frozenset[tuple[int, str]]:
    beside = select(NotificationAction.action_id, NotificationAction.step).where(
        NotificationAction.notification_id == letter_id
    )
    return frozenset((row.action_id, row.step) for row in db.session.execute(beside))


def _spoken_of(notification: Notification, beside: set[int]) -> frozenset[int]:
    """The actions of a letter: those beside it, the one on its row, that of what it tells of."""
    found = set(beside)
    if notification.action_id:
        found.add(notification.action_id)
    request, submission = notification.facts.get("request"), notification.facts.get("submission")
    asked = db.session.get(DateRequest, request) if request else None
    sent = db.session.get(Submission, submission) if submission else None
    return frozenset(found | {told.action_id for told in (asked, sent) if told})
