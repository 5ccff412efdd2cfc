"""What plan pages and letters show of whole plans, asked for as their reader.

Each function makes a fixed number of statements, however many actions there are. Colours and counts
are worked out in `domain.charts` from the rows read here, so that pages and letters agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import joinedload

from tracker.domain.access import Role
from tracker.domain.actions import Progress, Standing
from tracker.domain.charts import Placed, PlanStanding, counted, covers, is_uncovered
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.actions import Action, ActionFinding
from tracker.store.doors import visible_actions, visible_plans
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanReader, PlanState
from tracker.store.reports import Finding, Judgement, Strength

_COVERING = tuple(one for one in Progress if covers(one))


@dataclass(frozen=True)
class Counts:
    """What the list of plans says of one plan."""

    actions: int = 0
    done: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class OpenArea:
    """An area for development that no action answers."""

    plan: str
    """The code of its plan."""
    plan_title: str
    number: str
    title: str


@dataclass(frozen=True)
class Readers:
    """Who has a part in a plan, and who may read it without one."""

    with_part: tuple[str, ...]
    """Owners and accountable managers."""
    partners: tuple[str, ...]
    """Partner officers with an action, who see that action and not the plan."""
    named: tuple[str, ...]


def plan_standing(plan_id: int, today: date, *, seen_by: Person | None = None) -> PlanStanding:
    """The plan's numbers, whole and by area; only what `seen_by` may see when one is given.

    Two statements: the areas, then a few columns of each action.
    """
    areas = [(area.id, area.number, area.title) for area in areas_of(plan_id)]
    return counted(areas, list(_placed(plan_id, seen_by).values()), today)


def areas_of(plan_id: int) -> Sequence[Finding]:
    """The areas for development of a plan's report, in the plan's order."""
    return db.session.scalars(
        select(Finding)
        .join(Plan, Plan.report_id == Finding.report_id)
        .where(Plan.id == plan_id)
        .order_by(Finding.position, Finding.id)
    ).all()


def area_of(plan: Plan, number: str) -> Finding | None:
    """The area for development with this number in a plan, or None, with who decided what is
    answered to it."""
    return db.session.scalar(
        select(Finding)
        .where(Finding.report_id == plan.report_id, Finding.number == number)
        .options(joinedload(Finding.responded_by))
    )


def counts_by_plan(seen_by: Person, today: date) -> dict[int, Counts]:
    """The numbers of every plan this person sees anything of, by plan; one statement.

    Rows come back by progress and by whether the due date has passed, not by action, so few come
    back however many there are; only what was sent in after it was due comes back by its dates.
    """
    waits = and_(Action.progress == Progress.SUBMITTED, Action.due_on < today)
    facts = (
        Plan.id.label("plan_id"),
        Action.progress,
        (Action.due_on < today).label("past"),
        case((waits, Action.due_on)).label("sent_due_on"),
        case((waits, Action.submitted_at)).label("sent_at"),
    )
    found = (
        select(*facts, func.min(Action.due_on).label("due_on"), func.count().label("number"))
        .join(Plan, Plan.id == Action.plan_id + 0)  # as they lie, not plan by plan, which is slow
        .where(visible_actions(seen_by, None))
        .group_by(Plan.id, Action.progress, "past", "sent_due_on", "sent_at")
    )
    counts: dict[int, Counts] = {}
    for row in db.session.execute(found):
        same = counted([], [Placed(_light_standing(row.progress, row.due_on, row.sent_at))], today)
        before = counts.get(row.plan_id, Counts())
        counts[row.plan_id] = Counts(
            actions=before.actions + row.number,
            done=before.done + same.done * row.number,
            overdue=before.overdue + same.overdue * row.number,
        )
    return counts


def uncovered_areas(seen_by: Person) -> list[OpenArea]:
    """The areas without an action in the live plans this person may open, plan by plan; one
    statement.

    Each area is looked up as far as the first of its actions that answers it.
    """
    answered = (
        select(ActionFinding.finding_id)
        .join(Action, Action.id == ActionFinding.action_id)
        .where(ActionFinding.finding_id == Finding.id, Action.plan_id == Plan.id)
        .where(Action.progress.in_(_COVERING), visible_actions(seen_by, None))
        .correlate(Finding, Plan)
        .exists()
    )
    areas = (
        select(Finding.number, Finding.title, Finding.response, Plan.code)
        .add_columns(Plan.title.label("plan_title"))
        .join(Plan, Plan.report_id == Finding.report_id)
        .where(Plan.state == PlanState.LIVE, visible_plans(seen_by), ~answered)
        .order_by(Plan.code, Finding.position, Finding.id)
    )
    return [
        OpenArea(row.code, row.plan_title, row.number, row.title)
        for row in db.session.execute(areas)
        if is_uncovered((), row.response)
    ]


def readers_of(plan_id: int, *, seen_by: Person) -> Readers:
    """Who has a part in the plan, as far as this person may know, and who may read it without one;
    two statements."""
    seen = select(Action.owner_id, Action.manager_id).join(Action.plan)
    seen = seen.where(Action.plan_id == plan_id, visible_actions(seen_by, None))
    parts = seen.subquery()
    with_part = _active_people(
        or_(Person.id.in_(select(parts.c.owner_id)), Person.id.in_(select(parts.c.manager_id)))
    )
    named = select(PlanReader.person_id).where(PlanReader.plan_id == plan_id)
    return Readers(
        with_part=tuple(name for name, role in with_part if role is not Role.PARTNER),
        partners=tuple(name for name, role in with_part if role is Role.PARTNER),
        named=tuple(name for name, _role in _active_people(Person.id.in_(named))),
    )


def judgements_of(report_id: int | None) -> Sequence[Judgement]:
    """A report's graded areas, in its order."""
    return db.session.scalars(
        select(Judgement)
        .where(Judgement.report_id == report_id)
        .order_by(Judgement.position, Judgement.id)
    ).all()


