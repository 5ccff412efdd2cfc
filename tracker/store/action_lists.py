"""Lists of actions: what a person owns and has completed, and what its owners say is not theirs.

Each question is one statement, however many actions there are.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import joinedload

from tracker.domain.access import OWNERS, Role
from tracker.domain.actions import (
    ASKED_BEFORE_DAYS,
    RESTS,
    SIGNED_OFF,
    STALE_AFTER_DAYS,
    Progress,
    Standing,
    is_overdue,
)
from tracker.domain.piles import Pile, pile
from tracker.domain.wording import local_day
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import IS_CHASED, Action
from tracker.store.aliases import shared_alias
from tracker.store.columns import LondonDay
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.doors import visible_actions
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person, active_people
from tracker.store.plans import Plan, PlanState

_CHASER = shared_alias(Person)

COMPLETED_ON_A_PAGE = 25


class MyAction(NamedTuple):
    """One open action as a row of its owner's list."""

    id: int
    plan_id: int
    ref: str
    number: str
    title: str
    standing: Standing
    pile: Pile
    overdue: bool
    last_said: Progress | None
    chased_by: str
    """Who has asked for an update since the last one came; empty when nobody has."""
    chased_at: datetime | None
    asked_for_on: date | None
    """The new due date that was asked for and is not decided yet."""
    asked_at: datetime | None
    owner_id: int
    held_until: date | None


class _OpenOne(NamedTuple):
    """The columns of `_open_ones`, in its order: an officer may have hundreds of rows, and a name
    of a tuple is read faster than a column of a row."""

    id: int
    owner_id: int
    plan_id: int
    code: str
    number: str
    title: str
    progress: Progress
    due_on: date
    expected_on: date | None
    starts_on: date
    last_said: Progress | None
    last_update_at: datetime | None
    completed_on: date | None
    submitted_at: datetime | None
    held_until: date | None
    chased_at: datetime | None
    chased_by: str | None
    asked_for_on: date | None
    asked_at: datetime | None


class _Place(NamedTuple):
    """The columns of `_places`, in its order: as much of an action as says in which list it is."""

    id: int
    progress: Progress
    due_on: date
    started_on: date
    last_update_on: date | None
    chased: bool


def my_piles(person: Person, today: date) -> dict[Pile, list[int]]:
    """The numbers of the open actions this person owns in live plans, by the list each is in: what
    was returned first, the most overdue first after it; one statement. What a row of the few that
    are shown says is in `my_rows`."""
    returned: dict[Pile, list[int]] = {}
    others: dict[Pile, list[int]] = {}
    # Of hundreds of columns that are no objects the session has nothing to add but time.
    found = db.session.connection().execute(_places(), {"owner": person.id})
    for one in map(_Place._make, found):
        mine = returned if one.progress is Progress.RETURNED else others
        mine.setdefault(pile(one, today, chased=one.chased), []).append(one.id)
    there = [one for one in Pile if one in returned or one in others]
    return {one: returned.get(one, []) + others.get(one, []) for one in there}


@cache
def _places() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Action.id,
            Action.progress,
            Action.due_on,
            Action.starts_on,
            type_coerce(Action.last_update_at, LondonDay),
            IS_CHASED,
        )
        .join(Action.plan)
        .where(Action.open, Action.owner_id == bindparam("owner"), Plan.state == PlanState.LIVE)
        .order_by(Action.due_on, Plan.code, Action.position)
    )


def my_rows(
    person: Person, numbers: Collection[int], today: date
) -> tuple[dict[int, MyAction], int]:
    """What the rows of these of this person's actions say, by number, and how many actions they
    have completed; one statement. What they no longer own is left out."""
    asked = {"owner": person.id, "owners": [person.id], "these": list(numbers)}
    found = db.session.execute(_these_of_mine(), asked).all() if numbers else []
    rows = {row.id: _my_action(row[:-1], today) for row in found}
    return rows, found[0].completed if found else count_completed(person)


@cache
def _these_of_mine() -> Select[*tuple[Any, ...]]:
    completed = _completed_counted().scalar_subquery().label("completed")
    these = Action.id.in_(bindparam("these", expanding=True))
    return _open_ones().add_columns(completed).where(these)


