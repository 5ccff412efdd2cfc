"""The pages of the reminder rules: what is inherited, what is said here, and what it would send."""

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.web.pages import post_forms
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import OccasionSkip
from tracker.store.plans import Plan
from tracker.store.rules import RuleSet, said_at

PLAN, ACTION = "/admin/plans/SLAC/reminders", "/actions/SLAC-1.1/reminders"


def history() -> list[tuple[str, dict[str, object], dict[str, object]]]:
    kinds = (Happened.RULES_CHANGED, Happened.PLAN_CHANGED)
    found = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.kind.in_(kinds)).order_by(HistoryEntry.id)
    )
    return [(e.facts.get("scope", ""), e.facts["before"], e.facts["after"]) for e in found]


def test_each_level_overrides_the_one_above_and_says_where_its_rules_come_from(cast: Cast) -> None:
    sam = cast.client("sam")

    assert sam.send("/admin/reminders", {"overdue": "2, 4 and 8"}).status_code == 303
    assert "2, 4 and 8, from the council" in sam.get(PLAN).text
    assert sam.send(PLAN, {"overdue": "3", "quiet_days": "7"}).status_code == 303
    text = sam.get(ACTION).text
    assert "3, from the plan" in text
    assert "10, our default" in text
    assert sam.send(ACTION, {"manager_after": "never"}).status_code == 303

    plan = db.session.scalars(select(Plan)).one()
    action = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    assert said_at() == {
        "council": {"overdue": [2, 4, 8]},
        f"plan:{plan.id}": {"overdue": [3], "quiet_days": 7},
        f"action:{action.id}": {"manager_after": None},
    }
    assert history() == [
        ("council", {}, {"overdue": [2, 4, 8]}),
        (f"plan:{plan.id}", {}, {"overdue": [3], "quiet_days": 7}),
        (f"action:{action.id}", {}, {"manager_after": None}),
    ]


def test_a_plan_goes_back_to_the_councils_rules(cast: Cast) -> None:
    sam = cast.client("sam")
    sam.send(PLAN, {"quiet_days": "7"})

    answer = sam.send(PLAN, {"reset": "1"})

    assert answer.status_code == 303
    assert "back to the council’s" in sam.get(PLAN).text
    assert list(said_at().values()) == [{}]
    assert history()[-1][1:] == ({"quiet_days": 7}, {})


def test_a_fault_is_beside_its_field_and_what_was_typed_stays(cast: Cast) -> None:
    answer = cast.client("sam").send(PLAN, {"overdue": "5, 1", "quiet_days": "7"})

    assert answer.status_code == 422
    assert "Enter the days in order, each once, such as 1, 5, 10" in answer.text
    assert 'value="5, 1"' in answer.text
    assert said_at() == {}


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("before", "soon", "Enter whole numbers with commas between, such as 1, 5, 10"),
        ("manager_after", "later", "Enter a whole number, or ‘never’"),
        ("stale_after", "2", "Enter a number of days between 7 and 365"),
        ("send_until", "7", "The last hour for sending must be after the first"),
    ],
)
def test_what_is_no_answer_is_refused_in_a_sentence(
    cast: Cast, field: str, typed: str, message: str
) -> None:
    answer = cast.client("sam").send("/admin/reminders", {field: typed})

    assert (answer.status_code, message in answer.text) == (422, True)


def test_what_it_would_send_is_shown_with_its_dates_and_nothing_is_saved(cast: Cast) -> None:
    answer = cast.client("sam").send(ACTION, {"show": "1"})

    assert answer.status_code == 200
    assert (
        "Priya Nair would get 4 emails about action 1.1 between 4 July and 31 July 2011: on"
        " 4 July 2011, 11 July 2011, 18 July 2011 and 25 July 2011." in answer.text
    )
    assert "Nothing has been saved yet." in answer.text
    assert said_at() == {}


