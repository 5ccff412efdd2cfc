"""How every action stood on every day: a row whenever something about it changed, and no other.

Rows are added with the history entry that tells of the change, in the same transaction, and the
database refuses to alter them: what a past day looked like cannot be made to look otherwise later.
How an action stood on a day is its last row of that day or before.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Insert,
    Row,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.domain.actions import Progress, Standing
from tracker.domain.wording import local_day
from tracker.extensions import Base
from tracker.store.actions import Action
from tracker.store.append_only import refuse_after_making, refusing
from tracker.store.columns import UtcDateTime, word


class ActionSnapshot(Base):
    """How an action stood from a moment on, until its next row."""

    __tablename__ = "action_snapshot"
    __table_args__ = (
        Index("ix_action_snapshot_action_id_id", "action_id", "id"),
        Index("ix_action_snapshot_on_day", "on_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime())
    on_day: Mapped[date]
    """The day it counts for, which is never before the day of the row before it, so that a clock
    set back does not alter the past."""
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    manager_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    progress: Mapped[Progress] = mapped_column(word(Progress))
    last_said: Mapped[Progress | None] = mapped_column(word(Progress, name="last_said"))
    due_on: Mapped[date]
    expected_on: Mapped[date | None]
    last_update_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    completed_on: Mapped[date | None]

    def standing(self, started_on: date) -> Standing:
        """The facts its colour on that day is worked out from; `started_on` is its action's."""
        return _standing(self, started_on)


_OF_STANDING = (
    "progress",
    "due_on",
    "expected_on",
    "last_update_at",
    "completed_on",
    "submitted_at",
)


def _standing(kept: ActionSnapshot | Row[*tuple[Any, ...]], started_on: date) -> Standing:
    return Standing(
        progress=kept.progress,
        due_on=kept.due_on,
        expected_on=kept.expected_on,
        started_on=started_on,
        last_update_on=local_day(kept.last_update_at) if kept.last_update_at else None,
        completed_on=kept.completed_on,
        submitted_on=local_day(kept.submitted_at) if kept.submitted_at else None,
    )


FACTS = (
    "owner_id",
    "manager_id",
    "progress",
    "last_said",
    "due_on",
    "expected_on",
    "last_update_at",
    "submitted_at",
    "completed_on",
)
"""What is kept of an action, by its names there and here."""

_TABLE = Base.metadata.tables[ActionSnapshot.__tablename__]
_BEFORE = _TABLE.alias("before")


def keep(session: Session, changed: Mapping[int, datetime]) -> None:
    """Keep how these actions stand, by number with the moment of the change, where that is not how
    they were kept last; one statement for each moment. The caller has flushed."""
    by_moment: dict[datetime, list[int]] = {}
    for action_id, at in changed.items():
        by_moment.setdefault(at, []).append(action_id)
    for at, action_ids in by_moment.items():
        told = {"moment": at, "day": local_day(at), "these": action_ids}
        session.execute(_keeping(), told)


@cache
def _keeping() -> Insert:
    these: BindParameter[list[int]] = bindparam("these", expanding=True)
    found = select(
        Action.id,
        bindparam("moment", type_=UtcDateTime()),
        _day_for(bindparam("day", type_=Date())),
        *(getattr(Action, name) for name in FACTS),
    ).where(Action.id.in_(these), ~_is_kept())
    return insert(_TABLE).from_select(["action_id", "taken_at", "on_day", *FACTS], found)


def _last_of_action() -> ColumnElement[int]:
    last = select(func.max(_TABLE.c.id)).where(_TABLE.c.action_id == Action.id)
    return last.correlate(Action).scalar_subquery()


def _day_for(today: BindParameter[date]) -> ColumnElement[date]:
    before = select(func.max(_TABLE.c.on_day)).where(_TABLE.c.action_id == Action.id)
    last = before.correlate(Action).scalar_subquery()
    return case((last > today, last), else_=today)


def _is_kept() -> ColumnElement[bool]:
    same = [_BEFORE.c[name].is_not_distinct_from(getattr(Action, name)) for name in FACTS]
    kept = exists().where(_BEFORE.c.id == _last_of_action(), *same)
    return kept.correlate(Action)


def latest_until(on: date, *, of: ColumnElement[bool] | None = None) -> Subquery:
    """The number of each action's row that counts on a day, as a table with one column, `id`;
    `of` narrows it by the rows themselves."""
    found = select(func.max(ActionSnapshot.id).label("id")).where(ActionSnapshot.on_day <= on)
    if of is not None:
        found = found.where(of)
    return found.group_by(ActionSnapshot.action_id).subquery()


def snapshots_on(session: Session, action_ids: list[int], on: date) -> dict[int, ActionSnapshot]:
    """The row of each of these actions that counts on a day, by number; those that were not there
    yet are left out. One statement."""
    last = latest_until(on, of=ActionSnapshot.action_id.in_(action_ids))
    found = select(ActionSnapshot).join(last, and_(last.c.id == ActionSnapshot.id))
    return {row.action_id: row for row in session.scalars(found)}


def standings_on(session: Session, started: Mapping[int, date], on: date) -> dict[int, Standing]:
    """How each of these actions stood at the end of a day, by number; those that were not there
    yet are left out. `started` says by number when each begins. One statement."""
    last = latest_until(on, of=_TABLE.c.action_id.in_(list(started)))
    found = select(_TABLE.c.action_id, *(_TABLE.c[name] for name in _OF_STANDING))
    rows = session.execute(found.join(last, last.c.id == _TABLE.c.id))
    return {row.action_id: _standing(row, started[row.action_id]) for row in rows}


APPEND_ONLY = refusing("action_snapshot", "what_was_is_never_altered", "what was is never altered")
refuse_after_making(_TABLE, APPEND_ONLY)
