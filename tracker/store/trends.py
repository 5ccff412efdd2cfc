"""How many actions stood how on each of several days, from what was kept of those days."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Date, case, func, literal, or_, select, union_all

from tracker.domain.actions import Progress, Standing
from tracker.domain.trends import Totals, times
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.action_snapshots import ActionSnapshot
from tracker.store.actions import Action


def totals_on(days: Iterable[date], which: ColumnElement[bool]) -> dict[date, Totals]:
    """The numbers at the end of each of these days of the actions for which a condition on `Action`
    joined to `Plan` holds; days on which there were none are left out. One statement.

    Rows come back by what counting needs and not by action, so few come back however many there
    are. A row of the past counts until the next of its action.
    """
    wanted = union_all(*(select(literal(on, Date()).label("day")) for on in sorted(set(days))))
    asked = wanted.subquery()
    next_day = func.lead(ActionSnapshot.on_day).over(
        partition_by=ActionSnapshot.action_id, order_by=ActionSnapshot.id
    )
    stood = (
        select(
            ActionSnapshot.on_day,
            next_day.label("until"),
            ActionSnapshot.progress,
            ActionSnapshot.due_on,
            ActionSnapshot.submitted_at,
        )
        .join(Action, Action.id == ActionSnapshot.action_id)
        .join(Action.plan)
        .where(which)
        .subquery()
    )
    sent = stood.c.progress == Progress.SUBMITTED
    # Whether something is late depends on nothing else, so that one due date stands for many.
    alike = (
        asked.c.day,
        stood.c.progress,
        (stood.c.due_on < asked.c.day).label("late"),
        case((sent, stood.c.due_on)).label("sent_due_on"),
        case((sent, stood.c.submitted_at)).label("sent_at"),
    )
    found = (
        select(*alike, func.min(stood.c.due_on).label("due_on"), func.count().label("number"))
        .join_from(asked, stood, stood.c.on_day <= asked.c.day)
        .where(or_(stood.c.until.is_(None), stood.c.until > asked.c.day))
        .group_by("day", "progress", "late", "sent_due_on", "sent_at")
    )
    counts: dict[date, Totals] = {}
    for row in db.session.execute(found):
        standing = Standing(
            progress=row.progress,
            due_on=row.due_on,
            expected_on=None,
            started_on=row.due_on,
            last_update_on=None,
            completed_on=None,
            submitted_on=local_day(row.sent_at) if row.sent_at else None,
        )
        before = counts.get(row.day, Totals())
        counts[row.day] = before + times(row.number, standing, row.day)
    return counts
