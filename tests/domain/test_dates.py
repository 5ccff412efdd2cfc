"""Dates that are proposed, and how far a date has slipped."""

from datetime import date

import pytest

from tracker.domain.dates import DELAY_WORDS, DelayReason, proposals

CLOSED = frozenset({date(2011, 8, 29), date(2011, 12, 26), date(2011, 12, 27)})
TODAY = date(2011, 7, 4)


@pytest.mark.parametrize(
    ("due_on", "two_weeks", "a_month"),
    [
        (date(2011, 7, 29), date(2011, 8, 12), date(2011, 8, 30)),  # a bank holiday is passed over
        (date(2011, 8, 31), date(2011, 9, 14), date(2011, 9, 30)),  # September is shorter
        (date(2011, 12, 12), date(2011, 12, 28), date(2012, 1, 12)),
        (date(2011, 12, 31), date(2012, 1, 16), date(2012, 1, 31)),
        (date(2012, 1, 31), date(2012, 2, 14), date(2012, 2, 29)),
        (TODAY, date(2011, 7, 18), date(2011, 8, 4)),
    ],
)
def test_dates_are_counted_from_the_due_date_and_moved_off_closed_days(
    due_on: date, two_weeks: date, a_month: date
) -> None:
    offered = proposals(due_on, TODAY, CLOSED)

    assert [(one.words, one.on) for one in offered] == [
        ("2 weeks later", two_weeks),
        ("1 month later", a_month),
    ]


def test_dates_of_what_is_overdue_are_counted_from_today() -> None:
    offered = proposals(date(2011, 5, 31), TODAY, CLOSED)

    assert [(one.words, one.on) for one in offered] == [
        ("2 weeks from today", date(2011, 7, 18)),
        ("1 month from today", date(2011, 8, 4)),
    ]


def test_every_reason_has_words() -> None:
    assert set(DELAY_WORDS) == set(DelayReason)
