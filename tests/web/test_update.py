"""The 30-second update: what the form asks, what it refuses and how."""

import re
from typing import Any

import pytest

from tests.cast import Cast
from tests.web.officer_pages import LATE, UPDATE, filled_in, messages, the, updates, words
from tests.web.pages import post_forms
from tracker import clock
from tracker.domain.actions import Answer, Progress
from tracker.extensions import db

pytestmark = pytest.mark.usefixtures("northbank")


def test_the_form_asks_priya_about_her_late_action(cast: Cast) -> None:
    page = cast.client("priya").get(UPDATE)

    assert words(page.text) == (
        "Update action 1.1 Set and monitor a 15 working day standard for sending out minutes"
        " Due: 31 May 2011 – 34 days overdue Last update: off track, 12 May 2011"
        " See the full action and its history How is this action going?"
        " No change since my last update (off track)"
        " On track Late, but will finish by the date you give below"
        " At risk Late, and the date below might slip"
        " Off track Late, and needs help to finish"
        " Done Goes to Jean Talbot to sign off"
        " What has happened since 12 May 2011?"
        " One or two sentences. Do not name children or families You can enter up to 500 characters"
        " When do you expect to finish?"
        " Your best estimate, for example 27 7 2011. It does not change the due date"
        " Day Month Year Milestones (1 of 3 finished) Milestones finished"
        " Standard agreed with conference chairs Finished 28 April 2011"
        " Vacant posts filled First month's figures reported Save update"
        " Save and ask for a new due date"
    )
    held = filled_in(page)
    assert "answer" not in held
    assert (held["expected-day"], held["milestones"], held["version"]) == (
        "",
        str(the("1.1").milestones[0].id),
        str(the("1.1").version),
    )


def test_an_action_that_is_not_late_is_asked_about_in_other_words(cast: Cast) -> None:
    page = cast.client("priya").get("/actions/SLAC-1.2/update")

    assert "On track Will finish by the due date At risk Might not finish by" in words(page.text)
    held = filled_in(page)
    assert [held[f"expected-{part}"] for part in ("day", "month", "year")] == ["29", "7", "2011"]
    assert "Milestones" not in words(page.text)


def test_the_first_update_asks_what_has_happened_so_far_and_offers_no_no_change(
    cast: Cast,
) -> None:
    fresh = the("1.2")
    fresh.last_update_at = fresh.last_said = None
    db.session.commit()

    page = words(cast.client("priya").get("/actions/SLAC-1.2/update").text)

    assert "Last update: none yet" in page
    assert "What has happened so far?" in page
    assert "No change" not in page


@pytest.mark.parametrize(
    ("word", "chosen"),
    [
        ("on", "on_track"),
        ("risk", "at_risk"),
        ("off", "off_track"),
        ("done", "done"),
        ("same", "no_change"),
        ("nonsense", None),
    ],
)
def test_a_link_from_a_letter_opens_the_form_with_its_answer_and_changes_nothing(
    cast: Cast, word: str, chosen: str | None
) -> None:
    priya = cast.client("priya")
    version = the("1.1").version
    db.session.rollback()

    page = priya.get(f"/a/SLAC-1.1/{word}", follow_redirects=True)

    assert filled_in(page).get("answer") == chosen
    assert (the("1.1").version, updates()) == (version, [])


def test_saved_it_says_until_when_there_is_peace(cast: Cast) -> None:
    priya = cast.client("priya")

    saved = priya.send(f"{UPDATE}?answer=off", LATE | {"answer": "off_track"})

    assert (saved.status_code, saved.location) == (303, "/")
    home = words(priya.get("/").text)
    assert home.startswith(
        "Success Saved. We will not remind you about this before 18 July 2011"
        " My actions None of your 2 actions needs an update today. Updated today 1.1 Set"
    )
    assert "You last said: off track, 4 July 2011" in home


def test_saved_it_leads_to_the_next_that_needs_an_update(cast: Cast) -> None:
    the("1.2").due_on = clock.today()
    db.session.commit()
    priya = cast.client("priya")

    saved = priya.send(UPDATE, LATE)
    assert (saved.status_code, saved.location) == (303, "/actions/SLAC-1.2/update")
    assert "Saved. 1 more to update" in priya.get(saved.location).text

    done = priya.send("/actions/SLAC-1.2/update", {"answer": "done", "note": "All are trained."})
    assert done.location == "/"
    assert (
        "Sent to Jean Talbot for sign-off. We will not remind you about this while it waits"
        in priya.get("/").text
    )


def test_no_change_is_one_choice_and_one_button_twice_running(cast: Cast) -> None:
    priya = cast.client("priya")
    for _turn in range(2):
        assert priya.send(UPDATE, {"answer": "no_change"}).status_code == 303

    third = priya.get("/a/SLAC-1.1/same", follow_redirects=True)
    assert "answer" not in filled_in(third)
    assert "No change since" not in words(third.text)
    assert "You have answered ‘No change’ twice. Say what has happened since 4 July 2011." in words(
        third.text
    )
    refused = priya.send(UPDATE, {"answer": "no_change"})
    assert (refused.status_code, messages(refused)) == (
        422,
        ["Say what has happened since 4 July 2011"],
    )
    assert [update.answer for update in updates()] == [Answer.NO_CHANGE] * 2


def test_no_change_keeps_a_new_expected_date_that_is_given_with_it(cast: Cast) -> None:
    dates = {"expected-day": "12", "expected-month": "8", "expected-year": "2011"}

    cast.client("priya").send(UPDATE, {"answer": "no_change"} | dates)

    assert str(the("1.1").expected_on) == "2011-08-12"


