"""Actions as plans and dashboards list them: light rows, asked for as their reader.

Each function makes a fixed number of statements, however many actions there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, and_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from tracker.domain.actions import RESTS, Progress, Rag, Standing, is_open
from tracker.domain.charts import Placed
from tracker.domain.colours import Scheme, disagrees_with, rating
from tracker.domain.narrowing import Move
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store import past
from tracker.store.action_snapshots import snapshots_on
from tracker.store.actions import Action, ActionFinding
from tracker.store.aliases import shared_alias
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.doors import visible_actions
from tracker.store.history import Happened
from tracker.store.people import Person, Team, TeamKind, people_by_id
from tracker.store.plans import Plan
from tracker.store.reports import Finding
from tracker.store.review_scope import whole_scope_of
from tracker.store.schemes import schemes_now, schemes_of
from tracker.store.snapshots import standing_of

_MANAGER = shared_alias(Person)


@dataclass(frozen=True)
class PlanAction:
    """One action as it is listed."""

    id: int
    ref: str
    number: str
    plan: str
    """The code of its plan."""
    title: str
    owner_id: int
    owner: str
    """'Helen Pryce (health)' for a partner."""
    team_id: int | None
    manager_id: int
    manager: str
    standing: Standing
    said: Progress | None
    """The owner's last word."""
    moves: tuple[Move, ...]
    """The new due dates that were agreed, the first first."""
    areas: tuple[int, ...]
    scheme: Scheme
    """What its plan lays down about colours."""
    _known: dict[date, tuple[Rag, str]] = field(default_factory=dict, init=False, compare=False)
    """Its colours by day, because one page asks many times."""

    def rated(self, on: date) -> tuple[Rag, str]:
        """Its colour on a day, by the scheme of its plan, with the reason."""
        if on not in self._known:
            self._known[on] = rating(self.standing, on, self.scheme)
        return self._known[on]

    def disagrees(self, on: date) -> bool:
        """True when its owner's last word and its colour say different things."""
        return disagrees_with(self.rated(on)[0], self.said, self.standing)

    @property
    def word(self) -> Progress | None:
        """The owner's last word while something is asked of them: what is sent in, on hold or
        ended has been said more about."""
        progress = self.standing.progress
        return self.said if is_open(progress) and progress not in RESTS else None

    @property
    def placed(self) -> Placed:
        """The action as it is counted."""
        return Placed(self.standing, self.areas)


def actions_of_plan(plan: Plan, *, seen_by: Person) -> list[PlanAction]:
    """What this person may see of a plan's actions, in the plan's order; four statements."""
    return _listed(seen_in_plan(plan, seen_by), areas_by_action(plan.id))


def actions_in_line(
    person: Person, today: date, of: ColumnElement[bool] | None = None
) -> list[PlanAction]:
    """What this person reviews, ended actions included, plan by plan; three statements. Areas are
    left out. `of` narrows it, as a condition on `Action` joined to `Plan`."""
    which = and_(whole_scope_of(person, today), true() if of is None else of)
    return _listed(which, {}, Plan.code)


def actions_numbered(action_ids: Sequence[int]) -> list[PlanAction]:
    """These actions plan by plan, whoever may see them: for those found already; three
    statements."""
    return _listed(Action.id.in_(action_ids), {}, Plan.code)


def seen_in_plan(plan: Plan, person: Person) -> ColumnElement[bool]:
    """The condition on `Action` joined to `Plan` that holds for what is seen of one plan."""
    return and_(Action.plan_id == plan.id, visible_actions(person, None))


def areas_by_action(plan_id: int) -> dict[int, tuple[int, ...]]:
    """Which areas for development each action of a plan answers, by its number; one statement."""
    found = (
        select(ActionFinding.action_id, ActionFinding.finding_id)
        .join(Action, Action.id == ActionFinding.action_id)
        .where(Action.plan_id == plan_id)
        .order_by(ActionFinding.action_id, ActionFinding.finding_id)
    )
    areas: dict[int, tuple[int, ...]] = {}
    for row in db.session.execute(found):
        areas[row.action_id] = (*areas.get(row.action_id, ()), row.finding_id)
    return areas


