"""Who is asked to decide about what stays overdue, and when."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.services.timed import (
    MONDAY,
    TUESDAY,
    action,
    morning_of,
    reasons,
    send_all,
)
from tracker import clock
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.store.outbox import (
    Notification,
    NotificationAction,
)


def test_the_demonstration_has_been_escalated_before_it_begins(northbank: Flask) -> None:
    assert "escalation" not in [kind for kind, *_ in morning_of(MONDAY)]
    send_all()
    assert "escalation" not in [kind for kind, *_ in morning_of(TUESDAY)]


def test_the_manager_is_asked_first_and_the_director_on_a_later_day(untold: Flask) -> None:
    monday = morning_of(MONDAY)
    send_all()
    tuesday = morning_of(TUESDAY)
    send_all()
    wednesday = morning_of("2011-07-06T08:00")

    # On Monday the summary, which lists it, has Jean's turn.
    assert ("digest", "Jean", "") in monday
    assert [row for row in tuesday if row[0] == "escalation"] == [("escalation", "Jean", "")]
    assert [row for row in wednesday if row[0] == "escalation"] == [("escalation", "Alan", "")]
    levels = db.session.scalars(
        select(NotificationAction.step).where(NotificationAction.step.startswith("level"))
    )
    assert sorted(levels) == ["level 1", "level 2"]


@pytest.mark.parametrize("held", ["submitted", "asked", "paused", "done"])
def test_a_waiting_decision_a_pause_and_an_end_stop_the_escalation(
    untold: Flask, held: str
) -> None:
    one = action("1.1")
    if held == "submitted":
        one.moved_to(Progress.SUBMITTED)
        one.submitted_at = clock.at("2011-07-01T10:00")
    elif held == "done":
        one.moved_to(Progress.COMPLETED)
    elif held == "paused":
        one.plan.paused = True
    else:
        waiting = action("2.1").id
        db.session.execute(
            db.text("UPDATE date_request SET action_id = :new WHERE action_id = :old"),
            {"new": one.id, "old": waiting},
        )
    db.session.commit()
    morning_of(MONDAY)
    send_all()
    morning_of(TUESDAY)

    escalated = select(NotificationAction.action_id).where(
        NotificationAction.step.startswith("level")
    )
    assert one.id not in db.session.scalars(escalated).all()


def test_an_update_does_not_stop_the_escalation(untold: Flask) -> None:
    action("1.1").last_update_at = clock.at("2011-07-04T07:30")
    db.session.commit()
    morning_of(MONDAY)
    send_all()

    assert ("escalation", "Jean", "") in morning_of(TUESDAY)


def test_several_actions_are_escalated_in_one_letter(untold: Flask) -> None:
    action("4.1").due_on = date(2011, 6, 1)
    db.session.commit()
    morning_of(MONDAY)
    send_all()
    morning_of(TUESDAY)

    letter = db.session.scalars(select(Notification).where(Notification.kind == "escalation")).one()
    spoken_of = db.session.scalars(
        select(NotificationAction.action_id).where(NotificationAction.notification_id == letter.id)
    )
    assert set(spoken_of) == {action("1.1").id, action("4.1").id}
    assert letter.facts == {"level": 1}


def test_a_moved_date_arms_the_escalation_again(northbank: Flask) -> None:
    morning_of(MONDAY)
    send_all()
    action("1.1").due_on = date(2011, 6, 1)
    db.session.commit()

    assert ("escalation", "Jean", "") in morning_of(TUESDAY)


def test_with_nobody_above_it_is_said_once_and_made_up_when_somebody_is(
    untold: Flask, cast: Cast
) -> None:
    jean, alan = cast.jean, cast.alan
    jean.manager_id = None
    team = jean.team
    assert team
    assert team.parent
    team.parent.head_id = None
    db.session.commit()
    for n in range(4, 9):
        morning_of(f"2011-07-{n:02}T08:00")
        send_all()
    said = reasons("level:2")

    jean.manager_id = alan.id
    db.session.commit()
    made_up = morning_of("2011-07-11T08:00")

    assert said == {"Jean": "there is nobody above its manager to take it to"}
    assert ("escalation", "Alan", "") in made_up
