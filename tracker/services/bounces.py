"""Addresses that mail has ended to, for an administrator who knows better."""

from datetime import datetime

from tracker.extensions import db
from tracker.services.record import record
from tracker.store import bounces as store
from tracker.store.history import Happened
from tracker.store.outbox import address_hash
from tracker.store.people import Person


def clear_address(person: Person, *, by: Person, now: datetime) -> bool:
    """Let mail go to this person's address again; False when nothing stopped it.

    Bounces from before do not count any more.
    """
    cleared = store.clear(db.session(), address_hash(person.email), by_id=by.id, now=now)
    if cleared:
        record(Happened.ADDRESS_CLEARED, at=now, actor=by, person=person.id, name=person.name)
    db.session.commit()
    return cleared
