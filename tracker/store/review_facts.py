"""What a manager reads before deciding: what was last said, asked, agreed, sent and decided.

`facts_about` takes one action or all of a meeting's: the number of statements is the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, Subquery, and_, bindparam, func, or_, select, union
from sqlalchemy.orm import joinedload

from tracker.domain.escalation import STEP
from tracker.domain.reviews import ASKS_NOTHING, Says
from tracker.extensions import db
from tracker.store.actions import Action, ActionFinding, Update
from tracker.store.columns import unindexed
from tracker.store.decisions import (
    DateRequest,
    RequestState,
    Review,
    ReviewDecision,
    Submission,
    SubmissionState,
)
from tracker.store.once import asked_once
from tracker.store.outbox import REVIEWED, LetterState, Notification, NotificationAction
from tracker.store.people import Person
from tracker.store.reports import Finding

_CHASES = ("chase", REVIEWED)
_REMINDERS = ("reminder", *_CHASES)
"""What a letter that asks an owner about an action was planned as."""

_THESE: BindParameter[Sequence[int]] = bindparam("these", expanding=True)
"""The numbers of the actions a kept statement asks about: making one costs more than asking it."""


@dataclass(frozen=True)
class ReviewFacts:
    """What is known about one action beside what its own row holds."""

    last_update: Update | None = None
    asked: DateRequest | None = None
    """The request for a new date that waits for a decision."""
    sent: Submission | None = None
    """The sign-off that waits for a decision."""
    dates_agreed: int = 0
    reminders: int = 0
    reminded_at: datetime | None = None
    last_decision: ReviewDecision | None = None
    """What the last finished review decided."""


def facts_about(action_ids: Sequence[int]) -> dict[int, ReviewFacts]:
    """The facts about each of these actions; two statements."""
    slips = slips_of(tuple(action_ids))
    facts = dict.fromkeys(action_ids, ReviewFacts())
    found = db.session.execute(_facts_asked(), {"these": action_ids})
    for action_id, update, asked, waits, decision, number, latest in found:
        facts[action_id] = ReviewFacts(
            update,
            asked,
            waits,
            slips[action_id].moves if action_id in slips else 0,
            number or 0,
            latest,
            decision,
        )
    return facts


@cache
def _facts_asked() -> Select[*tuple[Any, ...]]:
    last, decided, sent = _last_said(), _decided_last(), _sent()
    return (
        select(Action.id, Update, DateRequest, Submission, ReviewDecision)
        .add_columns(sent.c.number, sent.c.latest)
        .outerjoin(last, last.c.action_id == Action.id)
        .outerjoin(Update, Update.id == last.c.id)
        .outerjoin(
            DateRequest,
            and_(DateRequest.action_id == Action.id, DateRequest.state == RequestState.WAITING),
        )
        .outerjoin(
            Submission,
            and_(Submission.action_id == Action.id, Submission.state == SubmissionState.WAITING),
        )
        .outerjoin(decided, decided.c.action_id == Action.id)
        .outerjoin(ReviewDecision, ReviewDecision.id == decided.c.id)
        .outerjoin(sent, sent.c.action_id == Action.id)
        .where(Action.id.in_(_THESE))
        .options(
            joinedload(Update.by),
            joinedload(DateRequest.asked_by),
            joinedload(Submission.sent_by),
            joinedload(ReviewDecision.review).joinedload(Review.manager),
            joinedload(ReviewDecision.given_to),
        )
    )


def dates_asked_for(action_ids: Sequence[int]) -> dict[int, DateRequest]:
    """The waiting requests for new dates among these actions."""
    found = select(DateRequest).where(
        DateRequest.state == RequestState.WAITING, DateRequest.action_id.in_(action_ids)
    )
    asked = db.session.scalars(found.options(joinedload(DateRequest.asked_by)))
    return {request.action_id: request for request in asked}


@dataclass(frozen=True)
class Slips:
    """What makes a new due date a matter for somebody senior: how many were agreed for an action
    before, and the numbers of the urgent areas it answers."""

    moves: int = 0
    urgent: tuple[str, ...] = ()


@asked_once
def slips_of(action_ids: tuple[int, ...]) -> dict[int, Slips]:
    """How many new due dates have been agreed for each of these actions, and which urgent areas it
    answers; one statement."""
    slips: dict[int, Slips] = {}
    for row in db.session.execute(_slips_asked(), {"these": action_ids}):
        before = slips.get(row.id, Slips()).urgent
        urgent = before if row.number is None else (*before, row.number)
        slips[row.id] = Slips(row.moves, urgent)
    return slips


@cache
def _slips_asked() -> Select[*tuple[Any, ...]]:
    agreed = (
        select(func.count(DateRequest.id))
        .where(DateRequest.action_id == Action.id, DateRequest.state == RequestState.AGREED)
        .correlate(Action)
        .scalar_subquery()
    )
    return (
        select(Action.id, agreed.label("moves"), Finding.number)
        .outerjoin(ActionFinding, ActionFinding.action_id == Action.id)
        .outerjoin(Finding, and_(Finding.id == ActionFinding.finding_id, Finding.urgent))
        .where(Action.id.in_(_THESE))
        .order_by(Action.id, Finding.position)
    )


def last_decisions(action_ids: Sequence[int]) -> dict[int, ReviewDecision]:
    """What the last finished review, whoever's, decided about each of these actions."""
    decided = _decided_last()
    found = select(ReviewDecision).join(decided, decided.c.id == ReviewDecision.id)
    decisions = db.session.scalars(found, {"these": action_ids})
    return {decision.action_id: decision for decision in decisions}


