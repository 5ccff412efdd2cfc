"""How many actions stood how on each of several days, from what was kept of those days."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from operator import ge, gt
from typing import Any

from sqlalchemy import ColumnElement, Select, SelectBase, and_, case, func, literal, select

from tracker.domain.actions import Progress, Standing
from tracker.domain.trends import Totals, times
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.action_snapshots import ActionSnapshot
from tracker.store.actions import Action
from tracker.store.plans import Plan


def ids_of_plan(code: str) -> Select[int]:
    """The numbers of a plan's actions, as a question inside another."""
    return select(Action.id).join(Action.plan).where(Plan.code == code)


def totals_on(
    days: Iterable[date], which: ColumnElement[bool], *, among: SelectBase | None = None
) -> dict[date, Totals]:
    """The numbers at the end of each of these days of the actions for which a condition on `Action`
    joined to `Plan` holds; days on which there were none are left out. One statement.

    Every kept row is looked at once, however many days there are: of all actions, or only of those
    `among` whose numbers the others are. Rows come back by the days for which they count and by
    what counting needs, and not by action, so few come back.
    """
    counts: dict[date, Totals] = {}
    for _plan_id, day, numbers in _numbers(days, which, among, by_plan=False):
        counts[day] = counts.get(day, Totals()) + numbers
    return counts


def totals_by_plan(
    days: Iterable[date], plan_ids: Collection[int]
) -> dict[tuple[int, date], Totals]:
    """The same of each of these plans by itself, by its number and the day; one statement."""
    of_plans = Action.plan_id.in_(plan_ids)
    counts: dict[tuple[int, date], Totals] = {}
    among = select(Action.id).where(of_plans)
    for plan_id, day, numbers in _numbers(days, of_plans, among, by_plan=True):
        counts[plan_id, day] = counts.get((plan_id, day), Totals()) + numbers
    return counts


def _numbers(
    days: Iterable[date],
    which: ColumnElement[bool],
    among: SelectBase | None,
    *,
    by_plan: bool,
) -> Iterator[tuple[int, date, Totals]]:
    """Numbers to be added up: for a plan, 0 unless they are asked for plan by plan, and a day."""
    wanted = sorted(set(days))
    if not wanted:
        return
    next_day = func.lead(ActionSnapshot.on_day).over(
        partition_by=ActionSnapshot.action_id, order_by=ActionSnapshot.id
    )
    kept_rows = select(
        ActionSnapshot.id,
        ActionSnapshot.action_id,
        ActionSnapshot.on_day,
        next_day.label("until"),
        ActionSnapshot.progress,
        ActionSnapshot.due_on,
        ActionSnapshot.submitted_at,
    )
    if among is not None:
        kept_rows = kept_rows.where(ActionSnapshot.action_id.in_(among))
    kept = kept_rows.subquery()
    # A row counts from the first of the days that is not before its own, until the next of its
    # action, and is late from the first that is past its due date: nothing else about it matters,
    # save of what was sent in, where the day it was sent does.
    waits = and_(kept.c.progress == Progress.SUBMITTED, kept.c.due_on < wanted[-1])
    alike = (
        (Action.plan_id if by_plan else literal(0)).label("plan_id"),
        _place(kept.c.on_day, gt, wanted).label("first_place"),
        case((kept.c.until.is_(None), len(wanted)), else_=_place(kept.c.until, gt, wanted)).label(
            "end_place"
        ),
        _place(kept.c.due_on, ge, wanted).label("late_place"),
        case((waits, kept.c.id)).label("sent_row"),
    )
    grouped = ("first_place", "end_place", "late_place", "sent_row", kept.c.progress)
    found = (
        select(*alike, kept.c.progress, func.count().label("number"))
        .add_columns(func.min(kept.c.due_on).label("due_on"))
        .add_columns(func.min(kept.c.submitted_at).label("sent_at"))
        .join(Action, Action.id == kept.c.action_id)
        .join(Plan, Plan.id == Action.plan_id + 0)  # not plan by plan, which SQLite would do
        .where(which)
        .group_by(*((Action.plan_id,) if by_plan else ()), *grouped)
    )
    for row in db.session.execute(found):
        standing = Standing(
            progress=row.progress,
            due_on=row.due_on,
            expected_on=None,
            started_on=row.due_on,
            last_update_on=None,
            completed_on=None,
            submitted_on=local_day(row.sent_at) if row.sent_row and row.sent_at else None,
        )
        for day in wanted[row.first_place : row.end_place]:
            yield row.plan_id, day, times(row.number, standing, day)


def _place(
    of: ColumnElement[date], comes: Callable[[Any, Any], Any], days: Sequence[date]
) -> ColumnElement[int]:
    """How many of these days a column comes after, asked from the last on: most of what is kept is
    of late."""
    steps = ((comes(of, days[place - 1]), place) for place in range(len(days), 0, -1))
    return case(*steps, else_=0)
