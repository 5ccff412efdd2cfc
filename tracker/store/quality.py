"""What is kept about the actions of a plan, to be looked through for what is missing."""

from typing import Any

from sqlalchemy import Executable, Row, ScalarSelect, func, select

from tracker.domain.quality import Kept
from tracker.extensions import db
from tracker.store.actions import Action, Evidence, Milestone
from tracker.store.doors import visible_actions
from tracker.store.evidence import counts
from tracker.store.listed_actions import areas_by_action
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.snapshots import standing_of


def kept_about(plan: Plan, *, seen_by: Person) -> list[Kept]:
    """The actions of a plan that this person may see, in the plan's order; two statements."""
    areas = areas_by_action(plan.id)
    rows = db.session.execute(_asked(plan.id, seen_by))
    return [_kept(plan.code, row, areas.get(row.id, ())) for row in rows]


def _asked(plan_id: int, seen_by: Person) -> Executable:
    return (
        select(
            Action.id,
            Action.number,
            Action.title,
            Action.progress,
            Action.due_on,
            Action.expected_on,
            Action.starts_on,
            Action.last_update_at,
            Action.completed_on,
            Action.submitted_at,
            Action.measure,
            Person.id.label("owner_id"),
            Person.name.label("owner"),
            Person.active,
            _evidence().label("evidence"),
            _last_step().label("last_step_on"),
        )
        .join(Action.plan)
        .join(Person, Person.id == Action.owner_id)
        .where(Action.plan_id == plan_id, visible_actions(seen_by, None))
        .order_by(Action.position, Action.id)
    )


def _kept(code: str, row: Row[Any], areas: tuple[int, ...]) -> Kept:
    return Kept(
        ref=f"{code}-{row.number}",
        number=row.number,
        title=row.title,
        owner_id=row.owner_id,
        owner=row.owner,
        owner_is_here=row.active,
        standing=standing_of(row),
        has_measure=bool(row.measure),
        evidence=row.evidence,
        last_step_on=row.last_step_on,
        areas=areas,
    )


def _evidence() -> ScalarSelect[int]:
    added = select(func.count(Evidence.id)).where(Evidence.action_id == Action.id, counts())
    return added.correlate(Action).scalar_subquery()


def _last_step() -> ScalarSelect[Any]:
    open_steps = select(func.max(Milestone.due_on)).where(
        Milestone.action_id == Action.id,
        Milestone.done_on.is_(None),
        Milestone.removed_at.is_(None),
    )
    return open_steps.correlate(Action).scalar_subquery()
