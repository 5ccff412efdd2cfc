"""The page that gives a person's calendar an address, and the calendar behind it."""

import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast
from tests.web.pages import CheckedClient
from tracker.extensions import db
from tracker.services import calendar_feeds
from tracker.store.calendar_feeds import CalendarFeed
from tracker.store.people import Person

PAGE = "/account/calendar"


def made(browser: CheckedClient) -> str:
    """The path of the calendar whose address is made now."""
    answer = browser.send(PAGE)
    found = re.search(r"http://127\.0\.0\.1:8000(/calendar/[\w-]{43}\.ics)", answer.text)
    assert found, answer.text
    return found[1]


def noted() -> str | None:
    """When the one feed was fetched, as it is kept."""
    db.session.rollback()
    at = db.session.scalars(select(CalendarFeed.last_fetched_at)).one()
    db.session.rollback()
    return at.isoformat() if at else None


def test_whoever_has_the_address_reads_it_without_a_session(
    cast: Cast, client: CheckedClient, travel: Callable[[str], None]
) -> None:
    path = made(cast.client("priya"))
    answer = client.get(path)

    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert b"SUMMARY:Action SLAC-1.1 due\r\n" in answer.data
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert noted() == "2011-07-04T07:00:00+00:00"
    travel("2011-07-04T08:59")
    client.get(path)
    assert noted() == "2011-07-04T07:00:00+00:00"
    travel("2011-07-04T09:00")
    client.get(path)
    assert noted() == "2011-07-04T08:00:00+00:00"
    page = cast.client("priya").get(PAGE).text
    assert "9am on 4 July 2011" in page
    assert path not in page


def test_an_address_that_is_no_good_is_not_there_whatever_the_reason(
    cast: Cast, client: CheckedClient
) -> None:
    priya = cast.client("priya")
    old = made(priya)
    new = made(priya)
    nothing = client.get(f"/calendar/{'e' * 43}.ics")
    assert nothing.status_code == 404
    assert client.get(new).status_code == 200
    gone = [client.get(old)]
    db.session.execute(update(Person).where(Person.id == cast.priya.id).values(active=False))
    db.session.commit()
    gone.append(client.get(new))
    db.session.execute(update(Person).where(Person.id == cast.priya.id).values(active=True))
    db.session.commit()
    priya.send(PAGE, form=1)
    gone.append(client.get(new))

    assert {(one.status_code, plain(one.text)) for one in gone} == {(404, plain(nothing.text))}


def plain(page: str) -> str:
    """A page without what differs each time it is made."""
    return re.sub(r'nonce="[^"]*"|value="[^"]*"', "", page)


def test_a_form_sent_twice_makes_one_address(cast: Cast) -> None:
    priya = cast.client("priya")
    page = priya.get(PAGE).text
    fields = dict(re.findall(r'name="(csrf_token|request_id)" (?:[^>]* )?value="([^"]+)"', page))
    assert priya.post(PAGE, data=fields).status_code == 200
    first = db.session.scalars(select(CalendarFeed.token_hash)).one()

    assert priya.post(PAGE, data=fields).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(CalendarFeed.token_hash)).one() == first


def test_nothing_of_an_address_is_logged_even_when_it_fails(
    cast: Cast, northbank: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = made(cast.client("priya"))
    monkeypatch.setattr(calendar_feeds, "entries_for", lambda _person, _on: 1 / 0)
    browser = northbank.test_client()
    with caplog.at_level(logging.DEBUG):
        assert browser.get(path).status_code == 500

    assert "ZeroDivisionError" in caplog.text
    assert path.removesuffix(".ics").rpartition("/")[2] not in caplog.text


def test_a_performance_officer_lets_titles_into_calendars(
    cast: Cast, client: CheckedClient
) -> None:
    path = made(cast.client("priya"))

    cast.client("sam").send("/admin/plans/SLAC/reminders", {"calendar_titles": "y"})

    assert b"SUMMARY:Action SLAC-1.1 due: " in client.get(path).data
