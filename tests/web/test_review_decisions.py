"""Deciding about one action after another, and how each mistake is explained."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.web.pages import CheckedClient
from tests.web.review_pages import (
    CHASE,
    GIVE,
    LEAVE,
    change,
    fields_of,
    give,
    heading,
    letters_waiting,
    words,
)
from tracker import clock
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.store.decisions import ReviewDecision

Travel = Callable[[str], None]


@pytest.fixture
def jean(cast: Cast) -> CheckedClient:
    """Jean Talbot, who is accountable for the plan, signed in."""
    return cast.client("jean")


def test_a_decision_leads_to_the_next_heading_and_can_be_changed(jean: CheckedClient) -> None:
    saved = jean.send("/review", CHASE | {"note": "Ask about the posts."})
    page = jean.get(saved.location)
    text = words(page)
    changed = jean.get("/review?item=SLAC-1.1")

    assert (saved.status_code, saved.location) == (303, "/review?item=SLAC-2.1#current")
    assert heading(page) == "2.1"
    assert (
        "We will ask the owner of action 1.1 for an update when you finish the review."
        " Change this decision"
    ) in text
    assert 'data-disable-auto-focus="true"' in page.get_data(as_text=True)
    assert "1 of 4 reviewed" in text
    assert "Reviewed: chase" in text
    assert "You decided to chase, 8am on 4 July 2011." in words(changed)
    assert "Ask about the posts.</textarea>" in changed.get_data(as_text=True)


def test_skipping_goes_on_and_keeps_the_action_in_the_list(jean: CheckedClient) -> None:
    page = jean.get("/review").get_data(as_text=True)

    assert 'href="/review?item=SLAC-2.1#current">Skip for now' in page
    assert heading(jean.get("/review?item=SLAC-2.1")) == "2.1"
    assert jean.send("/review?item=SLAC-2.1", LEAVE).location == "/review?item=SLAC-4.1#current"
    assert jean.send("/review?item=SLAC-6.2", LEAVE).location == "/review?item=SLAC-1.1#current"


def test_giving_asks_for_the_person_in_a_second_step(jean: CheckedClient, cast: Cast) -> None:
    first = jean.send("/review", GIVE | {"note": "Agreed in the meeting."})
    text = words(first)
    fields = fields_of(first)

    assert first.status_code == 200
    assert "Give action 1.1 to someone else Agreed in the meeting. Your note for the record" in text
    unanswered = jean.post("/review/SLAC-1.1/give", data=fields)
    assert (unanswered.status_code, "Select who to give it to" in words(unanswered)) == (422, True)
    assert letters_waiting() == []
    saved = jean.post(
        "/review/SLAC-1.1/give",
        data=fields | {"to": str(cast.dawn.id), "words": "Start with the rota."},
    )
    assert saved.location == "/review?item=SLAC-2.1#current"
    assert letters_waiting() == [("new_action", "Dawn Okafor")]
    kept = db.session.scalars(select(ReviewDecision).order_by(ReviewDecision.id.desc())).first()
    assert kept
    assert (kept.given_to, kept.note) == (cast.dawn, "Agreed in the meeting.")


def test_a_giving_can_have_its_note_changed(jean: CheckedClient, cast: Cast) -> None:
    give(jean, "SLAC-1.1", cast.dawn)

    again = jean.send("/review?item=SLAC-1.1", {"note": "With her agreement."})
    jean.post("/review/SLAC-1.1/give", data=fields_of(again))

    assert "If you do, the action goes back to Priya Nair first." in words(again)
    kept = db.session.scalars(select(ReviewDecision).order_by(ReviewDecision.id.desc())).first()
    assert kept
    assert (kept.given_to, kept.note) == (cast.dawn, "With her agreement.")


def test_leaving_again_without_a_reason_is_explained(jean: CheckedClient, travel: Travel) -> None:
    for ref in ("1.1", "2.1", "4.1", "6.2"):
        jean.send(f"/review?item=SLAC-{ref}", LEAVE)
    jean.send("/review", {})
    travel("2011-07-04T08:20")

    page = jean.send("/review", LEAVE)

    assert page.status_code == 422
    assert words(page).count("Say why it is being left") == 2
    assert "Note for the record (needed to leave it again)" in words(page)


def test_no_choice_is_explained_and_keeps_the_note(jean: CheckedClient) -> None:
    page = jean.send("/review", {"note": "Half a thought"})

    assert page.status_code == 422
    assert words(page).count("Select what you want to do") == 2
    assert "Half a thought</textarea>" in page.get_data(as_text=True)


def test_a_change_meanwhile_shows_both_and_loses_neither(jean: CheckedClient) -> None:
    fields = fields_of(jean.get("/review"))
    change("1.1", version=7, progress=Progress.AT_RISK)

    page = jean.post("/review/SLAC-1.1", data=fields | CHASE | {"note": "Ask about the posts."})

    assert page.status_code == 409
    assert "Action 1.1 changed while you were deciding. Nothing is saved yet." in words(page)
    assert "1.1 Set and monitor a 15 working day standard for sending out minutes At risk" in words(
        page
    )
    assert "Ask about the posts.</textarea>" in page.get_data(as_text=True)
    assert letters_waiting() == []
    again = jean.post("/review/SLAC-1.1", data=fields_of(page))
    assert again.location == "/review?item=SLAC-2.1#current"


def test_an_action_that_ended_meanwhile_is_explained(jean: CheckedClient) -> None:
    fields = fields_of(jean.get("/review"))
    change("1.1", due_on=clock.today() + timedelta(days=30))

    page = jean.post("/review/SLAC-1.1", data=fields | LEAVE)

    assert page.status_code == 422
    assert "Action 1.1 is no longer overdue. There is nothing left to decide." in words(page)


def test_an_action_that_is_not_overdue_leads_to_its_page(jean: CheckedClient) -> None:
    assert "Action 3.1 is not overdue, so there is nothing to decide about it here." in words(
        jean.get("/review?item=SLAC-3.1")
    )
    assert jean.get("/review?item=SLAC-9.9").status_code == 404


def test_an_owner_who_cannot_be_chased_is_not_offered(jean: CheckedClient, cast: Cast) -> None:
    cast.priya.active = False
    db.session.commit()

    text = words(jean.get("/review"))

    assert "Priya Nair can no longer be emailed. Give action 1.1 to someone else." in text
    assert "Chase Priya Nair" not in text


def test_the_same_form_sent_twice_takes_effect_once(jean: CheckedClient) -> None:
    fields = fields_of(jean.get("/review")) | CHASE
    first = jean.post("/review/SLAC-1.1", data=fields)
    again = jean.post("/review/SLAC-1.1", data=fields)

    assert (again.status_code, again.location) == (303, first.location)
    assert letters_waiting() == [("chase", "Priya Nair")]


def test_text_typed_when_the_session_ended_is_still_there(jean: CheckedClient, cast: Cast) -> None:
    fields = fields_of(jean.get("/review")) | CHASE | {"note": "Long and considered."}
    with jean.session_transaction() as session:
        session.pop("_user_id")
    refused = jean.post("/review/SLAC-1.1", data=fields)
    jean.sign_in(cast.jean.email, "northbank demonstration")

    assert "next=/review/SLAC-1.1" in refused.location.replace("%2F", "/")
    page = jean.get("/review/SLAC-1.1").get_data(as_text=True)
    assert "Long and considered.</textarea>" in page
