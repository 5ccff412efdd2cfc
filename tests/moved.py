"""Due dates that have moved."""

from datetime import timedelta

from sqlalchemy import select

from tests.cast import Cast
from tracker import clock
from tracker.domain.dates import DelayReason
from tracker.extensions import db
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.history import Happened


def move(cast: Cast, number: str, code: DelayReason | None) -> None:
    """A new due date that Priya asks for and Jean agrees."""
    action = db.session.scalars(select(Action).where(Action.number == number)).one()
    now, to_on = clock.now(), action.due_on + timedelta(days=7)
    db.session.add(
        DateRequest(
            action=action,
            asked_by=cast.priya,
            asked_at=now,
            from_on=action.due_on,
            to_on=to_on,
            code=code,
            reason="",
            state=RequestState.AGREED,
            decided_by=cast.jean,
            decided_at=now,
        )
    )
    action.due_on = to_on
    record(Happened.DATE_MOVED, at=now, actor=cast.jean, action=action)
    db.session.commit()
