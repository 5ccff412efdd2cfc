"""Entries of a calendar as iCalendar (RFC 5545) text."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from tracker.domain.calendar_feed import REFRESHED_EVERY, Entry

if TYPE_CHECKING:
    from icalendar import Event

_MAKER = "-//Action plan tracker//Due dates//EN"


def icalendar(entries: Sequence[Entry], *, name: str, base_url: str, host: str) -> bytes:
    """The bytes of the calendar: the same entries make the same bytes.

    Each is of the whole day and blocks no time. `host` makes their keys unlike those of other
    installations.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415  slow to load, and only a feed needs it

    made = Calendar()
    made.add("prodid", _MAKER)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", REFRESHED_EVERY)
    for entry in entries:
        made.add_component(_filled(Event(), entry, base_url, host))
    written: bytes = made.to_ical()
    return written


def _filled(event: "Event", entry: Entry, base_url: str, host: str) -> "Event":
    event.add("uid", f"{entry.key}@{host}")
    changed_at = entry.changed_at.replace(microsecond=0)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", entry.moved)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", entry.words)
    event.add("url", f"{base_url}{entry.path}")
    event.add("transp", "TRANSPARENT")
    return event
