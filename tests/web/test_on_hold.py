"""The page that puts an action on hold or ends it, and what an action's page says of it."""

import pytest

from tests.cast import Cast
from tests.services.meetings import the
from tests.web.officer_pages import words
from tests.web.pages import CheckedClient
from tracker.domain.actions import Progress

HOLD = "/actions/SLAC-1.1/hold"
TYPED = {
    "choice": "hold",
    "until-day": "1",
    "until-month": "8",
    "until-year": "2011",
    "reason": "The court decides in July.",
}


@pytest.fixture
def jean(cast: Cast) -> CheckedClient:
    """Jean Talbot, who is accountable for the action, signed in."""
    return cast.client("jean")


def test_on_hold_and_taken_up_again(jean: CheckedClient, cast: Cast) -> None:
    assert "Put on hold or end this action" in words(jean.get("/actions/SLAC-1.1").text)
    saved = jean.send(HOLD, TYPED)
    page = words(jean.get(saved.location).text)
    again = words(jean.get(HOLD).text)
    update = words(cast.client("priya").get("/actions/SLAC-1.1/update").text)
    home = words(cast.client("priya").get("/").text)
    jean.send(HOLD, {"choice": "resume"})

    assert "On hold 1.1 Set and monitor a 15 working day standard" in home
    assert "Due 31 May 2011 On hold until 1 August 2011" in home
    assert "Action 1.1 is on hold until 1 August 2011" in page
    assert "overdue" not in page
    assert "On hold Until 1 August 2011. Then it goes on by itself." in page
    assert "Put on hold until 1 August 2011 Jean Talbot" in page
    assert "The court decides in July." in page
    assert "Take it up again Keep it on hold until another day End it: it is no longer" in again
    assert "Action 1.1 is on hold until 1 August 2011." in update
    assert the("1.1").progress is Progress.OFF_TRACK


def test_what_is_wrong_is_said_and_what_was_typed_stays(jean: CheckedClient) -> None:
    page = jean.send(HOLD, TYPED | {"until-year": "2010"})

    assert page.status_code == 422
    assert "Day to take it up again must be in the future" in words(page.text)
    assert "The court decides in July." in page.text


def test_a_dropped_action_says_so_and_offers_nothing_more(jean: CheckedClient) -> None:
    jean.send(HOLD, {"choice": "drop", "reason": "The home has closed."})

    page = words(jean.get("/actions/SLAC-1.1").text)
    assert "No longer needed" in page
    assert "Put on hold" not in page
    assert jean.get(HOLD).status_code in {200, 409}


@pytest.mark.parametrize("name", ["priya", "tom", "margaret"])
def test_nobody_else_is_offered_it(cast: Cast, name: str) -> None:
    client = cast.client(name)

    assert "Put on hold or end" not in words(client.get("/actions/SLAC-1.1").text)
    assert client.get(HOLD).status_code in {403, 404}
    assert the("1.1").progress is Progress.OFF_TRACK
