"""Between the post room, which knows rows, and the writer, which knows words."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from tracker.delivery.letter import Letter
from tracker.extensions import db
from tracker.services.installation import settings
from tracker.services.letters.write import LetterWriter, NotWanted, Order
from tracker.services.postroom import Refused, Write
from tracker.services.postroom.addressing import addressed
from tracker.store.decisions import DateRequest, Submission
from tracker.store.outbox import LetterState, Notification, NotificationAction


def writer(templates: Path) -> Write:
    """The function the post room has letters written by, with this installation's settings."""
    letters = LetterWriter(settings(), templates)

    def write(notification: Notification, now: datetime) -> Letter | Refused:
        written = letters.write(order(notification), now=now)
        if isinstance(written, NotWanted):
            return Refused(LetterState.CANCELLED, written.reason)
        return addressed(written, notification, settings(), now=now)

    return write


def order(notification: Notification) -> Order:
    """What is to be written for a planned letter."""
    facts, steps = notification.facts, _steps(notification)
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


def _steps(notification: Notification) -> frozenset[tuple[int, str]]:
    beside = select(NotificationAction.action_id, NotificationAction.step).where(
        NotificationAction.notification_id == notification.id
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
