"""A person's calendar feed: made, made anew, turned off, and fetched by whatever has its address.

The address is all a calendar can bring, so it is a secret of 256 bits that is shown once and kept
as a hash. What it shows follows the person's permissions at the moment of fetching.
"""

import hashlib
import secrets
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy import update

from tracker.domain.calendar_feed import FEED_ROLES, is_worth_noting
from tracker.exporters.calendar import icalendar
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.installation import settings
from tracker.services.record import record
from tracker.store.calendar_feeds import CalendarFeed, entries_for, feed_of, feed_with, forget_feed
from tracker.store.history import Happened
from tracker.store.people import Person

MAKE_ROUTE = "calendar_feed.make"
TURN_OFF_ROUTE = "calendar_feed.turn_off"
MADE = "Your calendar has an address. It was shown once"
TURNED_OFF = "Your calendar is turned off"


def make_feed(*, sent: SentForm, now: datetime) -> str:
    """Give a person's calendar a new address, so that an old one stops; returns its secret, which
    is kept nowhere."""
    token = secrets.token_urlsafe(32)
    with taking_effect(sent, route=MAKE_ROUTE, message=MADE, now=now):
        before = "on" if feed_of(sent.by.id) else "off"
        forget_feed(sent.by.id)
        db.session.add(CalendarFeed(person_id=sent.by.id, token_hash=_hash(token), made_at=now))
        _record(sent.by, before, "new address", now)
        db.session.commit()
    return token


def turn_off_feed(*, sent: SentForm, now: datetime) -> str:
    """Take away a person's calendar; returns what to say."""
    with taking_effect(sent, route=TURN_OFF_ROUTE, message=TURNED_OFF, now=now):
        if feed_of(sent.by.id):
            forget_feed(sent.by.id)
            _record(sent.by, "on", "off", now)
        db.session.commit()
    return TURNED_OFF


def feed_behind(token: str) -> CalendarFeed | None:
    """The feed with this secret whose person is turned on and may have one, or None."""
    feed = feed_with(_hash(token))
    held = feed and feed.person.active and feed.person.role in FEED_ROLES
    return feed if held else None


def calendar_of(person: Person, today: date) -> bytes:
    """The person's calendar as it is today: the same days make the same bytes."""
    base_url = settings().base_url.rstrip("/")
    return icalendar(
        entries_for(person, today),
        name=f"Action plan dates, {settings().council_name}",
        base_url=base_url,
        host=urlsplit(base_url).hostname or "localhost",
    )


def note_fetched(feed_id: int, before: datetime | None, *, now: datetime) -> None:
    """Note now and then that a feed was fetched, on a connection of its own: the page's may only
    read."""
    if not is_worth_noting(before, now):
        return
    fetched = update(CalendarFeed).where(CalendarFeed.id == feed_id)
    with db.engine.begin() as connection:
        connection.execute(fetched.values(last_fetched_at=now))


def _record(person: Person, before: str, after: str, now: datetime) -> None:
    record(
        Happened.PERSON_CHANGED,
        at=now,
        actor=person,
        person=person.id,
        name=person.name,
        before={"calendar": before},
        after={"calendar": after},
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
