"""What monitoring is told: each part red on its own, and nothing personal in it."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests.cast import Cast
from tests.statements import counted
from tests.store.outbox_rows import restore
from tracker import clock
from tracker.extensions import db
from tracker.services import checks, morning
from tracker.store import relay
from tracker.store.outbox import Instance, LetterState, Notification
from tracker.store.runs import beat

EIGHT = clock.at("2011-07-04T08:00")


def wrong(now: datetime) -> list[str]:
    """What is not well, in words."""
    found = [one for one in checks.reminders(now=now) if not one.well]
    db.session.rollback()
    return [f"{one.part}: {one.words}" for one in found]


@pytest.fixture
def well(northbank: Flask, now: datetime) -> None:
    """A scheduler that has just run, and nothing wrong."""
    beat("plan", now=now)
    db.session.commit()


def test_a_scheduler_that_never_ran_is_the_one_thing_wrong(app: Flask) -> None:
    assert wrong(EIGHT) == ["scheduler: has never run. Run: tracker scheduler"]


@pytest.mark.usefixtures("well")
def test_ten_minutes_of_silence_are_reported(now: datetime) -> None:
    assert wrong(now) == []
    assert wrong(now + timedelta(minutes=10)) == []
    assert wrong(now + timedelta(minutes=11)) == ["scheduler: last ran at 8am on 4 July 2011"]


@pytest.mark.usefixtures("well")
def test_a_letter_due_for_more_than_fifteen_minutes_is_reported(now: datetime) -> None:
    morning.plan_due(EIGHT)
    late = EIGHT + timedelta(minutes=16)
    beat("plan", now=late)
    db.session.commit()

    assert wrong(EIGHT + timedelta(minutes=5)) == []
    assert wrong(late) == ["letters: the oldest has been due for 16 minutes"]
    db.session.execute(update(Notification).values(state=LetterState.SENT))
    db.session.commit()
    assert wrong(late) == []


@pytest.mark.usefixtures("well")
def test_letters_from_before_a_restore_are_not_late() -> None:
    morning.plan_due(EIGHT)
    restore()
    later = EIGHT + timedelta(minutes=16)
    beat("plan", now=later)
    db.session.commit()

    assert wrong(later) == []


@pytest.mark.usefixtures("well")
def test_a_relay_in_trouble_is_reported_without_what_it_said(now: datetime) -> None:
    relay.mark_down(
        db.session(),
        "email",
        trouble="454 relay.internal says no",
        phase="login",
        now=now,
        next_probe_at=now,
    )
    db.session.commit()

    assert wrong(now) == ["relay: in trouble since 8am on 4 July 2011"]


@pytest.mark.usefixtures("well")
def test_held_mail_is_reported(now: datetime) -> None:
    db.session.merge(Instance(id=1, since=now, held=True, held_reason="a copy", held_since=now))
    db.session.commit()

    assert wrong(now) == ["hold: all mail is held since 8am on 4 July 2011. a copy"]


@pytest.mark.usefixtures("well")
def test_asking_costs_three_statements_however_many_letters(cast: Cast, now: datetime) -> None:
    with counted() as few:
        checks.reminders(now=now)
    morning.plan_due(EIGHT)
    with counted() as many:
        checks.reminders(now=now)

    assert (len(few), len(many)) == (3, 3)
