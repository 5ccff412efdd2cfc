"""Asking for a new due date: what the page shows, what it refuses and how."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.services.slipping import AGREE, REFUSE, Slipping
from tests.web.officer_pages import LATE, UPDATE, filled_in, messages, the, updates, words
from tests.web.pages import CheckedClient, post_forms
from tracker.domain.actions import Progress
from tracker.domain.dates import DelayReason
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.store.calendar import ClosedDay
from tracker.store.plans import PlanReader
from tracker.store.sessions import SignInSession

pytestmark = pytest.mark.usefixtures("northbank")

ASK = "/actions/SLAC-1.1/new-date"
REASON = "Two minute-taker posts are vacant until 18 July."
ASKED = {"when": "2011-07-18", "code": "staffing", "reason": REASON}
"""A whole request about Priya's late action, 1.1."""
OTHER = {"other-day": "29", "other-month": "7", "other-year": "2011"}


@pytest.fixture
def priya(cast: Cast) -> CheckedClient:
    """The owner of the late action, signed in."""
    return cast.client("priya")


@pytest.fixture
def slipping() -> Slipping:
    """Her action, 1.1, as services see it."""
    return Slipping()


def test_the_page_shows_how_the_date_stands_and_offers_dates(priya: CheckedClient) -> None:
    page = priya.get(ASK)

    assert words(page.text) == (
        "Action 1.1: Set and monitor a 15 working day standard for sending out minutes"
        " Ask for a new due date Due date 31 May 2011 – 34 days overdue"
        " Original due date 31 May 2011 Moves so far Not moved before"
        " What date do you need? 2 weeks from today: 18 July 2011 1 month from today: 4 August 2011"
        " Another date Another date Only if you chose another date, for example 4 8 2011"
        " Day Month Year What is the main reason? Select a reason Waiting for another body"
        " Recruitment or staffing More work than planned Procurement or money Priorities changed"
        " Something else Why is more time needed?"
        " One or two sentences. Do not name children or families"
        " You can enter up to 500 characters"
        " What keeps children and families safe meanwhile? (optional)"
        " You can enter up to 500 characters"
        " What could go wrong for children and families if this is later? (optional)"
        " You can enter up to 500 characters Send request to Jean Talbot"
    )
    assert filled_in(page)["version"] == str(the("1.1").version)


def test_dates_offered_are_after_the_due_date_and_never_on_a_closed_day(
    cast: Cast, priya: CheckedClient
) -> None:
    action = the("1.2")
    action.due_on, action.expected_on = date(2011, 7, 15), None
    db.session.add(
        ClosedDay(
            on=date(2011, 7, 29),
            name="Depot move",
            added_at=action.given_at,
            added_by_id=cast.sam.id,
        )
    )
    db.session.commit()

    page = words(priya.get("/actions/SLAC-1.2/new-date").text)

    # 29 July is closed and then comes a weekend; 15 August is a Monday.
    assert "2 weeks later: 1 August 2011 1 month later: 15 August 2011" in page


def test_the_date_the_owner_expects_is_offered_first_and_chosen(priya: CheckedClient) -> None:
    action = the("1.1")
    action.expected_on = date(2011, 7, 29)
    db.session.commit()

    page = priya.get(ASK)

    assert "What date do you need? Expected date: 29 July 2011 2 weeks" in words(page.text)
    assert filled_in(page)["when"] == "2011-07-29"


def test_a_request_is_sent_and_said_on_the_action(priya: CheckedClient, slipping: Slipping) -> None:
    sent = priya.send(ASK, ASKED)
    page = words(priya.get(sent.location).text)

    assert (sent.status_code, sent.location) == (303, "/actions/SLAC-1.1")
    assert (
        "Success Your request has gone to Jean Talbot. We will email you when it is decided."
        " Until then action 1.1 is still due 31 May 2011." in page
    )
    assert "to 18 July 2011 . It is with Jean Talbot to decide." in page
    assert f"New due date asked for: 18 July 2011 Priya Nair, 8am on 4 July 2011 {REASON}" in page
    assert "Change or withdraw the new due date asked for" in page
    request = slipping.waiting
    assert request
    assert (request.to_on, request.code) == (date(2011, 7, 18), DelayReason.STAFFING)


