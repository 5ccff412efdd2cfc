"""An administrator opens a plan for a while: with a reason, to read, and not in secret."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.services.letters import written
from tests.web.officer_pages import messages, words
from tests.web.pages import CheckedClient, post_forms
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.extensions import db
from tracker.services.letters.orders import NotWanted
from tracker.store.history import Happened, HistoryEntry
from tracker.store.opened_plans import OpenedPlan
from tracker.store.outbox import LetterState, Notification
from tracker.store.plans import Plan

OPEN = "/admin/open-a-plan"
WHY = "Jean cannot open action 1.1, and I have to see what she sees."
ASKED = {"code": "slac", "reason": WHY, "hours": "1"}


@pytest.fixture
def chris(northbank: Flask, cast: Cast) -> CheckedClient:
    """The administrator's browser; the plan is restricted."""
    db.session.scalars(select(Plan)).one().restricted = True
    for letter in db.session.scalars(select(Notification)):
        letter.state = LetterState.CANCELLED
    db.session.commit()
    return cast.client("chris")


def test_without_it_an_administrator_sees_nothing(chris: CheckedClient) -> None:
    assert chris.get("/plans/SLAC").status_code == 404
    assert chris.get("/actions/SLAC-1.1").status_code == 404


def test_it_opens_the_plan_to_read_and_ends_by_itself(
    chris: CheckedClient, travel: Callable[[str], None]
) -> None:
    opened = chris.send(OPEN, ASKED)

    assert opened.location == "/plans/SLAC"
    page = words(chris.get("/plans/SLAC").text)
    assert page.startswith("Success Plan SLAC is open to you until 9am on 4 July 2011.")
    assert f"You can read this plan until 9am on 4 July 2011. Reason: {WHY}" in page
    assert chris.get("/actions/SLAC-1.1").status_code == 200
    travel("2011-07-04T08:29")
    assert chris.get("/plans/SLAC").status_code == 200
    travel("2011-07-04T08:59")
    assert chris.get("/plans/SLAC").status_code == 200
    travel("2011-07-04T09:00")
    assert chris.get("/plans/SLAC").status_code == 404
    assert chris.get("/actions/SLAC-1.1").status_code == 404


def test_what_is_open_to_one_administrator_is_open_to_nobody_else(
    cast: Cast, chris: CheckedClient
) -> None:
    chris.send(OPEN, ASKED)
    cast.margaret.role = cast.chris.role
    db.session.commit()

    assert cast.client("margaret").get("/plans/SLAC").status_code == 404


def test_it_lets_nothing_be_changed(chris: CheckedClient) -> None:
    chris.send(OPEN, ASKED)

    assert post_forms(chris.get("/actions/SLAC-1.1").text) == []
    changing = ("update", "hold", "sign-off", "new-date", "evidence/add", "not-mine")
    refused = [chris.get(f"/actions/SLAC-1.1/{page}").status_code for page in changing]
    assert refused == [403] * len(changing)


def test_its_lead_is_told_and_can_shut_it(
    northbank: Flask, cast: Cast, chris: CheckedClient, now: datetime
) -> None:
    chris.send(OPEN, ASKED)

    letter = written(northbank, now=now)["Sam"]
    assert isinstance(letter, Letter)
    assert letter.subject == "Plan SLAC was opened by Chris Bolton"
    base = northbank.extensions["settings"].base_url
    assert letter.text == (
        "Sam,\n\nCHRIS BOLTON OPENED PLAN SLAC\n\nChris Bolton is an administrator and opened a"
        " restricted plan at 8am\non 4 July 2011. They can read it until 9am on 4 July 2011, and\n"
        "change nothing. They had to say why.\n\nSee why, or shut it now:\n"
        f"{base}/plans/SLAC\n\n\nWHAT TO DO\n\nIf you know nothing of a reason for"
        " it, ask Chris Bolton, and tell\nwhoever looks after information security.\n\n--\nYou get"
        " this because you look after plan SLAC.\n\nDo not reply with details about a child or"
        " family. Questions:\nperformance team, 01632 960 118.\n"
    )
    sam = cast.client("sam")
    page = sam.get("/plans/SLAC")
    assert f"Chris Bolton can read this plan until 9am on 4 July 2011. Reason: {WHY}" in words(
        page.text
    )
    address, fields = post_forms(page.text)[0]
    assert sam.post(address, data=fields).location == "/plans/SLAC"
    assert chris.get("/plans/SLAC").status_code == 404
    entries = (
        select(HistoryEntry)
        .where(HistoryEntry.kind.in_((Happened.PLAN_OPENED, Happened.PLAN_SHUT)))
        .order_by(HistoryEntry.id.desc())
    )
    assert [(one.kind, one.facts.get("note")) for one in db.session.scalars(entries)] == [
        (Happened.PLAN_SHUT, None),
        (Happened.PLAN_OPENED, WHY),
    ]
    db.session.rollback()
    assert "Plan shut to an administrator again" in sam.get("/admin/history").text


