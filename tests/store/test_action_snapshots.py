"""How actions stood on past days: kept with every change, never altered."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from tests.cast import Cast
from tracker import clock
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.services.record import record
from tracker.store.action_snapshots import FACTS, ActionSnapshot, snapshots_on
from tracker.store.actions import Action
from tracker.store.history import Happened


def named(number: str) -> Action:
    return db.session.scalars(select(Action).where(Action.number == number)).one()


def stood(action: Action, on: date) -> ActionSnapshot | None:
    return snapshots_on(db.session(), [action.id], on).get(action.id)


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(ActionSnapshot)) or 0


def test_the_demonstration_knows_its_own_past(northbank: Flask) -> None:
    completed, sent = named("7.1"), named("6.1")
    assert stood(completed, date(2011, 1, 1)) is None
    days = (date(2011, 5, 31), date(2011, 6, 10), date(2011, 7, 4))
    assert [one and one.progress for one in (stood(completed, on) for on in days)] == [
        Progress.NOT_STARTED,
        Progress.ON_TRACK,
        Progress.COMPLETED,
    ]
    late = stood(sent, date(2011, 6, 28)), stood(sent, date(2011, 6, 29))
    assert [one and one.progress for one in late] == [Progress.NOT_STARTED, Progress.SUBMITTED]


def test_the_last_row_of_every_action_is_how_it_stands(northbank: Flask) -> None:
    actions = db.session.scalars(select(Action)).all()
    last = snapshots_on(db.session(), [one.id for one in actions], clock.today())
    for action in actions:
        kept = {name: getattr(last[action.id], name) for name in FACTS}
        assert kept == {name: getattr(action, name) for name in FACTS}, action.number


def test_a_row_is_kept_when_something_changes_and_not_otherwise(
    northbank: Flask, cast: Cast, travel: Callable[[str], None]
) -> None:
    action, before = named("1.1"), rows()
    record(Happened.COMMENTED, at=clock.now(), actor=cast.priya, action=action)
    db.session.commit()
    assert rows() == before
    travel("2011-07-05T09:00")
    action.due_on = date(2011, 8, 1)
    record(Happened.DATE_MOVED, at=clock.now(), actor=cast.jean, action=action)
    db.session.commit()
    assert rows() == before + 1
    monday, tuesday = stood(action, date(2011, 7, 4)), stood(action, date(2011, 7, 5))
    assert monday
    assert tuesday
    assert (monday.due_on, tuesday.due_on) == (date(2011, 5, 31), date(2011, 8, 1))


def test_a_clock_set_back_leaves_the_past_as_it_was(
    northbank: Flask, cast: Cast, travel: Callable[[str], None]
) -> None:
    action = named("1.1")
    travel("2011-07-20T09:00")
    action.due_on = date(2011, 8, 1)
    record(Happened.DATE_MOVED, at=clock.now(), actor=cast.jean, action=action)
    db.session.commit()
    travel("2011-07-06T09:00")
    action.due_on = date(2011, 9, 1)
    record(Happened.DATE_MOVED, at=clock.now(), actor=cast.jean, action=action)
    db.session.commit()
    days = (date(2011, 7, 6), date(2011, 7, 19), date(2011, 7, 20))
    assert [one and one.due_on for one in (stood(action, on) for on in days)] == [
        date(2011, 5, 31),
        date(2011, 5, 31),
        date(2011, 9, 1),
    ]


@pytest.mark.parametrize(
    "statement", [update(ActionSnapshot).values(owner_id=1), delete(ActionSnapshot)]
)
def test_the_database_refuses_to_alter_what_was(northbank: Flask, statement: object) -> None:
    with pytest.raises(DBAPIError, match="what was is never altered"):
        db.session.execute(statement)  # type: ignore[call-overload]  # either statement
    db.session.rollback()