@pytest.mark.parametrize("when", ["other", None])
def test_another_date_is_typed(priya: CheckedClient, slipping: Slipping, when: str | None) -> None:
    assert priya.send(ASK, ASKED | OTHER | {"when": when}).status_code == 303

    assert slipping.waiting
    assert slipping.waiting.to_on == date(2011, 7, 29)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            {"when": None, "code": "", "reason": ""},
            ["Enter the date you need", "Select the main reason", "Say why more time is needed"],
        ),
        ({"when": "other"}, ["Enter the date you need"]),
        ({"when": "nonsense"}, ["Enter the date you need"]),
        ({"when": "2011-05-31"}, ["Date you need must be after 31 May 2011"]),
        (
            {"when": "other", "other-day": "30", "other-month": "5", "other-year": "2011"},
            ["Date you need must be after 31 May 2011"],
        ),
        (
            {"when": "other", "other-day": "3", "other-month": "7", "other-year": "2011"},
            ["Date you need must be today or in the future"],
        ),
        ({"when": "other", "other-day": "29"}, ["Date you need must include a month and year"]),
        (
            {"when": "other", "other-day": "31", "other-month": "9", "other-year": "2011"},
            ["Date you need must be a real date"],
        ),
        (
            OTHER,
            [
                "You chose 18 July 2011 and typed 29 July 2011. Choose ‘Another date’, or clear the"
                " date you typed"
            ],
        ),
        ({"reason": "x" * 501}, ["Why more time is needed must be 500 characters or less"]),
        ({"code": "weather"}, ["Select the main reason"]),
    ],
)
def test_each_mistake_is_explained_and_what_was_typed_is_kept(
    priya: CheckedClient, slipping: Slipping, answers: dict[str, str], said: list[str]
) -> None:
    page = priya.send(ASK, ASKED | {"risk": "Plans come late."} | answers)

    assert page.status_code == 422
    assert messages(page) == said
    held = filled_in(page)
    assert held["risk"] == "Plans come late."
    assert held["reason"] == answers.get("reason", REASON)
    assert slipping.states == []


def test_what_waits_is_shown_with_change_and_withdraw(
    priya: CheckedClient, slipping: Slipping
) -> None:
    priya.send(ASK, ASKED | {"interim": "A duty officer checks daily."})

    page = priya.get(ASK)

    assert words(page.text).endswith(
        "Action 1.1: Set and monitor a 15 working day standard for sending out minutes"
        " New due date asked for It is with Jean Talbot to decide. Until then the action is still"
        " due 31 May 2011, and nobody is reminded of it."
        " New due date asked for 18 July 2011, 48 days later Due date 31 May 2011 – 34 days overdue"
        " Original due date 31 May 2011 Moves so far Not moved before"
        " Asked By Priya Nair, 8am on 4 July 2011 Main reason Recruitment or staffing"
        f" Why more time is needed {REASON}"
        " What keeps children and families safe meanwhile A duty officer checks daily."
        " What could go wrong if this is later Not said With Jean Talbot"
        " Change Withdraw the request The due date stays as it is, and reminders about it begin"
        " again. Withdraw"
    )
    changing = priya.get(f"{ASK}?change=y")
    held = filled_in(changing)
    assert "Change the new due date you asked for" in words(changing.text)
    assert {name: held[name] for name in ASKED} == ASKED
    changed = priya.post(ASK, data=held | {"when": "2011-08-04"})
    assert (changed.status_code, slipping.states) == (303, ["waiting"])
    assert slipping.waiting
    assert slipping.waiting.to_on == date(2011, 8, 4)
    assert "Request for a new due date changed: 4 August 2011" in words(
        priya.get("/actions/SLAC-1.1?show=decisions").text
    )


