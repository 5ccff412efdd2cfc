"""What stood in words on a past day: titles, areas, posts, answers. The rows hold what is so now;
the history tells what was changed since and from what.

Each question is one statement, however much there is.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from tracker.domain.responses import RESPONSE_WORDS, Response
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import Evidence
from tracker.store.decisions import DateRequest, RequestState, Review, ReviewDecision
from tracker.store.history import Happened, HistoryEntry

Before = dict[str, Any]
"""What something was, by the names its history entry gives."""
_RESPONSES = {words: response for response, words in RESPONSE_WORDS.items()}


def end_of(on: date) -> datetime:
    """The first moment that no longer belongs to a day."""
    return local_instant(on + timedelta(days=1), time(0, 0))


def changed_since(kind: Happened, action_ids: Collection[int], on: date) -> dict[int, Before]:
    """For each of these actions about which such an entry was made after a day: what the first of
    them says it was before."""
    found = (
        select(HistoryEntry.action_id, HistoryEntry.facts)
        .where(HistoryEntry.kind == kind, HistoryEntry.action_id.in_(action_ids))
        .where(HistoryEntry.at >= end_of(on))
        .order_by(HistoryEntry.id)
    )
    return _first((row.action_id, row.facts) for row in db.session.execute(found))


def plan_changed_since(plan_id: int, on: date) -> Before:
    """What was changed about a plan after a day, as it was before."""
    found = (
        select(HistoryEntry.plan_id, HistoryEntry.facts)
        .where(HistoryEntry.plan_id == plan_id, HistoryEntry.kind == Happened.PLAN_CHANGED)
        .where(HistoryEntry.at >= end_of(on))
        .order_by(HistoryEntry.id)
    )
    entries = ((row.plan_id, row.facts) for row in db.session.execute(found))
    return _first(entries).get(plan_id, {})


def people_changed_since(on: date) -> dict[int, Before]:
    """For everybody whose details were changed after a day: what they were before, by number."""
    found = (
        select(HistoryEntry.facts)
        .where(HistoryEntry.kind == Happened.PERSON_CHANGED, HistoryEntry.plan_id.is_(None))
        .where(HistoryEntry.at >= end_of(on))
        .order_by(HistoryEntry.id)
    )
    return _first((facts["person"], facts) for facts in db.session.scalars(found))


def _first(entries: Iterable[tuple[int, Before]]) -> dict[int, Before]:
    """The earliest word on each name that was changed: a later entry may tell of another."""
    before: dict[int, Before] = {}
    for number, facts in entries:
        before[number] = {**facts.get("before", {}), **before.get(number, {})}
    return before


def responses_on(plan_id: int, on: date) -> dict[str, Response]:
    """What had been answered to the areas of a plan by the end of a day, by their numbers."""
    found = (
        select(HistoryEntry.facts)
        .where(HistoryEntry.plan_id == plan_id, HistoryEntry.kind == Happened.RESPONDED)
        .where(HistoryEntry.at < end_of(on))
        .order_by(HistoryEntry.id)
    )
    said = {facts["area"]: facts["after"].get("response") for facts in db.session.scalars(found)}
    return {number: _RESPONSES[words] for number, words in said.items() if words}


def requests_until(action_ids: Collection[int], on: date) -> list[DateRequest]:
    """Every new due date that was asked for by the end of a day, the first first."""
    found = select(DateRequest).where(
        DateRequest.action_id.in_(action_ids), DateRequest.asked_at < end_of(on)
    )
    return list(db.session.scalars(found.order_by(DateRequest.asked_at, DateRequest.id)))


def was_agreed(request: DateRequest, on: date) -> bool:
    """True when the new date had been agreed by the end of a day."""
    decided = request.decided_at
    return request.state is RequestState.AGREED and decided is not None and decided < end_of(on)


def was_waiting(request: DateRequest, on: date) -> bool:
    """True when nobody had decided about the new date, or taken it back, by the end of a day."""
    return request.decided_at is None or request.decided_at >= end_of(on)


def evidence_on(action_ids: Collection[int], on: date) -> dict[int, int]:
    """How many pieces of evidence each of these actions had at the end of a day, where any."""
    found = (
        select(Evidence.action_id, func.count().label("files"))
        .where(Evidence.action_id.in_(action_ids), Evidence.added_at < end_of(on))
        .where(or_(Evidence.removed_at.is_(None), Evidence.removed_at >= end_of(on)))
        .group_by(Evidence.action_id)
    )
    return {row.action_id: row.files for row in db.session.execute(found)}


def reviewed_on(action_ids: Collection[int], on: date) -> dict[int, datetime]:
    """When a finished review had last decided about each of these actions by the end of a day."""
    found = (
        select(ReviewDecision.action_id, func.max(Review.closed_at).label("at"))
        .join(ReviewDecision.review)
        .where(ReviewDecision.action_id.in_(action_ids), Review.closed_at < end_of(on))
        .group_by(ReviewDecision.action_id)
    )
    return {row.action_id: row.at for row in db.session.execute(found)}


def chased_on(action_ids: Collection[int], on: date) -> dict[int, datetime]:
    """When each of these actions had last been chased by the end of a day."""
    found = (
        select(HistoryEntry.action_id, func.max(HistoryEntry.at).label("at"))
        .where(HistoryEntry.kind == Happened.CHASED, HistoryEntry.action_id.in_(action_ids))
        .where(HistoryEntry.at < end_of(on))
        .group_by(HistoryEntry.action_id)
    )
    return {row.action_id: row.at for row in db.session.execute(found)}
