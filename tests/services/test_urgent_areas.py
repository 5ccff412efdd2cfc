"""Actions that answer a priority area: who decides about their dates, and how an area becomes one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast
from tests.services.drafting import Drafting
from tests.services.letters import plain, written
from tests.services.meetings import last_entry, the
from tests.services.slipping import AGREE, Slipping
from tests.services.test_responses import plan_and_area, responds
from tests.services.timed import morning_of, send_all
from tests.statements import counted
from tests.web.officer_pages import words
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.drafts import Draft
from tracker.domain.errors import RuleBroken
from tracker.domain.responses import Responded, Response
from tracker.extensions import db
from tracker.services.deciders import date_decider, date_deciders, sign_off_decider
from tracker.store.history import Happened
from tracker.store.people import Person, Team
from tracker.store.reports import Finding
from tracker.store.snapshots import open_actions

WHY = "Area 1 is a priority area, so a new date is decided one rung up, by Alan Mercer."


@pytest.fixture
def slipping(northbank: Flask) -> Slipping:
    """Priya's late action, 1.1, which answers the first area, and that is a priority area."""
    prioritise("1")
    return Slipping()


def prioritise(number: str, *, urgent: bool = True) -> None:
    db.session.execute(update(Finding).where(Finding.number == number).values(urgent=urgent))
    db.session.commit()


def test_the_first_move_is_decided_one_rung_up(
    northbank: Flask, cast: Cast, slipping: Slipping
) -> None:
    said = slipping.asks(cast.priya)
    found = date_decider(the("1.1"), cast.priya.id, clock.today())

    assert said.startswith("Your request has gone to Alan Mercer.")
    assert (found.moves, found.raised_by, found.why_raised) == (0, ("1",), WHY)
    letters = written(northbank, now=clock.now() + timedelta(minutes=20))
    assert list(letters) == ["Alan"]
    assert isinstance(letters["Alan"], Letter)
    assert WHY in plain(letters["Alan"])
    with pytest.raises(RuleBroken, match="It is with Alan Mercer to decide"):
        slipping.decides(cast.jean, AGREE)
    slipping.decides(cast.alan, AGREE)
    assert the("1.1").due_on == date(2011, 7, 29)


def test_once_it_has_moved_the_area_raises_it_no_further(cast: Cast, slipping: Slipping) -> None:
    slipping.asks(cast.priya)
    slipping.decides(cast.alan, AGREE)

    again = date_decider(the("1.1"), cast.priya.id, clock.today())

    assert (again.person.name, again.moves, again.why_raised) == ("Alan Mercer", 1, "")


def test_where_nobody_is_higher_no_rung_is_claimed(cast: Cast, slipping: Slipping) -> None:
    the("1.1").manager_id = cast.alan.id
    db.session.commit()

    found = date_decider(the("1.1"), cast.priya.id, clock.today())

    assert (found.person.name, found.why_raised) == ("Alan Mercer", "")


def test_any_of_the_areas_an_action_answers_will_do(cast: Cast, slipping: Slipping) -> None:
    prioritise("1", urgent=False)
    _plan, third = plan_and_area("3")
    action = the("1.1")
    action.findings = [*action.findings, third]
    prioritise("3")

    found = date_decider(the("1.1"), None, clock.today())

    assert found.raised_by == ("3",)


def test_the_sign_off_of_such_an_action_stays_with_its_manager(
    cast: Cast, slipping: Slipping
) -> None:
    assert sign_off_decider(the("1.1"), clock.today()).person == cast.jean


def test_the_morning_asks_the_same_person(cast: Cast, slipping: Slipping) -> None:
    slipping.asks(cast.priya)
    send_all()
    told = []
    for on in ("04", "05", "06", "07", "08", "11", "12"):
        rows = morning_of(f"2011-07-{on}T08:00")
        send_all()
        told += [(on, row[1]) for row in rows if row[0] == "new_date_asked"]

    assert ("11", "Alan") in told
    waiting = {one.facts.id: one.request for one in open_actions() if one.request}
    urgent = {number: one.urgent for number, one in waiting.items() if one}
    assert urgent == {the("1.1").id: True, the("2.1").id: False}


def test_asking_about_more_actions_costs_no_more_statements(cast: Cast, slipping: Slipping) -> None:
    one, many = [(the("1.1"), None)], [(the(n), None) for n in ("1.1", "2.1", "3.1", "5.1")]
    plans = [action.plan for action, _asker in many]
    known = [db.session.scalars(select(kind)).all() for kind in (Person, Team)]
    with counted() as few:
        date_deciders(one, clock.today())
    with counted() as more:
        date_deciders(many, clock.today())

    assert all(known)
    assert all(plans)
    assert len(few) == len(more)


def test_a_plan_started_from_a_report_knows_its_urgent_areas(ready: Drafting) -> None:
    def banded(draft: Draft) -> Draft:
        first, second, *rest = draft.areas
        first = replace(first, heading="Areas for priority action", urgency="")
        second = replace(second, heading="Areas for improvement", urgency="Immediately")
        return replace(draft, areas=(first, second, *rest))

    ready.saves(banded)
    ready.starts()

    found = db.session.scalars(
        select(Finding.urgent)
        .where(Finding.heading.in_(("Areas for priority action", "Areas for improvement")))
        .order_by(Finding.position)
    )
    assert list(found)[:2] == [True, True]


def test_a_performance_officer_changes_it_with_the_response(cast: Cast) -> None:
    said = Responded(Response.AGREED, "", cast.jean.id, date(2011, 6, 7), urgent=True)
    responds(cast.sam, said, "1")
    entry = last_entry()

    assert plan_and_area("1")[1].urgent
    assert entry.kind is Happened.RESPONDED
    assert (entry.facts["before"].get("priority"), entry.facts["after"]["priority"]) == (None, True)

    responds(cast.sam, replace(said, urgent=None), "1")
    assert plan_and_area("1")[1].urgent
    responds(cast.sam, replace(said, urgent=False), "1")
    entry = last_entry()
    assert (entry.facts["before"]["priority"], entry.facts["after"].get("priority")) == (True, None)
    assert not plan_and_area("1")[1].urgent


def test_the_pages_say_why_it_is_decided_higher(cast: Cast, slipping: Slipping) -> None:
    asking = words(cast.client("priya").get("/actions/SLAC-1.1/new-date").text)
    slipping.asks(cast.priya)
    page = words(cast.client("jean").get("/actions/SLAC-1.1").text)
    decision = words(cast.client("alan").get("/actions/SLAC-1.1/new-date/decide").text)
    waiting = words(cast.client("priya").get("/actions/SLAC-1.1/new-date").text)

    assert f"It is with Alan Mercer to decide. {WHY}" in page
    assert all(WHY in shown for shown in (asking, decision, waiting))
    assert WHY not in words(cast.client("jean").get("/actions/SLAC-2.1").text)


def test_the_form_shows_what_it_is_and_the_area_says_what_was_changed(cast: Cast) -> None:
    sam = cast.client("sam")
    form = "/plans/SLAC/areas/1/response"
    typed = {"response": "agreed", "reason": "", "decided_by": str(cast.jean.id), "priority": "y"}
    db.session.rollback()
    saved = sam.send(form, typed)
    said = words(sam.get(saved.location).text)
    sam.send(form, {"priority": None})
    after = words(sam.get(saved.location).text)

    assert "This is a priority area. A new due date of an action that answers it" in said
    assert "This is a priority area" not in after
    assert "It is a priority area." in after