def test_no_change_makes_no_promise_of_the_date_the_form_began_with(cast: Cast) -> None:
    cast.client("priya").send("/actions/SLAC-1.2/update", {"answer": "no_change"})

    assert (the("1.2").expected_on, len(updates())) == (None, 1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ["Select how this action is going"]),
        ({"answer": "nonsense"}, ["Select how this action is going"]),
        (
            {"answer": "off_track"},
            ["Say what has happened since 12 May 2011", "Enter the date you expect to finish"],
        ),
        ({"answer": "done"}, ["Say what was done"]),
        (
            LATE | {"expected-year": "", "note": ""},
            [
                "Say what has happened since 12 May 2011",
                "Date you expect to finish must include a year",
            ],
        ),
        (LATE | {"note": "x" * 501}, ["What has happened must be 500 characters or less"]),
        (
            LATE | {"expected-day": "31", "expected-month": "6"},
            ["Date you expect to finish must be a real date"],
        ),
        (
            LATE | {"expected-year": "2010"},
            ["Date you expect to finish must be today or in the future"],
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, given: dict[str, str], said: list[str]
) -> None:
    page = cast.client("priya").send(UPDATE, given)

    assert (page.status_code, messages(page)) == (422, said)
    assert "<title>Error: Update action 1.1 – " in page.text
    held = filled_in(page)
    known = {name: value for name, value in given.items() if value != "nonsense"}
    assert {name: held.get(name) for name in known} == known
    assert updates() == []


def test_a_missing_year_marks_only_the_year(cast: Cast) -> None:
    page = cast.client("priya").send(UPDATE, LATE | {"expected-year": ""})

    marked = re.findall(r'<input[^>]*govuk-input--error[^>]*id="([^"]+)"', page.text) or re.findall(
        r'<input[^>]*id="([^"]+)"[^>]*govuk-input--error', page.text
    )
    assert marked == ["expected-year"]


def test_an_expected_date_after_the_due_date_is_at_risk(cast: Cast) -> None:
    late = LATE | {"answer": "on_track", "expected-month": "8"}
    priya = cast.client("priya")

    refused = priya.send("/actions/SLAC-1.2/update", late)
    assert messages(refused) == [
        "Expected date is after the due date. Choose at risk or off track, or change the date"
    ]
    assert priya.send("/actions/SLAC-1.2/update", late | {"answer": "at_risk"}).status_code == 303


@pytest.mark.parametrize(
    ("day", "month", "year"), [("29", "july", "2011"), ("29", "Jul", "2011"), ("29", "7", "2011")]
)
def test_a_month_may_be_a_name(cast: Cast, day: str, month: str, year: str) -> None:
    dates = {"expected-day": day, "expected-month": month, "expected-year": year}

    assert cast.client("priya").send(UPDATE, LATE | dates).status_code == 303
    assert str(the("1.1").expected_on) == "2011-07-29"


@pytest.mark.parametrize(
    "parts",
    [
        {"expected-day": "29", "expected-month": None, "expected-year": None},
        {"expected-day": None, "expected-month": None, "expected-year": None},
        {"expected-day": ["29", "30"], "expected-month": ["7", "8"]},
        {"expected": "29 July 2011"},
    ],
)
def test_a_date_posted_in_any_number_of_parts_is_answered(
    cast: Cast, parts: dict[str, Any]
) -> None:
    page = cast.client("priya").send(UPDATE, LATE | parts)

    assert page.status_code in {303, 422}


def test_milestones_are_ticked_on_the_form(cast: Cast) -> None:
    steps = [str(step.id) for step in the("1.1").milestones]
    priya = cast.client("priya")

    priya.send(UPDATE, LATE | {"milestones": steps[:2]})
    assert [step.done_on is not None for step in the("1.1").milestones] == [True, True, False]

    priya.send(UPDATE, LATE | {"milestones": None})
    assert [step.done_on for step in the("1.1").milestones] == [None, None, None]

    priya.send(UPDATE, LATE | {"milestones": steps})
    bare = {"milestones": None, "milestones_shown": None}
    priya.send(UPDATE, LATE | bare)
    assert [step.done_on is not None for step in the("1.1").milestones] == [True, True, True]


def test_done_sends_it_for_sign_off_and_the_manager_sees_it(cast: Cast) -> None:
    priya = cast.client("priya")

    priya.send(f"{UPDATE}?answer=done", {"note": "The standard is kept in every team."})

    page = words(cast.client("jean").get("/actions/SLAC-1.1").text)
    assert (
        "Sent for sign-off Priya Nair sent this on 4 July 2011. It was finished on 4 July 2011."
        " It is with Jean Talbot to decide. The standard is kept in every team." in page
    )
    closed = priya.get(UPDATE)
    assert closed.status_code == 200
    assert (
        "You cannot update action 1.1 Action 1.1 was sent for sign-off on 4 July 2011."
        " It is with Jean Talbot. Action Set and monitor a 15 working day standard for sending out"
        " minutes Owner now Priya Nair Accountable manager Jean Talbot" in words(closed.text)
    )
    assert post_forms(closed.text[closed.text.index("<main") :]) == []


def test_a_partner_updates_on_the_same_page(cast: Cast) -> None:
    helen = cast.client("helen")

    saved = helen.send(
        "/actions/SLAC-4.1/update", LATE | {"answer": "on_track", "note": "Both send the form."}
    )

    assert (saved.status_code, the("4.1").progress) == (303, Progress.ON_TRACK)


def test_what_was_typed_is_shown_as_text(cast: Cast) -> None:
    typed = "<script>alert(1)</script>\r\n{{ 7 * 7 }} & more"
    priya = cast.client("priya")

    priya.send(UPDATE, LATE | {"note": typed})

    page = priya.get("/actions/SLAC-1.1").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n{{ 7 * 7 }} &amp; more" in page
    assert "<script>alert" not in page
