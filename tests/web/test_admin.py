"""The pages for running the service: warnings on every page, scheduler, tomorrow's post, why, and
what monitoring is told."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests.cast import Cast
from tests.statements import counted
from tests.web.pages import CheckedClient
from tests.web.test_people import flashed
from tests.web.test_plans import main_words
from tracker import clock
from tracker.extensions import db
from tracker.services import heartbeat, morning
from tracker.store import relay
from tracker.store.outbox import Instance
from tracker.store.plans import Plan
from tracker.store.runs import beat
from tracker.web import why
from tracker.web.tomorrow import Rows

pytestmark = pytest.mark.usefixtures("northbank")

EIGHT = clock.at("2011-07-04T08:00")
TITLE = "Conference minutes within 15 working days"


@pytest.fixture
def sam(cast: Cast) -> CheckedClient:
    """Sam Whitlock, the performance officer, signed in."""
    return cast.client("sam")


@pytest.fixture
def chris(cast: Cast) -> CheckedClient:
    """Chris Bolton, the administrator, signed in."""
    return cast.client("chris")


def ran(*, ago: timedelta = timedelta(0)) -> None:
    beat("plan", now=clock.now() - ago)
    db.session.commit()


def warned(client: CheckedClient, path: str = "/account") -> str:
    """What the warning at the top of a page says; empty when there is none."""
    page = client.get(path).text
    start = page.find("app-banner--warning")
    if start < 0:
        return ""
    end = page.index("<main", start)
    return " ".join(re.sub(r"<[^>]+>", " ", page[start:end].partition(">")[2]).split())


# ---- warnings -----------------------------------------------------------------------------------


def test_while_all_is_well_nobody_is_warned(cast: Cast) -> None:
    ran()

    assert [warned(cast.client(name)) for name in ("sam", "chris", "priya")] == ["", "", ""]


def test_a_scheduler_that_never_ran_warns_those_who_run_the_service(cast: Cast) -> None:
    said = "Warning Reminders have stopped The scheduler has never run. See what to do"

    assert [warned(cast.client(name)) for name in ("sam", "chris")] == [said, said]
    assert [warned(cast.client(name)) for name in ("priya", "jean", "margaret")] == [""] * 3


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=9), ""),
        (
            timedelta(minutes=11),
            "Warning Reminders have stopped The scheduler last ran at 7:49am on 4 July 2011."
            " See what to do",
        ),
        (
            timedelta(hours=27),
            "Warning Reminders have stopped: no run for 27 hours The scheduler last ran at 5am on"
            " 3 July 2011. See what to do",
        ),
    ],
)
def test_silence_is_told_on_every_page(sam: CheckedClient, ago: timedelta, said: str) -> None:
    ran(ago=ago)

    assert [warned(sam, path) for path in ("/account", "/plans", "/nowhere")] == [said] * 3


def test_relay_and_hold_stand_in_the_same_warning(cast: Cast, chris: CheckedClient) -> None:
    ran()
    now = clock.now()
    relay.mark_down(
        db.session(), "email", trouble="454 no", phase="tls", now=now, next_probe_at=now
    )
    db.session.merge(Instance(id=1, since=now, held=True, held_reason="a copy", held_since=now))
    db.session.commit()

    assert warned(chris) == (
        "Warning Emails are not leaving Our mail server has been in trouble since 8am on 4 July"
        " 2011. Nothing is lost: emails wait and go when it is back. See what it said All emails are"
        " held Nothing has left since 8am on 4 July 2011. a copy Decide what becomes of them"
    )
    assert warned(cast.client("priya")) == (
        "Warning This copy of the service sends no emails Nobody is emailed until an administrator"
        " has looked at it."
    )


def test_an_old_backup_is_told_to_those_who_run_the_service(
    northbank: Flask, cast: Cast, sam: CheckedClient
) -> None:
    ran()
    beat("backup", now=clock.now() - timedelta(hours=27))
    db.session.commit()
    held = northbank.extensions["settings"]
    northbank.extensions["settings"] = replace(held, env="production")

    assert warned(sam) == (
        "Warning There is no recent backup The last was taken at 5am on 3 July 2011. What is lost"
        " now cannot be brought back. Tell whoever runs the server."
    )
    assert warned(cast.client("priya")) == ""


@pytest.mark.parametrize(("given_name", "most"), [("sam", 1), ("chris", 1), ("priya", 0)])
def test_a_warning_costs_no_page_more_than_one_statement(
    cast: Cast, given_name: str, most: int, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = cast.client(given_name)
    ran()
    visitor.get("/account")
    with counted() as well:
        visitor.get("/account")
    ran(ago=timedelta(days=3))
    with counted() as stopped:
        visitor.get("/account")
    with counted() as nobody:
        client.get("/help")

    assert len(stopped) == len(well)
    looked = [one for one in well if "heartbeat" in one or "FROM instance" in one]
    assert (len(looked), nobody) == (most, [])


# ---- scheduler ----------------------------------------------------------------------------------


def test_before_it_has_ever_run_the_page_says_how_to_start_it(sam: CheckedClient) -> None:
    page = main_words(sam.get("/admin/scheduler").text)

    assert "Scheduler No Has never run." in page
    assert "The scheduler has never run here. Start it with tracker scheduler" in page


def test_each_part_says_what_it_does_and_what_came_of_it(sam: CheckedClient) -> None:
    now = clock.now()
    heartbeat.work_and_note("plan", lambda: {"planned": morning.plan_due(now)}, now=now)

    page = main_words(sam.get("/admin/scheduler").text)

    assert (
        "Plan Works out who is to be emailed about what, and plans those emails 8am on 4 July 2011"
    ) in page
    assert "5 planned within 30 seconds of 8am on 4 July 2011 Done" in page
    assert "Reminders: planned up to 8am on 4 July 2011" in page
    assert "It has never been in trouble." in page


def test_running_by_hand_shows_first_what_it_would_bring(sam: CheckedClient) -> None:
    page = main_words(sam.get("/admin/scheduler/run").text)
    assert "Dry run: 5 emails to 5 people. Nothing has been sent." in page

    said = flashed(sam, sam.send("/admin/scheduler/run"))
    again = flashed(sam, sam.send("/admin/scheduler/run"))

    assert said == "The planner has run: 5 emails planned."
    assert again == "The planner has run: nothing was due."


# ---- tomorrow's post ----------------------------------------------------------------------------


def test_tomorrows_post_says_who_gets_what_and_why(
    sam: CheckedClient, travel: Callable[[str], None]
) -> None:
    travel("2011-07-01T09:00")

    page = main_words(sam.get("/admin/tomorrow").text)

    assert "The next working morning is Monday 4 July 2011." in page
    assert f"Priya Nair Reminder: overdue 1.1 {TITLE} Weekly agenda, week of 4 July 2011" in page
    assert "Who gets nothing, and why" in page


def test_an_administrator_sees_tomorrows_post_without_the_actions(chris: CheckedClient) -> None:
    morning.plan_due(EIGHT)

    page = main_words(chris.get("/admin/scheduler/run").text)

    assert "Dry run: 5 emails to 5 people." in page
    assert "Priya Nair Reminder: overdue Weekly agenda" in page
    assert TITLE not in page


def test_what_a_restricted_plan_brings_is_told_to_nobody_who_may_not_open_it(
    cast: Cast, sam: CheckedClient
) -> None:
    jean = cast.jean.id
    db.session.execute(update(Plan).values(restricted=True, lead_id=jean))
    db.session.commit()

    page = main_words(sam.get("/admin/scheduler/run").text)

    assert "Priya Nair" not in page


# ---- why ----------------------------------------------------------------------------------------


def test_why_asks_for_a_person_and_an_action(sam: CheckedClient) -> None:
    page = main_words(sam.get("/admin/why").text)

    assert "Choose a person and an action." in page


def test_why_tells_the_letter_its_rule_and_what_comes_next(cast: Cast, sam: CheckedClient) -> None:
    morning.plan_due(EIGHT)

    page = main_words(sam.get(f"/admin/why?person={cast.priya.id}&action=SLAC-1.1").text)

    assert "Emails of that day When Kind Why Status" in page
    assert "Overdue: 10 working days or more after the due date of 31 May 2011 Waiting" in page
    assert "The next three, if nothing changes Day Kind Why Monday 11 July 2011" in page


def test_why_tells_the_reason_for_silence(cast: Cast, sam: CheckedClient) -> None:
    morning.plan_due(EIGHT)

    page = main_words(sam.get(f"/admin/why?person={cast.ruth.id}&action=SLAC-6.1").text)

    assert "No email: Waiting for sign-off by Jean Talbot." in page
    assert "What was let pass, the newest first" in page


def test_why_says_what_is_missing(cast: Cast, sam: CheckedClient) -> None:
    half = sam.get(f"/admin/why?person={cast.priya.id}").text
    wrong_day = sam.get(f"/admin/why?person={cast.priya.id}&action=SLAC-1.1&on=monday").text

    assert 'href="#action">Select an action' in half
    assert 'href="#on">Day must look like 2011-07-04' in wrong_day


def test_of_very_many_actions_why_asks_for_a_reference(
    cast: Cast, sam: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(why, "MOST_OFFERED", 3)
    asked = f"/admin/why?person={cast.priya.id}&action="

    told = main_words(sam.get(f"{asked}slac-1.1").text)
    wrong = sam.get(f"{asked}SLAC-99.1").text

    assert "Priya Nair, action SLAC-1.1, Monday 4 July 2011" in told
    assert "Choose a person and an action." in main_words(sam.get("/admin/why").text)
    assert '<input class="govuk-input govuk-input--width-10" id="action" name="action"' in wrong
    assert 'href="#action">There is no action SLAC-99.1 that you can see. Check' in wrong
    assert 'href="#action">Enter the reference of an action' in sam.get(asked).text


def test_a_long_rehearsal_shows_its_beginning_and_how_long_it_is(
    sam: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning.plan_due(EIGHT)
    whole = sam.get("/admin/scheduler/run").text
    monkeypatch.setattr(Rows, "most", 2)
    monkeypatch.setattr(Rows, "most_about", 0)

    page = sam.get("/admin/scheduler/run").text

    assert 0 < page.count("<tr role=") < whole.count("<tr role=")
    assert re.search(r"The first 2 of \d+ rows are shown", page)
    assert "are shown" not in whole
    assert re.search(r"<br>and \d+ others?<", page)


def test_an_administrator_asks_about_a_person_and_is_told_of_no_action(
    cast: Cast, chris: CheckedClient
) -> None:
    morning.plan_due(EIGHT)

    page = chris.get(f"/admin/why?person={cast.priya.id}&action=SLAC-1.1").text
    silent = main_words(chris.get(f"/admin/why?person={cast.tom.id}").text)
    ahead = main_words(chris.get(f"/admin/why?person={cast.priya.id}&on=2011-07-11").text)

    assert "Overdue: 10 working days or more after the due date of 31 May 2011" in page
    assert "SLAC" not in page
    assert TITLE not in page
    assert "No email: New date of 29 July 2011 waiting for Jean Talbot to decide." in silent
    assert "Yes: An email comes that day." in ahead


def test_the_action_page_leads_to_why_for_who_may_ask(cast: Cast, sam: CheckedClient) -> None:
    link = f'href="/admin/why?person={cast.priya.id}&amp;action=SLAC-1.1"'

    assert link in sam.get("/actions/SLAC-1.1").text
    assert "/admin/why" not in cast.client("priya").get("/actions/SLAC-1.1").text


def test_an_administrator_sees_which_versions_are_at_work(chris: CheckedClient) -> None:
    page = main_words(chris.get("/admin/versions").text)

    assert "Action plan tracker 0.1.0 Nothing" in page
    assert "Tables none Look at this They are not ready. Run: tracker db upgrade" in page


# ---- monitoring ---------------------------------------------------------------------------------


def test_monitoring_is_told_each_part_and_what_is_wrong(client: CheckedClient) -> None:
    stopped = client.get("/healthz/reminders")
    ran()
    well = client.get("/healthz/reminders")

    assert stopped.status_code == 503
    assert stopped.json is not None
    assert stopped.json["status"] == "scheduler: has never run. Run: tracker scheduler"
    assert (well.status_code, well.json) == (
        200,
        {
            "status": "ok",
            "parts": {
                "scheduler": {"well": True, "words": "last ran at 8am on 4 July 2011"},
                "letters": {"well": True, "words": "none is due"},
                "relay": {"well": True, "words": "takes letters"},
                "hold": {"well": True, "words": "not held"},
                "backup": {
                    "well": True,
                    "words": "none was ever taken. Run: tracker backup FOLDER",
                },
            },
        },
    )


def test_monitoring_is_told_when_there_is_no_database(
    northbank: Flask, client: CheckedClient
) -> None:
    db.session.execute(db.text("DROP TABLE heartbeat"))
    db.session.commit()

    answer = client.get("/healthz/reminders")

    assert answer.status_code == 503
    assert "the database does not answer" in str(answer.json)
    assert client.get("/healthz").json == {"status": "ok"}
