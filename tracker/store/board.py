"""What a board is told of a past month: which due dates were moved."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.decisions import DateRequest, RequestState


def moves_since(action_ids: Sequence[int], on: date) -> dict[int, list[DateRequest]]:
    """The new dates agreed after a day, by action, the first first; one statement."""
    found = (
        select(DateRequest)
        .where(DateRequest.state == RequestState.AGREED, DateRequest.action_id.in_(action_ids))
        .where(DateRequest.decided_at >= _after(on))
        .order_by(DateRequest.decided_at, DateRequest.id)
    )
    moves: dict[int, list[DateRequest]] = {}
    for request in db.session.scalars(found):
        moves.setdefault(request.action_id, []).append(request)
    return moves


def _after(on: date) -> datetime:
    return local_instant(on + timedelta(days=1), time(0, 0))
