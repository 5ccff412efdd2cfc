"""Counting working days, against counting them one by one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.workdays import is_working_day, working_days_between

DAYS = st.dates(date(2010, 1, 1), date(2012, 12, 31))


@given(earlier=DAYS, later=DAYS, holidays=st.frozensets(DAYS, max_size=60))
def test_working_days_are_counted_as_one_by_one(
    earlier: date, later: date, holidays: frozenset[date]
) -> None:
    one_by_one = sum(
        is_working_day(earlier + timedelta(days=n), holidays)
        for n in range(1, max(0, (later - earlier).days) + 1)
    )

    assert working_days_between(earlier, later, holidays) == one_by_one
