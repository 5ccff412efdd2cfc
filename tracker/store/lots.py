"""What somebody reviews, counted in the database: as many rows come back as there are kinds of
actions, however many actions there are.

`of` narrows what is counted, as a condition on `Action` joined to `Plan`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Label, and_, case, false, func, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.domain.access import Role
from tracker.domain.actions import SIGNED_OFF, Progress, Standing
from tracker.domain.dates import DelayReason
from tracker.domain.lots import alike, due_steps, silent_since
from tracker.domain.narrowing import Move
from tracker.domain.wording import local_day
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import AS_THEY_LIE, Action
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.past import end_of
from tracker.store.people import Person, people_by_id
from tracker.store.plans import Plan
from tracker.store.review_scope import whole_scope_of

MOST_MOVES = 3
"""Due dates that have moved more often are counted together."""


@dataclass(frozen=True)
class Owner:
    """An owner of what is reviewed."""

    owner_id: int
    owner: str
    """'Helen Pryce (health)' for a partner."""
    team_id: int | None


@dataclass(frozen=True)
class Lot:
    """Actions of one owner that stand alike."""

    number: int
    standing: Standing
    by: Owner
    updated_on: date | None
    """The last day on which anything was said about one of them."""


@dataclass(frozen=True)
class MovedLot:
    """Actions whose due dates have moved as often, and as lately."""

    number: int
    moves: tuple[Move, ...]
    """As many moves, on days that lie on the same side of the day asked about."""


def lots_in_line(person: Person, today: date, of: ColumnElement[bool]) -> list[Lot]:
    """Everything this person reviews, ended actions included, in lots; two statements."""
    found = (
        select(Action.owner_id, Action.progress, *_kinds(today), func.count().label("number"))
        .add_columns(func.max(Action.last_update_at).label("updated_at"))
        .join(Plan, AS_THEY_LIE)
        .where(whole_scope_of(person, today), of)
        .group_by(Action.owner_id, Action.progress, *(kind.name for kind in _kinds(today)))
    )
    rows = db.session.execute(found).all()
    owners = _owners({row.owner_id for row in rows})
    standing = cache(partial(alike, today=today))
    return [
        Lot(
            row.number,
            standing(
                row.progress,
                row.step,
                silent=bool(row.silent),
                this_month=bool(row.this_month),
                sent_late=row.sent_at is None or row.sent_due_on < local_day(row.sent_at),
            ),
            owners[row.owner_id],
            local_day(row.updated_at) if row.updated_at else None,
        )
        for row in rows
    ]


def owners_in_line(person: Person, today: date) -> list[Owner]:
    """Whoever owns anything this person reviews, ended actions included; two statements."""
    found = select(Action.owner_id).join(Plan, AS_THEY_LIE).where(whole_scope_of(person, today))
    return list(_owners(db.session.scalars(found.distinct()).all()).values())


def what_is_in_line(
    person: Person, today: date
) -> tuple[list[Owner], dict[int, str], Sequence[str]]:
    """What a list of what this person reviews can be narrowed by: the owners, the names of those
    who are accountable by number, and the codes of the plans, in order. Two statements, for a
    performance officer four."""
    if person.role is Role.PERFORMANCE:
        owners = _with_a_part(Action.owner_id, person, today)
        managers = _with_a_part(Action.manager_id, person, today)
        codes = codes_in_line(person, today)
    else:
        found = (
            select(Action.owner_id, Action.manager_id, Plan.code)
            .join(Plan, AS_THEY_LIE)
            .where(whole_scope_of(person, today))
        )
        rows = db.session.execute(found.distinct()).all()
        owners, managers = {row.owner_id for row in rows}, {row.manager_id for row in rows}
        codes = sorted({row.code for row in rows})
    people = people_by_id(owners | managers)
    return (
        [_owner(people[one]) for one in owners],
        {one: people[one].name for one in managers},
        codes,
    )


def _with_a_part(part: InstrumentedAttribute[int], person: Person, today: date) -> set[int]:
    """Who owns, or is accountable for, anything of what somebody reviews who reviews all that they
    see: each is looked up as far as the first."""
    any_of_it = select(Action.id).join(Action.plan).where(part == Person.id)
    any_of_it = any_of_it.where(whole_scope_of(person, today))
    found = select(Person.id).where(any_of_it.correlate(Person).exists())
    return set(db.session.scalars(found))


def codes_in_line(person: Person, today: date) -> Sequence[str]:
    """The codes of the plans of which this person reviews anything, in order; one statement."""
    scope = whole_scope_of(person, today)
    there: ColumnElement[bool]
    if person.role is Role.PERFORMANCE:
        # Who reviews all that they see finds something as soon as they look into a plan.
        any_of_it = select(Action.id).where(Action.plan_id == Plan.id, scope)
        there = any_of_it.correlate(Plan).exists()
    else:
        every = select((Action.plan_id + 0).label("id")).join(Plan, AS_THEY_LIE).where(scope)
        there = Plan.id.in_(select(every.subquery().c.id))
    return db.session.scalars(select(Plan.code).where(there).order_by(Plan.code)).all()


def moved_in_line(
    person: Person, today: date, of: ColumnElement[bool], *, since: date
) -> list[MovedLot]:
    """The actions this person reviews whose due dates have moved, by how often and by whether after
    a day; those that have moved more often than `MOST_MOVES` as if as often. One statement."""
    often = (
        select(DateRequest.action_id, func.count().label("times"))
        .add_columns((func.max(DateRequest.decided_at) >= end_of(since)).label("lately"))
        .where(DateRequest.state == RequestState.AGREED)
        .group_by(DateRequest.action_id)
        .subquery()
    )
    times = case((often.c.times > MOST_MOVES, MOST_MOVES), else_=often.c.times)
    found = (
        select(times.label("moves"), often.c.lately, func.count().label("number"))
        .select_from(often)
        .join(Action, Action.id == often.c.action_id)
        .join(Action.plan)
        .where(whole_scope_of(person, today), of)
        .group_by("moves", "lately")
    )
    return [
        MovedLot(row.number, (Move(today if row.lately else since, None),) * row.moves)
        for row in db.session.execute(found)
    ]


def reasons_in_line(person: Person, today: date, of: ColumnElement[bool]) -> dict[DelayReason, int]:
    """How many of the actions this person reviews were moved for each reason that was given; one
    statement."""
    found = (
        select(DateRequest.code, func.count(DateRequest.action_id.distinct()).label("number"))
        .join(DateRequest.action)
        .join(Action.plan)
        .where(DateRequest.state == RequestState.AGREED, DateRequest.code.is_not(None))
        .where(whole_scope_of(person, today), of)
        .group_by(DateRequest.code)
    )
    return {row.code: row.number for row in db.session.execute(found)}


def _kinds(today: date) -> tuple[Label[Any], ...]:
    """What tells apart the actions of one owner and one progress."""
    updated, too_long_ago = Action.last_update_at, silent_since(today)
    steps = ((Action.due_on < step, place) for place, step in enumerate(due_steps(today)))
    next_day = local_instant(too_long_ago + timedelta(days=1), time(0, 0))
    signed_off = Action.progress.in_(SIGNED_OFF)
    # Whether what was sent in is late needs its own dates, and only once it is past its day.
    waits = and_(Action.progress == Progress.SUBMITTED, Action.due_on < today)
    return (
        case(*steps, else_=len(due_steps(today))).label("step"),
        case((updated.is_(None), Action.starts_on <= too_long_ago), else_=updated < next_day).label(
            "silent"
        ),
        case((signed_off, Action.completed_on >= today.replace(day=1)), else_=false()).label(
            "this_month"
        ),
        case((waits, Action.due_on)).label("sent_due_on"),
        case((waits, Action.submitted_at)).label("sent_at"),
    )


def _owners(numbers: Collection[int]) -> dict[int, Owner]:
    return {number: _owner(person) for number, person in people_by_id(numbers).items()}


def _owner(person: Person) -> Owner:
    return Owner(person.id, person.name_and_body, person.team_id)
