"""How many stood how on several days: the same as counting each action on each day, in one
statement."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select, true

from tests.cast import Cast
from tests.statements import counted
from tracker import clock
from tracker.domain.actions import Progress
from tracker.domain.trends import month_ends, totals
from tracker.extensions import db
from tracker.services.record import record
from tracker.store.action_snapshots import standings_on
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.review_scope import in_the_scope_of
from tracker.store.trends import ids_of_plan, totals_on


def test_the_trend_is_what_counting_every_action_on_every_day_gives(
    northbank: Flask, cast: Cast, travel: Callable[[str], None]
) -> None:
    actions = db.session.scalars(select(Action)).all()
    jean = cast.jean
    # Twice on one day, and one sent late, so that the last of a day and the day it was sent count.
    for moment in ("2011-07-20T09:00", "2011-07-20T10:00", "2011-08-02T09:00"):
        travel(moment)
        for action in actions[:4]:
            action.moved_to(Progress.SUBMITTED)
            action.submitted_at = clock.now()
            action.due_on += timedelta(days=3)
            record(Happened.COMMENTED, at=clock.now(), actor=jean, action=action)
        db.session.commit()
    days = [*month_ends(date(2011, 9, 5)), date(2011, 7, 19), date(2011, 7, 20)]

    with counted() as sent:
        found = totals_on(days, true())

    assert len(sent) == 1
    for on in days:
        started = {action.id: action.starts_on for action in actions}
        one_by_one = totals(standings_on(db.session(), started, on).values(), on)
        assert found.get(on, totals([], on)) == one_by_one, on
    assert found[date(2011, 8, 31)].overdue > found[date(2011, 6, 30)].overdue > 0
    assert totals_on(days, in_the_scope_of(jean, clock.today())) == found
    assert totals_on(days, true(), among=ids_of_plan("SLAC")) == found
    assert totals_on(days, true(), among=ids_of_plan("ELSE")) == {}
