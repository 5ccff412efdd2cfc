"""Finished reviews: the dated minutes of who decided what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.access import Role
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.decisions import Review, ReviewChoice, ReviewDecision
from tracker.store.doors import visible_actions
from tracker.store.people import Person, line_of
from tracker.store.plans import Plan


@dataclass(frozen=True)
class Record:
    """A finished review and the decisions of it that its reader may see."""

    review: Review
    decisions: Sequence[ReviewDecision]
    hidden: int
    """How many more decisions are about actions the reader may not see."""


def records_count(person: Person) -> int:
    """How many finished reviews this person may read."""
    return db.session.scalar(select(func.count(Review.id)).where(_readable(person))) or 0


def records_page(person: Person, *, page: int, size: int) -> Sequence[Review]:
    """One page of the finished reviews this person may read, newest first."""
    found = select(Review).where(_readable(person)).options(joinedload(Review.manager))
    newest = found.order_by(Review.closed_at.desc(), Review.id.desc())
    return db.session.scalars(newest.limit(size).offset((page - 1) * size)).all()


def choices_made(review_ids: Sequence[int]) -> dict[int, Counter[ReviewChoice]]:
    """How often each choice was made in each of these reviews."""
    found = (
        select(ReviewDecision.review_id, ReviewDecision.choice, func.count().label("number"))
        .where(ReviewDecision.review_id.in_(review_ids))
        .group_by(ReviewDecision.review_id, ReviewDecision.choice)
    )
    made: dict[int, Counter[ReviewChoice]] = {review_id: Counter() for review_id in review_ids}
    for row in db.session.execute(found):
        made[row.review_id][row.choice] = row.number
    return made


def record_of(review_id: int, *, seen_by: Person) -> Record | None:
    """The finished review with this number; None when it is missing, unfinished or hidden."""
    review = db.session.scalar(
        select(Review)
        .where(Review.id == review_id, _readable(seen_by))
        .options(joinedload(Review.manager))
    )
    if review is None:
        return None
    held = select(func.count(ReviewDecision.id)).where(ReviewDecision.review_id == review_id)
    found = (
        select(ReviewDecision)
        .join(ReviewDecision.action)
        .join(Action.plan)
        .where(ReviewDecision.review_id == review_id, visible_actions(seen_by, None))
        .order_by(ReviewDecision.days_overdue.desc(), Plan.code, Action.position)
        .options(contains_eager(ReviewDecision.action).contains_eager(Action.plan))
        .options(joinedload(ReviewDecision.given_to))
    )
    decisions = db.session.scalars(found).all()
    return Record(review, decisions, (db.session.scalar(held) or 0) - len(decisions))


def _readable(person: Person) -> ColumnElement[bool]:
    """Finished, and one's own or of somebody below; a performance officer reads all."""
    whose = true() if person.role is Role.PERFORMANCE else Review.manager_id.in_(line_of(person.id))
    return Review.closed_at.is_not(None) & whose
