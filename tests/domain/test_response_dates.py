"""Counting when an answer to an inspectorate is due, and saying how a letter's date stands to it."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.duties import (
    DUTIES,
    ONE_OFF_HOLIDAYS,
    Division,
    Duty,
    Unit,
    current_duties,
    duty_by,
    in_force,
)
from tracker.domain.response_dates import (
    Proposal,
    ResponseDue,
    compare,
    propose,
    response_from,
    start_day,
)
from tracker.services.calendar import named_around

DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))


def duty(key: str) -> Duty:
    found = in_force(key, None)
    assert found is not None
    return found


def proposed(key: str, start: date) -> Proposal:
    one = duty(key)
    return propose(one, start, named_around(one.division, start.year))


def note(stated: date, start: date, key: str = "joint-inspection-statement") -> str:
    one = duty(key)
    holidays = named_around(one.division, start.year)
    return compare(stated, propose(one, start, holidays), holidays)


def test_a_reference_names_one_version_for_ever():
    assert len({one.reference for one in DUTIES}) == len(DUTIES)
    assert all(duty_by(one.reference) is one for one in DUTIES)
    assert duty_by("no-such-duty/1") is None


def test_an_older_version_holds_until_the_newer_is_in_force():
    key = "auditor-recommendation-england"

    told = [in_force(key, on) for on in (date(2015, 3, 31), date(2015, 4, 1), None)]

    assert [one.length for one in told if one] == [4, 1, 1]
    assert [one.version for one in current_duties() if one.key == key] == [2]


def test_a_rule_does_not_hold_before_it_began():
    assert in_force("school-piap-wales", date(2014, 8, 31)) is None


def test_what_is_remembered_rather_than_read_is_to_be_confirmed():
    unsure = {one.key for one in current_duties() if one.to_be_confirmed}

    assert unsure == {
        "childrens-services-statement",
        "area-send-priority-action-plan",
        "school-special-measures",
        "cqc-improvement-plan",
        "auditor-recommendation-england",
        "public-accounts-reply",
    }


@pytest.mark.parametrize(
    ("key", "start", "on"),
    [
        # Kirklees cabinet gave 9 March 2017 for a report of Friday 25 November 2016: counted from
        # the Monday after it.
        ("childrens-services-statement", date(2016, 11, 28), date(2017, 3, 9)),
        ("joint-inspection-statement", date(2019, 8, 23), date(2019, 12, 2)),
        # Beginning with the day of publication, which is day 1.
        ("police-comments", date(2024, 3, 1), date(2024, 4, 25)),
        # Of the report's date, which is not counted.
        ("coroner-response", date(2024, 3, 1), date(2024, 4, 26)),
        ("fire-cause-of-concern", date(2024, 1, 31), date(2024, 2, 28)),
        ("ombudsman-report", date(2025, 1, 15), date(2025, 4, 14)),
        ("ombudsman-report", date(2024, 11, 30), date(2025, 2, 28)),
        ("auditor-recommendation-england", date(2025, 3, 1), date(2025, 3, 31)),
        ("auditor-recommendation-england", date(2025, 1, 31), date(2025, 2, 28)),
        ("peer-challenge-plan", date(2023, 11, 30), date(2024, 2, 29)),
        ("peer-challenge-plan", date(2024, 10, 15), date(2025, 1, 15)),
    ],
)
def test_a_period_ends_on_the_day_its_law_says(key: str, start: date, on: date):
    assert proposed(key, start).on == on


def test_a_bank_holiday_anywhere_stops_the_clock_of_a_request_for_information():
    # St Patrick's Day of 2025 was a Monday, and a bank holiday in Northern Ireland alone.
    request = proposed("freedom-of-information", date(2025, 3, 3))

    assert request.on == date(2025, 4, 1)
    assert "Saint Patrick's Day" in {one.skipped for one in request.days}


def test_each_day_is_counted_once_or_says_why_not():
    told = proposed("area-send-priority-action-plan", date(2022, 12, 22))

    assert [(one.on.day, one.number, one.skipped) for one in told.days[:7]] == [
        (23, 1, ""),
        (24, 0, "Saturday"),
        (25, 0, "Sunday"),
        (26, 0, "Boxing Day"),
        (27, 0, "Christmas Day (observed)"),
        (28, 2, ""),
        (29, 3, ""),
    ]
    assert told.days[-1].number == 35


def test_a_period_that_begins_with_its_first_day_counts_it():
    inclusive = replace(duty("joint-inspection-statement"), counts_start=True, length=2)

    assert propose(inclusive, date(2024, 5, 17), {}).on == date(2024, 5, 20)
    assert propose(inclusive, date(2024, 5, 18), {}).on == date(2024, 5, 21)


@given(
    start=DAYS,
    length=st.integers(1, 90),
    counts_start=st.booleans(),
    holidays=st.frozensets(DAYS, max_size=60),
)
def test_working_days_are_numbered_in_order_and_end_on_one(
    start: date, length: int, counts_start: bool, holidays: AbstractSet[date]
):
    one = replace(duty("joint-inspection-statement"), length=length, counts_start=counts_start)
    told = propose(one, start, dict.fromkeys(holidays, "A holiday"))
    counted = [day for day in told.days if not day.skipped]

    assert [day.number for day in counted] == list(range(1, length + 1))
    assert all(day.on.weekday() < 5 and day.on not in holidays for day in counted)
    assert all(day.on.weekday() > 4 or day.on in holidays for day in told.days if day.skipped)
    assert told.days[0].on == start + timedelta(days=0 if counts_start else 1)
    assert told.on == told.days[-1].on == counted[-1].on


@given(start=DAYS, months=st.integers(1, 30))
def test_months_end_at_most_a_day_before_the_same_day(start: date, months: int):
    one = replace(duty("ombudsman-report"), length=months)
    inclusive = propose(one, start, {}).on
    exclusive = propose(replace(one, counts_start=False), start, {}).on

    assert (exclusive.year * 12 + exclusive.month) - (start.year * 12 + start.month) == months
    assert exclusive.day == start.day or (exclusive + timedelta(days=1)).day == 1
    assert exclusive - inclusive == timedelta(days=1 if exclusive.day == start.day else 0)


def test_a_date_that_agrees_is_said_to():
    assert note(date(2019, 12, 2), date(2019, 8, 23)) == (
        "The date in the letter is the date the count gives."
    )


def test_a_holiday_announced_after_the_letter_is_named():
    assert note(date(2022, 11, 25), date(2022, 8, 18)) == (
        "The date in the letter is 1 working day earlier than the date the count gives, 28 November 2022. "
        "The letter’s date does not allow for the one-off bank holiday on 19 September 2022 "
        "(State Funeral of Queen Elizabeth II), announced after the letter."
    )


def test_a_holiday_announced_before_the_letter_is_named_without_excuse():
    assert note(date(2023, 8, 9), date(2023, 5, 2)) == (
        "The date in the letter is 1 working day earlier than the date the count gives, 10 August 2023. "
        "The letter’s date does not allow for the one-off bank holiday on 8 May 2023 (Coronation of Charles III)."
    )


def test_a_date_on_a_saturday_is_pointed_out():
    assert note(date(2018, 8, 18), date(2018, 5, 9)) == (
        "The date in the letter is 1 working day later than the date the count gives, 16 August 2018. "
        "The letter’s date falls on a Saturday."
    )


def test_a_saturday_after_the_last_day_is_a_day_later():
    assert "is 1 day later than" in note(date(2024, 8, 24), date(2024, 5, 16))


def test_a_count_without_bank_holidays_is_recognised():
    assert note(date(2022, 5, 30), date(2022, 2, 21)).endswith(
        "The count gives the letter’s date when bank holidays are counted as working days."
    )


def test_a_count_that_takes_the_first_day_for_day_1_is_recognised():
    assert note(date(2022, 10, 25), date(2022, 7, 18)).endswith(
        "The letter’s date does not allow for the one-off bank holiday on 19 September 2022 "
        "(State Funeral of Queen Elizabeth II), announced after the letter."
    )
    assert note(date(2024, 5, 8), date(2024, 1, 30)).startswith("The date in the letter is")
    assert note(date(2024, 4, 25), date(2024, 3, 1), "coroner-response") == (
        "The date in the letter is 1 day earlier than the date the count gives, 26 April 2024. "
        "The count gives the letter’s date when 1 March 2024 itself is counted as day 1."
    )


def test_a_date_on_a_bank_holiday_is_pointed_out():
    assert "The letter’s date falls on a bank holiday, May Day." in note(
        date(2024, 5, 6), date(2024, 1, 30)
    )


def test_a_one_off_holiday_moves_the_proposal_and_says_so():
    moved = proposed("joint-inspection-statement", date(2022, 8, 18))
    usual = {
        on: name
        for on, name in named_around(Division.ENGLAND_AND_WALES, 2022).items()
        if on not in ONE_OFF_HOLIDAYS
    }

    assert [one.on for one in moved.one_offs] == [date(2022, 9, 19)]
    assert propose(moved.duty, moved.start, usual).on == date(2022, 11, 25)


def test_every_one_off_holiday_is_in_the_calendar_as_well():
    assert all(on in named_around(Division.ENGLAND_AND_WALES, on.year) for on in ONE_OFF_HOLIDAYS)


def test_a_count_starts_from_publication_else_from_the_letter_but_never_from_a_cover_paper():
    letter, published = date(2019, 8, 23), date(2019, 8, 30)
    joint, coroner = duty("joint-inspection-statement"), duty("coroner-response")

    def start(one: Duty, published_on: date | None, *, is_cover_paper: bool = False) -> date | None:
        return start_day(
            one, published_on=published_on, report_date=letter, is_cover_paper=is_cover_paper
        )

    assert start(joint, published) == published
    assert start(joint, None) == letter
    assert start(joint, None, is_cover_paper=True) is None
    assert start(coroner, published) == letter
    assert start(coroner, published, is_cover_paper=True) == published


def test_no_count_of_months_or_days_minds_a_holiday():
    every = {date(2024, 1, 1) + timedelta(days=n): "Closed" for n in range(366)}

    for one in DUTIES:
        if one.unit is not Unit.WORKING_DAYS:
            start = date(2024, 1, 31)
            assert propose(one, start, every).on == propose(one, start, {}).on


@given(
    duty=st.sampled_from([None, *DUTIES]),
    start_on=st.none() | DAYS,
    stated_on=st.none() | DAYS,
)
def test_what_is_said_comes_back_from_a_draft(
    duty: Duty | None, start_on: date | None, stated_on: date | None
):
    said = ResponseDue(duty, start_on, stated_on)

    assert response_from(said.as_words()) == said
