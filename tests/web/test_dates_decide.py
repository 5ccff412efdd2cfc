"""Deciding about a new due date: what is read first, each decision, and who is refused."""

from datetime import date

import pytest

from tests.cast import Cast
from tests.covering import covered
from tests.services.meetings import waiting_letters
from tests.services.slipping import AGREE, REFUSE, WISH, Slipping
from tests.web.officer_pages import filled_in, messages, the, words
from tests.web.pages import CheckedClient, post_forms
from tracker.extensions import db

pytestmark = pytest.mark.usefixtures("northbank")

DECIDE = "/actions/SLAC-2.1/new-date/decide"
AGREED = {"verdict": "agree"}
REFUSED = {"verdict": "refuse", "reason": "Supervision cannot wait that long."}
OTHER_DATE = {"on-day": "15", "on-month": "july", "on-year": "2011"}
ANOTHER = {"verdict": "another", "reason": "The board meets on 21 July."} | OTHER_DATE


@pytest.fixture
def jean(cast: Cast) -> CheckedClient:
    """Who decides about 2.1, for which Tom has asked."""
    return cast.client("jean")


@pytest.fixture
def slipping() -> Slipping:
    """Tom's action, for which he has asked for 29 July."""
    return Slipping("2.1")


def test_everything_that_is_needed_is_on_the_page(jean: CheckedClient) -> None:
    page = words(jean.get(DECIDE).text)

    assert page == (
        "Action 2.1: Introduce a supervision record that shows challenge and direction"
        " Decide about the new due date New due date asked for 29 July 2011, 42 days later"
        " Due date 17 June 2011 – 17 days overdue Original due date 17 June 2011"
        " Moves so far Not moved before Asked By Tom Ashworth, 11am on 28 June 2011"
        " Why more time is needed Two teams cannot try the record before their July team days."
        " What keeps children and families safe meanwhile Not said"
        " What could go wrong if this is later"
        " Supervision is still recorded the old way until then. With Jean Talbot"
        " See the full action and its history"
        " Earlier requests None. The due date has not been moved before."
        " Latest updates The record is written; two teams have still to try it."
        " At risk, Tom Ashworth, 28 June 2011"
        " What do you want to do? Agree 29 July 2011 Agree a different date Refuse"
        " The date you agree Only to agree a different date, for example 29 7 2011 Day Month Year"
        " Reason Needed to agree a different date or to refuse. Tom Ashworth can read it. Do not"
        " name children or families You can enter up to 500 characters Save decision"
    )


