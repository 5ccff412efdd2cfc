"""Between the post room, which knows rows, and the writer, which knows words."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from tracker.delivery.letter import Letter
from tracker.extensions import db
from tracker.services.installation import settings
from tracker.services.letters.write import LetterWriter, NotWanted, Order
from tracker.services.postroom import Refused, Write
from tracker.services.postroom.addressing import addressed
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
    spoken_of = select(NotificationAction.action_id).where(
        NotificationAction.notification_id == notification.id
    )
    return Order(
        purpose=notification.kind,
        recipient_id=notification.recipient_id,
        action_ids=frozenset(db.session.scalars(spoken_of)),
        is_agenda=bool(notification.facts.get("agenda")),
        message_id=notification.message_id,
        by_id=notification.facts.get("by"),
    )
