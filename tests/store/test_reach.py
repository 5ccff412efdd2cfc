"""Who no letter reaches, and which actions are nobody's because of it: on the same day."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast
from tests.covering import AFTER, FIRST, covered
from tests.crowd import crowd
from tests.statements import counted
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.outbox import Suppression, address_hash
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.reach import (
    orphan_count,
    orphaned_actions,
    people_without_mail,
    visible_among,
)


def refuse(person: Person, since: datetime) -> None:
    """Commit that no mail goes to this person's address any more."""
    db.session.add(
        Suppression(address_hash=address_hash(person.email), reason="no such mailbox", since=since)
    )
    db.session.commit()


def turn_off(person: Person) -> None:
    person.active = False
    db.session.commit()


def orphans(on: date = FIRST) -> list[tuple[str, str]]:
    """The references nobody can be reached about, each with why."""
    found = orphaned_actions(on)
    assert orphan_count(on) == len(found)
    return [(one.ref, one.why) for one in found]


def silent(on: date = FIRST) -> list[tuple[str, str, list[str]]]:
    """The people without mail, why, and the numbers of the actions that suffer."""
    numbers = {row.id: row.number for row in db.session.execute(select(Action.id, Action.number))}
    return [
        (one.name, one.why, [numbers[number] for number in one.action_ids])
        for one in people_without_mail(on)
    ]


def test_everybody_can_be_reached_to_begin_with(cast: Cast) -> None:
    assert cast.priya.active
    assert (orphans(), silent()) == ([], [])


def test_the_open_actions_of_somebody_turned_off_are_nobodys(cast: Cast) -> None:
    turn_off(cast.priya)

    why = "Priya Nair is turned off"
    assert orphans() == [("SLAC-1.1", why), ("SLAC-1.2", why)]
    assert silent() == []


def test_a_refused_address_leaves_its_actions_nobodys_until_it_is_cleared(
    cast: Cast, now: datetime
) -> None:
    refuse(cast.marcus, now - timedelta(days=3))

    why = "Email to Marcus Bell has been refused since 1 July 2011"
    assert orphans() == [("SLAC-5.1", why)]
    assert silent() == [("Marcus Bell", why, ["5.1"])]
    assert people_without_mail(FIRST)[0].since == now - timedelta(days=3)

    db.session.execute(update(Suppression).values(cleared_at=now))
    db.session.commit()
    assert (orphans(), silent()) == ([], [])


@pytest.mark.parametrize("email", ["", "  ", "marcus bell", "@northbank.example"])
def test_an_address_that_cannot_be_used_is_no_address(cast: Cast, email: str) -> None:
    cast.marcus.email = email
    db.session.commit()

    why = "Marcus Bell has no email address that can be used"
    assert (orphans(), silent()) == ([("SLAC-5.1", why)], [("Marcus Bell", why, ["5.1"])])
    assert people_without_mail(FIRST)[0].since is None


def test_somebody_without_mail_is_told_of_even_with_nothing_open(cast: Cast, now: datetime) -> None:
    refuse(cast.jean, now)
    refuse(cast.margaret, now)

    assert [(name, numbers) for name, _why, numbers in silent()] == [("Jean Talbot", [])]
    assert orphans() == []


def test_a_cover_who_can_be_reached_stands_in_for_as_long_as_they_cover(
    cast: Cast, now: datetime
) -> None:
    refuse(cast.marcus, now)
    covered(cast.marcus, cast.tom)

    assert orphans(FIRST) == []
    assert silent(FIRST)[0][::2] == ("Marcus Bell", [])
    assert [ref for ref, _why in orphans(AFTER)] == ["SLAC-5.1"]


def test_a_cover_who_cannot_be_reached_makes_the_actions_nobodys(cast: Cast, now: datetime) -> None:
    covered(cast.marcus, cast.tom)
    refuse(cast.tom, now)

    refused = "Email to Tom Ashworth has been refused since 4 July 2011"
    assert orphans(FIRST) == [
        ("SLAC-2.1", refused),
        ("SLAC-5.1", f"Tom Ashworth covers for Marcus Bell. {refused}"),
        ("SLAC-2.2", refused),
    ]
    assert silent(FIRST) == [("Tom Ashworth", refused, ["2.1", "5.1", "2.2"])]
    assert silent(AFTER) == [("Tom Ashworth", refused, ["2.1", "2.2"])]


def test_nobody_covers_for_somebody_turned_off(cast: Cast) -> None:
    covered(cast.marcus, cast.tom)
    turn_off(cast.marcus)

    assert orphans() == [("SLAC-5.1", "Marcus Bell is turned off")]


def test_a_pause_is_a_choice_and_no_alarm(cast: Cast) -> None:
    covered(cast.priya, None)

    assert orphans() == []


def test_what_is_finished_or_in_a_closed_plan_is_no_alarm(cast: Cast) -> None:
    turn_off(cast.priya)
    db.session.scalars(select(Action).where(Action.number == "1.1")).one().moved_to(
        Progress.NO_LONGER_NEEDED
    )
    db.session.commit()
    assert [ref for ref, _why in orphans()] == ["SLAC-1.2"]

    db.session.execute(update(Plan).values(state=PlanState.CLOSED))
    db.session.commit()
    assert orphans() == []


def test_titles_are_for_those_who_may_read_them(cast: Cast) -> None:
    turn_off(cast.priya)
    ids = [one.action_id for one in orphaned_actions(FIRST)]

    assert visible_among(ids, seen_by=cast.sam, on=FIRST) == set(ids)
    assert visible_among(ids, seen_by=cast.chris, on=FIRST) == frozenset()
    assert visible_among(ids, seen_by=cast.helen, on=FIRST) == frozenset()


def test_the_alarm_is_as_many_statements_however_much_there_is(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    turn_off(cast.priya)
    refuse(cast.tom, now)
    questions = (orphan_count, orphaned_actions, people_without_mail)
    few = []
    for question in questions:
        with counted() as sent:
            question(FIRST)
        few.append(len(sent))

    crowd(1_000)

    for question, expected in zip(questions, few, strict=True):
        with counted() as sent:
            question(FIRST)
        assert len(sent) == expected
    assert few == [4, 5, 8]
    assert orphan_count(FIRST) > 200
