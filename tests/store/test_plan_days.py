"""Past days counted once: the same numbers as counting them again, on both databases."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, true, update

from tests.cast import Cast
from tests.statements import counted
from tracker import clock
from tracker.domain.charts import month_before
from tracker.domain.trends import month_ends
from tracker.extensions import db
from tracker.services.past_days import count_past_days
from tracker.store.actions import Action
from tracker.store.plan_days import (
    PlanDay,
    days_kept,
    keep_plan_days,
    totals_in_line,
    totals_of_all,
)
from tracker.store.plans import Plan, PlanState


def asked(today: date) -> list[date]:
    """What a dashboard looks back to."""
    return [month_before(today), *month_ends(today)]


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(PlanDay)) or 0


@pytest.fixture
def later(northbank: Flask, travel: Callable[[str], None]) -> date:
    """A day in August, with days behind it on which actions stood otherwise."""
    travel("2011-08-10T09:00")
    count_past_days(now=clock.now())
    return clock.today()


@pytest.mark.parametrize("name", ["sam", "jean", "alan"])
def test_what_was_counted_is_what_counting_again_gives(later: date, cast: Cast, name: str) -> None:
    person, days = getattr(cast, name), asked(later)

    found = totals_of_all(person, later, days)

    assert found == totals_in_line(person, later, days, true())
    assert found[days[0]].actions > 5
    assert totals_of_all(person, later, days, plan="SLAC") == found
    assert totals_of_all(person, later, days, plan="ELSE") == {}


def test_it_is_read_and_not_counted_again(later: date, cast: Cast) -> None:
    days = asked(later)
    before = totals_of_all(cast.sam, later, days)
    some = update(PlanDay).where(PlanDay.on_day == days[0]).values(open=PlanDay.open + 100)
    db.session.execute(some)

    found = totals_of_all(cast.sam, later, days)

    assert found[days[0]].open == before[days[0]].open + 100
    assert {**found, days[0]: before[days[0]]} == before


def test_a_day_that_is_missing_for_one_plan_is_counted_when_it_is_asked_for(
    later: date, cast: Cast
) -> None:
    days = asked(later)
    before = totals_of_all(cast.sam, later, days)
    db.session.execute(delete(PlanDay).where(PlanDay.on_day == days[-1]))

    assert totals_of_all(cast.sam, later, days) == before
    assert keep_plan_days(later) == 0


def test_nothing_is_counted_twice_and_a_new_plan_is_counted_from_its_first_hour(
    later: date, cast: Cast
) -> None:
    rows = kept()
    assert rows == len(days_kept(later)) > 40
    with counted() as sent:
        assert keep_plan_days(later) == 0
    assert (len(sent), kept()) == (2, rows)

    old = db.session.scalars(select(Plan)).one()
    db.session.add(
        Plan(code="NEW", title="New", lead_id=old.lead_id, started_at=clock.now(), state=old.state)
    )
    db.session.flush()

    assert keep_plan_days(later) == rows
    assert totals_of_all(cast.sam, later, asked(later), plan="NEW") == {}


def test_the_next_night_adds_one_day(later: date, travel: Callable[[str], None]) -> None:
    rows = kept()
    travel("2011-08-11T01:00")
    with counted() as sent:
        count_past_days(now=clock.now())

    assert kept() == rows + 1
    assert len(sent) <= 5
    latest = db.session.scalar(select(func.max(PlanDay.on_day)))
    assert latest == date(2011, 8, 11) - timedelta(days=2)


def test_single_actions_of_a_plan_that_is_not_seen_whole_are_among_them(
    later: date, cast: Cast
) -> None:
    """Sam is the second signatory of one action in a restricted plan."""
    days = asked(later)
    db.session.execute(update(Plan).values(restricted=True, lead_id=cast.jean.id))
    db.session.execute(
        update(Action).where(Action.owner_id == cast.sam.id).values(owner_id=cast.priya.id)
    )
    nothing = totals_of_all(cast.sam, later, days)
    one = db.session.scalars(select(Action).where(Action.number == "2.1")).one()
    one.signatory_id = cast.sam.id
    db.session.flush()

    found = totals_of_all(cast.sam, later, days)

    assert found == totals_in_line(cast.sam, later, days, true())
    assert (nothing, found[days[0]].actions) == ({}, 1)


def test_a_closed_plan_is_counted_no_further(later: date, cast: Cast) -> None:
    db.session.execute(update(Plan).values(state=PlanState.CLOSED))

    assert totals_of_all(cast.sam, later, asked(later)) == {}
    assert keep_plan_days(later + timedelta(days=3)) == 0
