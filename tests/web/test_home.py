"""My actions: what needs its owner now, in words, for everybody who may come here."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.crowd import crowd
from tests.statements import counted
from tests.web.officer_pages import the, words
from tests.web.pages import CheckedClient
from tracker import clock
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.people import ReminderPattern
from tracker.store.plans import Plan, PlanState

pytestmark = pytest.mark.usefixtures("northbank")

FILES = "Download this list: Excel workbook of this list , CSV file of this list"
"""What stands under every list."""


def test_priya_sees_what_is_late_first_and_what_comes_after(cast: Cast) -> None:
    page = cast.client("priya").get("/")

    assert page.status_code == 200
    assert words(page.text) == (
        "My actions 1 of your 2 actions needs an update today."
        " Update now 1.1 Set and monitor a 15 working day standard for sending out minutes"
        " Due 31 May 2011 – 34 days overdue You last said: off track, 12 May 2011"
        " Jean Talbot asked for an update on 6 June 2011 Overdue"
        " Due in the next 30 days 1.2 Train 6 minute-takers to use the new template"
        " Due 29 July 2011 – in 25 days You last said: on track, 27 June 2011 On track"
        f" {FILES} Your reminders You get one email on Monday mornings, and one on the day something is due."
        " Change your reminders Going on leave? Tell us who covers for you"
    )
    assert 'href="/actions/SLAC-1.1/update"' in page.text
    assert 'href="/actions/SLAC-1.2"' in page.text


def test_what_waits_for_sign_off_stands_apart(cast: Cast) -> None:
    page = words(cast.client("ruth").get("/").text)

    assert "1 of your 2 actions needs an update today. Update now 6.2 Share" in page
    assert (
        "Waiting for sign-off 6.1 Check consent forms before each session Due 30 June 2011"
        f" Sent on 29 June 2011. It is with Jean Talbot Waiting for sign-off {FILES}" in page
    )


def test_a_new_date_that_was_asked_for_is_said(cast: Cast) -> None:
    page = words(cast.client("tom").get("/").text)

    assert "New date of 29 July 2011 asked for on 28 June 2011" in page
    assert "Later 2.2 Audit 40 case files for supervision entries Due 30 September 2011" in page


def test_helen_finds_what_she_has_completed(cast: Cast) -> None:
    helen = cast.client("helen")

    assert "Actions you have completed (1)" in helen.get("/").text
    assert words(helen.get("/actions/completed").text) == (
        "Actions you have completed 1 action 7.1 Annual health report to boards"
        f" Completed 14 June 2011 {FILES}"
    )


def test_somebody_who_owns_nothing_is_told_what_would_come_here(
    cast: Cast,
) -> None:
    for mine in db.session.scalars(select(Action).where(Action.owner_id == cast.dawn.id)):
        mine.owner_id = cast.tom.id
    db.session.commit()
    dawn = cast.client("dawn")

    assert words(dawn.get("/").text).startswith(
        "My actions You have no open actions. When someone gives you one we will email you."
    )
    assert "You have not completed an action yet." in dawn.get("/actions/completed").text


@pytest.mark.parametrize(
    ("name", "leads_to"),
    [("jean", "/review"), ("sam", "/review"), ("margaret", "/plans"), ("chris", "/admin/users")],
)
def test_those_who_own_nothing_start_where_their_work_is(
    cast: Cast, name: str, leads_to: str
) -> None:
    page = cast.client(name).get("/")

    assert (page.status_code, page.location) == (302, leads_to)


def test_a_manager_who_owns_an_action_sees_it(cast: Cast) -> None:
    the("3.2").owner_id = cast.jean.id
    db.session.commit()

    page = words(cast.client("jean").get("/").text)

    assert page.startswith("My actions Your one action does not need an update today. Later 3.2")


def test_what_a_manager_sent_for_sign_off_is_with_the_next_one_up(cast: Cast) -> None:
    the("6.1").owner_id = cast.jean.id
    db.session.commit()

    page = words(cast.client("jean").get("/").text)

    assert "Sent on 29 June 2011. It is with Alan Mercer Waiting for sign-off" in page


def test_the_performance_officer_sees_what_is_said_to_be_somebody_elses_until_it_is_given(
    cast: Cast,
) -> None:
    now = clock.now()
    record(
        Happened.NOT_MINE,
        at=now,
        actor=cast.tom,
        action=the("2.2"),
        whose="Dawn Okafor",
        note="",
    )
    db.session.commit()

    assert (
        "2.2 Audit 40 case files for supervision entries Tom Ashworth said on 4 July 2011 that it"
        " is not theirs. They think it is Dawn Okafor’s." in words(cast.client("sam").get("/").text)
    )
    assert "Said to be" not in cast.client("priya").get("/").text

    the("2.2").owner_id = cast.dawn.id
    the("2.2").given_at = now + timedelta(minutes=1)
    db.session.commit()

    assert cast.client("sam").get("/").location == "/review"


@pytest.mark.parametrize(
    ("pattern", "weekday", "said"),
    [
        (ReminderPattern.WEEKLY, 2, "You get one email on Wednesday mornings, and one on the day"),
        (ReminderPattern.DAILY, 0, "You get one email on a day when something needs you."),
        (ReminderPattern.ONLY_DUE, 0, "You get an email only when something is due or overdue."),
    ],
)
def test_the_page_says_when_its_owner_is_emailed(
    cast: Cast, pattern: ReminderPattern, weekday: int, said: str
) -> None:
    priya = cast.priya
    priya.reminders, priya.agenda_weekday = pattern, weekday
    db.session.commit()

    assert said in cast.client("priya").get("/").text


def test_an_action_of_a_closed_plan_asks_for_nothing(cast: Cast) -> None:
    db.session.scalars(select(Plan)).one().state = PlanState.CLOSED
    db.session.commit()

    assert "You have no open actions." in cast.client("priya").get("/").text


def test_the_page_asks_the_same_of_the_database_however_much_there_is(cast: Cast) -> None:
    priya = cast.client("priya")

    def statements() -> int:
        with counted() as sent:
            assert priya.get("/").status_code == 200
        return len(sent)

    few = statements()
    crowd(600)

    assert statements() == few <= 5


def test_completed_actions_are_paged(cast: Cast) -> None:
    crowd(350)
    for mine in db.session.scalars(select(Action).where(Action.owner_id == cast.priya.id)):
        mine.moved_to(Progress.COMPLETED)
        mine.completed_on = mine.due_on
    db.session.commit()
    priya = cast.client("priya")

    second = priya.get("/actions/completed?page=2")

    assert second.text.count("<br>\n        Completed ") == 25
    assert "<title>Actions you have completed (page 2 of 3) – " in second.text
    assert priya.get("/actions/completed?page=4").status_code == 404
    assert priya.get("/actions/completed?page=0").status_code == 404


def test_signed_out_people_sign_in_first(client: CheckedClient) -> None:
    assert client.get("/").location == "/sign-in?next=/"


def test_of_a_long_list_the_first_rows_are_shown_and_all_on_asking(cast: Cast) -> None:
    crowd(300)
    priya = cast.client("priya")

    page = priya.get("/").text
    total = int(page.split("See all ")[1].split("<")[0])
    whole = priya.get("/?all=update_now").text

    assert whole.count('class="govuk-task-list__item') - page.count(
        'class="govuk-task-list__item'
    ) == (total - 25)
