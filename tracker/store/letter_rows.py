"""Actions as letters speak of them: rows of columns, since a reader may have a thousand."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, select, type_coerce

from tracker.domain.actions import Progress, Standing
from tracker.domain.measures import Measure
from tracker.extensions import db
from tracker.store.actions import IS_CHASED, Action, ActionFinding, Milestone
from tracker.store.aliases import shared_alias
from tracker.store.columns import LondonDay
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.people import Person, Team, TeamKind, name_and_body
from tracker.store.plans import Plan, plans_by_id
from tracker.store.reports import Finding

_OWNER, _MANAGER, _CHASER = shared_alias(Person), shared_alias(Person), shared_alias(Person)


class LetterRow(NamedTuple):
    """One action with its plan, the names beside it, and the new due date that waits for a
    decision, if one does. The columns of `letter_rows`, in its order, and the plan itself."""

    plan: Plan
    id: int
    number: str
    short_title: str
    progress: Progress
    due_on: date
    expected_on: date | None
    starts_on: date
    last_update_on: date | None
    completed_on: date | None
    submitted_on: date | None
    last_said: Progress | None
    measure: str
    measure_unit: str
    baseline: Decimal | None
    target: Decimal | None
    given_on: date
    given_by_id: int
    is_chased: bool
    """True when somebody has asked for an update since the last one came."""
    chased_by: str | None
    manager_name: str
    owner_id: int
    owner_name: str
    owner_team_kind: TeamKind | None
    owner_team_label: str | None
    asked_from: date | None
    asked_for: date | None

    @property
    def ref(self) -> str:
        """'SLAC-1.1'."""
        return f"{self.plan.code}-{self.number}"

    @property
    def owner(self) -> str:
        """The owner's name, with their body where they work for another."""
        return name_and_body(self.owner_name, self.owner_team_kind, self.owner_team_label)

    @property
    def standing(self) -> Standing:
        """The facts its timing is worked out from, as `Action.standing`."""
        return Standing(
            progress=self.progress,
            due_on=self.due_on,
            expected_on=self.expected_on,
            started_on=self.starts_on,
            last_update_on=self.last_update_on,
            completed_on=self.completed_on,
            submitted_on=self.submitted_on,
        )

    @property
    def measured(self) -> Measure:
        """What is measured, and from where to where."""
        return Measure(self.measure, self.measure_unit, self.baseline, self.target)


def letter_rows() -> Select[*tuple[Any, ...]]:
    """The question for the columns of `LetterRow`, to be narrowed and put in order; `with_plans`
    makes them of its answer."""
    waiting = and_(DateRequest.action_id == Action.id, DateRequest.state == RequestState.WAITING)
    return (
        select(
            Action.plan_id,
            Action.id,
            Action.number,
            Action.short_title,
            Action.progress,
            Action.due_on,
            Action.expected_on,
            Action.starts_on,
            type_coerce(Action.last_update_at, LondonDay),
            Action.completed_on,
            type_coerce(Action.submitted_at, LondonDay),
            Action.last_said,
            Action.measure,
            Action.measure_unit,
            Action.baseline,
            Action.target,
            type_coerce(Action.given_at, LondonDay),
            Action.given_by_id,
            IS_CHASED,
            _CHASER.name.label("chased_by"),
            _MANAGER.name.label("manager_name"),
            _OWNER.id.label("owner_id"),
            _OWNER.name.label("owner_name"),
            Team.kind,
            Team.label,
            DateRequest.from_on,
            DateRequest.to_on,
        )
        .select_from(Action)
        .join(Action.plan)
        .join(_OWNER, _OWNER.id == Action.owner_id)
        .join(_MANAGER, _MANAGER.id == Action.manager_id)
        .outerjoin(Team, Team.id == _OWNER.team_id)
        .outerjoin(_CHASER, _CHASER.id == Action.chased_by_id)
        .outerjoin(DateRequest, waiting)
    )


def with_plans(
    rows: Sequence[Row[*tuple[Any, ...]]], known: dict[int, Plan] | None = None
) -> list[LetterRow]:
    """These answers to the question `letter_rows`, each with its plan; one statement for the plans
    that are not `known`, to which they are added."""
    plans = {} if known is None else known
    if unknown := {plan_id for plan_id, *_rest in rows} - plans.keys():
        plans |= plans_by_id(unknown)
    return [LetterRow(plans[plan_id], *rest) for plan_id, *rest in rows]


def first_areas(action_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """The number and the words of the first area each of these actions answers, where it answers
    one; one statement."""
    found = (
        select(ActionFinding.action_id, Finding.number, Finding.wording)
        .join(Finding, Finding.id == ActionFinding.finding_id)
        .where(ActionFinding.action_id.in_(action_ids))
        .order_by(Finding.position.desc())
    )
    return {row.action_id: (row.number, row.wording) for row in db.session.execute(found)}


def milestones_of(action_ids: Collection[int]) -> dict[int, list[tuple[date | None, date | None]]]:
    """When each milestone of these actions is due and when it was finished, without those that were
    removed; one statement."""
    found = select(Milestone.action_id, Milestone.due_on, Milestone.done_on).where(
        Milestone.action_id.in_(action_ids), Milestone.removed_at.is_(None)
    )
    steps: dict[int, list[tuple[date | None, date | None]]] = {}
    for row in db.session.execute(found):
        steps.setdefault(row.action_id, []).append((row.due_on, row.done_on))
    return steps
