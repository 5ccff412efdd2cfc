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
from tracker.store.actions import Milestone
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


def test_the_manager_reads_which_milestones_are_finished_of_what_is_due_soon_or_done(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    for number, due_on, done_on in (
        ("3.1", date(2011, 6, 20), date(2011, 6, 20)),
        ("3.1", date(2011, 7, 1), None),
        ("3.1", date(2011, 7, 6), None),
        ("6.1", date(2011, 6, 20), None),
    ):
        step = Milestone(action_id=the(number).id, position=9, title="SECRET", due_on=due_on)
        step.done_on = done_on
        db.session.add(step)
        db.session.commit()

    text = letter_to(northbank, cast.jean, "digest", now)

    assert "Dawn Okafor. At risk. 1 of 3 milestones finished, 1 late, next due 6 July 2011." in (
        text.replace(" – ", ". ").replace("at risk", "At risk")
    )
    assert "0 of 1 milestone finished, 1 late" in text
    assert "SECRET" not in text
    assert text.count("milestone") == 2


def test_the_owner_reads_it_while_there_is_time(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    step = Milestone(action_id=the("3.1").id, position=9, title="SECRET", due_on=date(2011, 7, 6))
    db.session.add(step)
    the("3.1").due_on = now.date()
    db.session.commit()
    plan_letter("reminder", cast.dawn, now=now, actions=[the("3.1")])

    text = plain(the_letter(northbank, "Dawn", now=now))

    assert "0 of 1 milestone finished, next due 6 July 2011." in text
