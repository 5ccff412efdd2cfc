"""The whole history, asked for a page at a time.

What is about a plan or an action is there for whoever may open it, and for nobody else; so an
administrator, who opens none, sees what happened to people, teams, rules and mail.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.doors import visible_actions, visible_plans
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.timeline import Moment, moments_of

ON_A_PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for; what is None is not asked. Both days are included."""

    person_id: int | None = None
    kind: Happened | None = None
    plan_id: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Logged:
    """One entry with the action and the plan it is about, where there is one."""

    moment: Moment
    entry: HistoryEntry
    action: Action | None
    plan: Plan | None


def log_page(wanted: Wanted, page: int, *, seen_by: Person) -> tuple[list[Logged], bool]:
    """One page of the entries asked for, newest first, and whether there are more; the same three
    statements however many."""
    found = _found(wanted, seen_by).offset((page - 1) * ON_A_PAGE).limit(ON_A_PAGE + 1)
    logged = _logged(found)
    return logged[:ON_A_PAGE], len(logged) > ON_A_PAGE


def log_rows(wanted: Wanted, most: int, *, seen_by: Person) -> list[Logged]:
    """The newest of the entries asked for, up to so many, as `log_page` gives them."""
    return _logged(_found(wanted, seen_by).limit(most))


def _found(wanted: Wanted, seen_by: Person) -> Select[HistoryEntry, Action, Plan]:
    return (
        select(HistoryEntry, Action, Plan)
        .outerjoin(Action, Action.id == HistoryEntry.action_id)
        .outerjoin(Plan, Plan.id == func.coalesce(Action.plan_id, HistoryEntry.plan_id))
        .where(_which(wanted), _shown_to(seen_by))
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
        .options(joinedload(HistoryEntry.actor), joinedload(HistoryEntry.acting_for))
    )


def _which(wanted: Wanted) -> ColumnElement[bool]:
    asked: list[ColumnElement[bool]] = [HistoryEntry.id.is_not(None)]
    if wanted.person_id is not None:
        who = (HistoryEntry.actor_id, HistoryEntry.acting_for_id)
        asked.append(or_(*(column == wanted.person_id for column in who)))
    if wanted.kind is not None:
        asked.append(HistoryEntry.kind == wanted.kind)
    if wanted.plan_id is not None:
        asked.append(Plan.id == wanted.plan_id)
    if wanted.first is not None:
        asked.append(HistoryEntry.at >= local_instant(wanted.first, time.min))
    if wanted.last is not None:
        ends = local_instant(wanted.last + timedelta(days=1), time.min)
        asked.append(HistoryEntry.at < ends)
    return and_(*asked)


def _shown_to(viewer: Person) -> ColumnElement[bool]:
    of_action, of_plan = HistoryEntry.action_id.is_not(None), HistoryEntry.plan_id.is_not(None)
    return or_(
        and_(of_action, visible_actions(viewer, None)),
        and_(~of_action, of_plan, visible_plans(viewer)),
        and_(~of_action, ~of_plan),
    )


def _logged(found: Select[HistoryEntry, Action, Plan]) -> list[Logged]:
    rows = db.session.execute(found).all()
    moments = moments_of([entry for entry, _action, _plan in rows])
    return [
        Logged(moment, entry, action, plan)
        for moment, (entry, action, plan) in zip(moments, rows, strict=True)
    ]
