"""How many actions of each plan stood how at the end of days that are over: counted once, since a
past day stays as it was, so that a trend need not count a year of changes again.

What was not counted yet is counted when it is asked for, so nothing depends on these rows.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, timedelta

from sqlalchemy import ColumnElement, ForeignKey, and_, func, select, true
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.access import Role
from tracker.domain.trends import Totals, month_ends
from tracker.extensions import Base, db
from tracker.store.actions import Action
from tracker.store.adding import add_new
from tracker.store.doors import ids_in_line, visible_plans
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.review_scope import whole_scope_of
from tracker.store.trends import ids_of_plan, totals_by_plan, totals_on

SETTLED_AFTER = 2
"""Days after which a day is counted: a clock that was a little wrong is right by then."""
_A_MONTH = 32


class PlanDay(Base):
    """The numbers of one plan at the end of a day; all 0 before its first action."""

    __tablename__ = "plan_day"

    on_day: Mapped[date] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    actions: Mapped[int]
    open: Mapped[int]
    overdue: Mapped[int]
    completed: Mapped[int]


def days_kept(today: date) -> list[date]:
    """The days a dashboard looks back to that are over for good: the ends of the months, and each
    day since the same one a month before."""
    latest = today - timedelta(days=SETTLED_AFTER)
    lately = {latest - timedelta(days=back) for back in range(_A_MONTH)}
    return sorted(day for day in lately | set(month_ends(today)) if day <= latest)


def keep_plan_days(today: date) -> int:
    """Count what has not been counted of those days; returns how many rows that were. The caller
    commits.

    Two statements on an hour on which nothing is missing, else one each for plans that miss the
    same days: in a night all of them miss the same one.
    """
    days = days_kept(today)
    plans = set(db.session.scalars(select(Plan.id).where(Plan.state == PlanState.LIVE)))
    if not plans or _has_all(plans, days[-1]):
        return 0
    counted: dict[int, set[date]] = {plan_id: set() for plan_id in plans}
    found = select(PlanDay.plan_id, PlanDay.on_day).where(PlanDay.on_day.in_(days))
    for row in db.session.execute(found):
        if row.plan_id in counted:
            counted[row.plan_id].add(row.on_day)
    missing: dict[tuple[date, ...], list[int]] = {}
    for plan_id, there in counted.items():
        missing.setdefault(tuple(day for day in days if day not in there), []).append(plan_id)
    return sum(_keep(which, plan_ids) for which, plan_ids in missing.items() if which)


def _has_all(plan_ids: Collection[int], on: date) -> bool:
    found = select(PlanDay.plan_id).where(PlanDay.on_day == on)
    return set(plan_ids) <= set(db.session.scalars(found))


def _keep(days: Collection[date], plan_ids: Collection[int]) -> int:
    found = totals_by_plan(days, plan_ids)
    rows = [
        {"on_day": day, "plan_id": plan_id, **asdict(found.get((plan_id, day), Totals()))}
        for plan_id in plan_ids
        for day in days
    ]
    add_new(db.session(), PlanDay, rows)
    return len(rows)


def totals_in_line(
    person: Person,
    today: date,
    days: Iterable[date],
    of: ColumnElement[bool],
    *,
    plan: str | None = None,
) -> dict[date, Totals]:
    """The numbers on each of these days of what this person reviews, of one plan when its code is
    given; `of` narrows them, as a condition on `Action` joined to `Plan`. Days on which there was
    nothing are left out. One statement."""
    scope = and_(whole_scope_of(person, today), of)
    return totals_on(days, scope, among=ids_of_plan(plan) if plan else ids_in_line(person, today))


def totals_of_all(
    person: Person, today: date, days: Iterable[date], *, plan: str | None = None
) -> dict[date, Totals]:
    """The same of all that this person reviews, from what was counted as far as it goes: that is of
    whole plans, so it serves those who review whatever they see."""
    wanted = set(days)
    if person.role is not Role.PERFORMANCE:
        return totals_in_line(person, today, wanted, true(), plan=plan)
    whole = and_(Plan.state == PlanState.LIVE, visible_plans(person))
    if plan:
        whole = and_(whole, Plan.code == plan)
    there = _counted(wanted, whole)
    rest = totals_in_line(person, today, wanted - set(there), true(), plan=plan)
    beside = _beside_whole_plans(person, today, set(there), plan) if there else {}
    every = {day: numbers + beside.get(day, Totals()) for day, numbers in there.items()} | rest
    return {day: numbers for day, numbers in every.items() if numbers.actions}


def _counted(days: Collection[date], which: ColumnElement[bool]) -> dict[date, Totals]:
    """The sums over these plans of the days that were counted for each of them."""
    plans = db.session.scalar(select(func.count(Plan.id)).where(which))
    found = (
        select(
            PlanDay.on_day,
            func.count().label("plans"),
            func.sum(PlanDay.actions).label("actions"),
            func.sum(PlanDay.open).label("open"),
            func.sum(PlanDay.overdue).label("overdue"),
            func.sum(PlanDay.completed).label("completed"),
        )
        .join(Plan, Plan.id == PlanDay.plan_id)
        .where(PlanDay.on_day.in_(days), which)
        .group_by(PlanDay.on_day)
    )
    return {
        row.on_day: Totals(row.actions, row.open, row.overdue, row.completed)
        for row in db.session.execute(found)
        if row.plans == plans
    }


def _beside_whole_plans(
    person: Person, today: date, days: Collection[date], plan: str | None
) -> dict[date, Totals]:
    """The numbers of single actions in plans this person does not see whole: only a restricted plan
    has such."""
    single = and_(whole_scope_of(person, today), Plan.restricted, ~visible_plans(person))
    if plan:
        single = and_(single, Plan.code == plan)
    return totals_on(days, single, among=select(Action.id).join(Action.plan).where(single))
