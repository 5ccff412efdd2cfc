"""Planning a morning: once, whatever happens, however many plan it, however much there is."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.crowd import crowd
from tests.statements import counted
from tracker import clock
from tracker.domain.workdays import LONDON
from tracker.extensions import db
from tracker.services import morning
from tracker.services.demo import load_demo
from tracker.store.actions import Action
from tracker.store.outbox import LetterState, Notification, Occasion, OccasionSkip
from tracker.store.people import Person

EIGHT = clock.at("2011-07-04T08:00")


def planned(*states: LetterState) -> Counter[str]:
    """How many letters of each kind there are for each person: 'reminder to Priya'."""
    found = select(Notification.kind, Person.name).join(
        Person, Person.id == Notification.recipient_id
    )
    if states:
        found = found.where(Notification.state.in_(states))
    return Counter(f"{row.kind} to {row.name.split()[0]}" for row in db.session.execute(found))


MONDAYS_POST = Counter(
    {
        "digest to Jean": 1,
        "reminder to Priya": 1,
        "reminder to Helen": 1,
        "reminder to Ruth": 1,
        "reminder to Dawn": 1,
    }
)


def test_a_tick_at_eight_plans_the_mornings_post_and_another_plans_nothing(
    northbank: Flask,
) -> None:
    first, second = morning.plan_due(EIGHT), morning.plan_due(EIGHT)

    assert (first, second, planned()) == (5, 0, MONDAYS_POST)


def test_before_seven_nothing_is_planned_and_before_eight_only_the_digest(northbank: Flask) -> None:
    assert morning.plan_due(clock.at("2011-07-04T06:59")) == 0
    assert morning.plan_due(clock.at("2011-07-04T07:00")) == 1
    assert planned() == Counter({"digest to Jean": 1})


@pytest.mark.parametrize(
    "closed", ["2011-07-02T09:00", "2011-07-03T09:00", "2011-08-29T09:00", "2011-07-04T18:00"]
)
def test_nothing_is_planned_on_closed_days_or_after_six(northbank: Flask, closed: str) -> None:
    assert morning.plan_due(clock.at(closed)) == 0


def test_eight_planners_at_once_plan_each_letter_once(northbank: Flask) -> None:
    def plan(_number: int) -> None:
        with northbank.app_context():
            morning.plan_due(EIGHT)

    with ThreadPoolExecutor(8) as planners:
        list(planners.map(plan, range(8)))

    assert planned() == MONDAYS_POST


def test_eight_planners_without_slots_plan_each_letter_once(northbank: Flask) -> None:
    def plan(_number: int) -> None:
        with northbank.app_context():
            morning.plan_digests(EIGHT)
            morning.plan_reminders(EIGHT)
            db.session.commit()

    with ThreadPoolExecutor(8) as planners:
        list(planners.map(plan, range(8)))

    assert planned() == MONDAYS_POST
    used = db.session.scalars(select(Occasion.notification_id)).all()
    assert set(used) <= set(db.session.scalars(select(Notification.id)))


def test_after_a_week_down_each_person_has_one_letter_waiting(northbank: Flask) -> None:
    morning.plan_due(EIGHT)

    morning.plan_due(clock.at("2011-07-11T08:00"))

    assert max(planned(LetterState.READY).values()) == 1
    assert planned(LetterState.SUPERSEDED) == MONDAYS_POST
    assert planned(LetterState.READY) == Counter(
        {
            "digest to Jean": 1,
            "reminder to Priya": 1,
            "reminder to Helen": 1,
            "reminder to Ruth": 1,
            "reminder to Dawn": 1,
            "reminder to Marcus": 1,
            "board_pack to Sam": 1,
        }
    )


def test_a_week_that_was_missed_is_made_up_by_one_letter_each(northbank: Flask) -> None:
    morning.plan_due(clock.at("2011-07-13T15:00"))

    assert max(planned().values()) == 1
    assert set(planned()) >= {"digest to Jean", "reminder to Priya", "reminder to Ruth"}


def test_silence_is_recorded_with_its_reason(northbank: Flask, cast: Cast) -> None:
    morning.plan_due(EIGHT)

    reasons = {
        (row.recipient_id, row.reason)
        for row in db.session.execute(
            select(OccasionSkip.recipient_id, OccasionSkip.reason).where(OccasionSkip.at == EIGHT)
        )
    }
    assert reasons == {
        (cast.ruth.id, "waiting for sign-off by Jean Talbot"),
        (cast.tom.id, "new date of 29 July 2011 waiting for Jean Talbot to decide"),
        (cast.tom.id, "nothing needs this person this week"),
        (cast.marcus.id, "nothing needs this person this week"),
    }


@pytest.mark.parametrize(
    ("friday", "tuesday"),
    [(date(2026, 3, 27), date(2026, 3, 31)), (date(2026, 10, 23), date(2026, 10, 27))],
)
def test_the_digest_comes_once_at_seven_on_both_sides_of_a_clock_change(
    app: Flask, friday: date, tuesday: date
) -> None:
    at = datetime(friday.year, friday.month, friday.day, tzinfo=UTC) - timedelta(days=4)
    load_demo(now=at, today=at.date())
    end = datetime(tuesday.year, tuesday.month, tuesday.day, tzinfo=UTC)
    while at < end:
        morning.plan_due(at)
        at += timedelta(minutes=30)

    digests = db.session.scalars(
        select(Notification.occasion_at)
        .where(Notification.kind == "digest")
        .order_by(Notification.occasion_at)
    ).all()

    local = [f"{moment.astimezone(LONDON):%a %H:%M}" for moment in digests]
    assert local == ["Mon 07:00", "Mon 07:00"]


def test_a_moved_due_date_is_reminded_of_again(northbank: Flask) -> None:
    morning.plan_due(EIGHT)
    moved = db.session.scalars(select(Action).where(Action.number == "5.1")).one()
    moved.due_on = date(2011, 7, 6)
    db.session.commit()
    morning.plan_due(clock.at("2011-07-06T08:00"))
    moved.due_on = date(2011, 7, 7)
    db.session.commit()
    morning.plan_due(clock.at("2011-07-07T08:00"))

    assert planned()["reminder to Marcus"] == 2


def test_planning_sends_as_many_statements_for_thirteen_actions_as_for_five_thousand(
    northbank: Flask,
) -> None:
    with counted() as few:
        morning.plan_due(EIGHT)
    crowd(5_000)
    with counted() as many:
        morning.plan_due(clock.at("2011-07-11T08:00"))

    assert len(many) == len(few)
