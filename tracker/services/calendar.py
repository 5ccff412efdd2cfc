"""The bank holidays that apply to an installation, as data by year."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import MappingProxyType, ModuleType

_Named = Mapping[date, str]
_DIVISIONS = {
    "england-and-wales": ("ENG", "WLS"),
    "scotland": ("SCT",),
    "northern-ireland": ("NIR",),
    "wales": ("WLS",),
    "united-kingdom": ("ENG", "WLS", "SCT", "NIR"),
}
"""The parts of each calendar. An installation keeps one of the first three; a duty of the law may
name one of the others (`domain/duties.py`)."""
YEARS_BACK, YEARS_AHEAD = 2, 3


def bank_holidays(division: str, around: date) -> frozenset[date]:
    """The bank holidays of a division from two years before a date to three years after.

    Shipped as data and never fetched while running. A day counts for England and Wales when it is
    a holiday in either.
    """
    return _days(division, around.year)


def bank_holidays_named(division: str, year: int) -> dict[date, str]:
    """One year's bank holidays with their names, in order."""
    named: dict[date, str] = {}
    for part in _DIVISIONS[division]:
        named |= dict(_united_kingdom()(subdiv=part, years=[year]).items())
    return dict(sorted(named.items()))


@cache
def named_around(division: str, year: int) -> Mapping[date, str]:
    """The bank holidays that a period begun in a year, or ending in it, may meet, with names."""
    named: dict[date, str] = {}
    for one in range(year - 1, year + 2):
        named |= bank_holidays_named(division, one)
    return MappingProxyType(named)


@cache
def _days(division: str, year: int) -> frozenset[date]:
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    found = [_united_kingdom()(subdiv=part, years=years) for part in _DIVISIONS[division]]
    return frozenset(day for calendar in found for day in calendar)


@cache
def _united_kingdom() -> Callable[..., _Named]:
    """The library's calendar of the United Kingdom, which is given `subdiv` and `years`.

    Loaded by itself: asked for as the library offers it, those of 250 countries come along, eight
    megabytes of every process and a twelfth of a second of its first page or letter.
    """
    import holidays  # noqa: PLC0415  neither the first page nor most commands ask for one

    file = Path(holidays.__file__).with_name("countries") / "united_kingdom.py"
    module = ModuleType("holidays_of_the_united_kingdom")
    SourceFileLoader(module.__name__, str(file)).exec_module(module)
    calendar: Callable[..., _Named] = module.UnitedKingdom
    return calendar