def test_what_it_would_send_tells_who_would_be_asked_to_decide(cast: Cast) -> None:
    # In the demonstration this has been told; without that it would be told now.
    db.session.execute(OccasionSkip.__table__.delete())
    db.session.commit()

    answer = cast.client("sam").send(ACTION, {"show": "1", "director_after": "30"})

    assert "Jean Talbot would be asked to decide on 4 July 2011." in answer.text
    # Thirty working days after the review of 6 June, which decided to chase.
    assert "Alan Mercer would be asked to decide on 18 July 2011." in answer.text


def test_a_plan_shows_it_on_the_next_action_to_fall_due(cast: Cast) -> None:
    answer = cast.client("sam").send(PLAN, {"show": "1"})

    assert "Dawn Okafor would get" in answer.text
    assert "about action 3.1 between 4 July and 31 July 2011" in answer.text


def test_the_council_shows_it_on_a_sample_and_names_nothing_of_a_plan(cast: Cast) -> None:
    answer = cast.client("chris").send("/admin/reminders", {"show": "1"})

    assert "An officer with one action would get" in answer.text
    assert "due on 18 July 2011" in answer.text
    assert "SLAC" not in answer.text


def test_whoever_saves_second_is_asked_and_overwrites_nothing(cast: Cast) -> None:
    sam, again = cast.client("sam"), cast.client("sam")
    sam.send(PLAN, {"quiet_days": "7"})
    _action, old = post_forms(again.get(PLAN).text)[0]
    sam.send(PLAN, {"quiet_days": "10"})

    answer = again.post(PLAN, data={**old, "quiet_days": "5"})

    assert answer.status_code == 409
    assert "Somebody else saved first" in answer.text
    assert 'value="5"' in answer.text
    assert db.session.scalars(select(RuleSet.said)).all() == [{"quiet_days": 10}]


def test_a_plan_is_paused_and_its_board_gets_a_day(cast: Cast) -> None:
    sam = cast.client("sam")

    answer = sam.send(PLAN, {"board_day": "16", "paused": None})
    text = sam.get(PLAN).text
    sam.send(PLAN, {"board_day": "16", "paused": "y"})

    plan = db.session.scalars(select(Plan)).one()
    assert answer.status_code == 303
    assert "the next one goes on Monday 18 July 2011" in text
    assert (plan.board_day, plan.paused) == (16, True)
    assert history() == [
        ("", {"board_day": None}, {"board_day": 16}),
        ("", {"paused": False}, {"paused": True}),
    ]


def test_whoever_saves_the_boards_day_second_is_asked_too(cast: Cast) -> None:
    sam, again = cast.client("sam"), cast.client("sam")
    _action, old = post_forms(again.get(PLAN).text)[0]
    sam.send(PLAN, {"board_day": "16"})

    answer = again.post(PLAN, data={**old, "board_day": "20"})

    assert answer.status_code == 409
    assert db.session.scalars(select(Plan.board_day)).one() == 16


def test_a_day_of_the_month_that_is_none_is_refused(cast: Cast) -> None:
    answer = cast.client("sam").send(PLAN, {"board_day": "32"})

    assert (answer.status_code, "Enter a day of the month from 1 to 31" in answer.text) == (
        422,
        True,
    )


@pytest.mark.parametrize("who", ["priya", "jean", "margaret", "helen"])
def test_only_who_keeps_the_rules_sees_them(cast: Cast, who: str) -> None:
    client = cast.client(who)

    assert [client.get(path).status_code for path in ("/admin/reminders", PLAN, ACTION)] == [
        403,
        403,
        403,
    ]


def test_an_administrator_lays_down_the_councils_rules_and_no_plans(cast: Cast) -> None:
    chris = cast.client("chris")

    assert chris.send("/admin/reminders", {"send_from": "9"}).status_code == 303
    assert (chris.get(PLAN).status_code, chris.get(ACTION).status_code) == (403, 403)


def test_an_update_says_how_long_it_is_quiet_by_the_rules_of_its_plan(cast: Cast) -> None:
    cast.client("sam").send(PLAN, {"quiet_days": "7"})

    marcus = cast.client("marcus")
    answer = marcus.send(
        "/actions/SLAC-5.1/update", {"answer": "on_track", "note": "The page is with the printer."}
    )

    assert answer.status_code == 303
    assert "We will not remind you about this before 11 July 2011" in marcus.get("/").text
