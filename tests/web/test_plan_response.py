"""When the answer to a live plan's report is due: put right, counted anew, kept in the history."""

from sqlalchemy import select

from tests.cast import Cast
from tests.web.test_plans import main_words
from tracker.extensions import db
from tracker.store.history import Happened, HistoryEntry

STATED = {"stated_on-day": "30", "stated_on-month": "9", "stated_on-year": "2011"}


def test_the_plan_leads_to_it_and_shows_what_was_said(cast: Cast):
    sam = cast.client("sam")
    assert 'href="/plans/SLAC/answer"' in sam.get("/plans/SLAC").get_data(as_text=True)

    answer = sam.send("/plans/SLAC/answer", STATED)

    assert (answer.status_code, answer.location) == (303, "/plans/SLAC#answer")
    assert "Answer due Friday 30 September 2011, as the letter states" in main_words(
        sam.get("/plans/SLAC").text
    )
    found = select(HistoryEntry).where(HistoryEntry.kind == Happened.PLAN_CHANGED)
    (entry,) = db.session.scalars(found)
    assert entry.facts["after"]["answer_stated_on"] == "2011-09-30"


def test_a_date_before_the_count_begins_is_refused_beside_it(cast: Cast):
    began = {"start_on-day": "1", "start_on-month": "10", "start_on-year": "2011"}

    refused = cast.client("sam").send("/plans/SLAC/answer", {**STATED, **began})

    assert refused.status_code == 422
    assert "Date in the letter must be after 1 October 2011" in refused.get_data(as_text=True)


def test_nobody_else_changes_it(cast: Cast):
    assert cast.client("jean").get("/plans/SLAC/answer").status_code == 403
    assert "/plans/SLAC/answer" not in cast.client("jean").get("/plans/SLAC").text
