"""The calendar: bank holidays are shown, days are closed and opened, nothing agreed is moved."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.calendar import closure_days
from tracker.store.history import Happened, HistoryEntry


def day(name: str, on: date) -> dict[str, str]:
    return {
        f"{name}-day": str(on.day),
        f"{name}-month": str(on.month),
        f"{name}-year": str(on.year),
    }


def closed(first: date, last: date | None = None, why: str = "Office move") -> dict[str, str]:
    return {"name": why, **day("first", first), **(day("last", last) if last else {})}


def test_the_years_bank_holidays_are_shown(cast: Cast) -> None:
    text = cast.client("sam").get("/admin/calendar").text

    assert "Monday 29 August 2011" in text
    assert "Bank holidays of England and Wales" in text


def test_a_closed_day_lists_what_falls_due_on_it_and_moves_nothing(cast: Cast) -> None:
    sam = cast.client("sam")

    answer = sam.send("/admin/calendar", closed(date(2011, 7, 8)))
    text = sam.get(answer.location).text

    assert "Office move is added: 1 day. No due date has been moved." in text
    assert "These would be due on a closed day" in text
    assert "3.1 Monthly audit of assessments" in text
    audit = db.session.scalars(select(Action).where(Action.number == "3.1")).one()
    assert audit.due_on == date(2011, 7, 8)
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.kind == Happened.CALENDAR_CHANGED)
    ).one()
    assert (entry.facts["before"], entry.facts["after"]) == ({}, {"2011-07-08": "Office move"})


def test_an_administrator_is_told_how_many_and_not_which(cast: Cast) -> None:
    cast.client("sam").send("/admin/calendar", closed(date(2011, 7, 8)))

    text = cast.client("chris").get("/admin/calendar").text

    assert "1 action that you cannot see. A performance officer can see which." in text.replace(
        "\n", ""
    )
    assert "Monthly audit" not in text


def test_a_range_closes_its_working_days_only(cast: Cast) -> None:
    cast.client("sam").send(
        "/admin/calendar", closed(date(2011, 12, 23), date(2012, 1, 2), "Christmas")
    )

    assert list(closure_days()) == [
        date(2011, 12, 23),
        date(2011, 12, 28),
        date(2011, 12, 29),
        date(2011, 12, 30),
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (closed(date(2011, 7, 1)), "The first day must be today or in the future"),
        (
            closed(date(2011, 7, 8), date(2011, 7, 7)),
            "The last day must be the same as or after the first",
        ),
        (
            closed(date(2011, 7, 8), date(2011, 9, 9)),
            "8 July to 9 September 2011 is more than 31 days. Add it in parts",
        ),
        (closed(date(2011, 8, 29)), "The council is closed on all of these days already"),
        (closed(date(2011, 7, 8), why=" "), "Enter why the council is closed"),
        (
            {"name": "Move", "first-day": "8", "first-month": "7", "first-year": ""},
            "First day must include a year",
        ),
    ],
)
def test_days_that_do_not_fit_are_refused(cast: Cast, fields: dict[str, str], message: str) -> None:
    answer = cast.client("sam").send("/admin/calendar", fields)

    assert (answer.status_code, message in answer.text) == (422, True)
    assert closure_days() == {}


def test_a_closed_day_is_opened_again(cast: Cast) -> None:
    sam = cast.client("sam")
    sam.send("/admin/calendar", closed(date(2011, 7, 8)))

    answer = sam.send("/admin/calendar")
    assert answer.status_code == 303
    text = sam.get(answer.location).text

    assert "8 July 2011 is removed. It is a working day again." in text
    assert closure_days() == {}


@pytest.mark.parametrize("who", ["priya", "jean", "margaret", "helen"])
def test_the_calendar_is_for_those_who_keep_the_rules(cast: Cast, who: str) -> None:
    assert cast.client(who).get("/admin/calendar").status_code == 403


@pytest.mark.parametrize("year", ["1999", "2050"])
def test_a_year_without_bank_holidays_on_record_is_no_page(cast: Cast, year: str) -> None:
    assert cast.client("sam").get(f"/admin/calendar?year={year}").status_code == 404
