"""A clock that is put forward or back while the service runs (TM-05, TM-06)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.cast import Cast
from tracker import clock
from tracker.extensions import db
from tracker.services import heartbeat
from tracker.services.clock_steps import plan_minding_the_clock
from tracker.services.postroom.steady import SteadyClock
from tracker.store.actions import Action
from tracker.store.outbox import LetterState, Notification, RelayState
from tracker.store.people import Person
from tracker.store.relay import mark_down

EIGHT = clock.at("2011-07-04T08:00")
HALF_PAST = EIGHT + timedelta(minutes=30)

pytestmark = pytest.mark.usefixtures("northbank")


def ticks(*instants: datetime, send: bool = True) -> list[tuple[str, str]]:
    """What the scheduler plans at these instants, by kind and reader, all of it sent at once."""
    for now in instants:
        heartbeat.work_and_note("plan", lambda now=now: plan_minding_the_clock(now), now=now)
        if send:
            db.session.execute(
                update(Notification)
                .where(Notification.state == LetterState.READY)
                .values(state=LetterState.SENT, finished_at=now)
            )
            db.session.commit()
    return letters()


def letters() -> list[tuple[str, str]]:
    """Every letter that has left or will."""
    found = select(Notification.kind, Person.email).join(
        Person, Person.id == Notification.recipient_id
    )
    wanted = found.where(Notification.state.in_((LetterState.READY, LetterState.SENT)))
    return sorted((row.kind, row.email) for row in db.session.execute(wanted))


def running() -> list[tuple[str, str]]:
    """The service has been running since Friday, and has planned Monday."""
    friday = EIGHT - timedelta(days=3)
    ticks(friday, friday + timedelta(minutes=1))
    hours = [EIGHT - timedelta(hours=h) for h in range(68, 0, -4)]
    return ticks(*hours, EIGHT, HALF_PAST)


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(days=1), timedelta(days=400)])
def test_a_clock_put_back_and_right_again_repeats_nothing(step: timedelta) -> None:
    before = running()
    assert before

    wrong = HALF_PAST - step
    assert ticks(wrong, wrong + timedelta(minutes=30), HALF_PAST + timedelta(minutes=5)) == before


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(days=1), timedelta(days=400)])
def test_after_a_clock_put_forward_and_back_the_next_day_is_told_once(step: timedelta) -> None:
    running()
    ticks(HALF_PAST + step, HALF_PAST + step + timedelta(minutes=1))
    after = ticks(HALF_PAST + timedelta(minutes=2), HALF_PAST + timedelta(minutes=3))

    for action in db.session.scalars(select(Action).where(Action.number == "5.1")):
        action.due_on = datetime(
            2011, 7, 6, tzinfo=UTC
        ).date()  # told of on the day, whoever was told
        action.chased_at = None
        owner = action.owner.email
    db.session.commit()
    wednesday = EIGHT + timedelta(days=2)
    later = ticks(wednesday, wednesday + timedelta(minutes=1))

    fresh = list(later)
    for letter in after:
        fresh.remove(letter)
    assert ("reminder", owner) in fresh
    assert len(fresh) == len(set(fresh))


def test_what_a_false_future_planned_and_did_not_send_is_taken_back(cast: Cast) -> None:
    running()
    sent = letters()
    ticks(HALF_PAST + timedelta(days=400), send=False)
    assert letters() != sent

    ticks(HALF_PAST + timedelta(minutes=2), send=False)

    assert letters() == sent
    taken = db.session.scalars(
        select(Notification.revoked_reason).where(Notification.state == LetterState.CANCELLED)
    )
    assert set(taken) == {"planned while the clock was wrong"}
    ticks(HALF_PAST + timedelta(days=400), send=False)
    assert letters() != sent


def test_a_letter_given_up_in_a_false_future_is_due_again() -> None:
    running()
    letter = db.session.scalars(select(Notification)).first()
    assert letter
    then = HALF_PAST + timedelta(days=400)
    ticks(then, send=False)
    letter.state, letter.revoked_reason = LetterState.DEAD, "too late to be of use"
    letter.finished_at, letter.expires_at = then, HALF_PAST + timedelta(days=1)
    db.session.commit()

    ticks(HALF_PAST, send=False)

    db.session.expire_all()
    assert (letter.state, letter.revoked_reason) == (LetterState.READY, None)
    assert letter.next_at < HALF_PAST + timedelta(days=1), "its reader has had one today"


def test_neither_a_retry_nor_a_probe_waits_for_a_time_the_clock_had_before() -> None:
    running()
    letter = db.session.scalars(select(Notification)).first()
    assert letter
    later = HALF_PAST + timedelta(days=1)
    letter.state, letter.attempts, letter.next_at = LetterState.READY, 1, later
    mark_down(
        db.session(), "email", trouble="421", phase="mail", now=HALF_PAST, next_probe_at=later
    )
    db.session.commit()

    ticks(HALF_PAST - timedelta(minutes=10), send=False)

    db.session.expire_all()
    relay = db.session.get_one(RelayState, "email")
    assert (letter.next_at, relay.next_probe_at) == (HALF_PAST - timedelta(minutes=10),) * 2


def test_a_week_down_is_no_wrong_clock() -> None:
    running()
    later = HALF_PAST + timedelta(days=7)

    week = ticks(later, later + timedelta(minutes=1))

    assert ticks(later - timedelta(minutes=1)) == week


@pytest.fixture
def moments() -> tuple[list[float], Callable[[], float]]:
    """A monotonic clock set by hand."""
    here = [0.0]
    return here, lambda: here[0]


def test_leases_are_not_judged_until_those_from_before_a_step_are_over(
    moments: tuple[list[float], Callable[[], float]],
) -> None:
    here, monotonic = moments
    steady = SteadyClock(timedelta(minutes=10), monotonic=monotonic)
    assert steady.is_trusted(EIGHT)

    here[0] = 15
    assert steady.is_trusted(EIGHT + timedelta(seconds=15))
    here[0] = 30
    assert not steady.is_trusted(EIGHT + timedelta(days=1))
    here[0] = 629
    assert not steady.is_trusted(EIGHT + timedelta(days=1, seconds=599))
    here[0] = 631
    assert steady.is_trusted(EIGHT + timedelta(days=1, seconds=601))
