"""Lists for programs: pages by the number of their last row, so that none is shown twice or left
out while rows are added. Each asks the door; the same statements however many rows.

`most` rows are given and one more, by which its caller sees that the list goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.store.actions import Action, Evidence, Update
from tracker.store.doors import visible_actions, visible_plans
from tracker.store.history import HistoryEntry
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.reports import Finding


@dataclass(frozen=True)
class Wanted:
    """Which actions are asked for; what is None is not asked."""

    plan_code: str | None = None
    plan_id: int | None = None
    owner_id: int | None = None
    progress: Progress | None = None
    late: bool | None = None
    """As far as SQL can tell: of those sent for sign-off the caller has to see for itself whether
    they are overdue (`domain.actions.is_overdue`)."""
    due_before: date | None = None
    due_after: date | None = None
    updated_since: datetime | None = None


def plans_after(last: int, most: int, *, seen_by: Person) -> Sequence[Plan]:
    """The plans this person may open, by number."""
    found = select(Plan).where(visible_plans(seen_by), Plan.id > last).order_by(Plan.id)
    with_parts = joinedload(Plan.report), joinedload(Plan.lead).joinedload(Person.team)
    return db.session.scalars(found.limit(most + 1).options(*with_parts)).all()


def areas_after(plan: Plan, last: int, most: int) -> Sequence[Finding]:
    """The areas of a plan that its caller has come to through the door, by number."""
    found = select(Finding).where(Finding.report_id == plan.report_id, Finding.id > last)
    return db.session.scalars(found.order_by(Finding.id).limit(most + 1)).all()


def actions_after(
    wanted: Wanted, last: int, most: int, *, seen_by: Person, today: date
) -> Sequence[Action]:
    """The actions asked for that this person may see today, by number; two statements."""
    found = select(Action).join(Action.plan).where(visible_actions(seen_by, today))
    found = found.where(Action.id > last, *_conditions(wanted, today)).order_by(Action.id)
    return db.session.scalars(_with_parts(found).limit(most + 1)).all()


def updates_after(action: Action, last: int, most: int) -> Sequence[Update]:
    """What was said about an action that its caller has come to through the door, oldest first."""
    found = select(Update).where(Update.action_id == action.id, Update.id > last)
    people = (
        joinedload(Update.by).joinedload(Person.team),
        joinedload(Update.on_behalf_of).joinedload(Person.team),
    )
    return db.session.scalars(found.order_by(Update.id).limit(most + 1).options(*people)).all()


def evidence_after(action: Action, last: int, most: int) -> Sequence[Evidence]:
    """The evidence that stands of such an action, oldest first."""
    found = select(Evidence).where(Evidence.action_id == action.id, Evidence.id > last)
    found = found.where(Evidence.removed_at.is_(None)).order_by(Evidence.id)
    adder = joinedload(Evidence.added_by).joinedload(Person.team)
    return db.session.scalars(found.limit(most + 1).options(adder)).all()


def _with_parts(found: Select[Action]) -> Select[Action]:
    return found.options(
        contains_eager(Action.plan),
        joinedload(Action.owner).joinedload(Person.team),
        joinedload(Action.manager).joinedload(Person.team),
        selectinload(Action.findings),
    )


def _conditions(wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    equal = {
        Plan.code: wanted.plan_code and wanted.plan_code.upper(),
        Action.plan_id: wanted.plan_id,
        Action.owner_id: wanted.owner_id,
        Action.progress: wanted.progress,
    }
    conditions = [column == value for column, value in equal.items() if value is not None]
    if wanted.due_before is not None:
        conditions.append(Action.due_on < wanted.due_before)
    if wanted.due_after is not None:
        conditions.append(Action.due_on > wanted.due_after)
    if wanted.updated_since is not None:
        since = HistoryEntry.at >= wanted.updated_since
        changed = select(HistoryEntry.action_id).where(since, HistoryEntry.action_id.is_not(None))
        conditions.append(Action.id.in_(changed))
    if wanted.late is not None:
        late = and_(Action.open, Action.progress != Progress.ON_HOLD, Action.due_on < today)
        conditions.append(
            late if wanted.late else or_(~late, Action.progress == Progress.SUBMITTED)
        )
    return conditions
