"""London wall time (TM-01 to TM-03): every day has one instant for each time, and they are in order."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from tracker.domain.wording import local_day
from tracker.domain.workdays import LONDON, local_instant

FIRST, LAST = date(2015, 1, 1), date(2037, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
CHANGES = [
    day
    for day in DAYS
    if datetime.combine(day, time(0), LONDON).utcoffset()
    != datetime.combine(day + timedelta(days=1), time(0), LONDON).utcoffset()
]
MINUTES = [time(minute // 60, minute % 60) for minute in range(24 * 60)]


def utc(day: date, at: time) -> datetime:
    return local_instant(day, at).astimezone(UTC)


@pytest.mark.parametrize("at", [time(0, 30), time(1, 0), time(1, 30), time(2, 0), time(8, 0)])
def test_a_time_comes_once_a_day_on_that_day_and_in_order(at: time) -> None:
    instants = [utc(day, at) for day in DAYS]

    assert [local_day(instant) for instant in instants] == DAYS
    apart = {after - before for before, after in pairwise(instants)}
    assert min(apart) >= timedelta(hours=23)
    assert max(apart) <= timedelta(hours=25)


def test_there_are_two_changes_a_year() -> None:
    assert len(CHANGES) == 2 * 23


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_around_a_change_no_minute_of_the_clock_goes_back_to_the_day_before(change: date) -> None:
    for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
        instants = [utc(day, at) for at in MINUTES]

        assert {local_day(instant) for instant in instants} == {day}
        assert utc(day, time(0)) == min(instants)
        assert max(instants) < utc(day + timedelta(days=1), time(0))