def test_what_waits_is_withdrawn(priya: CheckedClient, slipping: Slipping) -> None:
    priya.send(ASK, ASKED)

    gone = priya.send(ASK, {"withdraw": "y"})
    page = words(priya.get(gone.location).text)

    assert (gone.status_code, slipping.states) == (303, ["withdrawn"])
    assert "The request is withdrawn. Action 1.1 is still due 31 May 2011." in page
    assert "Request for a new due date withdrawn: 18 July 2011 Priya Nair" in page
    assert "Ask for a new due date" in page


def test_a_second_window_is_told_what_became_of_the_request(
    cast: Cast, priya: CheckedClient, slipping: Slipping
) -> None:
    priya.send(ASK, ASKED)
    window = filled_in(priya.get(ASK)) | {"withdraw": "y"}
    slipping.decides(cast.jean, AGREE)

    late = priya.post(ASK, data=window)

    assert late.status_code == 409
    assert "Jean Talbot has agreed 18 July 2011. The action is due 18 July 2011." in words(
        late.text
    )


def test_a_request_changed_meanwhile_is_not_withdrawn_unread(
    priya: CheckedClient, slipping: Slipping
) -> None:
    priya.send(ASK, ASKED)
    window = filled_in(priya.get(ASK)) | {"withdraw": "y"}
    priya.send(f"{ASK}?change=y", {"when": "2011-08-04"})

    crossed = priya.post(ASK, data=window)

    assert (crossed.status_code, slipping.states) == (409, ["waiting"])
    assert "Nothing is withdrawn yet. Read what it says now" in words(crossed.text)
    assert "4 August 2011" in words(crossed.text)


def test_what_somebody_else_did_meanwhile_is_shown_and_nothing_typed_is_lost(
    cast: Cast, priya: CheckedClient, slipping: Slipping
) -> None:
    hers = filled_in(priya.get(ASK)) | ASKED
    cast.client("sam").send(ASK, ASKED | {"reason": "Sam heard of the vacancies."})

    crossed = priya.post(ASK, data=hers)

    assert crossed.status_code == 409
    shown = words(crossed.text)
    assert "Action 1.1 changed while you were writing. Nothing of yours is sent yet." in shown
    assert "Sam Whitlock on behalf of Priya Nair, 8am on 4 July 2011 Sam heard" in shown
    assert f"What you wrote {REASON}" in shown
    assert priya.post(ASK, data=filled_in(crossed)).status_code == 303
    assert slipping.waiting
    assert (slipping.waiting.reason, slipping.states) == (REASON, ["waiting"])


def test_the_same_form_sent_again_gets_the_same_answer(
    priya: CheckedClient, slipping: Slipping
) -> None:
    form = filled_in(priya.get(ASK)) | ASKED

    answers = [priya.post(ASK, data=form) for _turn in range(3)]

    assert [(one.status_code, one.location) for one in answers] == [(303, "/actions/SLAC-1.1")] * 3
    assert slipping.states == ["waiting"]


def test_typed_text_outlives_the_session(cast: Cast, priya: CheckedClient) -> None:
    form = filled_in(priya.get(ASK)) | ASKED
    for row in db.session.scalars(select(SignInSession)):
        db.session.delete(row)
    db.session.commit()

    asked = priya.post(ASK, data=form)
    back = priya.send(asked.location, {"email": cast.priya.email, "password": PASSWORD})
    page = priya.get(back.location)

    held = filled_in(page)
    assert {name: held[name] for name in ASKED} == ASKED
    assert "You were signed out before this was sent." in words(page.text)
    assert priya.post(ASK, data=held).status_code == 303


