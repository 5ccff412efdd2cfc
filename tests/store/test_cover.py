"""Who covers for whom, and what the door lets a cover see: those actions, those days, no more."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import AFTER, BEFORE, FIRST, LAST, covered
from tests.statements import counted
from tracker.domain.access import Role
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.cover import (
    COVER_GONE,
    covers_on,
    find_cover,
    is_covering,
    left_uncovered,
    spells_of_all,
    spells_with,
    stood_in_for,
)
from tracker.store.doors import decides_for, get_action, get_plan, visible_actions
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.review_scope import reviewed_by
from tracker.store.reviews import worklist
from tracker.store.waiting import waiting_count


def seen(person: Person, on: date | None) -> list[str]:
    """The numbers of the actions this person may see on a day."""
    found = select(Action.number).join(Action.plan).where(visible_actions(person, on))
    return sorted(db.session.scalars(found))


def reviewed(person: Person, on: date) -> list[str]:
    """The numbers of the actions this person reviews on a day."""
    found = select(Action.number).join(Action.plan).where(reviewed_by(person, on))
    return sorted(db.session.scalars(found))


@pytest.fixture
def restricted(cast: Cast) -> Cast:
    """The cast with a plan that is only for those with a part in it."""
    db.session.scalars(select(Plan)).one().restricted = True
    db.session.commit()
    return cast


@pytest.mark.parametrize(
    ("on", "numbers"),
    [
        (None, ["2.1", "2.2"]),
        (BEFORE, ["2.1", "2.2"]),
        (FIRST, ["1.1", "1.2", "2.1", "2.2"]),
        (LAST, ["1.1", "1.2", "2.1", "2.2"]),
        (AFTER, ["2.1", "2.2"]),
    ],
)
def test_a_cover_sees_just_those_actions_of_a_restricted_plan_on_those_days(
    restricted: Cast, on: date | None, numbers: list[str]
) -> None:
    covered(restricted.priya, restricted.tom)

    assert seen(restricted.tom, on) == numbers
    found = get_action("SLAC-1.1", seen_by=restricted.tom, on=on)
    assert (found is not None) is ("1.1" in numbers)


def test_a_cover_from_outside_the_plan_sees_the_actions_and_not_the_plan(cast: Cast) -> None:
    for mine in db.session.scalars(select(Action).where(Action.owner_id == cast.marcus.id)):
        mine.owner_id = cast.dawn.id
    db.session.commit()
    covered(cast.priya, cast.marcus)

    assert seen(cast.marcus, FIRST) == ["1.1", "1.2"]
    assert get_plan("SLAC", seen_by=cast.marcus) is None


def test_a_partner_covers_for_a_colleague(cast: Cast) -> None:
    covered(cast.helen, cast.ruth)

    assert seen(cast.ruth, FIRST) == ["4.1", "6.1", "6.2", "7.1", "7.2"]
    assert seen(cast.ruth, AFTER) == ["6.1", "6.2"]


def test_nothing_is_seen_through_a_cover_that_was_taken_back(
    restricted: Cast, now: datetime
) -> None:
    covered(restricted.priya, restricted.tom).ended_at = now
    db.session.commit()

    assert seen(restricted.tom, FIRST) == ["2.1", "2.2"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.BOARD])
def test_a_role_that_owns_no_actions_covers_for_nobody(restricted: Cast, role: Role) -> None:
    covered(restricted.priya, restricted.tom)
    restricted.tom.role = role
    db.session.commit()

    assert seen(restricted.tom, FIRST) == seen(restricted.tom, None)
    assert not is_covering(restricted.tom, restricted.priya.id, FIRST)


def test_a_cover_turned_off_sees_nothing(restricted: Cast) -> None:
    covered(restricted.priya, restricted.tom)
    restricted.tom.active = False
    db.session.commit()

    assert seen(restricted.tom, FIRST) == []
    assert not is_covering(restricted.tom, restricted.priya.id, FIRST)


def test_a_pause_lets_nobody_see_more(restricted: Cast) -> None:
    covered(restricted.priya, None)

    assert seen(restricted.tom, FIRST) == ["2.1", "2.2"]


# ---- deciding and reviewing -----------------------------------------------------------------------


@pytest.fixture
def deputy(cast: Cast, now: datetime) -> Person:
    """Nadia Rahman, a manager with nobody below her and no part in the plan."""
    person = Person(
        name="Nadia Rahman", email="nadia@northbank.example", role=Role.MANAGER, created_at=now
    )
    db.session.add(person)
    db.session.commit()
    return person


def test_only_a_cover_that_decides_reviews_in_place_of_a_manager(
    cast: Cast, deputy: Person
) -> None:
    cover = covered(cast.jean, deputy)
    assert (seen(deputy, FIRST), reviewed(deputy, FIRST)) == ([], [])
    assert decides_for(deputy, FIRST) == {deputy.id}

    cover.decides = True
    db.session.commit()

    assert reviewed(deputy, FIRST) == reviewed(cast.jean, FIRST)
    assert len(worklist(deputy, FIRST).turns) == 4
    assert waiting_count(deputy, FIRST) == 2
    assert cast.jean.id in decides_for(deputy, LAST)
    assert (seen(deputy, AFTER), reviewed(deputy, AFTER)) == ([], [])
    assert decides_for(deputy, AFTER) == {deputy.id}


def test_an_officer_decides_for_nobody_whatever_has_been_set(cast: Cast) -> None:
    covered(cast.jean, cast.tom, decides=True)

    assert decides_for(cast.tom, FIRST) == frozenset()
    assert reviewed(cast.tom, FIRST) == reviewed(cast.tom, AFTER)


def test_whoever_reviews_for_another_does_not_review_their_own(cast: Cast, deputy: Person) -> None:
    db.session.scalars(select(Action).where(Action.number == "1.1")).one().owner_id = deputy.id
    db.session.commit()
    covered(cast.jean, deputy, decides=True)

    assert "1.1" in reviewed(cast.jean, FIRST)
    assert "1.1" not in set(reviewed(deputy, FIRST)) - set(reviewed(deputy, AFTER))


def test_a_review_for_another_is_told_from_ones_own(cast: Cast, deputy: Person) -> None:
    covered(cast.jean, deputy, decides=True)
    concerned = {cast.jean.id, cast.priya.id}

    assert stood_in_for(deputy, concerned=concerned, on=FIRST) == cast.jean
    assert stood_in_for(deputy, concerned=concerned, on=AFTER) is None
    assert stood_in_for(deputy, concerned={deputy.id, cast.jean.id}, on=FIRST) is None
    assert stood_in_for(cast.alan, concerned=concerned, on=FIRST) is None
    assert stood_in_for(cast.sam, concerned=concerned, on=FIRST) is None


# ---- looking covers up ------------------------------------------------------------------------------


def test_covers_are_found_by_day_by_person_and_by_number(cast: Cast) -> None:
    now_on = covered(cast.priya, cast.tom)
    later = covered(cast.priya, cast.dawn, first=date(2011, 8, 1), last=date(2011, 8, 5))
    pause = covered(cast.marcus, None)

    assert {one.id for one in covers_on(FIRST).values()} == {now_on.id, pause.id}
    assert covers_on(AFTER) == {}
    assert list(spells_with(cast.priya.id, FIRST)) == [now_on, later]
    assert list(spells_with(cast.dawn.id, AFTER)) == [later]
    assert list(spells_of_all(AFTER)) == [later]
    assert find_cover(now_on.id, person_id=cast.priya.id, today=LAST) == now_on
    assert find_cover(now_on.id, person_id=cast.priya.id, today=AFTER) is None
    assert find_cover(now_on.id, person_id=cast.tom.id, today=FIRST) is None


def test_days_left_uncovered_are_told_until_somebody_covers_or_they_are_over(
    cast: Cast, now: datetime
) -> None:
    lost = covered(cast.priya, cast.tom)
    lost.ended_at, lost.ended_why = now, COVER_GONE
    taken_back = covered(cast.dawn, cast.tom)
    taken_back.ended_at, taken_back.ended_why = now, "taken back"
    db.session.commit()

    assert left_uncovered(FIRST) == [lost]
    assert left_uncovered(AFTER) == []

    covered(cast.priya, cast.dawn, first=LAST, last=LAST + timedelta(days=1))
    assert left_uncovered(FIRST) == []


def test_who_covers_is_asked_in_as_many_statements_however_many_are_away(cast: Cast) -> None:
    people = [cast.priya, cast.tom, cast.dawn, cast.marcus]
    covered(people[0], cast.jean)
    with counted() as few:
        for one in spells_of_all(FIRST):
            assert one.person.name_and_body
            assert one.covered_by
    for person in people[1:]:
        covered(person, cast.alan)
    db.session.expire_all()

    with counted() as many:
        for one in spells_of_all(FIRST):
            assert one.person.name_and_body
            assert one.covered_by

    assert (len(few), len(many)) == (1, 1)
