"""What the planner knew of one owner's actions on a morning that has passed, and what it had
planned before: for explaining, never for planning."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.access import Role
from tracker.domain.actions import Progress, Standing
from tracker.domain.reminders import OwnedAction, Owner, Pattern, agenda_key
from tracker.domain.wording import local_day
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import Action, Update
from tracker.store.decisions import DateRequest, RequestState, Submission
from tracker.store.outbox import Occasion, OccasionSkip
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.rules import rules_for, said_at
from tracker.store.snapshots import accountable_managers

PLANNED_AT = time(8, 0)


def owner_facts(person: Person) -> Owner:
    """How a person wants to be reminded now, when no cover gets it instead."""
    return Owner(
        id=person.id,
        pattern=Pattern(person.reminders.value),
        agenda_weekday=person.agenda_weekday,
        digest_weekday=person.digest_weekday if _gets_digest(person) else None,
    )


def _gets_digest(person: Person) -> bool:
    wants = person.role is Role.MANAGER and person.wants_digest
    return wants and person.id in accountable_managers()


def owned_as_of(owner_id: int, on: date) -> list[OwnedAction]:
    """The open actions of an owner as they stood on a morning; seven statements.

    Who owns an action and who is accountable for it is as it is now, save that what had not been
    given yet is left out.
    """
    at = local_instant(on, PLANNED_AT)
    actions = _owned(owner_id, at, on)
    ids = [action.id for action in actions]
    rules = said_at()
    said, moved = _last_updates(ids, at), _due_dates_on(ids, on - timedelta(days=1))
    asked, sent = _waiting_requests(ids, at), _waiting_submissions(ids, at)
    agreed = _moves(ids, at)
    found = [
        OwnedAction(
            id=one.id,
            owner_id=one.owner_id,
            standing=_standing(one, said.get(one.id), moved, sent),
            given_on=local_day(one.given_at),
            manager_name=one.manager.name,
            chased=_chased(one, said.get(one.id), at),
            asked_for_on=asked.get(one.id),
            rules=rules_for(rules, plan_id=one.plan_id, action_id=one.id),
            plan_paused=one.plan.paused,
            moves=agreed.get(one.id, 0),
        )
        for one in actions
    ]
    return sorted(found, key=lambda one: (one.standing.due_on, one.id))


def planned_before(owner: Owner, action_ids: Sequence[int], on: date) -> dict[str, date]:
    """The keys used before a morning for these actions of an owner and for that week's agenda;
    two statements. A key that was let pass has no day."""
    week = agenda_key(owner, on)
    used = select(Occasion.dedupe_key, Occasion.local_date).where(
        or_(Occasion.action_id.in_(action_ids), Occasion.dedupe_key == week),
        Occasion.local_date < on,
    )
    passed = select(OccasionSkip.dedupe_key).where(
        OccasionSkip.recipient_id == owner.id,
        OccasionSkip.kind.in_(("passed over", "agenda")),
        OccasionSkip.at < local_instant(on, time.min),
        or_(OccasionSkip.action_id.in_(action_ids), OccasionSkip.dedupe_key == week),
    )
    before = dict.fromkeys(db.session.scalars(passed), date.min)
    return before | {row.dedupe_key: row.local_date for row in db.session.execute(used)}


def _owned(owner_id: int, at: datetime, on: date) -> Sequence[Action]:
    found = (
        select(Action)
        .join(Action.plan)
        .where(
            Action.owner_id == owner_id,
            Plan.state == PlanState.LIVE,
            Action.given_at <= at,
            or_(Action.open, Action.completed_on >= on),
        )
    )
    return db.session.scalars(
        found.options(contains_eager(Action.plan), joinedload(Action.manager))
    ).all()


def _due_dates_on(action_ids: Sequence[int], on: date) -> dict[int, date]:
    """The due date each of these actions had at the end of a day, where it has moved since.

    The first move agreed after that day tells what it was moved from.
    """
    first = (
        select(DateRequest.action_id, func.min(DateRequest.decided_at).label("at"))
        .where(DateRequest.state == RequestState.AGREED, DateRequest.action_id.in_(action_ids))
        .where(DateRequest.decided_at >= _after(on))
        .group_by(DateRequest.action_id)
        .subquery()
    )
    found = select(DateRequest.action_id, DateRequest.from_on).join(
        first,
        and_(first.c.action_id == DateRequest.action_id, first.c.at == DateRequest.decided_at),
    )
    return {row.action_id: row.from_on for row in db.session.execute(found)}


def _after(on: date) -> datetime:
    return local_instant(on + timedelta(days=1), time(0, 0))


def _last_updates(ids: Sequence[int], at: datetime) -> dict[int, Update]:
    newest = (
        select(func.max(Update.id))
        .where(Update.action_id.in_(ids), Update.posted_at < at)
        .group_by(Update.action_id)
    )
    found = db.session.scalars(select(Update).where(Update.id.in_(newest)))
    return {update.action_id: update for update in found}


def _waiting_requests(ids: Sequence[int], at: datetime) -> dict[int, date]:
    found = select(DateRequest.action_id, DateRequest.to_on).where(
        DateRequest.action_id.in_(ids),
        DateRequest.asked_at < at,
        or_(
            DateRequest.state == RequestState.WAITING,
            and_(DateRequest.decided_at.is_not(None), DateRequest.decided_at >= at),
        ),
    )
    return {row.action_id: row.to_on for row in db.session.execute(found)}


def _moves(ids: Sequence[int], at: datetime) -> dict[int, int]:
    found = (
        select(DateRequest.action_id, func.count().label("moves"))
        .where(DateRequest.action_id.in_(ids), DateRequest.state == RequestState.AGREED)
        .where(DateRequest.decided_at < at)
        .group_by(DateRequest.action_id)
    )
    return {row.action_id: row.moves for row in db.session.execute(found)}


def _waiting_submissions(ids: Sequence[int], at: datetime) -> dict[int, date]:
    found = select(Submission.action_id, Submission.sent_at).where(
        Submission.action_id.in_(ids),
        Submission.sent_at < at,
        or_(Submission.decided_at.is_(None), Submission.decided_at >= at),
    )
    return {row.action_id: local_day(row.sent_at) for row in db.session.execute(found)}


def _standing(
    action: Action, said: Update | None, moved: dict[int, date], sent: dict[int, date]
) -> Standing:
    waits = action.id in sent
    progress = said.progress if said else Progress.NOT_STARTED
    if progress is Progress.SUBMITTED and not waits:
        progress = Progress.ON_TRACK
    return Standing(
        progress=Progress.SUBMITTED if waits else progress,
        due_on=moved.get(action.id, action.due_on),
        expected_on=action.expected_on,
        started_on=action.starts_on,
        last_update_on=local_day(said.posted_at) if said else None,
        completed_on=None,
        submitted_on=sent.get(action.id),
    )


def _chased(action: Action, said: Update | None, at: datetime) -> bool:
    if action.chased_at is None or action.chased_at >= at:
        return False
    return said is None or said.posted_at < action.chased_at
