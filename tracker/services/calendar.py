"""The working calendar that applies to this installation, as data: bank holidays by year."""

from datetime import date
from functools import cache

import holidays

_DIVISIONS = {"england-and-wales": ("ENG", "WLS")}
YEARS_BACK, YEARS_AHEAD = 2, 3


def bank_holidays(division: str, around: date) -> frozenset[date]:
    """The bank holidays of a division from two years before a date to three years after.

    Shipped as data and never fetched while running. A day counts for England and Wales when it is
    a holiday in either.
    """
    return _days(division, around.year)


@cache
def _days(division: str, year: int) -> frozenset[date]:
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    found = [
        holidays.country_holidays("GB", subdiv=part, years=years) for part in _DIVISIONS[division]
    ]
    return frozenset(day for calendar in found for day in calendar)