def actions_owned_by(owner_ids: Collection[int], today: date) -> list[MyAction]:
    """The open actions of several owners in live plans, the most overdue first; one statement.

    Whoever asks has made sure that their reader may see what these people own.
    """
    found = db.session.execute(_open_ones(), {"owners": list(owner_ids)})
    return [_my_action(row, today) for row in found]


def work_between(person: Person, first: date, last: date) -> tuple[int, int]:
    """How many open actions this person owns in live plans, and how many of them fall due on these
    days and neither wait for sign-off nor are on hold; one statement."""
    due = Action.due_on.between(first, last) & Action.progress.not_in(RESTS)
    found = select(func.count(), func.count().filter(due)).select_from(Action).join(Action.plan)
    mine = Action.open & (Action.owner_id == person.id) & (Plan.state == PlanState.LIVE)
    owned, falling_due = db.session.execute(found.where(mine)).one()
    return owned, falling_due


def to_update(person: Person, today: date, *, besides: int) -> list[str]:
    """The references of what else they are asked to update now, the most overdue first."""
    these = {"owner": person.id, "besides": besides}
    refs = []
    for code, number, *place in db.session.execute(_to_update_asked(today), these):
        one = _Place._make(place)
        if pile(one, today, chased=one.chased) is Pile.UPDATE_NOW:
            refs.append(f"{code}-{number}")
    return refs


@lru_cache(maxsize=4)
def _to_update_asked(today: date) -> Select[*tuple[Any, ...]]:
    asked = _may_be_asked_about(today), _was_not_just_heard(today)
    rows = _places().with_only_columns(Plan.code, Action.number, *_places().selected_columns)
    return rows.where(Action.id != bindparam("besides"), *asked)


def _may_be_asked_about(today: date) -> ColumnElement[bool]:
    """A condition on `Action` that holds for all of which an owner should say something now, and
    for others that `domain.piles.pile` then leaves out: most of a long list need not be read."""
    silent_since = today - timedelta(days=STALE_AFTER_DAYS)
    return or_(
        Action.progress == Progress.RETURNED,
        Action.due_on <= today + timedelta(days=ASKED_BEFORE_DAYS),
        Action.chased_at.is_not(None),
        Action.last_update_at < local_instant(silent_since + timedelta(days=1), time(0)),
        and_(Action.last_update_at.is_(None), Action.starts_on <= silent_since),
    )


def _was_not_just_heard(today: date) -> ColumnElement[bool]:
    """A condition on `Action` that leaves out only what its owner has spoken about today and has
    not been asked about since (`domain.piles.pile`)."""
    return or_(
        Action.last_update_at.is_(None),
        Action.last_update_at < local_instant(today, time(0)),
        Action.last_update_at >= local_instant(today + timedelta(days=1), time(0)),
        Action.progress == Progress.RETURNED,
        Action.chased_at.is_not(None),
    )


@cache
def _open_ones() -> Select[*tuple[Any, ...]]:
    waiting = and_(DateRequest.action_id == Action.id, DateRequest.state == RequestState.WAITING)
    owners: BindParameter[list[int]] = bindparam("owners", expanding=True)
    return (
        select(
            Action.id,
            Action.owner_id,
            Action.plan_id,
            Plan.code,
            Action.number,
            Action.title,
            Action.progress,
            Action.due_on,
            Action.expected_on,
            Action.starts_on,
            Action.last_said,
            Action.last_update_at,
            Action.completed_on,
            Action.submitted_at,
            Action.held_until,
            Action.chased_at,
            _CHASER.name.label("chased_by"),
            DateRequest.to_on.label("asked_for_on"),
            DateRequest.asked_at,
        )
        .join(Action.plan)
        .outerjoin(_CHASER, _CHASER.id == Action.chased_by_id)
        .outerjoin(DateRequest, waiting)
        .where(Action.open, Action.owner_id.in_(owners), Plan.state == PlanState.LIVE)
        .order_by(Action.due_on, Plan.code, Action.position)
    )


