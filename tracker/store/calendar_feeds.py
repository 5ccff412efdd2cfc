"""Who has a calendar feed, and what stands in it: asked as its person, at the moment of asking."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    ForeignKey,
    Row,
    String,
    and_,
    delete,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tracker.domain.actions import Progress
from tracker.domain.calendar_feed import PLAN_DAYS_ROLES, About, Entry
from tracker.extensions import Base, db
from tracker.store.actions import Action, Milestone
from tracker.store.columns import UtcDateTime
from tracker.store.cover import away_for
from tracker.store.doors import visible_actions, visible_plans
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.rechecks import Recheck

_Changes = dict[int, tuple[int, datetime]]
"""How often, and when last, by the number of what it is about."""


class CalendarFeed(Base):
    """A person's feed. The row does not hold its address, only what that can be told by."""

    __tablename__ = "calendar_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    person: Mapped[Person] = relationship()


def feed_with(token_hash: str) -> CalendarFeed | None:
    """The feed with this hash, with its person, or None."""
    found = select(CalendarFeed).where(CalendarFeed.token_hash == token_hash)
    return db.session.scalar(found.options(joinedload(CalendarFeed.person)))


def feed_of(person_id: int) -> CalendarFeed | None:
    """This person's feed, or None."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.person_id == person_id))


def forget_feed(person_id: int) -> None:
    """Take away a person's feed, if they have one. The caller commits."""
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.person_id == person_id))


def entries_for(person: Person, on: date) -> list[Entry]:
    """Every day of this person's calendar, the first first: what they own, or on this day cover
    for another, that is open, its milestones, the checks they are accountable for, and the days of
    the plans they may open. The same seven statements however many.
    """
    actions = db.session.execute(_due_actions(person, on)).all()
    milestones = db.session.execute(_due_milestones(person, on)).all()
    checks = db.session.execute(_checks_to_come(person)).all()
    plans = _plans_with_days(person)
    moved = _changes(HistoryEntry.action_id, _ids(actions), _ACTION_CHANGES)
    altered = _changes(HistoryEntry.action_id, _ids(milestones), _MILESTONE_CHANGES)
    replanned = _changes(HistoryEntry.plan_id, [plan.id for plan in plans], _PLAN_CHANGES)
    found = [_entry(About.ACTION, row, row.due_on, moved) for row in actions]
    found += [_entry(About.MILESTONE, row, row.on, altered) for row in milestones]
    found += [_entry(About.CHECK, row, row.on, {}) for row in checks]
    for plan in plans:
        found += _plan_days(plan, replanned)
    return sorted(found, key=lambda one: (one.on, one.about, one.number))


_ACTION_CHANGES = (Happened.DATE_MOVED, Happened.RETITLED)
_MILESTONE_CHANGES = (Happened.MILESTONE_ADDED, Happened.MILESTONE_CHANGED)
_PLAN_CHANGES = (Happened.PLAN_CHANGED,)
_FACTS = (
    Action.id,
    Plan.code,
    Action.number,
    Action.short_title,
    Action.due_on,
    Plan.restricted,
    Plan.calendar_titles,
)


def _of_live_plans(person: Person, on: date | None = None) -> ColumnElement[bool]:
    return and_(Plan.state == PlanState.LIVE, visible_actions(person, on))


def _is_theirs(person: Person, on: date) -> ColumnElement[bool]:
    """The condition on `Action` that holds for what they own, or cover for its owner."""
    return or_(Action.owner_id == person.id, Action.owner_id.in_(away_for(person.eyes, on)))


def _due_actions(person: Person, on: date) -> Executable:
    found = select(
        *_FACTS,
        Action.id.label("key"),
        Action.given_at.label("since"),
        (Action.owner_id != person.id).label("covered"),
    )
    mine = and_(Action.open, _is_theirs(person, on))
    return found.join(Action.plan).where(mine, _of_live_plans(person, on))


def _due_milestones(person: Person, on: date) -> Executable:
    theirs = and_(Milestone.owner_id.is_(None), _is_theirs(person, on))
    found = select(
        *_FACTS,
        and_(Milestone.owner_id.is_(None), Action.owner_id != person.id).label("covered"),
        Milestone.id.label("key"),
        Milestone.due_on.label("on"),
        Action.given_at.label("since"),
    )
    return (
        found.join(Action, Action.id == Milestone.action_id)
        .join(Action.plan)
        .where(Action.open, _of_live_plans(person, on))
        .where(Milestone.removed_at.is_(None), Milestone.done_on.is_(None))
        .where(Milestone.due_on.is_not(None), or_(Milestone.owner_id == person.id, theirs))
    )


def _checks_to_come(person: Person) -> Executable:
    found = select(
        *_FACTS,
        Recheck.id.label("key"),
        Recheck.due_on.label("on"),
        Recheck.set_at.label("since"),
        false().label("covered"),
    )
    return (
        found.join(Action, Action.id == Recheck.action_id)
        .join(Action.plan)
        .where(Recheck.outcome.is_(None), Action.manager_id == person.id, _of_live_plans(person))
        .where(Action.progress.in_((Progress.COMPLETED, Progress.CHECK_DUE)))
    )


def _plans_with_days(person: Person) -> Sequence[Plan]:
    if person.role not in PLAN_DAYS_ROLES:
        return ()
    days = or_(Plan.next_review_on.is_not(None), Plan.next_board_on.is_not(None))
    found = select(Plan).where(Plan.state == PlanState.LIVE, days, visible_plans(person))
    return db.session.scalars(found.order_by(Plan.id)).all()


def _ids(rows: Sequence[Row[Any]]) -> list[int]:
    return sorted({row.id for row in rows})


def _changes(of: Any, ids: Sequence[int], kinds: Sequence[Happened]) -> _Changes:
    """How often these things were changed in one of these ways, and when last; one statement."""
    found = select(of, func.count(HistoryEntry.id), func.max(HistoryEntry.at))
    found = found.where(of.in_(ids), HistoryEntry.kind.in_(kinds)).group_by(of)
    return {number: (times, at) for number, times, at in db.session.execute(found)}


def _entry(about: About, row: Row[Any], on: date, changes: _Changes) -> Entry:
    moved, changed_at = changes.get(row.id, (0, row.since))
    return Entry(
        about=about,
        number=row.key,
        on=on,
        ref=f"{row.code}-{row.number}",
        title=row.short_title,
        restricted=row.restricted,
        with_title=row.calendar_titles,
        moved=moved,
        changed_at=max(changed_at, row.since),
        covered=bool(row.covered),
    )


def _plan_days(plan: Plan, changes: _Changes) -> list[Entry]:
    moved, changed_at = changes.get(plan.id, (0, plan.started_at))
    days = ((About.REVIEW, plan.next_review_on), (About.BOARD, plan.next_board_on))
    return [
        Entry(
            about=about,
            number=plan.id,
            on=on,
            ref=plan.code,
            title=plan.title,
            restricted=plan.restricted,
            with_title=plan.calendar_titles,
            moved=moved,
            changed_at=changed_at,
        )
        for about, on in days
        if on
    ]
