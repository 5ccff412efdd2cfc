"""The one clock. Only the edges (web, scheduler, command line) read it and pass the time down.

Instants are aware UTC; dates are London's, because a due date is a day in the council's life.
"""

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This instant, aware, in UTC; `TRACKER_CLOCK` (London time) stands in for it when set."""
    fixed = os.environ.get("TRACKER_CLOCK")
    return at(fixed) if fixed else datetime.now(UTC)


def today() -> date:
    """The date in London now."""
    return now().astimezone(LONDON).date()


def at(text: str) -> datetime:
    """The instant a person means by `2011-07-04T08:00`, London time unless it names a zone.

    Raises ValueError when the text is not an ISO date and time.
    """
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC)
