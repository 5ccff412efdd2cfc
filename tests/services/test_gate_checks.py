"""What is planned is checked again as it leaves: nothing goes about what has changed meanwhile."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.services.letters import written
from tests.services.timed import action
from tests.store.outbox_rows import take
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.actions import Progress
from tracker.domain.rules import Level
from tracker.extensions import db
from tracker.services import morning
from tracker.services.forms import SentForm
from tracker.services.letters.write import NotWanted
from tracker.services.plan_letters import PlanLetters, save_plan_letters
from tracker.services.rules import Place, save_rules
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest
from tracker.store.outbox import LetterState, Notification
from tracker.store.plans import Plan

EIGHT = clock.at("2011-07-04T08:00")
LATER = clock.at("2011-07-04T11:00")
NOTHING = NotWanted("nothing in it needs this person any more")


def completed(one: Action, _cast: Cast) -> None:
    one.moved_to(Progress.COMPLETED)


def cancelled(one: Action, _cast: Cast) -> None:
    one.moved_to(Progress.NO_LONGER_NEEDED)


def submitted(one: Action, _cast: Cast) -> None:
    one.moved_to(Progress.SUBMITTED)
    one.submitted_at = EIGHT


def given_to_somebody_else(one: Action, cast: Cast) -> None:
    one.owner_id = cast.tom.id


def updated(one: Action, _cast: Cast) -> None:
    one.last_update_at = EIGHT


def moved(one: Action, _cast: Cast) -> None:
    one.due_on, one.last_update_at = date(2011, 12, 1), clock.at("2011-06-30T09:00")


def new_date_asked(one: Action, cast: Cast) -> None:
    db.session.add(
        DateRequest(
            action=one,
            asked_by=cast.priya,
            asked_at=EIGHT,
            from_on=one.due_on,
            to_on=one.due_on + timedelta(days=60),
            reason="More time",
        )
    )


def plan_paused(one: Action, _cast: Cast) -> None:
    one.plan.paused = True


CHANGES = [
    completed,
    cancelled,
    submitted,
    given_to_somebody_else,
    updated,
    moved,
    new_date_asked,
    plan_paused,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_nothing_goes_about_what_has_changed_since_it_was_planned(
    northbank: Flask, cast: Cast, change: Callable[[Action, Cast], None]
) -> None:
    morning.plan_due(EIGHT)
    assert isinstance(written(northbank, now=LATER)["Priya"], Letter)

    change(action("1.1"), cast)
    db.session.commit()

    assert written(northbank, now=LATER)["Priya"] == NOTHING


def test_a_plan_restricted_since_is_not_named(northbank: Flask) -> None:
    morning.plan_due(EIGHT)
    db.session.scalars(select(Plan)).one().restricted = True
    db.session.commit()

    letter = written(northbank, now=LATER)["Priya"]

    assert isinstance(letter, Letter)
    assert "Conference minutes" not in letter.subject + letter.text + letter.html


def test_rules_laid_down_since_hold(northbank: Flask, cast: Cast) -> None:
    action("1.1").last_update_at = clock.at("2011-06-24T09:00")
    place = Place(Level.ACTION, action=action("1.1"))
    save_rules(place, {"quiet_days": 5}, version=0, sent=form(cast, "one"), now=EIGHT)
    morning.plan_due(EIGHT)
    assert isinstance(written(northbank, now=LATER)["Priya"], Letter)

    save_rules(place, {}, version=1, sent=form(cast, "two"), now=LATER)

    assert written(northbank, now=LATER)["Priya"] == NOTHING


def test_pausing_a_plan_calls_back_what_is_being_sent(northbank: Flask, cast: Cast) -> None:
    morning.plan_due(EIGHT)
    taken = [take(now=LATER) for _letter in range(5)]
    held = next(letter for letter in taken if letter and letter.kind == "reminder")
    place = Place(Level.PLAN, plan=db.session.scalars(select(Plan)).one())

    save_plan_letters(
        place, {}, letters=PlanLetters(None, True), version=0, sent=form(cast, "one"), now=LATER
    )

    in_hand = db.session.get_one(Notification, held.id)
    assert (in_hand.state, in_hand.revoked) == (LetterState.CLAIMED, True)


def test_a_due_date_moved_to_and_fro_is_reminded_of_once_by_the_last(
    northbank: Flask, cast: Cast
) -> None:
    """TM-11: ten moves in a minute; what was planned for an earlier date says nothing."""
    one = action("5.1")
    for n in range(10):
        one.due_on = date(2011, 7, 4 + n % 3)
        db.session.commit()
        morning.plan_reminders(EIGHT)
        db.session.commit()

    letters = db.session.scalars(
        select(Notification).where(Notification.recipient_id == cast.marcus.id)
    ).all()
    assert one.due_on == date(2011, 7, 4)
    assert len(letters) == 1
    assert isinstance(written(northbank, now=LATER)["Marcus"], Letter)


def form(cast: Cast, number: str) -> SentForm:
    return SentForm(cast.sam, f"form {number}", "/")