def escalations_of(action_ids: Collection[int]) -> dict[int, str]:
    """To whom each of these actions has been escalated since it was due, by number."""
    if not action_ids:
        return {}
    gone = (LetterState.CANCELLED, LetterState.SUPERSEDED, LetterState.DEAD, LetterState.BOUNCED)
    taken_up = or_(
        NotificationAction.step.startswith(STEP), NotificationAction.step == Says.BY_HAND
    )
    # Of the many letters about them these few first, whatever the database expects.
    told = (
        select(NotificationAction.action_id, NotificationAction.notification_id)
        .where(NotificationAction.action_id.in_(action_ids), taken_up)
        .cte()
        .prefix_with("MATERIALIZED")
    )
    found = (
        select(told.c.action_id, Person.name)
        .join(Notification, Notification.id == told.c.notification_id)
        .join(Person, Person.id == Notification.recipient_id)
        .join(Action, Action.id == told.c.action_id)
        .where(
            unindexed(Notification.kind) == "escalation",
            Notification.state.not_in(gone),
            Notification.local_date > Action.due_on,
        )
        .order_by(Notification.local_date, Notification.created_at)
    )
    return {row.action_id: row.name for row in db.session.execute(found)}


def was_asked_since(action_id: int, since: datetime) -> bool:
    """True when a letter that chases this action has left since then, or is leaving now."""
    spoken_of = select(NotificationAction.notification_id).where(
        NotificationAction.action_id == action_id, NotificationAction.step == Says.CHASE
    )
    left = select(Notification.id).where(
        Notification.id.in_(spoken_of),
        Notification.kind.in_(_CHASES),
        Notification.state.in_((LetterState.GATED, LetterState.SENT, LetterState.DOUBTFUL)),
        Notification.first_attempt_at >= since,
    )
    return db.session.scalar(left.limit(1)) is not None


def _last_said() -> Subquery:
    """The number of the last update of each of these actions."""
    last = select(Update.action_id, func.max(Update.id).label("id"))
    return last.where(Update.action_id.in_(_THESE)).group_by(Update.action_id).subquery()


def _decided_last() -> Subquery:
    """The number of what the last finished review decided about each of these actions."""
    turn = func.row_number().over(
        partition_by=ReviewDecision.action_id,
        order_by=(ReviewDecision.decided_at.desc(), ReviewDecision.id.desc()),
    )
    ranked = (
        select(ReviewDecision.id, ReviewDecision.action_id, turn.label("turn"))
        .join(ReviewDecision.review)
        .where(ReviewDecision.action_id.in_(_THESE), Review.closed_at.is_not(None))
        .subquery()
    )
    return select(ranked.c.id, ranked.c.action_id).where(ranked.c.turn == 1).subquery()


def _sent() -> Subquery:
    """How many letters reminding of each action have gone, and when the latest went.

    A letter about one action names it on its own row, a combined one beside it; the union counts a
    letter that does both once.
    """
    named = select(Notification.id, Notification.action_id).where(
        Notification.action_id.in_(_THESE)
    )
    beside = select(NotificationAction.notification_id, NotificationAction.action_id).where(
        NotificationAction.action_id.in_(_THESE), NotificationAction.step.not_in(ASKS_NOTHING)
    )
    about = union(named, beside).subquery()
    return (
        select(
            about.c.action_id,
            func.count().label("number"),
            func.max(Notification.finished_at).label("latest"),
        )
        .join(Notification, Notification.id == about.c.id)
        .where(unindexed(Notification.state) == LetterState.SENT)
        .where(unindexed(Notification.kind).in_(_REMINDERS))
        .group_by(about.c.action_id)
        .subquery()
    )
