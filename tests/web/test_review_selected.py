"""Several actions at once: the check page, and what is sent after it."""

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.web.pages import CheckedClient
from tests.web.review_pages import (
    CHASE,
    change,
    fields_of,
    letters_waiting,
    words,
)

Travel = Callable[[str], None]


@pytest.fixture
def jean(cast: Cast) -> CheckedClient:
    """Jean Talbot, who is accountable for the plan, signed in."""
    return cast.client("jean")


def test_the_check_page_names_what_and_whom_before_anything_is_sent(jean: CheckedClient) -> None:
    check = jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-4.1&ref=SLAC-6.2&do=chase")
    text = words(check)
    before = letters_waiting()
    saved = jean.post("/review/selected", data=fields_of(check))

    assert (
        "Who will be emailed Priya Nair, about action 1.1 Helen Pryce (health), about action 4.1"
        " Ruth Calder (health), about action 6.2 Each gets 1 email"
    ) in text
    assert text.count("Chase 3 owners") == 3
    assert before == []
    assert (saved.status_code, saved.location) == (303, "/review#current")
    assert letters_waiting() == [
        ("chase", "Helen Pryce"),
        ("chase", "Priya Nair"),
        ("chase", "Ruth Calder"),
    ]
    assert "3 of 4 reviewed" in words(jean.get("/review"))


def test_those_chased_today_are_left_out(jean: CheckedClient) -> None:
    jean.send("/review", CHASE)

    text = words(jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-4.1&do=chase"))

    assert "Left out Action 1.1 has been chased today. It can be chased again tomorrow." in text
    assert "Chase 1 owner" in text
    assert "None of these can be chased" in words(
        jean.get("/review/selected?ref=SLAC-1.1&do=chase")
    )


def test_nothing_selected_is_explained(jean: CheckedClient) -> None:
    page = jean.get("/review/selected?do=give")

    assert page.status_code == 422
    # In the summary, and again above the boxes it is about.
    assert words(page).count("Select at least 1 action") == 2
    assert 'href="#select-SLAC-1.1"' in page.get_data(as_text=True)


def test_several_are_given_after_choosing_whom(jean: CheckedClient, cast: Cast) -> None:
    check = jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-2.1&do=give")
    fields = fields_of(check)
    unanswered = jean.post("/review/selected", data=fields)
    saved = jean.post("/review/selected", data=fields | {"to": str(cast.dawn.id)})

    assert "Give 2 actions to someone else" in words(check)
    assert (unanswered.status_code, "Select who to give it to" in words(unanswered)) == (422, True)
    assert saved.status_code == 303
    assert letters_waiting() == [("new_action", "Dawn Okafor")]


def test_giving_to_one_of_the_owners_is_explained(jean: CheckedClient, cast: Cast) -> None:
    check = jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-2.1&do=give")

    page = jean.post("/review/selected", data=fields_of(check) | {"to": str(cast.tom.id)})

    assert page.status_code == 422
    assert "Tom Ashworth owns action 2.1 already" in words(page)


def test_what_changed_while_checking_is_checked_again(jean: CheckedClient) -> None:
    fields = fields_of(jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-4.1&do=chase"))
    change("4.1", version=9)

    page = jean.post("/review/selected", data=fields)

    assert page.status_code == 409
    assert "An action changed while you were checking. Nothing is saved yet." in words(page)
    assert letters_waiting() == []


@pytest.mark.parametrize("quiet", [False, True])
def test_several_are_put_on_hold_until_a_day(jean: CheckedClient, cast: Cast, quiet: bool) -> None:
    if quiet:
        cast.client("sam").send("/admin/plans/SLAC/reminders", {"may_tell_nobody": "y"})
    check = jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-4.1&do=hold")
    text = words(check)
    assert "Put 2 actions on hold" in text
    assert "Who will be emailed Priya Nair, about action 1.1 Helen Pryce" in text
    assert ("Tell nobody by email" in text) is quiet
    rest = {"until-day": "1", "until-month": "9", "until-year": "2011"}

    wrong = jean.post("/review/selected", data=fields_of(check))
    assert "Enter the day to take it up again" in words(wrong)
    assert "Say why it is on hold" in words(wrong)
    saved = jean.post(
        "/review/selected",
        data=fields_of(wrong) | rest | {"reason": "The supplier has failed.", "quiet": "y"},
    )

    assert saved.location == "/review#current"
    told = "Nobody is emailed." if quiet else "We will tell their owners by email."
    assert f"2 actions put on hold until 1 September 2011. {told}" in words(jean.get("/review"))
    assert {kind for kind, _to in letters_waiting()} == (set() if quiet else {"on_hold"})
    for ref in ("SLAC-1.1", "SLAC-4.1"):
        page = words(cast.client("sam").get(f"/actions/{ref}"))
        assert "Put on hold until 1 September 2011 Jean Talbot" in page
        assert "The supplier has failed." in page


def test_what_is_not_hers_to_put_on_hold_is_left_out(jean: CheckedClient, cast: Cast) -> None:
    change("1.1", owner_id=cast.jean.id)

    text = words(jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-4.1&do=hold"))

    assert "Left out You own action 1.1. It is with Alan Mercer to decide." in text
    assert "Put 1 action on hold" in text


def test_a_new_date_for_several_sent_twice_until_today_is_agreed_once(jean: CheckedClient) -> None:
    check = jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-4.1&do=date")
    typed = {"on-day": "4", "on-month": "7", "on-year": "2011"}
    form = fields_of(check) | typed | {"code": "staffing", "reason": "Posts are vacant."}

    answers = [jean.post("/review/selected", data=form) for _time in range(2)]

    assert [one.status_code for one in answers] == [303, 303]


def test_when_none_of_them_can_be_chased_any_more_the_fault_leads_to_why(
    jean: CheckedClient, cast: Cast
) -> None:
    check = jean.get("/review/selected?ref=SLAC-1.1&do=chase")
    form = fields_of(check)
    other = cast.client("sam")
    other.post("/review/selected", data=fields_of(other.get(check.request.full_path)))

    page = jean.post("/review/selected", data=form)

    assert page.status_code == 409
    assert 'href="#actions"' in page.text
    assert "Action 1.1 has been chased today." in words(page)
