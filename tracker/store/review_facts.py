"""What a manager reads before deciding: what was last said, asked, agreed, sent and decided.

`facts_about` takes one action or all of a meeting's: the number of statements is the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select, union
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.reviews import ASKS_NOTHING, Says
from tracker.extensions import db
from tracker.store.actions import Action, ActionFinding, Update
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


def facts_about(
    action_ids: Sequence[int], asked: Mapping[int, DateRequest] | None = None
) -> dict[int, ReviewFacts]:
    """The facts about each of these actions; `asked` are the requests for new dates that wait about
    them, where they are known."""
    updates = _last_updates(action_ids)
    asked = _waiting_requests(action_ids) if asked is None else asked
    sent = _waiting_submissions(action_ids)
    slips = slips_of(tuple(action_ids))
    reminders = _reminders(action_ids)
    decided = last_decisions(action_ids)
    return {
        action_id: ReviewFacts(
            updates.get(action_id),
            asked.get(action_id),
            sent.get(action_id),
            slips[action_id].moves if action_id in slips else 0,
            *reminders.get(action_id, (0, None)),
            decided.get(action_id),
        )
        for action_id in action_ids
    }


def dates_asked_for(action_ids: Sequence[int]) -> dict[int, DateRequest]:
    """The waiting requests for new dates among these actions."""
    return _waiting_requests(action_ids)


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
    agreed = (
        select(func.count(DateRequest.id))
        .where(DateRequest.action_id == Action.id, DateRequest.state == RequestState.AGREED)
        .correlate(Action)
        .scalar_subquery()
    )
    found = (
        select(Action.id, agreed.label("moves"), Finding.number)
        .outerjoin(ActionFinding, ActionFinding.action_id == Action.id)
        .outerjoin(Finding, and_(Finding.id == ActionFinding.finding_id, Finding.urgent))
        .where(Action.id.in_(action_ids))
        .order_by(Action.id, Finding.position)
    )
    slips: dict[int, Slips] = {}
    for row in db.session.execute(found):
        before = slips.get(row.id, Slips()).urgent
        urgent = before if row.number is None else (*before, row.number)
        slips[row.id] = Slips(row.moves, urgent)
    return slips


def last_decisions(action_ids: Sequence[int]) -> dict[int, ReviewDecision]:
    """What the last finished review, whoever's, decided about each of these actions."""
    turn = func.row_number().over(
        partition_by=ReviewDecision.action_id,
        order_by=(ReviewDecision.decided_at.desc(), ReviewDecision.id.desc()),
    )
    ranked = (
        select(ReviewDecision.id, turn.label("turn"))
        .join(ReviewDecision.review)
        .where(ReviewDecision.action_id.in_(action_ids), Review.closed_at.is_not(None))
        .subquery()
    )
    found = (
        select(ReviewDecision)
        .join(ranked, ranked.c.id == ReviewDecision.id)
        .join(ReviewDecision.review)
        .where(ranked.c.turn == 1)
        .options(contains_eager(ReviewDecision.review).joinedload(Review.manager))
        .options(joinedload(ReviewDecision.given_to))
    )
    return {decision.action_id: decision for decision in db.session.scalars(found)}


def escalations_of(action_ids: Collection[int]) -> dict[int, str]:
    """To whom each of these actions has been escalated since it was due, by number."""
    if not action_ids:
        return {}
    gone = (LetterState.CANCELLED, LetterState.SUPERSEDED, LetterState.DEAD, LetterState.BOUNCED)
    found = (
        select(NotificationAction.action_id, Person.name)
        .join(Notification, Notification.id == NotificationAction.notification_id)
        .join(Person, Person.id == Notification.recipient_id)
        .join(Action, Action.id == NotificationAction.action_id)
        .where(
            Notification.kind == "escalation",
            Notification.state.not_in(gone),
            Notification.local_date > Action.due_on,
            NotificationAction.action_id.in_(action_ids),
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


def _last_updates(action_ids: Sequence[int]) -> dict[int, Update]:
    last = (
        select(func.max(Update.id))
        .where(Update.action_id.in_(action_ids))
        .group_by(Update.action_id)
    )
    found = select(Update).where(Update.id.in_(last)).options(joinedload(Update.by))
    return {update.action_id: update for update in db.session.scalars(found)}


def _waiting_requests(action_ids: Sequence[int]) -> dict[int, DateRequest]:
    found = select(DateRequest).where(
        DateRequest.state == RequestState.WAITING, DateRequest.action_id.in_(action_ids)
    )
    asked = db.session.scalars(found.options(joinedload(DateRequest.asked_by)))
    return {request.action_id: request for request in asked}


def _waiting_submissions(action_ids: Sequence[int]) -> dict[int, Submission]:
    found = select(Submission).where(
        Submission.state == SubmissionState.WAITING, Submission.action_id.in_(action_ids)
    )
    sent = db.session.scalars(found.options(joinedload(Submission.sent_by)))
    return {submission.action_id: submission for submission in sent}


def _reminders(action_ids: Sequence[int]) -> dict[int, tuple[int, datetime | None]]:
    """How many letters reminding of each action have gone, and when the latest went.

    A letter about one action names it on its own row, a combined one beside it; the union counts a
    letter that does both once.
    """
    named = select(Notification.id, Notification.action_id).where(
        Notification.action_id.in_(action_ids)
    )
    beside = select(NotificationAction.notification_id, NotificationAction.action_id).where(
        NotificationAction.action_id.in_(action_ids), NotificationAction.step.not_in(ASKS_NOTHING)
    )
    about = union(named, beside).subquery()
    found = (
        select(
            about.c.action_id,
            func.count().label("number"),
            func.max(Notification.finished_at).label("latest"),
        )
        .join(Notification, Notification.id == about.c.id)
        .where(Notification.state == LetterState.SENT, Notification.kind.in_(_REMINDERS))
        .group_by(about.c.action_id)
    )
    return {row.action_id: (row.number, row.latest) for row in db.session.execute(found)}
