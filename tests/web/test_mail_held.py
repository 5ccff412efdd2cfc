"""The page on which an administrator decides about held email."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.cast import Cast
from tests.store.outbox_rows import facts, plan, planned
from tests.web.pages import CheckedClient
from tracker import clock
from tracker.extensions import db
from tracker.services.holding import may_send
from tracker.store.outbox import LetterState

HELD = "/admin/mail/held"


@pytest.fixture
def chris(cast: Cast) -> CheckedClient:
    return cast.client("chris")


@pytest.fixture
def letters(northbank: Flask, cast: Cast) -> list[str]:
    """Three letters of Priya's, held because another installation opened the database."""
    mine = [planned(key, recipient_id=cast.priya.id) for key in ("a", "b")]
    mine.append(planned("c", recipient_id=cast.priya.id, kind="digest"))
    plan(*mine)
    may_send(clock.now())
    northbank.extensions["settings"] = replace(
        northbank.extensions["settings"], instance_name="copy"
    )
    assert not may_send(clock.now())
    db.session.rollback()
    return [letter.id for letter in mine]


def test_with_nothing_held_the_page_says_so(chris: CheckedClient) -> None:
    page = chris.get(HELD).get_data(as_text=True)

    assert "Email is being sent." in page
    assert "No email is held." in page


def test_letters_are_decided_and_sending_started(chris: CheckedClient, letters: list[str]) -> None:
    page = chris.get(HELD).get_data(as_text=True)
    assert "All email is held" in page
    assert "3 emails from before" in page
    assert "Priya Nair" in page
    assert "Start sending" not in page

    ticked = {"which": "ticked", "what": "drop", "letter": letters[:1]}
    assert chris.send(HELD, ticked).status_code == 303
    chris.send(HELD, {"which": "digest", "what": "sent", "letter": None})
    done = chris.send(HELD, {"which": "all", "what": "release", "letter": None})
    assert "1 email will go when sending starts." in chris.get(done.location).get_data(as_text=True)
    assert chris.send(HELD).location == HELD

    assert "Email is being sent." in chris.get(HELD).get_data(as_text=True)
    assert [facts(letter, "state")[0] for letter in letters] == [
        LetterState.CANCELLED,
        LetterState.READY,
        LetterState.SENT,
    ]


def test_sending_cannot_be_started_before_all_is_decided(
    chris: CheckedClient, letters: list[str]
) -> None:
    page = chris.get(HELD).get_data(as_text=True)
    token = page.partition('name="csrf_token" ')[2].partition('value="')[2].partition('"')[0]
    answer = chris.post(f"{HELD}/start", data={"csrf_token": token, "request_id": "x"})

    assert answer.status_code == 422
    assert "Decide about 3 emails first" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"what": "drop", "letter": None}, "Select the emails this is about"),
        ({"which": "all"}, "Select what should happen to them"),
    ],
)
def test_what_is_missing_is_said(
    chris: CheckedClient, letters: list[str], fields: dict[str, str], said: str
) -> None:
    answer = chris.send(HELD, fields)

    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["priya", "jean", "sam", "margaret"])
def test_only_an_administrator_opens_it(cast: Cast, name: str) -> None:
    assert cast.client(name).get(HELD).status_code == 403
