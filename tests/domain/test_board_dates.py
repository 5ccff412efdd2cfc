"""Working back from a meeting, counted by hand from a calendar."""

from datetime import date

import pytest

from tracker.domain.board_dates import (
    BoardAsk,
    BoardDates,
    Lead,
    faults_of,
    pack_step,
    working_back,
)

EASTER = frozenset({date(2012, 4, 6), date(2012, 4, 9)})
MEETS = date(2011, 7, 21)


def test_five_clear_days_a_week_of_clearance_and_three_days_of_drafting():
    # A Thursday: Wed 20, Tue 19, Mon 18, Fri 15 and Thu 14 are clear, so Wednesday 13.
    assert working_back(MEETS, Lead(), frozenset()) == BoardDates(
        MEETS,
        papers_on=date(2011, 7, 13),
        drafted_by=date(2011, 7, 6),
        updates_by=date(2011, 7, 1),
        ask_from=date(2011, 6, 24),
    )


def test_bank_holidays_do_not_count():
    # Thursday 12 April 2012: Wed 11, Tue 10, Thu 5, Wed 4 and Tue 3 are clear; Easter is not.
    found = working_back(date(2012, 4, 12), Lead(clearance=1, drafting=0), EASTER)

    assert (found.papers_on, found.drafted_by) == (date(2012, 4, 2), date(2012, 3, 30))
    assert (found.updates_by, found.ask_from) == (date(2012, 3, 30), date(2012, 3, 23))


def test_papers_that_need_no_days_are_published_the_day_before():
    assert working_back(MEETS, Lead(0, 0, 0), frozenset()).papers_on == date(2011, 7, 20)


@pytest.mark.parametrize(
    ("heard_on", "today", "asked"),
    [
        (date(2011, 6, 1), date(2011, 6, 23), False),
        (date(2011, 6, 1), date(2011, 6, 24), True),
        (date(2011, 6, 23), date(2011, 7, 1), True),
        (date(2011, 6, 24), date(2011, 7, 1), False),
        (date(2011, 6, 1), date(2011, 7, 2), False),
    ],
)
def test_who_has_spoken_since_is_not_asked(heard_on: date, today: date, asked: bool):
    ask = BoardAsk(MEETS, date(2011, 6, 24), date(2011, 7, 1))

    assert ask.wants(heard_on, today) is asked


def test_dates_in_the_past_are_refused():
    today = date(2011, 7, 4)

    found = list(faults_of(date(2011, 7, 3), date(2011, 7, 1), today))

    assert [(one.field, one.message) for one in found] == [
        ("board", "Next board must be today or in the future"),
        ("review", "Next review must be today or in the future"),
    ]
    assert not list(faults_of(today, None, today))


@pytest.mark.parametrize(
    ("today", "step"),
    [("07-04", None), ("07-05", 12), ("07-15", 12), ("07-18", 3), ("07-20", 3), ("07-21", None)],
)
def test_a_report_is_asked_for_twelve_working_days_before_and_three(today: str, step: int | None):
    assert pack_step(MEETS, date.fromisoformat(f"2011-{today}"), frozenset()) == step
