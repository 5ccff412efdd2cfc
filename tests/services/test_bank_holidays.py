"""The bank holidays are the library's own, though its calendar is loaded by itself."""

import subprocess
import sys
from datetime import date

import holidays
import pytest

from tracker.services.calendar import bank_holidays_named

YEARS = range(2000, 2041)
ASK = """
import sys
from datetime import date
from tracker.services.calendar import bank_holidays
assert date(2011, 12, 27) in bank_holidays("england-and-wales", date(2011, 7, 4))
print(*(name for name in sys.modules if name.startswith("holidays.countries")))
"""


@pytest.mark.parametrize(
    ("division", "parts"),
    [
        ("england-and-wales", ["ENG", "WLS"]),
        ("scotland", ["SCT"]),
        ("northern-ireland", ["NIR"]),
        ("united-kingdom", ["ENG", "WLS", "SCT", "NIR"]),
    ],
)
def test_they_are_those_the_library_offers(division: str, parts: list[str]) -> None:
    offered: dict[date, str] = {}
    for part in parts:
        offered |= dict(holidays.country_holidays("GB", subdiv=part, years=YEARS).items())
    found: dict[date, str] = {}
    for year in YEARS:
        found |= bank_holidays_named(division, year)
    assert {day: found[day] for day in offered} == offered
    assert len(found) == len(offered)


def test_no_other_country_is_loaded() -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASK], check=True, capture_output=True, text=True
    ).stdout
    assert told.split() == []
