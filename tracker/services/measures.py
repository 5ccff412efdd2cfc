"""Saying what an action is measured by, and adding what was measured."""

from datetime import date, datetime
from typing import Any

from tracker.domain.actions import Progress
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.measures import (
    MOST_READINGS,
    Measure,
    Taken,
    faults_of,
    faults_taken,
    in_words,
)
from tracker.domain.wording import day, local_day
from tracker.extensions import db
from tracker.services import post
from tracker.services.actions import covers_owner, is_concerned, is_shut, why_over
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.measures import MeasureReading, how_many, newest_on
from tracker.store.people import Person

SET_ROUTE = "measures.change"
READ_ROUTE = "measures.add_reading"


def why_not_change(action: Action, by: Person, today: date) -> str | None:
    """Why this person cannot change what the action is measured by, or its milestones, now, as a
    sentence; None when they can.

    Its owner can, whoever covers for them, its accountable manager and performance officers. While
    it waits for sign-off and once it is completed nobody can: what is signed off stays what it was.
    """
    over = why_over(action)
    if over:
        return over
    if not is_concerned(action, by, today):
        return _whose(action)
    if action.progress is Progress.SUBMITTED:
        sent = f" on {day(local_day(action.submitted_at))}" if action.submitted_at else ""
        return (
            f"Action {action.number} was sent for sign-off{sent}. What it is measured by and its"
            " milestones stay as they are until that is decided."
        )
    return None


def why_not_read(action: Action, by: Person, today: date) -> str | None:
    """Why this person cannot add a reading now, as a sentence; None when they can.

    As `why_not_change`, but until the plan is closed: whether something has lasted shows late.
    """
    if is_shut(action):
        return why_over(action)
    if not is_concerned(action, by, today):
        return _whose(action)
    if not action.measure:
        return f"Nothing says yet what action {action.number} is measured by."
    return None


def set_measure(
    action: Action,
    measure: Measure,
    *,
    sent: SentForm,
    version: int | None,
    now: datetime,
    today: date,
) -> str:
    """Say what the action is measured by; returns what the page says.

    Raises Crossed when the action has changed since the form was shown, RuleBroken when it is not
    theirs to change or breaks a rule, and AlreadyDone when this form has taken effect before.
    """
    message = f"Measure of action {action.number} saved"
    with taking_effect(sent, route=SET_ROUTE, message=message, now=now):
        refused = why_not_change(action, sent.by, today)
        if refused:
            raise RuleBroken(refused)
        if version != action.version:
            raise Crossed
        for fault in faults_of(measure):
            raise fault
        put_measure(action, measure, by=sent.by, now=now, today=today)
        db.session.commit()
    return message


def put_measure(
    action: Action, measure: Measure, *, by: Person, now: datetime, today: date
) -> None:
    """Set what the action is measured by, and write it down if that is another; the caller has
    asked whether they may, and commits."""
    before = _facts(action.measured)
    action.measure, action.measure_unit = measure.words, measure.unit
    action.baseline, action.target = measure.baseline, measure.target
    after = _facts(measure)
    if before != after:
        record(
            Happened.MEASURE_SET,
            at=now,
            actor=by,
            acting_for=covers_owner(action, by, today),
            action=action,
            before=before,
            after=after,
        )
        post.interrupt_letters_about(action)


def add_reading(action: Action, taken: Taken, *, sent: SentForm, now: datetime, today: date) -> str:
    """Add what was measured on a day; returns what the page says.

    A reading for a day that has one takes its place. Raises RuleBroken when it is not theirs to add
    or breaks a rule, and AlreadyDone when this form has taken effect before.
    """
    message = f"Reading added to action {action.number}"
    with taking_effect(sent, route=READ_ROUTE, message=message, now=now):
        refused = why_not_read(action, sent.by, today)
        if refused:
            raise RuleBroken(refused)
        for fault in faults_taken(taken, starts_on=action.starts_on, today=today):
            raise fault
        if how_many(action.id) >= MOST_READINGS:
            raise RuleBroken(f"Action {action.number} has as many readings as it can hold")
        _add(action, taken, by=sent.by, now=now, today=today)
        db.session.commit()
    return message


def _add(action: Action, taken: Taken, *, by: Person, now: datetime, today: date) -> None:
    reading, unit = taken.reading, action.measure_unit
    earlier = newest_on(action.id, reading.on)
    db.session.add(
        MeasureReading(
            action_id=action.id,
            read_on=reading.on,
            value=reading.value,
            note=taken.note,
            by_id=by.id,
            at=now,
        )
    )
    facts: dict[str, Any] = {"value": in_words(reading.value, unit), "on": reading.on.isoformat()}
    if earlier:
        facts["instead_of"] = in_words(earlier.value, unit)
    record(
        Happened.READING_ADDED,
        at=now,
        actor=by,
        acting_for=covers_owner(action, by, today),
        action=action,
        note=taken.note,
        **facts,
    )
    post.interrupt_letters_about(action)


def _facts(measure: Measure) -> dict[str, str]:
    """A measure as the history keeps it."""
    ends = {"baseline": measure.baseline, "target": measure.target}
    return {"measure": measure.words, "unit": measure.unit} | {
        name: "" if value is None else in_words(value, measure.unit) for name, value in ends.items()
    }


def _whose(action: Action) -> str:
    return (
        f"Action {action.number} belongs to {action.owner.name}. Only its owner, its accountable"
        " manager and the performance team change this."
    )
