"""How far an action has come, in the letters to those who review and decide."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask

from tests.cast import Cast
from tests.services.letters import plain, plan_letter, the_letter
from tests.services.meetings import the
from tracker.extensions import db
from tracker.services import post
from tracker.store.measures import MeasureReading
from tracker.store.people import Person
from tracker.store.submissions import waiting_submission

LATE = "Measure: 82% on 1 July, target 95%."
SENT = "Measure: target 12 sessions, no reading yet."


@pytest.fixture
def measured(northbank: Flask, cast: Cast, now: datetime) -> Flask:
    """The demonstration with a target and a reading of one late action, corrected once, and a
    target of what waits for sign-off."""
    late, sent = the("1.1"), the("6.1")
    late.measure_unit, late.target = "%", Decimal(95)
    sent.measure_unit, sent.target = "sessions", Decimal(12)
    for on, value in ((1, 28), (1, 82)):
        added = MeasureReading(
            action_id=late.id,
            read_on=date(2011, 7, on),
            value=Decimal(value),
            note="SECRET",
            by_id=cast.priya.id,
            at=now,
        )
        db.session.add(added)
        db.session.flush()
    db.session.commit()
    return northbank


def letter_to(app: Flask, reader: Person, kind: str, now: datetime) -> str:
    plan_id = the("1.1").plan_id if kind == "board_digest" else None
    plan_letter(kind, reader, now=now, plan_id=plan_id)
    return plain(the_letter(app, reader.given_name, now=now))


def test_the_manager_reads_how_far_what_is_late_and_what_waits_has_come(
    measured: Flask, cast: Cast, now: datetime
) -> None:
    text = letter_to(measured, cast.jean, "digest", now)

    assert f"34 days overdue. Priya Nair. Off track. No update for 53 days. {LATE}" in text
    assert f"2 evidence files. {SENT}" in text
    assert text.count("Measure:") == 2
    assert "SECRET" not in text


def test_the_board_reads_it_of_what_is_long_overdue(
    measured: Flask, cast: Cast, now: datetime
) -> None:
    text = letter_to(measured, cast.margaret, "board_digest", now)

    assert (text.count(LATE), text.count("Measure:")) == (1, 1)


def test_whoever_signs_off_reads_it_beside_what_was_sent(
    measured: Flask, cast: Cast, now: datetime
) -> None:
    submission = waiting_submission(the("6.1"))
    assert submission
    post.queue_sign_off_asked(submission, by=cast.ruth, now=now)
    db.session.commit()

    assert f"2 evidence files. {SENT}" in plain(the_letter(measured, "Jean", now=now))


def test_nothing_is_said_of_a_restricted_plan(measured: Flask, cast: Cast, now: datetime) -> None:
    the("1.1").plan.restricted = True
    db.session.commit()

    text = letter_to(measured, cast.jean, "digest", now)

    assert "34 days overdue" in text
    assert "Measure" not in text
    assert "sessions" not in text
