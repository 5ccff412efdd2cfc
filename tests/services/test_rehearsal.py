"""A morning gone through without consequence: what it says comes true, and nothing stays behind."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.services.letters import written
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.extensions import db, only_reading
from tracker.services import morning
from tracker.services.installation import templates_folder
from tracker.services.rehearsal import Rehearsal, next_morning, rehearse
from tracker.store.outbox import Notification, Occasion, OccasionSkip
from tracker.store.people import Person

MONDAY = date(2011, 7, 4)
EIGHT = clock.at("2011-07-04T08:00")


def of(on: date, *, today: date = MONDAY) -> Rehearsal:
    return rehearse(on, today=today, templates=templates_folder())


def names(came: Rehearsal) -> list[tuple[str, str]]:
    """Who would get what."""
    return sorted(
        (db.session.get_one(Person, one.recipient_id).given_name, one.kind) for one in came.letters
    )


def kept() -> list[int]:
    tables = (Notification, Occasion, OccasionSkip)
    return [db.session.scalar(select(func.count()).select_from(t)) or 0 for t in tables]


def test_a_rehearsal_names_exactly_the_letters_the_morning_then_brings(
    northbank: Flask, cast: Cast
) -> None:
    came = of(MONDAY)
    told = names(came)

    morning.plan_due(EIGHT)
    letters = {
        name: letter.kind
        for name, letter in written(northbank, now=EIGHT).items()
        if isinstance(letter, Letter)
    }
    assert told == sorted(letters.items())
    assert (len(came.letters), came.people) == (5, 5)
    priya = next(one for one in came.letters if one.recipient_id == cast.priya.id)
    assert priya.rules == (
        "Weekly agenda, week of 4 July 2011",
        "Overdue: 10 working days or more after the due date of 31 May 2011",
    )


def test_nothing_is_kept_even_where_only_reading_is_allowed(northbank: Flask) -> None:
    before = kept()
    reading = only_reading.set(True)
    try:
        of(MONDAY)
        assert only_reading.get()
    finally:
        only_reading.reset(reading)

    assert kept() == before
    assert morning.plan_due(EIGHT) == 5


def test_what_still_goes_today_is_not_told_of_tomorrow(northbank: Flask) -> None:
    assert next_morning(MONDAY) == MONDAY + timedelta(days=1)
    fresh = names(of(MONDAY + timedelta(days=1)))
    morning.plan_due(EIGHT)

    assert fresh == names(of(MONDAY + timedelta(days=1)))
    assert ("Priya", "overdue") not in fresh


def test_friday_looks_ahead_to_monday(northbank: Flask, cast: Cast) -> None:
    friday = date(2011, 7, 1)

    assert next_morning(friday) == MONDAY
    assert ("Priya", "overdue") in names(of(MONDAY, today=date(2011, 7, 2)))


def test_who_gets_nothing_is_told_with_the_reason(northbank: Flask, cast: Cast) -> None:
    reasons = {(one.recipient_id, one.reason) for one in of(MONDAY).not_sent}

    assert (cast.ruth.id, "waiting for sign-off by Jean Talbot") in reasons
    assert (cast.marcus.id, "nothing needs this person this week") in reasons


def test_a_closed_day_brings_nothing_and_says_so(northbank: Flask) -> None:
    came = of(date(2011, 7, 9), today=date(2011, 7, 9))

    assert came.letters == ()
    assert {one.reason for one in came.not_sent} == {"Saturday 9 July 2011 is not a working day"}
