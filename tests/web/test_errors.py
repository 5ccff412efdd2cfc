"""Faults as pages: they say what to do, keep what was typed, and hold nothing of anybody's plan."""

import logging

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine.interfaces import DBAPIConnection

from tests.cast import Cast
from tests.web.pages import CheckedClient, post_forms
from tracker.extensions import db
from tracker.store.engine import SQLITE
from tracker.web.access import allow_anyone

WORDS = "Two of five minutes were late.\nWe meet on Monday."


def test_a_database_that_is_away_is_a_page_that_says_so(cast: Cast) -> None:
    jean = cast.client("jean")
    db.session.execute(text("DROP TABLE sign_in_session"))
    db.session.commit()

    answer = jean.get("/review")

    assert answer.status_code == 503
    assert "Jean Talbot" not in answer.text


def test_a_database_lost_while_the_page_is_made_is_the_same_page(cast: Cast) -> None:
    jean = cast.client("jean")
    db.session.execute(text("ALTER TABLE review_decision RENAME TO lost"))
    db.session.commit()

    assert jean.get("/review").status_code == 503


def test_a_database_lost_when_all_is_done_takes_no_answer_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    jean = cast.client("jean")
    dialect, lost = db.engine.dialect, []

    def lose_it(connection: DBAPIConnection) -> None:
        if not lost:
            lost.append(connection)
            raise SQLITE.OperationalError("gone")

    monkeypatch.setattr(dialect, "do_rollback", lose_it)

    assert jean.get("/review").status_code == 200
    assert len(lost) == 1
    assert "the database went away at the end (OperationalError)" in caplog.messages


def test_what_was_typed_when_the_database_goes_away_can_be_copied(cast: Cast) -> None:
    priya = cast.client("priya")
    form = post_forms(priya.get("/actions/SLAC-1.1/update").text)[0][1]
    db.session.execute(text("ALTER TABLE action_update RENAME TO lost"))
    db.session.commit()

    answer = priya.post("/actions/SLAC-1.1/update", data=form | {"answer": "done", "note": WORDS})

    assert (answer.status_code, answer.text.count("Two of five")) == (503, 1)
    assert form["csrf_token"] not in answer.text


def test_a_password_is_never_shown_again(northbank: Flask, client: CheckedClient) -> None:
    form = post_forms(client.get("/sign-in").text)[0][1]
    db.session.execute(text("ALTER TABLE person RENAME TO lost"))
    db.session.commit()
    mine = {"email": "priya.nair@northbank.example", "password": "four words and more"}

    answer = client.post("/sign-in", data=form | mine)

    assert (answer.status_code, "four words" in answer.text) == (503, False)


def test_a_fault_of_ours_tells_nothing_of_the_plan_to_the_page_or_the_log(
    northbank: Flask, client: CheckedClient, caplog: pytest.LogCaptureFixture
) -> None:
    @allow_anyone
    def broken() -> str:
        raise ValueError("Conference minutes within 15 working days")

    northbank.view_functions["static_pages.help_page"] = broken

    with caplog.at_level(logging.DEBUG):
        answer = client.get("/help")

    assert answer.status_code == 500
    assert "Conference" not in answer.text + caplog.text
    assert "ValueError in broken" in caplog.text


def test_an_unknown_address_and_anothers_method_are_the_same_page(client: CheckedClient) -> None:
    assert client.get("/nothing/here").status_code == 404
    assert client.delete("/help").status_code in {400, 403, 405}


@pytest.mark.parametrize(
    "header",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_from_another_site_is_refused(cast: Cast, header: dict[str, str]) -> None:
    priya = cast.client("priya")

    assert priya.post("/sign-out", headers=header).status_code in {400, 403}
    assert priya.get("/").status_code == 200
