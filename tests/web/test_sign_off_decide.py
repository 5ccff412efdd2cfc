"""Deciding about a sign-off, and checking again: what the pages show, refuse and lead to."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.cast import Cast
from tests.services.gates import Gates
from tests.web.officer_pages import filled_in, messages, the, words
from tracker import clock
from tracker.domain.actions import Progress
from tracker.domain.sign_off import Ruling, Verdict
from tracker.extensions import db
from tracker.services.rechecks import raise_checks
from tracker.store.rechecks import recheck_to_come

pytestmark = pytest.mark.usefixtures("northbank")

DECIDE = "/actions/SLAC-6.1/sign-off/decide"
RECHECK = "/actions/SLAC-6.1/recheck"
CHECK = Ruling(Verdict.SIGN_OFF_AND_CHECK, "", date(2011, 8, 3), "Ten sessions in a row")
Travel = Callable[[str], None]


@pytest.fixture
def on_the_day(cast: Cast, travel: Travel) -> Cast:
    """The day on which 6.1 is checked again."""
    Gates(cast.jean, "6.1").decides(CHECK)
    travel("2011-08-03T08:30")
    raise_checks(now=clock.now(), today=clock.today())
    db.session.commit()
    return cast


def test_the_manager_sees_what_to_decide_on(cast: Cast) -> None:
    page = words(cast.client("jean").get(DECIDE).text)

    assert "Sign-off of action 6.1" in page
    assert "Finished 29 June 2011 Waiting Since 29 June 2011, 5 days ago" in page
    assert "What was done Every session since 6 June has had its forms checked" in page
    assert "Evidence Session checklist.pdf" in page
    assert (
        "What do you want to do? Sign off Return it, more is needed Sign off, and check again on"
        " a date Reason (needed to return it)" in page
    )
    assert (
        "30 days later: 3 August 2011 90 days later: 2 October 2011"
        " 180 days later: 31 December 2011 Another date" in page
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ["Select what you want to do"]),
        ({"verdict": "nonsense"}, ["Select what you want to do"]),
        ({"verdict": "return"}, ["Say what more is needed"]),
        ({"verdict": "check"}, ["Enter the date to check again"]),
        ({"verdict": "check", "check_in": "another"}, ["Enter the date to check again"]),
        (
            {"verdict": "check", "check_in": "30", "measure": ""},
            ["Say what will be checked"],
        ),
        (
            {"verdict": "check", "check-day": "4", "check-month": "7", "check-year": "2011"},
            ["Date to check again must be in the future"],
        ),
        (
            {
                "verdict": "check",
                "check_in": "30",
                "check-day": "4",
                "check-month": "9",
                "check-year": "2011",
            },
            ["Choose one of the days above or enter a date, not both"],
        ),
        (
            {"verdict": "check", "check-day": "4"},
            ["Date to check again must include a month and year"],
        ),
    ],
)
def test_a_decision_that_is_not_whole_is_explained(
    cast: Cast, fields: dict[str, str], said: list[str]
) -> None:
    page = cast.client("jean").send(DECIDE, fields)

    assert (page.status_code, messages(page)) == (422, said)
    assert the("6.1").progress is Progress.SUBMITTED


@pytest.mark.parametrize(
    ("fields", "progress", "said"),
    [
        ({"verdict": "sign_off"}, Progress.COMPLETED, "Action 6.1 is signed off"),
        (
            {"verdict": "return", "reason": "Show June."},
            Progress.RETURNED,
            "Action 6.1 is returned to Ruth Calder",
        ),
        (
            {"verdict": "check", "check_in": "90"},
            Progress.COMPLETED,
            "It is to be checked again on 2 October 2011",
        ),
    ],
)
def test_a_decision_is_saved_and_leads_to_what_waits(
    cast: Cast, fields: dict[str, str], progress: Progress, said: str
) -> None:
    jean = cast.client("jean")

    answer = jean.send(DECIDE, fields)

    assert (answer.status_code, answer.location) == (303, "/review/waiting")
    assert said in words(jean.get(answer.location).text)
    assert the("6.1").progress is progress


def test_the_check_keeps_the_plans_measure_unless_another_is_given(cast: Cast) -> None:
    cast.client("jean").send(DECIDE, {"verdict": "check", "check_in": "180"})

    check = recheck_to_come(the("6.1").id)
    assert check
    assert (check.due_on, check.measure) == (date(2011, 12, 31), the("6.1").measure)
    page = words(cast.client("ruth").get("/actions/SLAC-6.1").text)
    assert "To be checked again On 31 December 2011, set by Jean Talbot." in page


def test_the_next_decision_follows(cast: Cast) -> None:
    Gates(cast.priya, "1.1").sends()
    jean = cast.client("jean")

    answer = jean.send(DECIDE, {"verdict": "sign_off"})

    assert answer.location == "/actions/SLAC-1.1/sign-off/decide"
    assert "signed off. The next decision is below" in words(jean.get(answer.location).text)


def test_the_same_form_decides_once(cast: Cast) -> None:
    jean = cast.client("jean")
    form = filled_in(jean.get(DECIDE)) | {"verdict": "return", "reason": "Show June."}

    first, again = (jean.post(DECIDE, data=form) for _time in range(2))

    assert (first.status_code, again.status_code) == (303, 303)
    late = jean.post(DECIDE, data=form | {"request_id": "another"})
    assert late.status_code == 409
    assert "Nothing is waiting for a decision about action 6.1" in words(late.text)
    assert "Show June." in late.text


def test_what_was_sent_anew_meanwhile_is_shown_first(cast: Cast) -> None:
    jean = cast.client("jean")
    form = filled_in(jean.get(DECIDE)) | {"verdict": "sign_off"}
    Gates(cast.ruth, "6.1").takes_back()
    Gates(cast.ruth, "6.1").sends("Something else.")

    page = jean.post(DECIDE, data=form)

    assert page.status_code == 409
    assert "What changed while you were writing" in page.text
    assert jean.post(DECIDE, data=filled_in(page)).status_code == 303


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("ruth", 403, "You own action 6.1. It is with Jean Talbot to decide."),
        ("tom", 403, "It is with Jean Talbot to decide about action 6.1."),
        ("sam", 403, "It is with Jean Talbot to decide about action 6.1."),
        ("helen", 404, ""),
        ("margaret", 403, ""),
    ],
)
def test_others_do_not_decide_by_page_or_by_a_form_of_the_manager(
    cast: Cast, name: str, code: int, said: str
) -> None:
    form = filled_in(cast.client("jean").get(DECIDE)) | {"verdict": "sign_off"}
    client = cast.client(name)
    token = filled_in(client.get("/account"))["csrf_token"]

    page, posted = client.get(DECIDE), client.post(DECIDE, data=form | {"csrf_token": token})

    assert page.status_code == posted.status_code == code
    assert said in words(page.text)
    assert the("6.1").progress is Progress.SUBMITTED


def test_nothing_waiting_says_so(cast: Cast) -> None:
    page = cast.client("jean").get("/actions/SLAC-1.1/sign-off/decide")

    assert page.status_code == 200
    assert "Nothing is waiting for a decision about action 1.1." in words(page.text)


def test_what_waits_is_listed_with_its_days_and_its_decision(on_the_day: Cast) -> None:
    Gates(on_the_day.priya, "1.1").sends()
    jean = on_the_day.client("jean")

    page = jean.get("/review/waiting")

    assert "To check again whether it has lasted Check action 6.1 again" in words(page.text)
    assert "To sign it off as done Decide about the sign-off of action 1.1" in words(page.text)
    assert jean.get("/a/SLAC-6.1/sign-off").location == RECHECK


def test_the_action_page_offers_the_step_that_is_this_persons(on_the_day: Cast) -> None:
    Gates(on_the_day.priya, "1.1").sends()
    jean = on_the_day.client("jean")

    assert f'href="{RECHECK}"' in jean.get("/actions/SLAC-6.1").text
    assert 'href="/actions/SLAC-1.1/sign-off/decide"' in jean.get("/actions/SLAC-1.1").text
    tom = on_the_day.client("tom").get("/actions/SLAC-1.1").text
    assert 'href="/actions/SLAC-1.1/sign-off' not in tom


def test_the_check_shows_what_is_to_be_checked(on_the_day: Cast) -> None:
    page = words(on_the_day.client("jean").get(RECHECK).text)

    assert "Completed 4 July 2011 To be checked 3 August 2011, set by Jean Talbot" in page
    assert "What is to be checked Ten sessions in a row What was done Every session" in page
    assert "Has it lasted? It has lasted It has not lasted The action is opened again" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ["Select whether it has lasted"]),
        ({"found": "lasted"}, ["Say what the check showed"]),
        ({"found": "not_lasted", "note": "No."}, ["Enter the new due date"]),
        (
            {
                "found": "not_lasted",
                "note": "No.",
                "due-day": "3",
                "due-month": "august",
                "due-year": "2011",
            },
            ["New due date must be in the future"],
        ),
    ],
)
def test_a_check_that_is_not_whole_is_explained(
    on_the_day: Cast, fields: dict[str, str], said: list[str]
) -> None:
    page = on_the_day.client("jean").send(RECHECK, fields)

    assert (page.status_code, messages(page)) == (422, said)


def test_what_has_not_lasted_is_open_again_and_says_why(on_the_day: Cast) -> None:
    jean = on_the_day.client("jean")
    found = {"found": "not_lasted", "note": "Two of ten were missed."}

    answer = jean.send(RECHECK, found | {"due-day": "31", "due-month": "10", "due-year": "2011"})

    assert answer.status_code == 303
    assert "Action 6.1 is open again. Ruth Calder is told" in words(jean.get(answer.location).text)
    page = words(jean.get("/actions/SLAC-6.1").text)
    assert "Moved once from 30 June 2011" in page
    assert "Why this is open again Jean Talbot checked on 3 August 2011" in page
    assert "It had been completed on 4 July 2011. It had been due on 30 June 2011." in page


def test_what_has_lasted_is_embedded_and_stays_completed(on_the_day: Cast) -> None:
    jean = on_the_day.client("jean")

    jean.send(RECHECK, {"found": "lasted", "note": "Ten of ten."})

    page = words(jean.get("/actions/SLAC-6.1").text)
    assert "Embedded" in page
    assert "Checked again: it has lasted Jean Talbot, 8:30am on 3 August 2011 Ten of ten." in page
    assert "6.1 Check consent forms" in words(
        on_the_day.client("ruth").get("/actions/completed").text
    )
    late = jean.get(RECHECK)
    assert "Action 6.1 is not due to be checked again." in words(late.text)


@pytest.mark.parametrize(("name", "code"), [("ruth", 403), ("tom", 403), ("helen", 404)])
def test_others_do_not_check(on_the_day: Cast, name: str, code: int) -> None:
    assert on_the_day.client(name).get(RECHECK).status_code == code
