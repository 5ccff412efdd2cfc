"""Who is below somebody, named once for all that a page asks: the same is seen as when each question
climbs the ladder itself."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import chain

import pytest
from sqlalchemy import ColumnElement, or_, select, text, update

from tests.cast import Cast
from tests.covering import AFTER, FIRST, covered
from tests.statements import counted
from tracker.domain.access import Role
from tracker.extensions import db, only_reading
from tracker.store import lines
from tracker.store.actions import Action
from tracker.store.doors import (
    decides_for,
    get_action,
    get_plan,
    in_line,
    opens_plan,
    parts_of_line,
    visible_actions,
    whole_line,
)
from tracker.store.lines import everyone_below, known_line
from tracker.store.people import Person
from tracker.store.plans import Plan


def reviewed(person: Person, on: date) -> ColumnElement[bool]:
    """What is reviewed, from its parts."""
    return or_(*parts_of_line(person, on))


QUESTIONS: tuple[Callable[[Person, date], ColumnElement[bool]], ...] = (
    visible_actions,
    in_line,
    reviewed,
    whole_line,
)


@pytest.fixture
def everybody(cast: Cast, now: datetime) -> list[Person]:
    """The cast, with a deputy who covers for Jean and decides for her."""
    deputy = Person(
        name="Nadia Rahman", email="nadia@northbank.example", role=Role.MANAGER, created_at=now
    )
    db.session.add(deputy)
    db.session.commit()
    covered(cast.jean, deputy, decides=True)
    return list(db.session.scalars(select(Person).order_by(Person.id)))


@pytest.fixture
def reading() -> Iterator[None]:
    """Whatever is asked only reads."""
    before = only_reading.set(True)
    yield
    only_reading.reset(before)


def answers(person: Person, on: date) -> list[list[int]]:
    """The actions for which each of the conditions holds."""
    found = select(Action.id).join(Action.plan).order_by(Action.id)
    return [list(db.session.scalars(found.where(asked(person, on)))) for asked in QUESTIONS]


@pytest.mark.parametrize("on", [FIRST, AFTER])
@pytest.mark.parametrize("restricted", [False, True])
def test_the_same_is_seen_and_reviewed_whether_people_are_named_or_asked_for(
    everybody: list[Person], reading: None, on: date, restricted: bool
) -> None:
    db.session.scalars(select(Plan)).one().restricted = restricted
    db.session.commit()
    db.session.execute(text("SELECT 1"))
    asked = {person.name: answers(person, on) for person in everybody}
    assert [known_line(person.eyes, on) for person in everybody] == [None] * len(everybody)

    for person in everybody:
        everyone_below(person.eyes, on)

    assert None not in [known_line(person.eyes, on) for person in everybody]
    assert {person.name: answers(person, on) for person in everybody} == asked


def test_a_line_is_asked_for_once_and_says_for_whom_somebody_decides(
    cast: Cast, reading: None, today: date
) -> None:
    db.session.execute(text("SELECT 1"))
    jean = cast.jean
    with counted() as sent:
        everyone_below(jean.eyes, today)
        decides = decides_for(jean, today)

    assert len(sent) == 1
    assert decides >= {jean.id, cast.priya.id, cast.tom.id}


def test_where_something_may_be_written_nobody_is_named(cast: Cast, today: date) -> None:
    everyone_below(cast.jean.eyes, today)

    assert known_line(cast.jean.eyes, today) is None


def test_a_line_too_long_to_be_named_is_asked_for(
    cast: Cast, reading: None, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.execute(text("SELECT 1"))
    line = everyone_below(cast.jean.eyes, today)
    monkeypatch.setattr(lines, "MOST_NAMED", sum(map(len, line)) - 1)

    assert known_line(cast.jean.eyes, today) is None


@pytest.mark.parametrize("restricted", [False, True])
def test_an_action_tells_whether_its_reader_may_open_the_plan(
    everybody: list[Person], reading: None, restricted: bool
) -> None:
    db.session.scalars(select(Plan)).one().restricted = restricted
    db.session.commit()
    db.session.execute(text("SELECT 1"))
    for person in everybody:
        opens = get_plan("SLAC", seen_by=person) is not None
        action = get_action("SLAC-1.1", seen_by=person, on=FIRST)
        with counted() as sent:
            assert opens_plan("SLAC", person) is opens
        assert len(sent) == (action is None)


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("on", [FIRST, AFTER])
@pytest.mark.parametrize("restricted", [False, True])
def test_the_parts_of_a_line_hold_once_for_what_is_reviewed_and_seen_and_for_nothing_else(
    cast: Cast, everybody: list[Person], reading: None, on: date, *, restricted: bool, named: bool
) -> None:
    db.session.scalars(select(Plan)).one().restricted = restricted
    everybody[0].active = False
    one = select(Action.id).where(Action.owner_id == cast.priya.id).limit(1).scalar_subquery()
    db.session.execute(update(Action).where(Action.id == one).values(manager_id=cast.alan.id))
    db.session.commit()
    db.session.execute(text("SELECT 1"))
    several = 0
    for person in everybody:
        if named:
            everyone_below(person.eyes, on)
        found = select(Action.id).join(Action.plan)
        parts = [list(db.session.scalars(found.where(p))) for p in parts_of_line(person, on)]
        both = found.where(in_line(person, on), visible_actions(person, on)).order_by(Action.id)

        assert sorted(chain(*parts)) == list(db.session.scalars(both)), person.name
        several += len([part for part in parts if part]) > 1

    assert several
