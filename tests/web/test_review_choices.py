"""The choices of the review's panel that move a date or take an action further up."""

from dataclasses import replace
from datetime import date

import pytest

from tests.cast import Cast
from tests.services.meetings import the
from tests.services.slipping import WISH, Slipping
from tests.web.pages import CheckedClient
from tests.web.review_pages import change, fields_of, letters_waiting, words

REVIEW = "/review?item=SLAC-1.1"


@pytest.fixture
def jean(cast: Cast) -> CheckedClient:
    """Jean Talbot, who is accountable for the plan, signed in."""
    return cast.client("jean")


@pytest.fixture
def asked(cast: Cast) -> Cast:
    """Priya has asked for 29 July."""
    Slipping("1.1").asks(cast.priya)
    return cast


def picked(client: CheckedClient, choice: str, **more: str) -> str:
    """The page after a choice, where it leads."""
    answer = client.send(REVIEW, {"choice": choice} | more)
    return words(client.get(answer.location) if answer.status_code == 303 else answer)


def test_a_date_is_asked_for_in_the_panel_and_says_what_is_missing(jean: CheckedClient) -> None:
    second = jean.send(REVIEW, {"choice": "date", "note": "Posts are vacant."})
    form = fields_of(second)
    refused = jean.post("/review/SLAC-1.1/date", data=form)
    typed = {"on-day": "29", "on-month": "7", "on-year": "2011", "code": "staffing"}
    saved = jean.post("/review/SLAC-1.1/date", data=fields_of(refused) | typed)

    assert "Agree a new due date for action 1.1" in words(second)
    assert form["reason"] == "Posts are vacant."
    assert refused.status_code == 422
    for sentence in ("Enter the new due date", "Select the main reason"):
        assert sentence in words(refused)
    assert saved.status_code == 303
    assert the("1.1").due_on.isoformat() == "2011-07-29"
    assert "Agreed: action 1.1 is now due 29 July 2011." in words(jean.get(saved.location))


def test_the_date_the_owner_asked_for_is_agreed_with_one_press(
    jean: CheckedClient, asked: Cast
) -> None:
    page = words(jean.get(REVIEW))
    after = picked(jean, "agree")

    assert (
        "What do you want to do? Agree 29 July 2011 Agree a different date You choose the date on"
        " the next step Refuse Chase Priya Nair for an update Give it to someone else" in page
    )
    assert "Agree a new due date" not in page
    assert "Agreed: action 1.1 is now due the date asked for." in after
    assert the("1.1").due_on.isoformat() == "2011-07-29"


def test_a_different_date_is_asked_for_beside_what_was_wanted(
    jean: CheckedClient, asked: Cast
) -> None:
    second = jean.send(REVIEW, {"choice": "another"})
    typed = {"on-day": "15", "on-month": "7", "on-year": "2011", "reason": "Sooner is needed."}
    saved = jean.post("/review/SLAC-1.1/date", data=fields_of(second) | typed)

    assert "The owner asked for 29 July 2011" in words(second)
    assert saved.status_code == 303
    assert the("1.1").due_on.isoformat() == "2011-07-15"


def test_what_keeps_children_safe_meanwhile_is_read_before_deciding(
    jean: CheckedClient, cast: Cast
) -> None:
    wish = replace(WISH, interim="Minutes are sent by hand.", risk="Minutes arrive late.")
    Slipping("1.1").asks(cast.priya, wish)

    page = words(jean.get(REVIEW))

    assert "Meanwhile: Minutes are sent by hand. What could go wrong: Minutes arrive late." in page


def test_refusing_says_why_beside_the_note(jean: CheckedClient, asked: Cast) -> None:
    without = picked(jean, "refuse")
    refused = picked(jean, "refuse", note="It cannot wait.")

    assert "Say why you refuse" in without
    assert "Refused: action 1.1 keeps its due date." in refused
    assert the("1.1").due_on.isoformat() == "2011-05-31"


def test_what_is_not_theirs_to_decide_is_not_offered_and_says_whose_it_is(
    asked: Cast, jean: CheckedClient
) -> None:
    Slipping("1.1").decides(asked.jean)
    change("1.1", due_on=date(2011, 7, 1))
    Slipping("1.1").asks(asked.priya)
    page, forced = words(jean.get(REVIEW)), picked(jean, "agree")

    assert "Agree 29 July" not in page
    for text in (page, forced):
        assert "It is with Alan Mercer to decide about the new date of action 1.1." in text
    assert the("1.1").due_on == date(2011, 7, 1)


def test_escalating_takes_one_press_and_is_on_the_record(jean: CheckedClient) -> None:
    after = picked(jean, "escalate", note="Two months late.")

    assert "Action 1.1 goes to the next manager when you finish the review." in after
    assert ("chase", "Priya Nair") in letters_waiting()
    assert "escalation" in {kind for kind, _to in letters_waiting()}
    assert "You decided to escalate it to" in words(jean.get(REVIEW))


@pytest.mark.parametrize(
    ("do", "button", "typed"),
    [
        ("escalate", "Escalate 2 actions", {}),
        (
            "date",
            "Agree a new due date for 2 actions",
            {"on-day": "29", "on-month": "7", "on-year": "2011", "code": "staffing"}
            | {"reason": "Posts are vacant."},
        ),
    ],
)
def test_several_are_checked_first_and_then_decided_together(
    jean: CheckedClient, do: str, button: str, typed: dict[str, str]
) -> None:
    check = jean.get(f"/review/selected?ref=SLAC-1.1&ref=SLAC-4.1&do={do}")
    before = letters_waiting()
    saved = jean.post("/review/selected", data=fields_of(check) | typed)

    assert words(check).count(button) == 3
    assert "Priya Nair, about action 1.1" in words(check)
    assert before == []
    assert saved.status_code == 303
    assert letters_waiting() != []
    assert words(jean.get("/review")).count("reviewed since") == 1


def test_a_date_that_waits_is_left_out_of_many(jean: CheckedClient, asked: Cast) -> None:
    page = words(jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-4.1&do=date"))

    assert "Left out Priya Nair has asked for a new date of action 1.1. Decide about it by" in page


def test_a_new_date_sent_twice_is_agreed_once_and_leads_where_it_led(jean: CheckedClient) -> None:
    second = jean.send(REVIEW, {"choice": "date"})
    typed = {"on-day": "29", "on-month": "7", "on-year": "2011"}
    form = fields_of(second) | typed | {"code": "staffing", "reason": "Posts are vacant."}

    first, again = (jean.post("/review/SLAC-1.1/date", data=form) for _time in range(2))

    assert (first.status_code, again.status_code) == (303, 303)
    assert again.location == first.location