@pytest.mark.parametrize(
    ("answers", "outcome", "said"),
    [
        (AGREED, (date(2011, 7, 29), "agreed"), "Agreed: action 2.1 is now due 29 July 2011."),
        (ANOTHER, (date(2011, 7, 15), "agreed"), "Agreed: action 2.1 is now due 15 July 2011."),
        (REFUSED, (date(2011, 6, 17), "refused"), "Refused: action 2.1 is still due 17 June 2011."),
    ],
)
def test_each_decision_is_carried_out_and_told(
    jean: CheckedClient,
    slipping: Slipping,
    answers: dict[str, str],
    outcome: tuple[date, str],
    said: str,
) -> None:
    saved = jean.send(DECIDE, answers)
    page = words(jean.get(saved.location).text)

    assert (saved.status_code, saved.location) == (303, "/review/waiting")
    assert f"Success {said} We will tell Tom Ashworth by email." in page
    assert (the("2.1").due_on, slipping.states) == (outcome[0], [outcome[1]])
    assert the("2.1").original_due_on == date(2011, 6, 17)
    assert [row[:2] for row in waiting_letters()] == [("new_date_decided", "Tom Ashworth")]
    history = words(jean.get("/actions/SLAC-2.1?show=decisions").text)
    assert answers.get("reason", "") in history


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, ["Select what you want to do"]),
        (REFUSED | {"reason": " "}, ["Say why you refuse"]),
        (
            {"verdict": "another"},
            ["Enter the date you agree", "Say why you agree a different date"],
        ),
        (ANOTHER | {"reason": ""}, ["Say why you agree a different date"]),
        (ANOTHER | {"on-month": "6"}, ["Date you agree must be after 17 June 2011"]),
        (
            ANOTHER | {"on-day": "1"},
            ["Date you agree must be today or in the future"],
        ),
        (ANOTHER | {"on-year": ""}, ["Date you agree must include a year"]),
        (
            AGREED | OTHER_DATE,
            ["You typed 15 July 2011. Choose ‘Agree a different date’, or clear it"],
        ),
        (REFUSED | {"reason": "x" * 501}, ["Reason must be 500 characters or less"]),
    ],
)
def test_each_mistake_is_explained_and_changes_nothing(
    jean: CheckedClient, slipping: Slipping, answers: dict[str, str], said: list[str]
) -> None:
    page = jean.send(DECIDE, answers)

    assert page.status_code == 422
    assert messages(page) == said
    assert filled_in(page)["reason"] == answers.get("reason", "").strip()
    assert (slipping.states, the("2.1").due_on) == (["waiting"], date(2011, 6, 17))


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("tom", (403, "You own action 2.1. It is with Jean Talbot to decide.")),
        ("priya", (403, "It is with Jean Talbot to decide about the new date of action 2.1.")),
        ("sam", (403, "It is with Jean Talbot to decide about the new date of action 2.1.")),
        ("helen", (404, "")),
        ("margaret", (403, "")),
        ("chris", (403, "")),
    ],
)
def test_nobody_else_decides_by_page_or_by_post(
    cast: Cast, jean: CheckedClient, slipping: Slipping, name: str, answer: tuple[int, str]
) -> None:
    status, said = answer
    them, form = cast.client(name), filled_in(jean.get(DECIDE)) | AGREED
    token = post_forms(them.get("/account").text)[0][1]["csrf_token"]

    shown = them.get(DECIDE)
    posted = them.post(DECIDE, data=form | {"csrf_token": token})

    assert (shown.status_code, posted.status_code) == (status, status)
    assert said in words(shown.text)
    assert 'name="verdict"' not in shown.text
    assert slipping.states == ["waiting"]


def test_the_owners_cover_is_told_who_decides(cast: Cast, slipping: Slipping) -> None:
    covered(cast.tom, cast.jean)

    page = cast.client("jean").get(DECIDE)

    assert page.status_code == 403
    assert (
        "You cover for Tom Ashworth, who owns action 2.1. It is with Alan Mercer to decide."
        in words(page.text)
    )
    assert cast.client("alan").send(DECIDE, AGREED).status_code == 303
    assert slipping.states == ["agreed"]


def test_a_bulk_post_decides_nothing(jean: CheckedClient, slipping: Slipping) -> None:
    page = jean.get("/review/selected?do=chase&ref=SLAC-2.1")
    form = filled_in(page) | {"do": "agree", "verdict": "agree", "ref": ["SLAC-2.1", "SLAC-1.1"]}

    jean.post("/review/selected", data=form)

    assert (slipping.states, the("2.1").due_on) == (["waiting"], date(2011, 6, 17))


def test_one_form_decides_about_the_action_of_its_address_alone(
    cast: Cast, jean: CheckedClient, slipping: Slipping
) -> None:
    Slipping("1.1").asks(cast.priya)
    form = filled_in(jean.get(DECIDE)) | AGREED | {"ref": "SLAC-1.1"}

    answers = [jean.post(DECIDE, data=form) for _turn in range(2)]

    assert [(one.status_code, one.location) for one in answers] == [(303, "/review/waiting")] * 2
    assert (slipping.states, Slipping("1.1").states) == (["agreed"], ["waiting"])
    elsewhere = jean.post("/actions/SLAC-1.1/new-date/decide", data=form)
    assert elsewhere.location == "/review/waiting"
    assert Slipping("1.1").states == ["waiting"]