def as_at(
    plan: Plan, actions: Sequence[PlanAction], areas: Sequence[Finding], on: date
) -> list[PlanAction]:
    """The same actions of a plan as they stood at the end of a day, with the colours of that day;
    those that were not there yet are left out. Five statements."""
    ids = [action.id for action in actions]
    rows = snapshots_on(db.session(), ids, on)
    titles = past.changed_since(Happened.RETITLED, ids, on)
    placed = past.changed_since(Happened.AREAS_CHANGED, ids, on)
    people = people_by_id({row.owner_id for row in rows.values()})
    numbers = {area.number: area.id for area in areas}
    (scheme,) = schemes_of(plan.id, on)
    then: list[PlanAction] = []
    for action in actions:
        row = rows.get(action.id)
        if row is None:
            continue
        owner, before = people[row.owner_id], placed.get(action.id)
        then.append(
            replace(
                action,
                title=titles.get(action.id, {}).get("action", action.title),
                owner_id=owner.id,
                owner=owner.name_and_body,
                team_id=owner.team_id,
                standing=row.standing(action.standing.started_on),
                said=row.last_said,
                moves=tuple(move for move in action.moves if move.on <= on),
                areas=tuple(numbers[one] for one in before["areas"] if one in numbers)
                if before
                else action.areas,
                scheme=scheme,
            )
        )
    return then


def _listed(
    which: ColumnElement[bool],
    areas: Mapping[int, tuple[int, ...]],
    *first_by: InstrumentedAttribute[str],
) -> list[PlanAction]:
    found: Executable = (
        select(
            Action.id,
            Action.plan_id,
            Plan.code,
            Action.number,
            Action.title,
            Action.progress,
            Action.due_on,
            Action.expected_on,
            Action.starts_on,
            Action.last_update_at,
            Action.last_said,
            Action.completed_on,
            Action.submitted_at,
            Person.id.label("owner_id"),
            Person.name.label("owner_name"),
            Person.team_id,
            _MANAGER.id.label("manager_id"),
            _MANAGER.name.label("manager_name"),
            Team.label.label("team_label"),
            Team.kind.label("team_kind"),
        )
        .join(Action.plan)
        .join(Person, Person.id == Action.owner_id)
        .join(_MANAGER, _MANAGER.id == Action.manager_id)
        .outerjoin(Team, Team.id == Person.team_id)
        .where(which)
        .order_by(*first_by, Action.position, Action.id)
    )
    moves, rows = _moves(which), db.session.execute(found).all()
    schemes = schemes_now({row.plan_id for row in rows})
    return [
        _action(row, moves.get(row.id, ()), areas.get(row.id, ()), schemes[row.plan_id])
        for row in rows
    ]


def _moves(which: ColumnElement[bool]) -> dict[int, tuple[Move, ...]]:
    found = (
        select(DateRequest.action_id, DateRequest.code, DateRequest.decided_at)
        .join(DateRequest.action)
        .join(Action.plan)
        .where(DateRequest.state == RequestState.AGREED, which)
        .order_by(DateRequest.decided_at, DateRequest.id)
    )
    moves: dict[int, tuple[Move, ...]] = {}
    for row in db.session.execute(found):
        # What is agreed has been decided: the column is empty only while a request waits.
        move = Move(local_day(row.decided_at), row.code)
        moves[row.action_id] = (*moves.get(row.action_id, ()), move)
    return moves


def _action(
    row: Row[Any], moves: tuple[Move, ...], areas: tuple[int, ...], scheme: Scheme
) -> PlanAction:
    facts = row._mapping
    body = facts["team_label"] if facts["team_kind"] is TeamKind.PARTNER else ""
    return PlanAction(
        id=facts["id"],
        ref=f"{facts['code']}-{facts['number']}",
        number=facts["number"],
        plan=facts["code"],
        title=facts["title"],
        owner_id=facts["owner_id"],
        owner=f"{facts['owner_name']} ({body})" if body else facts["owner_name"],
        team_id=facts["team_id"],
        manager_id=facts["manager_id"],
        manager=facts["manager_name"],
        standing=standing_of(row),
        said=facts["last_said"],
        moves=moves,
        areas=areas,
        scheme=scheme,
    )
