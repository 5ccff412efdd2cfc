"""Decisions that wait, the board, delivery problems; days, hours and statements."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.crowd import crowd
from tests.services.timed import (
    MONDAY,
    TUESDAY,
    cover,
    morning_of,
    reasons,
    send_all,
)
from tests.statements import counted
from tracker import clock
from tracker.extensions import db
from tracker.services import morning
from tracker.services.installation import in_sending_hours
from tracker.store.calendar import ClosedDay
from tracker.store.outbox import (
    Notification,
    Suppression,
    address_hash,
)
from tracker.store.plans import Plan
from tracker.store.rules import RuleSet


def test_who_has_not_decided_for_five_working_days_is_told_once_more(northbank: Flask) -> None:
    days = {}
    for n in (4, 5, 6, 7, 8):
        rows = morning_of(f"2011-07-{n:02}T08:00")
        send_all()
        days[n] = [row[0] for row in rows if row[1] == "Jean"]

    assert days == {
        4: ["digest"],
        5: ["new_date_asked"],
        6: ["sign_off_asked"],
        7: [],
        8: ["escalation"],
    }
    facts = db.session.scalars(
        select(Notification.facts).where(Notification.kind == "sign_off_asked")
    ).one()
    assert facts["repeat"] is True
    assert set(facts) == {"submission", "repeat"}


def test_the_summary_of_the_day_is_the_second_telling(northbank: Flask) -> None:
    rows = morning_of("2011-07-11T08:00")

    assert [row[0] for row in rows if row[1] == "Jean"] == ["digest"]
    assert reasons("repeat|request") == {"Jean": "the weekly summary of today lists it"}


def test_the_board_is_told_once_a_month_on_a_working_day(northbank: Flask, cast: Cast) -> None:
    plan = db.session.scalars(select(Plan)).one()
    plan.board_day = 9  # a Saturday in July 2011
    db.session.commit()
    told = []
    for n in range(40):
        on = date(2011, 7, 4) + timedelta(days=n)
        rows = morning_of(f"{on}T08:00")
        send_all()
        told += [(on, row) for row in rows if row[0] == "board_digest"]

    assert told == [
        (date(2011, 7, 11), ("board_digest", "Margaret", "")),
        (date(2011, 8, 9), ("board_digest", "Margaret", "")),
    ]


@pytest.mark.parametrize("why", ["does not want it", "restricted", "paused"])
def test_the_board_is_not_told(northbank: Flask, cast: Cast, why: str) -> None:
    plan = db.session.scalars(select(Plan)).one()
    plan.board_day = 4
    plan.restricted = why == "restricted"
    plan.paused = why == "paused"
    cast.margaret.wants_board_digest = why != "does not want it"
    db.session.commit()

    assert "board_digest" not in [kind for kind, *_ in morning_of(MONDAY)]


def test_those_who_can_do_something_are_told_daily_that_somebody_gets_no_mail(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    db.session.add(Suppression(address_hash=address_hash(cast.priya.email), reason="no", since=now))
    db.session.commit()

    monday = [row for row in morning_of(MONDAY) if row[0] == "delivery_problem"]
    send_all()
    tuesday = [row for row in morning_of(TUESDAY) if row[0] == "delivery_problem"]
    send_all()
    wednesday = [row for row in morning_of("2011-07-06T08:00") if row[0] == "delivery_problem"]

    both = [("delivery_problem", "Chris", ""), ("delivery_problem", "Sam", "")]
    # On Tuesday it is Sam's turn to hear, once, that a report to the board is to be made.
    assert (monday, tuesday, wednesday) == (both, both[:1], both)


def test_nothing_is_planned_or_sent_on_a_day_the_council_is_closed(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    db.session.add(
        ClosedDay(on=date(2011, 7, 4), name="Move", added_at=now, added_by_id=cast.sam.id)
    )
    db.session.commit()

    assert morning_of(MONDAY) == []
    assert not in_sending_hours(clock.at("2011-07-04T10:00"))
    assert {kind for kind, *_ in morning_of(TUESDAY)} == {"digest", "reminder", "board_pack"}


@pytest.mark.parametrize(
    ("moment", "open_then"),
    [
        ("2011-07-04T06:59", False),
        ("2011-07-04T07:00", True),
        ("2011-07-04T17:59", True),
        ("2011-07-04T18:00", False),
        ("2011-07-03T10:00", False),
        ("2011-08-29T10:00", False),
    ],
)
def test_letters_leave_in_the_councils_hours_only(
    northbank: Flask, moment: str, open_then: bool
) -> None:
    assert in_sending_hours(clock.at(moment)) is open_then


def test_the_councils_own_hours_and_days_hold(northbank: Flask, cast: Cast) -> None:
    said = {"digest_hour": 9, "send_from": 10, "send_until": 16, "digest_days": [1]}
    db.session.add(
        RuleSet(scope="council", said=said, saved_at=clock.at(MONDAY), saved_by_id=cast.sam.id)
    )
    db.session.commit()

    assert morning_of("2011-07-04T15:00") == []
    assert morning_of("2011-07-05T09:00") == [("digest", "Jean", "")]
    assert ("reminder", "Priya", "") in morning_of("2011-07-05T10:00")
    assert morning_of("2011-07-06T16:00") == []


def test_a_morning_with_every_family_is_a_fixed_number_of_statements(
    untold: Flask, cast: Cast, now: datetime
) -> None:
    db.session.scalars(select(Plan)).one().board_day = 5
    cover(cast.tom, cast.sam, now=now)
    with counted() as few:
        morning.plan_due(clock.at(TUESDAY))
    send_all()
    crowd(5_000)
    with counted() as many:
        morning.plan_due(clock.at("2011-07-12T08:00"))

    assert len(many) == len(few)
    assert len(few) <= 80
