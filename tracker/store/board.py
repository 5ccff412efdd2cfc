"""What a board's digest asks about a plan's past month: what was said by then, what moved since."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from tracker.domain.actions import Progress
from tracker.domain.wording import local_day
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import Update
from tracker.store.decisions import DateRequest, RequestState


def said_by(action_ids: Sequence[int], on: date) -> dict[int, tuple[Progress, date]]:
    """What the owner of each action had said last by the end of a day, and when; one statement."""
    last = (
        select(func.max(Update.id))
        .where(Update.action_id.in_(action_ids), Update.posted_at < _after(on))
        .group_by(Update.action_id)
    )
    found = select(Update.action_id, Update.progress, Update.posted_at).where(Update.id.in_(last))
    return {
        row.action_id: (row.progress, local_day(row.posted_at)) for row in db.session.execute(found)
    }


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
