"""Actions as letters speak of them: rows of columns, since a reader may have a thousand."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select

from tracker.domain.actions import Progress, Standing
from tracker.domain.measures import Measure
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.actions import Action, ActionFinding, Milestone
from tracker.store.aliases import shared_alias
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.people import Person, Team, TeamKind, name_and_body
from tracker.store.plans import Plan
from tracker.store.reports import Finding

_OWNER, _MANAGER, _CHASER = shared_alias(Person), shared_alias(Person), shared_alias(Person)


class LetterRow(NamedTuple):
    """One action with its plan, the names beside it, and the new due date that waits for a
    decision, if one does. The columns of `letter_rows`, in its order."""

    plan: Plan
    id: int
    number: str
    short_title: str
    progress: Progress
    due_on: date
    expected_on: date | None
    starts_on: date
    last_update_at: datetime | None
    completed_on: date | None
    submitted_at: datetime | None
    last_said: Progress | None
    measure: str
    measure_unit: str
    baseline: Decimal | None
    target: Decimal | None
    given_at: datetime
    given_by_id: int
    chased_at: datetime | None
    chased_by: str | None
    manager_name: str
    owner_id: int
    owner_name: str
    owner_team_kind: TeamKind | None
    owner_team_label: str | None
    asked_by_id: int | None
    asked_at: datetime | None
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
            last_update_on=local_day(self.last_update_at) if self.last_update_at else None,
            completed_on=self.completed_on,
            submitted_on=local_day(self.submitted_at) if self.submitted_at else None,
        )

    @property
    def measured(self) -> Measure:
        """What is measured, and from where to where."""
        return Measure(self.measure, self.measure_unit, self.baseline, self.target)

    @property
    def is_chased(self) -> bool:
        """True when somebody has asked for an update since the last one came."""
        return self.chased_at is not None and (
            self.last_update_at is None or self.last_update_at < self.chased_at
        )


def letter_rows() -> Select[*tuple[Any, ...]]:
    """The question for the columns of `LetterRow`, to be narrowed and put in order."""
    waiting = and_(DateRequest.action_id == Action.id, DateRequest.state == RequestState.WAITING)
    return (
        select(
            Plan,
            Action.id,
            Action.number,
            Action.short_title,
            Action.progress,
            Action.due_on,
            Action.expected_on,
            Action.starts_on,
            Action.last_update_at,
            Action.completed_on,
            Action.submitted_at,
            Action.last_said,
            Action.measure,
            Action.measure_unit,
            Action.baseline,
            Action.target,
            Action.given_at,
            Action.given_by_id,
            Action.chased_at,
            _CHASER.name.label("chased_by"),
            _MANAGER.name.label("manager_name"),
            _OWNER.id.label("owner_id"),
            _OWNER.name.label("owner_name"),
            Team.kind,
            Team.label,
            DateRequest.asked_by_id,
            DateRequest.asked_at,
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
