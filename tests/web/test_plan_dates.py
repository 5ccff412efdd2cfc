"""The dates of a plan: seen, set, refused, and led to from the plan."""

from tests.cast import Cast
from tests.web.test_plans import main_words
from tracker.extensions import db
from tracker.store.plans import Plan

BOARD = {"board-day": "18", "board-month": "8", "board-year": "2011"}


def test_the_plan_leads_to_its_dates_and_only_for_those_who_set_them(cast: Cast):
    leads = 'href="/plans/SLAC/dates"'

    assert leads in cast.client("sam").get("/plans/SLAC").get_data(as_text=True)
    assert leads not in cast.client("jean").get("/plans/SLAC").get_data(as_text=True)


def test_dates_are_set_and_worked_back_from(cast: Cast):
    sam = cast.client("sam")

    answer = sam.send("/plans/SLAC/dates", {**BOARD, "asks": "y"})

    assert (answer.status_code, answer.location) == (303, "/plans/SLAC/dates")
    page = main_words(sam.get("/plans/SLAC/dates").get_data(as_text=True))
    assert "Owners are asked From Friday 22 July 2011 Updates by Friday 29 July 2011" in page
    assert "Draft ready by Wednesday 3 August 2011" in page
    assert "Papers published by Wednesday 10 August 2011" in page
    assert "Board meets Thursday 18 August 2011" in page


def test_what_cannot_be_is_said_beside_it_and_what_was_typed_is_kept(cast: Cast):
    sam = cast.client("sam")

    answer = sam.send("/plans/SLAC/dates", {"papers": "some", "board-day": "40"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Next board must be a real date" in page
    answer = sam.send("/plans/SLAC/dates", {"papers": "some"})
    page = answer.get_data(as_text=True)
    assert "Clear working days must be a number from 0 to 30" in page
    assert 'value="some"' in page
    assert db.session.query(Plan).one().papers_days == 5
