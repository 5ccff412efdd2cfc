"""What a manager's weekly summary is worked out from: a few columns of all they are accountable
for, of which they may have thousands, and more of the few that it lists."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, select, type_coerce
from sqlalchemy.orm import joinedload

from tracker.domain.actions import Progress, is_overdue, silent_days
from tracker.domain.digests import DigestAction, Shown
from tracker.extensions import db
from tracker.services.deciders import date_deciders
from tracker.services.letters.facts import (
    area_in_email,
    measure_in_email,
    name_in_email,
    steps_in_email,
)
from tracker.store.action_snapshots import ActionSnapshot, latest_until
from tracker.store.actions import Action, ActionFinding
from tracker.store.columns import LondonDay
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.doors import visible_actions
from tracker.store.evidence import files_of
from tracker.store.letter_rows import letter_rows, milestones_of, with_plans
from tracker.store.measures import newest_readings
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState, plans_by_id
from tracker.store.reports import Finding


class _Counted(NamedTuple):
    """An action as it is counted: the columns of `_counted_rows`, in its order."""

    id: int
    plan_id: int
    progress: Progress
    due_on: date
    submitted_on: date | None
    completed_on: date | None
    area: str | None
    asked_by_id: int | None
    asked_on: date | None


class _Stood(NamedTuple):
    """As much of how an action stood as says whether it was overdue."""

    progress: Progress
    due_on: date
    submitted_on: date | None


def accountable_to(
    manager: Person, *, seen_by: Person, today: date
) -> tuple[list[DigestAction], list[tuple[str, str, str]], list[str]]:
    """What a manager's digest is worked out from: their actions, the areas, the plans' full titles.

    Six statements and one for each rung above, however many actions there are. What a list says
    beside them is in `shown_of`.
    """
    rows = _accountable(manager, seen_by, today)
    plans = plans_by_id({row.plan_id for row in rows})
    codes = {number: plan.code for number, plan in plans.items()}
    were_overdue = _overdue_on(today - timedelta(days=7), _accountable_for(manager))
    deciders = date_deciders(_asked_for_dates(rows), today)
    theirs = {number for number, one in deciders.items() if one.person.id == manager.id}
    facts = [
        DigestAction(
            id=row.id,
            plan_code=codes[row.plan_id],
            area=row.area or "",
            progress=row.progress,
            due_on=row.due_on,
            submitted_on=row.submitted_on,
            completed_on=row.completed_on,
            was_overdue=row.id in were_overdue,
            asked_on=row.asked_on,
            date_is_theirs=row.id in theirs,
        )
        for row in rows
    ]
    ordered = [plans[plan_id] for plan_id in dict.fromkeys(row.plan_id for row in rows)]
    return facts, _areas(ordered), [_title(plan) for plan in ordered]


def shown_of(action_ids: Collection[int], today: date) -> dict[int, Shown]:
    """What a list says of each of these actions, by number, as far as a letter may carry it; five
    statements. Whoever asks has seen that the reader may see them."""
    found = db.session.execute(letter_rows().where(Action.id.in_(action_ids))).all()
    ids = list(action_ids)
    files, readings, steps = files_of(ids), newest_readings(ids), milestones_of(ids)
    return {
        action.id: Shown(
            ref=action.ref,
            number=action.number,
            name=name_in_email(action),
            owner=action.owner,
            sender=action.owner_name,
            last_said=action.last_said,
            silent_for=silent_days(action.standing, today),
            asked_from=action.asked_from,
            asked_for=action.asked_for,
            files=files.get(action.id, 0),
            measure=measure_in_email(action, readings.get(action.id), today),
            steps=steps_in_email(action.plan, steps.get(action.id, ()), today),
        )
        for action in with_plans(found)
    }


def _accountable(manager: Person, seen_by: Person, today: date) -> list[_Counted]:
    found = _counted_rows(and_(_accountable_for(manager), visible_actions(seen_by, today)))
    return [_Counted._make(row) for row in db.session.execute(found)]


def _accountable_for(manager: Person) -> ColumnElement[bool]:
    return and_(Action.manager_id == manager.id, Plan.state == PlanState.LIVE)


def _overdue_on(on: date, which: ColumnElement[bool]) -> set[int]:
    """The numbers of the actions for which a condition holds now and that were overdue on a day;
    one statement."""
    these = select(Action.id).join(Action.plan).where(which)
    last = latest_until(on, of=ActionSnapshot.action_id.in_(these))
    found = (
        select(
            ActionSnapshot.action_id,
            ActionSnapshot.progress,
            ActionSnapshot.due_on,
            type_coerce(ActionSnapshot.submitted_at, LondonDay),
        )
        .join(last, last.c.id == ActionSnapshot.id)
        .where(ActionSnapshot.due_on < on)
    )
    return {
        number
        for number, *stood in db.session.execute(found)
        if is_overdue(_Stood._make(stood), on)
    }


def _counted_rows(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    waiting = and_(DateRequest.action_id == Action.id, DateRequest.state == RequestState.WAITING)
    area = (
        select(Finding.number)
        .join(ActionFinding, ActionFinding.finding_id == Finding.id)
        .where(ActionFinding.action_id == Action.id)
        .order_by(Finding.position)
        .limit(1)
        .correlate(Action)
    )
    return (
        select(
            Action.id,
            Action.plan_id,
            Action.progress,
            Action.due_on,
            type_coerce(Action.submitted_at, LondonDay),
            Action.completed_on,
            area.scalar_subquery().label("area"),
            DateRequest.asked_by_id,
            type_coerce(DateRequest.asked_at, LondonDay),
        )
        .join(Action.plan)
        .outerjoin(DateRequest, waiting)
        .where(which)
        .order_by(Plan.started_at, Plan.id, Action.position)
    )


def _asked_for_dates(rows: Sequence[_Counted]) -> list[tuple[Action, int | None]]:
    """Those of these for which a new date was asked for, whole, and who asked; one statement."""
    asked = {row.id: row.asked_by_id for row in rows if row.asked_on}
    found = select(Action).where(Action.id.in_(list(asked))).options(joinedload(Action.plan))
    return [(action, asked[action.id]) for action in db.session.scalars(found)]


def _areas(plans: list[Plan]) -> list[tuple[str, str, str]]:
    by_report = {plan.report_id: plan for plan in plans if plan.report_id}
    found = (
        select(Finding.report_id, Finding.number, Finding.title)
        .where(Finding.report_id.in_(list(by_report)))
        .order_by(Finding.report_id, Finding.position)
    )
    return [
        (plan.code, row.number, area_in_email(row.number, row.title, plan))
        for row in db.session.execute(found)
        if (plan := by_report[row.report_id])
    ]


def _title(plan: Plan) -> str:
    return (
        f"Inspection action plan {plan.code} (restricted)" if plan.restricted else plan.full_title
    )