@pytest.mark.parametrize(
    ("name", "status"),
    [("tom", 403), ("jean", 403), ("helen", 404), ("margaret", 403), ("chris", 403)],
)
def test_nobody_else_is_given_the_form_or_can_post_it(
    cast: Cast, priya: CheckedClient, slipping: Slipping, name: str, status: int
) -> None:
    them, form = cast.client(name), filled_in(priya.get(ASK)) | ASKED
    token = post_forms(them.get("/account").text)[0][1]["csrf_token"]

    shown = them.get(ASK)
    posted = them.post(ASK, data=form | {"csrf_token": token})

    assert (shown.status_code, posted.status_code) == (status, status)
    assert 'name="reason"' not in shown.text
    assert slipping.states == []
    if name == "tom":
        assert "Action 1.1 belongs to Priya Nair. Only its owner updates it." in words(shown.text)


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress.SUBMITTED, "Action 1.1 was sent for sign-off. It is with Jean Talbot."),
        (Progress.NO_LONGER_NEEDED, "Action 1.1 is no longer needed."),
    ],
)
def test_what_is_over_is_refused_in_the_words_of_an_update(
    priya: CheckedClient, slipping: Slipping, progress: Progress, said: str
) -> None:
    hers = filled_in(priya.get(ASK)) | ASKED
    the("1.1").moved_to(progress)
    db.session.commit()

    page, posted = priya.get(ASK), priya.post(ASK, data=hers)

    assert (page.status_code, posted.status_code) == (200, 409)
    assert said in words(page.text)
    assert f"This has not been saved. Copy it if you need it. {REASON}" in words(posted.text)
    assert slipping.states == []


def test_a_date_that_has_moved_says_who_must_agree_now(
    cast: Cast, priya: CheckedClient, slipping: Slipping
) -> None:
    for decider, offered in ((cast.jean, "2011-07-18"), (cast.alan, "2011-08-01")):
        assert priya.send(ASK, ASKED | {"when": offered}).status_code == 303
        slipping.decides(decider, AGREE)
        page = words(priya.get(ASK).text)
        assert "Send request to Alan Mercer" in page

    assert "Moves so far Moved twice, 62 days in all" in page
    assert (
        "This date has moved twice already. Alan Mercer must agree this one, and it is listed for"
        " the board." in page
    )


def test_a_refused_request_leaves_the_way_open_for_another(
    cast: Cast, priya: CheckedClient, slipping: Slipping
) -> None:
    priya.send(ASK, ASKED)
    slipping.decides(cast.jean, REFUSE)

    page = words(priya.get("/actions/SLAC-1.1").text)

    assert "New due date refused: 18 July 2011 Jean Talbot, 8am on 4 July 2011 It cannot" in page
    assert "Ask for a new due date" in page
    assert priya.send(ASK, ASKED).status_code == 303


def test_an_update_leads_to_the_request_and_is_saved(priya: CheckedClient) -> None:
    saved = priya.send(UPDATE, LATE | {"next": "new-date"})

    assert (saved.status_code, saved.location) == (303, ASK)
    assert updates()[0].note == LATE["note"]
    page = priya.get(ASK)
    assert "Success Saved. Now ask for the new due date" in words(page.text)
    assert filled_in(page)["when"] == "2011-07-29"


def test_an_update_that_lacks_something_does_not_lead_on(priya: CheckedClient) -> None:
    page = priya.send(UPDATE, LATE | {"next": "new-date", "note": ""})
    done = priya.send(UPDATE, LATE | {"next": "new-date", "answer": "done"})

    assert (page.status_code, done.status_code) == (422, 422)
    assert "You chose Done. Save the update, or choose another answer" in words(done.text)
    assert updates() == []


def test_a_note_with_personal_detail_still_leads_to_the_request(priya: CheckedClient) -> None:
    warned = priya.send(UPDATE, LATE | {"next": "new-date", "note": "Case number 48213 is late."})

    saved = priya.post(UPDATE, data=filled_in(warned) | {"anyway": "y"})

    assert saved.location == ASK


def test_a_board_reader_of_a_restricted_plan_reads_no_reason(
    cast: Cast, priya: CheckedClient
) -> None:
    plan = the("1.1").plan
    plan.restricted = True
    db.session.add(PlanReader(plan_id=plan.id, person_id=cast.margaret.id))
    db.session.commit()
    priya.send(ASK, ASKED)

    page = words(cast.client("margaret").get("/actions/SLAC-1.1").text)

    assert "New due date asked for: 18 July 2011" in page
    assert REASON not in page