def test_a_letter_that_leaves_after_it_ended_says_so(
    northbank: Flask, chris: CheckedClient, travel: Callable[[str], None]
) -> None:
    chris.send(OPEN, ASKED)
    travel("2011-07-04T10:00")

    letter = written(northbank, now=clock.now())["Sam"]

    assert isinstance(letter, Letter)
    assert "They could read it until 9am on 4 July 2011" in " ".join(letter.text.split())


def test_where_the_lead_has_left_those_who_oversee_the_plan_are_told(
    northbank: Flask, cast: Cast, chris: CheckedClient, now: datetime
) -> None:
    plan = db.session.scalars(select(Plan)).one()
    plan.restricted = False
    cast.sam.active = False
    cast.marcus.role = cast.sam.role
    db.session.commit()

    chris.send(OPEN, ASKED)

    told = select(Notification.recipient_id).where(Notification.kind == "plan_opened")
    assert list(db.session.scalars(told)) == [cast.marcus.id]
    cast.marcus.role = cast.chris.role
    db.session.commit()
    assert written(northbank, now=now)["Marcus"] == NotWanted(
        "this person may not open the plan any more"
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": " "}, "Enter the code of the plan"),
        ({"code": "NONE"}, "There is no plan with this code"),
        ({"reason": ""}, "Say why you have to read this plan"),
        (
            {"reason": "to look"},
            "Say why in at least 20 characters: its lead is told to read it",
        ),
        ({"reason": "long " * 101}, "Reason must be 500 characters or less"),
        ({"hours": None}, "Select for how long"),
        ({"hours": "2"}, "Select for how long"),
    ],
)
def test_what_is_missing_is_asked_for(
    chris: CheckedClient, typed: dict[str, str | None], said: str
) -> None:
    page = chris.send(OPEN, ASKED | typed)

    assert messages(page) == [said]
    assert not db.session.scalars(select(OpenedPlan)).all()


def test_it_is_not_opened_twice(chris: CheckedClient) -> None:
    form = post_forms(chris.get(OPEN).text)[0][1]
    chris.post(OPEN, data={**form, **ASKED})

    again = chris.post(OPEN, data={**form, **ASKED})
    anew = chris.send(OPEN, ASKED, form=1)

    assert again.location == "/plans/SLAC", "the same form is answered as before"
    assert messages(anew) == ["This plan is open to you already"]
    assert len(db.session.scalars(select(OpenedPlan)).all()) == 1


def test_only_its_holder_and_those_who_oversee_the_plan_shut_it(
    cast: Cast, chris: CheckedClient
) -> None:
    chris.send(OPEN, ASKED)
    opening = db.session.scalars(select(OpenedPlan.id)).one()
    db.session.rollback()
    jean, sam = cast.client("jean"), cast.client("sam")
    fields = post_forms(sam.get("/plans/SLAC").text)[0][1]

    assert jean.post(f"{OPEN}/{opening}/shut", data=fields).status_code in (400, 403)
    assert sam.post(f"{OPEN}/999999/shut", data=fields).status_code == 404
    address, mine = post_forms(chris.get(OPEN).text)[0]
    assert chris.post(address, data=mine).location == OPEN
    assert chris.get("/plans/SLAC").status_code == 404
