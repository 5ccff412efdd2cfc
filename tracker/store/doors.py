"""The one door: which plans and which actions a person may see.

Pages, letters, counts and searches all ask here, so none can show what another hides. The rules
(`interaction.md` 1 and 2): a performance officer sees every plan, a board member every live one;
officers and managers see the plans in which they or those below them have a part; a partner sees
only their own actions and no plan; an administrator runs the service without reading any, but for
plans that were opened to them for a while (`Person.opened`). A
restricted plan is for those with a part in it and those named as its readers. Whoever may be asked
to decide about an action sees that action: those above its manager on the ladder, heads of teams
included, and its second signatory.

Whoever covers for somebody sees what that person owns on the days of the cover and no longer, and
what they review when the cover also decides. So those who ask name the day (`on`), or say None
where covers are no matter: then nothing is seen through one.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    SelectBase,
    and_,
    bindparam,
    false,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from tracker.domain.access import PLAN_READERS, REVIEWERS, Role
from tracker.extensions import db
from tracker.store.actions import Action, Milestone
from tracker.store.aliases import shared_alias
from tracker.store.cover import away_for
from tracker.store.lines import Groups, Line, away_groups, everyone_below, known_line, own_groups
from tracker.store.once import asked_once, known
from tracker.store.people import Eyes, Person
from tracker.store.plans import Plan, PlanReader, PlanState

_PART = shared_alias(Action)

_KEPT = 1024
"""Conditions of each kind that are kept: making one takes longer than asking with it."""


class _Ways(NamedTuple):
    """The conditions by any of which something may be seen.

    Those that ask nothing further stand first in an 'or'. SQLite answers that side first which asks
    nothing, whichever it is, and would read every action for a column of its own.
    """

    plain: list[ColumnElement[bool]]
    asking: list[ColumnElement[bool]]


def visible_plans(person: Person) -> ColumnElement[bool]:
    """The condition on `Plan` that holds for the plans this person may open."""
    return _plans_open_to(person.eyes, None)


@lru_cache(maxsize=_KEPT)
def _plans_open_to(eyes: Eyes, line: Line | None, *, one: bool = False) -> ColumnElement[bool]:
    """`one` is for a question about one plan: parts in others are not looked for then."""
    if eyes.active and eyes.role is Role.ADMINISTRATOR:
        return Plan.id.in_(sorted(eyes.opened)) if eyes.opened else false()
    if not eyes.active:
        return false()
    plain, asking = _ways_into_a_plan(eyes, line, one=one)
    return or_(false(), *plain, *asking)


def _ways_into_a_plan(eyes: Eyes, line: Line | None, *, one: bool = False) -> _Ways:
    """Of somebody who is turned on and no administrator."""
    if eyes.role not in PLAN_READERS:
        return _Ways([], [])
    open_to_role = {
        Role.PERFORMANCE: ~Plan.restricted,
        Role.BOARD: ~Plan.restricted & (Plan.state == PlanState.LIVE),
    }.get(eyes.role, false())
    parts = _plans_with_a_part(eyes, line)
    part = or_(*map(_is_in_it, parts)) if one else Plan.id.in_(union(*parts))
    return _Ways([open_to_role, Plan.lead_id == eyes.id], [_named(eyes), part])


def _named(eyes: Eyes) -> ColumnElement[bool]:
    return Plan.id.in_(select(PlanReader.plan_id).where(PlanReader.person_id == eyes.id))


def _is_in_it(part: Select[Any]) -> ColumnElement[bool]:
    return part.where(_PART.plan_id == Plan.id).correlate(Plan).exists()


def visible_actions(person: Person | Eyes, on: date | None) -> ColumnElement[bool]:
    """The condition on `Action` joined to `Plan` that holds for what this person may see on a day.

    In a restricted plan an officer sees their own actions and no others, and whoever covers for
    somebody sees that person's and no others.
    """
    return _actions_open_to(person.eyes, on, known_line(person.eyes, on))


@lru_cache(maxsize=_KEPT)
def _actions_open_to(eyes: Eyes, on: date | None, line: Line | None) -> ColumnElement[bool]:
    if not eyes.active:
        return false()
    if eyes.role is Role.ADMINISTRATOR:
        return _plans_open_to(eyes, None)
    seen = _seen_without_cover(eyes, line)
    if on is None:
        return seen
    covered = Action.owner_id.in_(away_for(eyes, on))
    return or_(seen, covered, _reviewed_for_others(eyes, on, line))


def sees_own(person: Person) -> bool:
    """True when `visible_actions` holds for every action this person owns, without asking."""
    return person.active and person.role is not Role.ADMINISTRATOR


def _seen_without_cover(eyes: Eyes, line: Line | None) -> ColumnElement[bool]:
    if eyes.role is Role.PARTNER:
        return Action.owner_id == eyes.id
    own = _Ways([Action.owner_id == eyes.id, Action.manager_id == eyes.id], [])
    if eyes.role in REVIEWERS:
        decided = Action.manager_id.in_(own_groups(eyes, line).below)
        own = _Ways([*own.plain, Action.signatory_id == eyes.id], [decided])
    if eyes.role is Role.OFFICER:
        whole_plan = _plans_open_to(eyes, line) & (~Plan.restricted | _named(eyes))
        return or_(*own.plain, whole_plan)
    plan = _ways_into_a_plan(eyes, line)
    if eyes.role is Role.PERFORMANCE:
        # The plan first: for nearly every action nothing more of it is read.
        return or_(*plan.plain, *own.plain, *own.asking, *plan.asking)
    return or_(*own.plain, *plan.plain, *own.asking, *plan.asking)


def _plans_with_a_part(eyes: Eyes, line: Line | None) -> list[Select[Any]]:
    """The plans of the actions in which somebody has a part, as a question for each index that
    answers one: as one with 'or' it would read every action."""
    some = select(_PART.plan_id)
    if eyes.role not in (Role.MANAGER, Role.PERFORMANCE):
        return [some.where(_PART.owner_id == eyes.id)]
    mine = own_groups(eyes, line).managed
    return [some.where(_PART.owner_id.in_(mine)), some.where(_PART.manager_id.in_(mine))]


def in_line(person: Person | Eyes, on: date | None) -> ColumnElement[bool]:
    """The condition on `Action` that holds for what this person reviews on a day.

    A performance officer reviews every plan they may see; a manager what they or those below them
    are accountable for. Whoever decides for somebody away reviews in their place, but for the
    actions they own themselves.
    """
    return _reviewed_by(person.eyes, on, known_line(person.eyes, on))


@lru_cache(maxsize=_KEPT)
def _reviewed_by(eyes: Eyes, on: date | None, line: Line | None) -> ColumnElement[bool]:
    if eyes.role is Role.PERFORMANCE:
        return true()
    own = _accountable(own_groups(eyes, line))
    return own if on is None else or_(own, _reviewed_for_others(eyes, on, line))


def parts_of_line(person: Person | Eyes, on: date) -> list[ColumnElement[bool]]:
    """The condition on `Action` joined to `Plan` that holds for what this person reviews and may
    see, in parts: where it holds, one of them does and no other.

    Each is answered by an index of its own. For somebody who is accountable for a few of many,
    asking each part is a fraction of looking at everything.
    """
    return _parts_of_line(person.eyes, on, known_line(person.eyes, on))


@lru_cache(maxsize=_KEPT)
def _parts_of_line(eyes: Eyes, on: date, line: Line | None) -> list[ColumnElement[bool]]:
    if eyes.role is not Role.MANAGER or not eyes.active:
        return [and_(_actions_open_to(eyes, on, line), _reviewed_by(eyes, on, line))]
    # A manager sees everything of their line: `_seen_without_cover` and `_plans_with_a_part`.
    parts = _accountable_parts(own_groups(eyes, line))
    others = away_groups(eyes, on, line)
    if others is not None:
        parts += [and_(one, Action.owner_id != eyes.id) for one in _accountable_parts(others)]
    return [and_(part, *(~before for before in parts[:n])) for n, part in enumerate(parts)]


def whole_line(person: Person, on: date) -> ColumnElement[bool]:
    """The condition of `in_line`, said as numbers: for asking about all of it at once."""
    ids = ids_in_line(person, on)
    return true() if ids is None else Action.id.in_(ids)


def ids_in_line(person: Person, on: date) -> SelectBase | None:
    """The numbers of all that `in_line` holds for, as a question inside another; None where that is
    every action, as for a performance officer."""
    eyes = person.eyes
    if eyes.role is Role.PERFORMANCE:
        return None
    return _ids_in_line(eyes, on, known_line(eyes, on))


@lru_cache(maxsize=_KEPT)
def _ids_in_line(eyes: Eyes, on: date, line: Line | None) -> SelectBase:
    found = _ids_of(own_groups(eyes, line))
    others = away_groups(eyes, on, line) if eyes.role in REVIEWERS else None
    if others is not None:
        found = [*found, *(one.where(_PART.owner_id != eyes.id) for one in _ids_of(others))]
    return union(*found)


def _ids_of(people: Groups) -> list[Select[Any]]:
    some = select(_PART.id)
    return [
        some.where(_PART.manager_id.in_(people.below)),
        some.where(_PART.owner_id.in_(people.managed)),
    ]


def _reviewed_for_others(eyes: Eyes, on: date, line: Line | None) -> ColumnElement[bool]:
    others = away_groups(eyes, on, line) if eyes.role in REVIEWERS else None
    if others is None:
        return false()
    return and_(_accountable(others), Action.owner_id != eyes.id)


def _accountable(people: Groups) -> ColumnElement[bool]:
    return or_(*_accountable_parts(people))


def _accountable_parts(people: Groups) -> list[ColumnElement[bool]]:
    return [Action.manager_id.in_(people.below), Action.owner_id.in_(people.managed)]


@asked_once
def decides_for(person: Person, on: date) -> frozenset[int]:
    """The numbers of those whose decisions this person may take on a day: themself, those below
    them on the ladder, and both of whoever they cover for with the right to decide; one
    statement."""
    if not person.active or person.role not in REVIEWERS:
        return frozenset()
    line = everyone_below(person.eyes, on)
    return line.below | line.below_away


def get_action(ref: str, *, seen_by: Person, on: date | None) -> Action | None:
    """The action with this reference, 'SLAC-1.1', or None: missing and hidden look the same."""
    code, _, number = ref.rpartition("-")
    eyes = seen_by.eyes
    asked = _action_asked(eyes, on, known_line(eyes, on))
    found = db.session.execute(asked, {"of_plan": code.upper(), "numbered": number})
    action, may_open = found.one_or_none() or (None, False)
    if action is not None:
        known(opens_plan, bool(may_open), action.plan.code, seen_by)
    return action


@lru_cache(maxsize=_KEPT)
def _action_asked(eyes: Eyes, on: date | None, line: Line | None) -> Select[Action, bool]:
    """`get_action`'s question, with whether its plan opens to them."""
    named = Plan.code == bindparam("of_plan"), Action.number == bindparam("numbered")
    return (
        select(Action, _plans_open_to(eyes, line, one=True))
        .join(Action.plan)
        .where(*named, _actions_open_to(eyes, on, line))
        .options(
            contains_eager(Action.plan),
            joinedload(Action.owner).joinedload(Person.team),
            joinedload(Action.manager),
            joinedload(Action.signatory),
            joinedload(Action.chased_by),
            selectinload(Action.milestones).joinedload(Milestone.owner).joinedload(Person.team),
        )
    )


@asked_once
def opens_plan(code: str, person: Person) -> bool:
    """Whether this person may open the plan with this code; one statement, or none where
    `get_action` has just told."""
    return get_plan(code, seen_by=person) is not None


def get_plan(code: str, *, seen_by: Person) -> Plan | None:
    """The plan with this code, or None: missing and hidden look the same."""
    visible = _plans_open_to(seen_by.eyes, None, one=True)
    return db.session.scalar(
        select(Plan)
        .where(Plan.code == code.upper(), visible)
        .options(joinedload(Plan.report), joinedload(Plan.lead))
    )


def plans_seen_by(person: Person) -> Sequence[Plan]:
    """Every plan this person may open, live ones first, newest first."""
    return db.session.scalars(
        select(Plan)
        .where(visible_plans(person))
        .order_by(Plan.state.desc(), Plan.started_at.desc(), Plan.id)
        .options(joinedload(Plan.report))
    ).all()
