"""Addresses no mail goes to since it came back."""

from datetime import datetime

from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.store import bounces
from tracker.store.history import Happened
from tracker.store.outbox import Notification, Suppression

CLEARED = "The address is cleared. The next email to it is tried again."


def clear_address(address_hash: str, *, sent: SentForm, now: datetime) -> None:
    """Let mail go to an address again; bounces from before do not count any more.

    Raises RuleBroken when none is held from it any more.
    """
    with taking_effect(sent, route="deliveries.clear", message=CLEARED, now=now):
        if not bounces.clear(db.session(), address_hash, by_id=sent.by.id, now=now):
            raise RuleBroken("Mail to this address is not held back any more.")
        record(Happened.ADDRESS_CLEARED, at=now, actor=sent.by, person=_whose(address_hash))
        db.session.commit()


def _whose(address_hash: str) -> int | None:
    suppression = db.session.get_one(Suppression, address_hash)
    letter = suppression.notification_id and db.session.get(
        Notification, suppression.notification_id
    )
    return letter.recipient_id if letter else None
