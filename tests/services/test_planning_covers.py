"""Timed letters while people are away, and at the hours they have chosen."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.services.timed import (
    MONDAY,
    cover,
    morning_of,
    reasons,
    send_all,
)
from tracker import clock
from tracker.extensions import db
from tracker.store.cover import Cover
from tracker.store.outbox import (
    Notification,
)
from tracker.store.people import Person
from tracker.store.plans import Plan


def test_a_cover_gets_the_reminders_and_hands_back(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    cover(cast.priya, cast.sam, now=now)

    during = morning_of(MONDAY)
    send_all()
    back = morning_of("2011-07-18T08:00")

    assert ("reminder", "Sam", "Priya") in during
    assert not [row for row in during if row[1] == "Priya"]
    assert ("reminder", "Priya", "") in back


def test_whoever_is_back_in_the_middle_of_a_week_gets_an_agenda_of_their_own(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    cover(cast.priya, cast.sam, now=now)
    morning_of(MONDAY)
    send_all()
    db.session.scalars(select(Cover)).one().to_on = date(2011, 7, 5)
    db.session.commit()

    assert ("reminder", "Priya", "") in morning_of("2011-07-06T08:00")


@pytest.mark.parametrize(
    ("by", "decides", "expected"),
    [
        (None, False, "away until 15 July 2011, and nobody covers"),
        ("sam", False, "away until 15 July 2011, and Sam Whitlock, who covers, may not decide"),
        ("sam", True, None),
    ],
)
def test_a_summary_goes_to_a_cover_who_may_decide(
    cast: Cast, now: datetime, by: str | None, decides: bool, expected: str | None
) -> None:
    cover(cast.jean, getattr(cast, by) if by else None, decides=decides, now=now)

    rows = [row for row in morning_of(MONDAY) if row[0] == "digest"]

    assert rows == ([] if expected else [("digest", "Sam", "Jean")])
    assert reasons("silence|digest") == ({"Jean": expected} if expected else {})


def test_nobody_covers_and_it_is_said_why(northbank: Flask, cast: Cast, now: datetime) -> None:
    cover(cast.priya, None, now=now)

    rows = morning_of(MONDAY)

    assert not [row for row in rows if "Priya" in row]
    assert reasons(f"to:{cast.priya.id}|")["Priya"] == "away until 15 July 2011, and nobody covers"


def test_a_cover_who_is_away_too_gets_nothing(northbank: Flask, cast: Cast, now: datetime) -> None:
    cover(cast.priya, cast.sam, now=now)
    cover(cast.sam, None, now=now)

    assert not [row for row in morning_of(MONDAY) if row[1] in ("Priya", "Sam")]


def test_a_pause_of_ones_own_is_kept_and_escalation_still_runs(untold: Flask, cast: Cast) -> None:
    for person in (cast.priya, cast.jean):
        person.paused_from, person.paused_until = date(2011, 7, 1), date(2011, 7, 8)
    db.session.commit()

    monday = morning_of(MONDAY)

    assert [row for row in monday if row[1] in ("Priya", "Jean")] == [("escalation", "Jean", "")]
    assert reasons(f"to:{cast.priya.id}|")["Priya"] == "paused their emails until 8 July 2011"


def test_a_letter_waits_for_the_hour_its_reader_has_chosen(northbank: Flask, cast: Cast) -> None:
    cast.priya.sending_hour, cast.helen.sending_hour = 15, 20
    db.session.commit()
    morning_of(MONDAY)

    at = {
        row.name.split()[0]: row.next_at
        for row in db.session.execute(
            select(Person.name, Notification.next_at).join(
                Person, Person.id == Notification.recipient_id
            )
        )
    }
    assert at["Priya"] == clock.at("2011-07-04T15:00")
    assert at["Helen"] == clock.at("2011-07-04T17:00")
    assert at["Ruth"] == clock.at(MONDAY)


def test_a_paused_plan_is_silent(northbank: Flask) -> None:
    db.session.scalars(select(Plan)).one().paused = True
    db.session.commit()

    assert morning_of(MONDAY) == [("digest", "Jean", "")]