def test_what_the_owner_changed_meanwhile_is_read_before_it_is_decided(
    cast: Cast, jean: CheckedClient, slipping: Slipping
) -> None:
    form = filled_in(jean.get(DECIDE)) | REFUSED
    slipping.asks(cast.tom, WISH)

    crossed = jean.post(DECIDE, data=form)

    assert (crossed.status_code, slipping.states) == (409, ["waiting"])
    assert "Action 2.1 changed while you were deciding. Nothing is saved yet." in words(
        crossed.text
    )
    assert WISH.reason in words(crossed.text)
    assert filled_in(crossed)["reason"] == REFUSED["reason"]
    assert jean.post(DECIDE, data=filled_in(crossed)).status_code == 303


def test_what_no_longer_waits_says_what_became_of_it(
    cast: Cast, jean: CheckedClient, slipping: Slipping
) -> None:
    form = filled_in(jean.get(DECIDE)) | AGREED
    slipping.withdraws(cast.tom)
    page, posted = jean.get(DECIDE), jean.post(DECIDE, data=form)

    assert (page.status_code, posted.status_code) == (200, 409)
    assert "The request to move it to 29 July 2011 was withdrawn." in words(page.text)
    slipping.asks(cast.tom)
    slipping.decides(cast.alan, REFUSE)
    page = jean.get(DECIDE)
    assert "Alan Mercer has refused to move it to 29 July 2011." in words(page.text)
    assert "Nobody has asked for a new due date for it." in words(
        jean.get("/actions/SLAC-1.1/new-date/decide").text
    )


def test_the_director_decides_about_a_second_move_and_reads_the_first(
    cast: Cast, jean: CheckedClient, slipping: Slipping
) -> None:
    slipping.decides(cast.jean, AGREE)
    slipping.asks(cast.tom, WISH.__class__(date(2011, 8, 31), WISH.code, WISH.reason))

    page = words(cast.client("alan").get(DECIDE).text)

    assert "This date has moved once already." in page
    assert "Earlier requests 17 June 2011 to 29 July 2011: agreed by Jean Talbot, 4 July" in page
    assert "Moves so far Moved once, 42 days in all" in page
    assert "Original due date 17 June 2011" in page
    refused = jean.get(DECIDE)
    assert refused.status_code == 403
    waiting = words(jean.get("/review/waiting").text)
    assert "It is with Alan Mercer to decide." in waiting
    assert "Decide about the new due date of action 2.1" not in waiting


def test_every_way_leads_to_the_decision(cast: Cast, jean: CheckedClient) -> None:
    link = f'href="{DECIDE}"'

    assert link in jean.get("/actions/SLAC-2.1").text
    assert link in jean.get("/review/waiting").text
    assert link in jean.get("/review?item=SLAC-2.1").text
    assert jean.get("/a/SLAC-2.1/new-date").location == DECIDE
    for name in ("tom", "sam", "priya"):
        assert link not in cast.client(name).get("/actions/SLAC-2.1").text
    sam = cast.client("sam")
    assert link not in sam.get("/review/waiting").text
    assert link not in sam.get("/review?item=SLAC-2.1").text
    assert sam.get("/a/SLAC-2.1/new-date").location == "/actions/SLAC-2.1/new-date"


def test_a_hidden_action_is_not_to_be_told_from_one_that_is_not_there(cast: Cast) -> None:
    helen = cast.client("helen")
    paths = ("/actions/{}/new-date", "/actions/{}/new-date/decide", "/a/{}/new-date")
    for path in paths:
        answers = [helen.get(path.format(ref)) for ref in ("SLAC-2.1", "NONE-9.9")]
        assert [answer.status_code for answer in answers] == [404, 404]


def test_the_decision_is_refused_when_the_action_is_over(
    jean: CheckedClient, slipping: Slipping
) -> None:
    form = filled_in(jean.get(DECIDE)) | REFUSED
    action = the("2.1")
    action.open = False
    action.completed_on = date(2011, 7, 4)
    action.progress = type(action.progress).COMPLETED
    db.session.commit()

    posted = jean.post(DECIDE, data=form)

    assert posted.status_code == 403
    assert "Action 2.1 was completed on 4 July 2011." in words(posted.text)
    assert REFUSED["reason"] in words(posted.text)
    assert slipping.states == ["waiting"]
