"""Working days, as the council's letters and rules count them.

Bank holidays are an argument: which calendar applies is a setting, and the calendar is data.
"""

from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

Holidays = AbstractSet[date]


def is_working_day(on: date, holidays: Holidays) -> bool:
    """True on Monday to Friday outside the given holidays."""
    return on.weekday() < 5 and on not in holidays


def next_working_day(on: date, holidays: Holidays) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not is_working_day(on, holidays):
        on += timedelta(days=1)
    return on


def last_working_day(on: date, holidays: Holidays) -> date:
    """The day itself when it is a working day, else the last one before it."""
    while not is_working_day(on, holidays):
        on -= timedelta(days=1)
    return on


def add_working_days(start: date, days: int, holidays: Holidays) -> date:
    """The date `days` working days after `start`, which itself does not count."""
    on = start
    for _ in range(days):
        on = next_working_day(on + timedelta(days=1), holidays)
    return on


def working_days_between(earlier: date, later: date, holidays: Holidays) -> int:
    """Working days after `earlier` up to and including `later`; 0 when `later` is not after it."""
    return _working_days(earlier, later, frozenset(holidays)) if earlier < later else 0


# A morning asks about the same few hundred due dates for every action there is.
@lru_cache(maxsize=4096)
def _working_days(earlier: date, later: date, holidays: frozenset[date]) -> int:
    weeks, rest = divmod((later - earlier).days, 7)
    weekdays = 5 * weeks + sum((earlier.weekday() + n) % 7 < 5 for n in range(1, rest + 1))
    return weekdays - sum(earlier < on <= later and on.weekday() < 5 for on in holidays)


def local_instant(on: date, at: time) -> datetime:
    """The instant of a London wall time, aware.

    A time that happens twice (October) is its first; one that never happens (March) is the same
    offset as just before the gap, so no day is without one and no day has two.
    """
    return datetime.combine(on, at, tzinfo=LONDON)


def next_sending_time(
    at: datetime, holidays: Holidays, *, first_hour: int, last_hour: int
) -> datetime:
    """`at` when letters may leave then, on a working day from the first hour to the last, else the
    next such first hour."""
    local = at.astimezone(LONDON)
    on = local.date()
    if not is_working_day(on, holidays) or local.hour >= last_hour:
        on = next_working_day(on + timedelta(days=1), holidays)
        return local_instant(on, time(first_hour))
    return local_instant(on, time(first_hour)) if local.hour < first_hour else at