def _my_action(row: Sequence[Any], today: date) -> MyAction:
    one = _OpenOne._make(row)
    updated_at, chased_at = one.last_update_at, one.chased_at
    standing = Standing(
        progress=one.progress,
        due_on=one.due_on,
        expected_on=one.expected_on,
        started_on=one.starts_on,
        last_update_on=local_day(updated_at) if updated_at else None,
        completed_on=one.completed_on,
        submitted_on=local_day(one.submitted_at) if one.submitted_at else None,
    )
    chased = chased_at is not None and (updated_at is None or updated_at < chased_at)
    return MyAction(
        id=one.id,
        plan_id=one.plan_id,
        ref=f"{one.code}-{one.number}",
        number=one.number,
        title=one.title,
        standing=standing,
        pile=pile(standing, today, chased=chased),
        overdue=is_overdue(standing, today),
        last_said=one.last_said,
        chased_by=(one.chased_by or "") if chased else "",
        chased_at=chased_at if chased else None,
        asked_for_on=one.asked_for_on,
        asked_at=one.asked_at,
        owner_id=one.owner_id,
        held_until=one.held_until,
    )


def count_completed(person: Person) -> int:
    """How many actions this person has completed."""
    return db.session.scalar(_completed_counted(), {"owner": person.id}) or 0


@cache
def _completed_counted() -> Select[int]:
    mine = (Action.owner_id == bindparam("owner")) & Action.progress.in_(SIGNED_OFF)
    return select(func.count()).select_from(Action).where(mine)


def completed_actions(person: Person, *, page: int | None = None) -> Sequence[Action]:
    """What this person has completed or one page of it, the latest first, with its plan."""
    mine = (Action.owner_id == person.id) & Action.progress.in_(SIGNED_OFF)
    found = select(Action).where(mine).order_by(Action.completed_on.desc(), Action.id.desc())
    if page is not None:
        found = found.offset((page - 1) * COMPLETED_ON_A_PAGE).limit(COMPLETED_ON_A_PAGE)
    return db.session.scalars(found.options(joinedload(Action.plan))).all()


@dataclass(frozen=True)
class Disowned:
    """An action whose owner says that it is not theirs; somebody has to decide whose it is."""

    ref: str
    number: str
    title: str
    said_by: str
    said_at: datetime
    whose: str
    """Whose the owner thinks it is; empty when they do not know."""


def disowned_actions(person: Person) -> list[Disowned]:
    """What this performance officer has to find an owner for, the longest waiting first.

    Empty for every other role. Giving the action to somebody takes it off the list.
    """
    if person.role is not Role.PERFORMANCE:
        return []
    latest = _latest_not_mine()
    found = (
        select(
            Plan.code,
            Action.number,
            Action.title,
            Person.name.label("said_by"),
            HistoryEntry.at,
            HistoryEntry.facts,
        )
        .join(latest, latest.c.id == HistoryEntry.id)
        .join(Action, Action.id == HistoryEntry.action_id)
        .join(Action.plan)
        .join(Person, Person.id == HistoryEntry.actor_id)
        .where(Action.open, HistoryEntry.actor_id == Action.owner_id)
        .where(HistoryEntry.at >= Action.given_at, visible_actions(person, None))
        .order_by(HistoryEntry.id)
    )
    return [
        Disowned(
            ref=f"{row.code}-{row.number}",
            number=row.number,
            title=row.title,
            said_by=row.said_by,
            said_at=row.at,
            whose=row.facts.get("whose", ""),
        )
        for row in db.session.execute(found)
    ]


def _latest_not_mine() -> Subquery:
    said = HistoryEntry.kind == Happened.NOT_MINE
    return (
        select(func.max(HistoryEntry.id).label("id"))
        .where(said)
        .group_by(HistoryEntry.action_id)
        .subquery()
    )


def possible_owners(asker: Person) -> list[Person]:
    """Who an action may belong to, as far as this person may know: not themself, by name.

    A partner is shown their own body's people and no list of the council's.
    """
    return [
        person
        for person in active_people(OWNERS)
        if person.id != asker.id
        and (asker.role is not Role.PARTNER or person.team_id == asker.team_id)
    ]


@dataclass(frozen=True)
class DueOn:
    """What falls due on some days: how many there are, and those its reader may see."""

    total: int
    actions: Sequence[Action]


def due_on_days(days: Sequence[date], *, from_on: date, seen_by: Person) -> DueOn:
    """The open actions of live plans that are due on any of these days from a day on; two
    statements."""
    found = select(Action).join(Action.plan)
    found = found.where(Action.open, Plan.state == PlanState.LIVE)
    found = found.where(Action.due_on.in_(days), Action.due_on >= from_on)
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    seen = found.where(visible_actions(seen_by, None)).order_by(Action.due_on, Action.id)
    return DueOn(total, db.session.scalars(seen.options(joinedload(Action.plan))).all())
