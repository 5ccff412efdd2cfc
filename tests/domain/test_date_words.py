"""Dates as people type them: certain when they can mean one day alone, else asked about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.date_words import day_first, month_first, read_date, speaks_of_time

LAST_OF_MARCH = date(2011, 3, 31)


@pytest.mark.parametrize(
    "words",
    [
        "31/03/2011", "31/3/11", "31.3.11", "31.03.2011", "31-03-2011", "31 / 03 / 2011", "31 03 2011",
        "2011-03-31", "2011/03/31", "2011-03-31 00:00:00", "2011-03-31T00:00", "31/03/2011 00:00",
        "31 March 2011", "31st March 2011", "31st of March 2011", "31 Mar 11", "31-Mar-11", "31-Mar-2011",
        "March 31, 2011", "MARCH 31st 2011", "31March2011", "31 Mar '11", " 31 March 2011. ",
        "31/03/2011 12:00:00 AM", "31 March 2011 5:00pm", "３１/０３/２０１１",
        "Thursday 31 March 2011", "Thurs 31 March 2011", "by 31 March 2011", "Due: 31/03/2011",
        "31 Mawrth 2011", "31 Fawrth 2011", "31ain o Fawrth 2011", "erbyn 31 Mawrth 2011", "Dydd Iau 31 Mawrth 2011",
    ],
)  # fmt: skip
def test_words_that_mean_one_day_are_that_day(words: str):
    assert read_date(words).on == LAST_OF_MARCH


@pytest.mark.parametrize(
    ("words", "doubt", "suggestion"),
    [
        ("31/06/2011", "is not a real date", date(2011, 6, 30)),
        ("29 February 2011", "is not a real date", date(2011, 2, 28)),
        ("00/00/2011", "is not a real date", None),
        ("45/45/2011", "is not a real date", None),
        ("31/06", "is not a real date", None),
        ("07/31/2011", "puts the month before the day", date(2011, 7, 31)),
        ("31/03/99", "has a year of two figures that is not clear", None),
        ("Monday 31 March 2011", "is a Thursday", LAST_OF_MARCH),
        ("Mar-12", "could be a month and a year, or a day without a year", date(2012, 3, 31)),
        ("Mar-35", "has no day", date(2035, 3, 31)),
        ("March 2012", "has no day", date(2012, 3, 31)),
        ("03/2012", "has no day", date(2012, 3, 31)),
        ("end of June 2012", "has no day", date(2012, 6, 30)),
        ("diwedd Mehefin 2012", "has no day", date(2012, 6, 30)),
        ("April - June 2012", "has no day", date(2012, 6, 30)),
        ("Q2 2012/13", "is a quarter, not a day", date(2012, 9, 30)),
        ("Quarter 4 2012-13", "is a quarter, not a day", date(2013, 3, 31)),
        ("Ch4 12/13", "is a quarter, not a day", date(2013, 3, 31)),
        ("Q3", "is a quarter without a year", None),
        ("Summer term", "is a time of year, not a day", None),
        ("Summer term 2012", "is a time of year, not a day", date(2012, 7, 31)),
        ("Tymor yr haf 2012", "is a time of year, not a day", date(2012, 7, 31)),
        ("Hydref 2012", "has no day", date(2012, 10, 31)),
        ("2012/13", "has no day and no month", date(2013, 3, 31)),
        ("2012", "has no day and no month", date(2012, 12, 31)),
        ("2011-06", "has no day", date(2011, 6, 30)),
        ("2011-12", "has no day and no month", date(2012, 3, 31)),
        ("2011-16", "has no day and no month", None),
        ("by end of 2012", "has no day and no month", date(2012, 12, 31)),
        ("Easter 2012", "is not a date", None),
        ("by Easter", "is not a date", None),
        ("30 Setpember 2011", "is not a date", None),
        ("within 3 months of publication", "is not a date", None),
        ("wk beginning 4 July 2011", "says more than a date", date(2011, 7, 4)),
        ("Thurs 30th June", "has no year", None),
        ("30/6", "has no year", None),
        ("o Fehefin", "has no day and no year", None),
        ("erbyn 30 Mehefin", "has no year", None),
        ("40633", "is a date shown as a number", LAST_OF_MARCH),
        ("20110331", "is a date without marks between its parts", LAST_OF_MARCH),
        ("31/03/2011 revised to 30/06/2011", "holds more than one date", date(2011, 6, 30)),
        ("31 March 2011 (subject to funding)", "says more than a date", LAST_OF_MARCH),
        ("Completed 31/03/2011", "says more than a date", LAST_OF_MARCH),
        ("14/01/1900", "is 14 January 1900", date(1900, 1, 14)),
        ("31 March", "has no year", None),
        ("31-Mar", "has no year", None),
        ("March", "has no day and no year", None),
        ("ongoing", "is not a date", None),
        ("asap", "is not a date", None),
        ("Parhaus", "is not a date", None),
        ("11-31-12-2011", "is not a real date", None),
    ],
)  # fmt: skip
def test_anything_else_is_asked_about(words: str, doubt: str, suggestion: date | None):
    read = read_date(words)

    assert (read.on, read.doubt, read.suggestion) == (None, doubt, suggestion)


def test_a_column_lends_its_year_to_a_suggestion_and_to_nothing_else():
    assert read_date("31 March", usual_year=2011).suggestion == LAST_OF_MARCH
    assert read_date("by end of March", usual_year=2011).suggestion == LAST_OF_MARCH
    assert read_date("31 March", usual_year=2011).on is None


def test_a_date_far_from_its_column_is_asked_about():
    assert (
        read_date("31/03/2101", usual_year=2011).doubt
        == "is 31 March 2101, years from the other dates"
    )
    assert read_date("11-03-31", usual_year=2011).on is None
    assert read_date("31/03/2015", usual_year=2011).on == date(2015, 3, 31)


def test_beside_american_dates_a_date_that_could_be_either_is_asked_about():
    assert read_date("04/05/2011").on == date(2011, 5, 4)
    assert read_date("04/05/2011", american=True).on is None
    assert read_date("04/05/2011", american=True).suggestion == date(2011, 5, 4)
    assert read_date("05/05/2011", american=True).on == date(2011, 5, 5)
    assert read_date("4 May 2011", american=True).on == date(2011, 5, 4)


def test_which_part_comes_first_is_known_only_from_days_past_the_twelfth():
    dates = ["07/31/2011", "31/07/2011", "07/08/2011", "31 July 2011"]

    assert [month_first(one) for one in dates] == [True, False, False, False]
    assert [day_first(one) for one in dates] == [False, True, False, False]


@pytest.mark.parametrize(
    ("words", "does"),
    [("31/06/2011", True), ("Q2 2012/13", True), ("TBC", True), ("J Talbot", False), ("On track", False), ("1.2", False), ("31 March 2011 " * 6, False)],
)  # fmt: skip
def test_what_speaks_of_time(words: str, does: bool):
    assert speaks_of_time(words) is does


@given(st.dates(date(2000, 1, 1), date(2049, 12, 31)))
def test_every_day_is_read_back_from_each_way_of_writing_it(day: date):
    ways = ("%d/%m/%Y", "%d.%m.%y", "%d-%b-%y", "%A %d %B %Y", "%B %d, %Y", "%Y-%m-%d")

    assert {read_date(day.strftime(way)).on for way in ways} == {day}


@given(st.text(max_size=30) | st.from_regex(r"[0-9/.\- ]{1,12}", fullmatch=True))
def test_no_words_are_read_without_a_date_or_a_doubt(words: str):
    read = read_date(words, usual_year=2011, american=True)

    assert bool(read.on) != bool(read.doubt)