def strengths_of(report_id: int | None) -> Sequence[Strength]:
    """What a report praised, in its order."""
    return db.session.scalars(
        select(Strength)
        .where(Strength.report_id == report_id)
        .order_by(Strength.position, Strength.id)
    ).all()


def _placed(plan_id: int, seen_by: Person | None) -> dict[int, Placed]:
    found = (
        select(
            Action.id,
            Action.progress,
            Action.due_on,
            Action.submitted_at.label("sent_at"),
            ActionFinding.finding_id,
        )
        .join(Action.plan)
        .outerjoin(ActionFinding, ActionFinding.action_id == Action.id)
        .where(Action.plan_id == plan_id, visible_actions(seen_by, None) if seen_by else true())
    )
    placed: dict[int, Placed] = {}
    for row in db.session.execute(found):
        before = placed.get(row.id)
        areas = before.areas if before else ()
        area = () if row.finding_id is None else (row.finding_id,)
        standing = _light_standing(row.progress, row.due_on, row.sent_at)
        placed[row.id] = Placed(standing, (*areas, *area))
    return placed


def _light_standing(progress: Progress, due_on: date, sent_at: datetime | None) -> Standing:
    """A standing that knows only what counting needs."""
    return Standing(
        progress=progress,
        due_on=due_on,
        expected_on=None,
        started_on=due_on,
        last_update_on=None,
        completed_on=None,
        submitted_on=local_day(sent_at) if sent_at else None,
    )


def _active_people(which: ColumnElement[bool]) -> list[tuple[str, Role]]:
    found = select(Person.name, Person.role).where(Person.active, which)
    rows = db.session.execute(found.order_by(Person.name, Person.id))
    return [(row.name, row.role) for row in rows]


def telling_action(plan_id: int, *, today: date, seen_by: Person) -> Action | None:
    """An open action of a plan to show rules on: the next to fall due, else the longest overdue.

    One sent for sign-off is taken only when there is no other.
    """
    found = (
        select(Action)
        .join(Action.plan)
        .where(Action.plan_id == plan_id, Action.open, visible_actions(seen_by, None))
        .order_by(
            Action.progress == Progress.SUBMITTED,
            Action.due_on < today,
            Action.due_on,
            Action.id,
        )
        .limit(1)
    )
    return db.session.scalar(found)
