"""Whoever decides may see: heads of teams above a manager, and second signatories, who have no other
part in the plan."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast
from tests.covering import AFTER, covered
from tests.services.gates import SIGN_OFF, Gates
from tests.services.letters import written
from tests.services.meetings import the
from tests.services.slipping import AGREE, WISH, Slipping
from tests.services.test_unanswered import joins, told, weekdays
from tests.services.timed import send_all
from tests.statements import counted
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.access import Role
from tracker.domain.actions import Progress
from tracker.domain.ladder import Ladder
from tracker.extensions import db
from tracker.services.deciders import date_decider
from tracker.store.actions import Action
from tracker.store.doors import decides_for, get_action, get_plan, visible_actions
from tracker.store.people import Person, Team, TeamKind
from tracker.store.plans import Plan, PlanReader
from tracker.store.snapshots import readers, units
from tracker.store.waiting import waiting_count, waiting_for


@pytest.fixture
def nadia(cast: Cast) -> Person:
    """The head of the directorate above the team of Jean, who has no manager; Alan has no part."""
    return heads(cast, "Nadia Noor", manager=cast.jean)


def heads(cast: Cast, name: str, *, manager: Person) -> Person:
    """Somebody new who heads the directorate above a manager's own team, and nobody else above."""
    head = joins(cast, name)
    above = Team(name=f"Directorate of {name}", kind=TeamKind.DIRECTORATE, head_id=head.id)
    db.session.add(above)
    db.session.flush()
    team = Team(name=f"Team below {name}", kind=TeamKind.TEAM, parent_id=above.id)
    team.head_id = manager.id
    db.session.add(team)
    db.session.flush()
    manager.manager_id, manager.team_id = None, team.id
    db.session.commit()
    return head


def moved_once(cast: Cast) -> Slipping:
    """Action 1.1, agreed once by Jean, and asked for again."""
    slipping = Slipping()
    slipping.asks(cast.priya)
    slipping.decides(cast.jean, AGREE)
    send_all()
    slipping.asks(cast.priya, replace(WISH, to_on=date(2011, 8, 31)))
    return slipping


def restrict() -> None:
    db.session.execute(update(Plan).values(restricted=True))
    db.session.execute(PlanReader.__table__.delete())
    db.session.commit()


def seen(person: Person, on: date | None = None) -> list[str]:
    found = select(Action.number).join(Action.plan).where(visible_actions(person, on))
    return sorted(db.session.scalars(found))


@pytest.mark.parametrize("restricted", [False, True])
def test_a_head_who_decides_gets_the_letter_the_page_and_the_list(
    northbank: Flask, cast: Cast, nadia: Person, restricted: bool
) -> None:
    if restricted:
        restrict()
    the("2.1").manager_id = cast.sam.id
    db.session.commit()
    slipping = moved_once(cast)
    assert date_decider(the("1.1"), cast.priya.id, clock.today()).person == nadia

    letters = written(northbank, now=clock.now() + timedelta(minutes=20))
    client = cast.client("nadia")

    assert isinstance(letters["Nadia"], Letter)
    assert client.get("/actions/SLAC-1.1").status_code == 200
    assert client.get("/actions/SLAC-1.1/new-date/decide").status_code == 200
    assert "SLAC-1.1" in client.get("/review/waiting").text
    assert waiting_count(nadia, clock.today()) == len(waiting_for(nadia, clock.today())) > 0
    assert client.get("/actions/SLAC-2.1").status_code == 404
    assert client.get("/plans/SLAC").status_code == 404
    slipping.decides(nadia, AGREE)
    assert the("1.1").due_on == date(2011, 8, 31)


def test_a_head_who_is_the_next_rung_is_told_and_sees_it(
    northbank: Flask, cast: Cast, nadia: Person
) -> None:
    assert told(weekdays(4, 12)) == [(5, "Jean"), (12, "Nadia")]
    assert get_action("SLAC-2.1", seen_by=nadia, on=clock.today()) is not None
    assert cast.jean.id in decides_for(nadia, clock.today())


def test_whoever_covers_for_a_head_and_decides_sees_it_for_as_long(
    cast: Cast, nadia: Person
) -> None:
    deputy = joins(cast, "Dee Puty")
    covered(nadia, deputy, decides=True)

    assert "1.1" in seen(deputy, clock.today())
    assert seen(deputy, AFTER) == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.BOARD, Role.PARTNER])
def test_a_head_whose_role_decides_nothing_sees_no_more(
    cast: Cast, nadia: Person, role: Role
) -> None:
    restrict()
    nadia.role = role
    db.session.commit()

    assert seen(nadia, clock.today()) == []


def test_a_head_of_people_with_a_manager_elsewhere_sees_nothing(cast: Cast, nadia: Person) -> None:
    cast.jean.manager_id = cast.alan.id
    db.session.commit()

    assert seen(nadia) == []
    assert decides_for(nadia, clock.today()) == {nadia.id}


def test_a_head_above_another_head_is_a_rung_above_them_alone(cast: Cast, nadia: Person) -> None:
    grace = heads(cast, "Grace Holt", manager=nadia)
    team = db.session.scalars(select(Team).where(Team.name == "Directorate of Nadia Noor")).one()
    lower = joins(cast, "Lee Lower")
    lower.team_id = team.id
    db.session.commit()

    assert seen(grace) == seen(nadia) != []
    assert decides_for(grace, clock.today()) == {grace.id, nadia.id, cast.jean.id, lower.id} | (
        decides_for(cast.jean, clock.today())
    )


def test_the_door_and_the_ladder_agree_about_everybody(cast: Cast, nadia: Person) -> None:
    """Each person above somebody on the ladder, who may decide, decides for them by the door."""
    heads(cast, "Grace Holt", manager=nadia)
    cast.jean.active = False
    db.session.commit()
    people = readers()
    ladder = Ladder(people, units())
    for number, person in people.items():
        above = ladder.above(number)
        if above is not None and people[above].role in (Role.MANAGER, Role.PERFORMANCE):
            found = decides_for(db.session.get_one(Person, above), clock.today())
            assert number in found, f"{people[above].name} is above {person.name}"


def test_a_second_signatory_sees_what_they_sign_off_and_no_more(cast: Cast) -> None:
    restrict()
    nadia = joins(cast, "Nadia Noor")
    the("1.1").signatory_id = nadia.id
    db.session.commit()
    Gates(cast.priya, "1.1").sends()

    assert seen(nadia) == ["1.1"]
    assert get_plan("SLAC", seen_by=nadia) is None
    assert "SLAC-1.1" in cast.client("nadia").get("/review/waiting").text
    Gates(nadia, "1.1").decides(SIGN_OFF)
    assert the("1.1").progress is Progress.COMPLETED


def test_the_door_is_one_condition_without_a_statement_of_its_own(
    cast: Cast, nadia: Person
) -> None:
    nadia.eyes  # noqa: B018  read before it is counted
    with counted() as sent:
        seen(nadia, clock.today())

    assert len(sent) == 1
