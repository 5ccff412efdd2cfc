"""Sending an action for sign-off and taking it back: what the page asks, shows and refuses."""

import re

import pytest

from tests.cast import Cast
from tests.services.gates import RETURN, Gates
from tests.web.officer_pages import filled_in, messages, the, words
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.store.decisions import SubmissionState
from tracker.store.submissions import last_submission

pytestmark = pytest.mark.usefixtures("northbank")

SEND = "/actions/SLAC-1.1/sign-off"
WAITING = "/actions/SLAC-6.1/sign-off"
DONE = {"what": "The standard is kept.", "how": "Jean looked at ten sets of minutes."}


def test_the_form_asks_priya_what_was_done_and_how_she_knows(cast: Cast) -> None:
    page = cast.client("priya").get(SEND)

    assert words(page.text) == (
        "Send action 1.1 for sign-off Set and monitor a 15 working day standard for sending out"
        " minutes Due: 31 May 2011 – 34 days overdue Measure of success"
        " 9 in 10 sets of minutes sent within 15 working days, three months running"
        " ! Warning 2 milestones not finished. Send it only if the action is done without."
        " Vacant posts filled First month's figures reported Evidence No evidence yet."
        " Add evidence before you fill in this page: what is typed below is not kept meanwhile."
        " What was done, and how do we know it worked? Do not name children or families"
        " You can enter up to 2000 characters Why is there no document that shows it?"
        " For example who looked at it, when, and what they found"
        " You can enter up to 2000 characters When was it finished? For example 4 7 2011"
        " Day Month Year Send to Jean Talbot for sign-off"
    )
    held = filled_in(page)
    assert [held[f"finished-{part}"] for part in ("day", "month", "year")] == ["4", "7", "2011"]


def test_everything_that_is_missing_is_said_at_once(cast: Cast) -> None:
    priya = cast.client("priya")

    page = priya.send(SEND, {"finished-year": "2012"})

    assert page.status_code == 422
    assert messages(page) == [
        "Say what was done",
        "Add evidence or explain why there is none",
        "Date finished must be today or in the past",
    ]
    page = priya.send(SEND, DONE | {"finished-day": "31", "finished-month": "6"})
    assert messages(page) == ["Date finished must be a real date"]
    assert filled_in(page)["what"] == DONE["what"]


def test_it_goes_to_the_manager_and_then_shows_what_was_sent(cast: Cast) -> None:
    priya = cast.client("priya")

    answer = priya.send(SEND, DONE)

    assert (answer.status_code, answer.location) == (303, "/")
    assert "Sent to Jean Talbot for sign-off" in priya.get("/").text
    page = words(priya.get(SEND).text)
    assert "Priya Nair sent this for sign-off on 4 July 2011, today." in page
    assert "What no document shows Jean looked at ten sets of minutes." in page
    assert "Take it back" in page


def test_a_cover_comes_back_to_the_action_and_the_form_says_for_whom(cast: Cast) -> None:
    sam = cast.client("sam")

    assert "Send action 1.1 for sign-off for Priya Nair" in words(sam.get(SEND).text)
    assert sam.send(SEND, DONE).location == "/actions/SLAC-1.1"


def test_it_can_be_taken_back_and_sent_again(cast: Cast) -> None:
    ruth = cast.client("ruth")

    answer = ruth.send(WAITING, {"take_back": "y"})

    assert answer.location == "/actions/SLAC-6.1"
    assert "is taken back" in ruth.get(answer.location).text
    sent = last_submission(the("6.1"))
    assert sent
    assert sent.state is SubmissionState.WITHDRAWN
    page = ruth.get(WAITING)
    assert "Session checklist.pdf" in page.text
    assert "Anything the evidence does not show (optional)" in page.text
    assert ruth.send(WAITING, {"what": "Done."}).status_code == 303


def test_taking_back_twice_says_what_it_said(cast: Cast) -> None:
    ruth = cast.client("ruth")
    form = filled_in(ruth.get(WAITING)) | {"take_back": "y"}

    first, again = (ruth.post(WAITING, data=form) for _time in range(2))

    assert first.location == again.location
    late = ruth.post(WAITING, data=form | {"request_id": "another"})
    assert (late.status_code, "not waiting for sign-off" in late.text) == (409, True)


