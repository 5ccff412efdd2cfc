"""The lists an owner is shown, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast
from tests.crowd import crowd
from tests.statements import counted
from tracker import clock
from tracker.domain.actions import Progress
from tracker.domain.piles import Pile
from tracker.extensions import db
from tracker.services.record import record
from tracker.store.action_lists import (
    MyAction,
    completed_actions,
    count_completed,
    disowned_actions,
    my_piles,
    my_rows,
    possible_owners,
    to_update,
)
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.people import Person

TODAY = date(2011, 7, 4)


def the(number: str) -> Action:
    """The action with this number."""
    return db.session.scalars(select(Action).where(Action.number == number)).one()


def numbers(person: Person) -> list[int]:
    """Those of this person's open actions, list by list."""
    return [number for some in my_piles(person, TODAY).values() for number in some]


def rows(person: Person) -> list[MyAction]:
    """This person's open actions as their lists show them, the most overdue first."""
    placed = my_piles(person, TODAY)
    found, completed = my_rows(person, numbers(person), TODAY)
    assert completed == count_completed(person)
    for pile, some in placed.items():
        assert {found[one].pile for one in some} == {pile}
    assert sorted(found) == sorted(numbers(person))
    return list(found.values())


def piles(person: Person) -> list[tuple[str, Pile]]:
    """This person's open actions and the list each is in."""
    return [(one.number, one.pile) for one in rows(person)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("priya", [("1.1", Pile.UPDATE_NOW), ("1.2", Pile.SOON)]),
        ("tom", [("2.1", Pile.UPDATE_NOW), ("2.2", Pile.LATER)]),
        ("ruth", [("6.1", Pile.WAITING), ("6.2", Pile.UPDATE_NOW)]),
        ("helen", [("4.1", Pile.UPDATE_NOW), ("7.2", Pile.LATER)]),
        ("jean", []),
    ],
)
def test_everybody_finds_their_open_actions_in_the_right_list(
    cast: Cast, name: str, expected: list[tuple[str, Pile]]
) -> None:
    assert piles(getattr(cast, name)) == expected


def test_a_row_says_who_has_asked_and_what_was_asked_for(cast: Cast) -> None:
    late, record_form = rows(cast.priya)[0], rows(cast.tom)[0]

    assert (late.ref, late.overdue, late.chased_by) == (
        "SLAC-1.1",
        True,
        "Jean Talbot",
    )
    assert (record_form.asked_for_on, record_form.chased_by, record_form.chased_at) == (
        date(2011, 7, 29),
        "",
        None,
    )


def test_what_else_needs_an_update_leaves_out_the_one_in_hand(cast: Cast) -> None:
    the("1.2").due_on = TODAY
    db.session.commit()

    others = to_update(cast.priya, TODAY, besides=the("1.1").id)

    assert others == ["SLAC-1.2"]


FAR, NOON = date(2012, 1, 1), datetime(2011, 7, 4, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "facts",
    [
        {"due_on": TODAY + timedelta(days=7)},
        {"due_on": TODAY + timedelta(days=8)},
        {"progress": Progress.RETURNED},
        {"progress": Progress.SUBMITTED, "due_on": TODAY},
        {"progress": Progress.ON_HOLD, "due_on": TODAY},
        {"chased_at": NOON},
        {"last_update_at": NOON, "due_on": TODAY},
        {"last_update_at": NOON, "due_on": TODAY, "progress": Progress.RETURNED},
        {"last_update_at": NOON, "due_on": TODAY, "chased_at": NOON - timedelta(hours=1)},
        {"last_update_at": NOON, "due_on": TODAY, "chased_at": NOON + timedelta(hours=1)},
        {"last_update_at": NOON - timedelta(hours=12, minutes=1), "due_on": TODAY},
        {"last_update_at": NOON - timedelta(days=29)},
        {"last_update_at": NOON - timedelta(days=30)},
        {"last_update_at": NOON - timedelta(days=30, hours=12)},
        {"last_update_at": None, "starts_on": TODAY - timedelta(days=29)},
        {"last_update_at": None, "starts_on": TODAY - timedelta(days=30)},
    ],
)
def test_what_else_needs_an_update_is_what_stands_in_that_list(
    cast: Cast, facts: dict[str, object]
) -> None:
    quiet = {"due_on": FAR, "last_update_at": NOON, "progress": Progress.ON_TRACK}
    db.session.execute(update(Action).where(Action.number == "1.2").values(quiet | facts))
    db.session.commit()

    others = to_update(cast.priya, TODAY, besides=the("1.1").id)

    mine = rows(cast.priya)
    asked = [one.ref for one in mine if one.pile is Pile.UPDATE_NOW and one.number != "1.1"]
    assert (len(mine), others) == (2, asked)


def test_what_was_returned_comes_first_in_its_list(cast: Cast) -> None:
    the("1.2").progress, the("1.2").due_on = Progress.RETURNED, FAR
    db.session.commit()

    asked = [the("1.2").id, the("1.1").id]
    assert my_piles(cast.priya, TODAY) == {Pile.UPDATE_NOW: asked}


def test_a_row_that_is_somebody_elses_by_now_is_left_out(cast: Cast) -> None:
    mine = numbers(cast.priya)
    the("1.2").owner_id = cast.tom.id
    db.session.commit()

    found, _completed = my_rows(cast.priya, mine, TODAY)
    assert [one.number for one in found.values()] == ["1.1"]


def test_who_has_nothing_open_is_told_what_they_completed(cast: Cast) -> None:
    assert my_rows(cast.helen, [], TODAY) == ({}, 1)


def test_what_is_completed_is_counted_and_listed(cast: Cast) -> None:
    found = completed_actions(cast.helen, page=1)

    assert [action.ref for action in found] == ["SLAC-7.1"]
    assert (count_completed(cast.helen), completed_actions(cast.helen, page=2)) == (1, [])


def test_what_is_said_to_be_somebody_elses_is_for_the_performance_officer(cast: Cast) -> None:
    said = {"at": clock.now(), "actor": cast.tom, "action": the("2.2")}
    record(Happened.NOT_MINE, **said, whose="", note="")
    record(Happened.NOT_MINE, **said, whose="Dawn Okafor", note="")
    record(
        Happened.NOT_MINE, at=clock.now(), actor=cast.priya, action=the("5.1"), whose="", note=""
    )
    db.session.commit()

    assert [(one.ref, one.said_by, one.whose) for one in disowned_actions(cast.sam)] == [
        ("SLAC-2.2", "Tom Ashworth", "Dawn Okafor")
    ]
    assert disowned_actions(cast.jean) == []

    the("2.2").given_at = clock.now() + timedelta(minutes=1)
    db.session.commit()
    assert disowned_actions(cast.sam) == []


def test_a_partner_may_name_only_their_own_bodys_people(cast: Cast) -> None:
    assert [person.name for person in possible_owners(cast.helen)] == ["Ruth Calder"]
    assert len(possible_owners(cast.tom)) == 8


def test_the_lists_are_as_many_statements_however_much_there_is(
    northbank: Flask, cast: Cast
) -> None:
    priya = cast.priya
    with counted() as few:
        assert len(my_rows(priya, numbers(priya), TODAY)[0]) == 2
    crowd(1_000)
    priya = cast.priya
    with counted() as many:
        assert len(my_rows(priya, numbers(priya), TODAY)[0]) > 100

    assert (len(few), len(many)) == (2, 2)