def test_what_was_returned_says_what_is_needed_everywhere(cast: Cast) -> None:
    Gates(cast.jean, "6.1").decides(RETURN)
    ruth = cast.client("ruth")

    home, action = words(ruth.get("/").text), words(ruth.get("/actions/SLAC-6.1").text)
    assert "Sent for sign-off and returned: Jean Talbot needs more Returned" in home
    needed = "Show the sessions since June."
    assert f"What more is needed Jean Talbot returned this on 4 July 2011. {needed}" in action
    assert needed in words(ruth.get(WAITING).text)
    assert "No change" not in words(ruth.get("/actions/SLAC-6.1/update").text)


def test_what_was_returned_comes_first_and_is_tagged_orange(cast: Cast) -> None:
    returned = the("1.2")
    returned.moved_to(Progress.RETURNED)
    db.session.commit()

    page = cast.client("priya").get("/").text

    assert page.index("SLAC-1.2") < page.index("SLAC-1.1")
    assert re.search(r"govuk-tag--orange[^>]*>\s*Returned", page)


def test_personal_detail_is_asked_about_before_it_is_sent(cast: Cast) -> None:
    priya = cast.client("priya")

    page = priya.send(SEND, DONE | {"how": "See case number 48213."})

    assert "Check this before you save" in page.text
    assert the("1.1").progress is Progress.OFF_TRACK
    carried = filled_in(page)
    assert carried["what"] == DONE["what"]
    assert priya.post(SEND, data=carried | {"back": "y"}).status_code == 200
    assert priya.post(SEND, data=carried | {"anyway": "y"}).status_code == 303


def test_what_changed_meanwhile_is_shown_with_what_was_typed(cast: Cast) -> None:
    priya = cast.client("priya")
    form = filled_in(priya.get(SEND)) | DONE
    cast.client("sam").send(
        "/actions/SLAC-1.1/update",
        {
            "answer": "at_risk",
            "note": "One post is filled.",
            "expected-day": "29",
            "expected-month": "7",
            "expected-year": "2011",
        },
    )

    page = priya.post(SEND, data=form)

    assert page.status_code == 409
    assert "What changed while you were writing Update: at risk" in words(page.text)
    again = filled_in(page)
    assert again["what"] == DONE["what"]
    assert priya.post(SEND, data=again).status_code == 303


def test_what_was_sent_meanwhile_says_so_and_keeps_what_was_typed(cast: Cast) -> None:
    priya = cast.client("priya")
    form = filled_in(priya.get(SEND)) | DONE
    cast.client("sam").send(SEND, {"what": "Sam says so.", "how": "Sam saw it."})

    page = priya.post(SEND, data=form)

    assert page.status_code == 409
    assert "was sent for sign-off on 4 July 2011" in words(page.text)
    assert DONE["what"] in page.text


@pytest.mark.parametrize(
    ("name", "path", "code"),
    [
        ("tom", SEND, 403),
        ("tom", WAITING, 403),
        ("margaret", SEND, 403),
        ("chris", SEND, 403),
        ("helen", SEND, 404),
        ("marcus", "/actions/SLAC-5.2/sign-off", 200),
    ],
)
def test_others_get_no_form(cast: Cast, name: str, path: str, code: int) -> None:
    client = cast.client(name)
    page = client.get(path)

    assert page.status_code == code
    assert 'name="what"' not in page.text


def test_whoever_decides_is_led_to_the_decision(cast: Cast) -> None:
    jean = cast.client("jean")

    assert jean.get(WAITING).location == f"{WAITING}/decide"
    assert jean.get("/a/SLAC-6.1/sign-off").location == f"{WAITING}/decide"
    assert cast.client("ruth").get("/a/SLAC-6.1/sign-off").location == WAITING
    assert cast.client("priya").get("/a/SLAC-1.1/sign-off").location == SEND
