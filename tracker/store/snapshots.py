"""Plain facts about many actions at once, for planning a morning: a few columns, one statement."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
    type_coerce,
)

from tracker.domain.access import Role
from tracker.domain.actions import Progress, Standing
from tracker.domain.board_dates import BoardAsk
from tracker.domain.reminders import OwnedAction, Pattern
from tracker.domain.rules import Rules
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.actions import IS_CHASED, Action, ActionFinding
from tracker.store.aliases import shared_alias
from tracker.store.columns import LondonDay
from tracker.store.decisions import (
    DateRequest,
    RequestState,
    ReviewDecision,
    Submission,
    SubmissionState,
)
from tracker.store.people import Person, Team
from tracker.store.plans import Plan, PlanReader, PlanState
from tracker.store.reports import Finding
from tracker.store.rules import rules_of_actions

_MANAGER, _AGREED = shared_alias(Person), shared_alias(DateRequest)
_BATCH = 1_000
_OWNER = attrgetter("owner_id")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a decision, since when, and who asked for it or sent it in.

    Of a new due date also how many were agreed before, and whether its action answers an urgent
    area.
    """

    id: int
    since: date
    asker_id: int
    moves: int = 0
    urgent: bool = False


class OpenAction(NamedTuple):
    """One open action of a live plan: what its reminders are worked out from, and whose it is."""

    facts: OwnedAction
    plan_id: int
    manager_id: int
    lead_id: int
    signatory_id: int | None
    request: Waiting | None
    submission: Waiting | None


@dataclass(frozen=True, slots=True)
class Reader:
    """One person as the planner sees them: what they want, when, and who is above them."""

    id: int
    name: str
    role: Role
    active: bool
    manager_id: int | None
    team_id: int | None
    reminders: Pattern
    agenda_weekday: int
    wants_digest: bool
    digest_weekday: int
    wants_board_digest: bool
    sending_hour: int | None
    paused_from: date | None
    paused_until: date | None

    def is_paused_on(self, on: date) -> bool:
        """True in a pause from timed letters that this person set; both its dates count."""
        return bool(
            self.paused_until and self.paused_until >= on and (self.paused_from or on) <= on
        )


def open_actions(
    rules: Mapping[str, Mapping[str, Any]] | None = None, *, owner_id: int | None = None
) -> list[OpenAction]:
    """The open actions of the live plans as plain facts, soonest due first; one statement.

    `rules` is what each level lays down, by scope; `owner_id` narrows it to one person's.
    """
    rules_of = rules_of_actions(rules or {})
    found = _open_actions()
    if owner_id is not None:
        found = found.where(Action.owner_id == owner_id)
    names: dict[str, str] = {}
    return [_open_action(row, rules_of, names) for row in db.session.execute(found)]


def open_actions_by_owner(
    rules: Mapping[str, Mapping[str, Any]],
    *,
    of: Collection[int] | Select[int] | None = None,
) -> Iterator[list[OpenAction]]:
    """The same, all of one owner's after all of another's, by the owner's number; `of` leaves out
    everybody else's. One statement, read as it is asked for: no more than a few thousand rows are
    held at a time."""
    rules_of = rules_of_actions(rules)
    found = _open_actions().order_by(None).order_by(Action.owner_id, Action.due_on, Action.id)
    if of is not None:
        found = found.where(Action.owner_id.in_(of))
    # Straight from the connection: no row is an object of the session, which would ask of each.
    rows = db.session.connection().execute(found, execution_options={"yield_per": _BATCH})
    names: dict[str, str] = {}
    for _owner_id, own in groupby(rows, key=_OWNER):
        yield [_open_action(row, rules_of, names) for row in own]


def owners_of_what_is_due(first: date, before: date) -> Select[int]:
    """Who owns an open action that is due on `first` or later, before another day."""
    is_due = Action.due_on >= first, Action.due_on < before
    return select(Action.owner_id).where(Action.open, *is_due)


def open_action_ids(plan_id: int) -> list[int]:
    """The open actions of one plan, by number."""
    found = select(Action.id).where(Action.plan_id == plan_id, Action.open)
    return list(db.session.scalars(found))


def readers() -> dict[int, Reader]:
    """Everybody, by number: those who are turned off still stand between others; one statement."""
    columns = [getattr(Person, name) for name in Reader.__dataclass_fields__]
    found = db.session.execute(select(*columns).order_by(Person.id))
    return {
        row.id: Reader(**(row._asdict() | {"reminders": Pattern(row.reminders.value)}))
        for row in found
    }


@dataclass(frozen=True)
class Unit:
    """One team as the planner sees it: its head and the team above."""

    parent_id: int | None
    head_id: int | None


def units() -> dict[int, Unit]:
    """Every team by its number; one statement."""
    found = db.session.execute(select(Team.id, Team.parent_id, Team.head_id))
    return {row.id: Unit(row.parent_id, row.head_id) for row in found}


def accountable_managers() -> set[int]:
    """Everybody who is the accountable manager of an action in a live plan, done ones included."""
    found = select(Action.manager_id).join(Action.plan).where(Plan.state == PlanState.LIVE)
    return set(db.session.scalars(found.distinct()))


def managers_to_decide(today: date) -> set[int]:
    """The accountable managers of open actions that are overdue or wait for a decision, in live
    plans; one statement. `domain.actions.is_overdue` says what is overdue."""
    waits = and_(DateRequest.action_id == Action.id, DateRequest.state == RequestState.WAITING)
    late = and_(Action.due_on < today, Action.progress != Progress.ON_HOLD)
    found = (
        select(Action.manager_id)
        .join(Action.plan)
        .outerjoin(DateRequest, waits)
        .where(Action.open, Plan.state == PlanState.LIVE)
        .where(or_(late, Action.submitted_at.is_not(None), DateRequest.id.is_not(None)))
    )
    return set(db.session.scalars(found.distinct()))


@dataclass(frozen=True)
class BoardPlan:
    """A live plan whose board gets a digest, on which day of the month, and its named readers."""

    id: int
    board_day: int
    restricted: bool
    started_on: date
    readers: frozenset[int]


def board_plans() -> list[BoardPlan]:
    """The live plans that are not paused and have a day for the board's digest; two statements."""
    found = (
        select(Plan.id, Plan.board_day, Plan.restricted, Plan.started_at)
        .where(Plan.state == PlanState.LIVE, ~Plan.paused, Plan.board_day.is_not(None))
        .order_by(Plan.id)
    )
    plans = db.session.execute(found).all()
    named: dict[int, set[int]] = {}
    for row in db.session.execute(select(PlanReader.plan_id, PlanReader.person_id)):
        named.setdefault(row.plan_id, set()).add(row.person_id)
    return [
        BoardPlan(
            id=row.id,
            board_day=row.board_day,
            restricted=row.restricted,
            started_on=local_day(row.started_at),
            readers=frozenset(named.get(row.id, ())),
        )
        for row in plans
    ]


@cache
def _open_actions() -> Select[*tuple[Any, ...]]:
    asked = and_(DateRequest.action_id == Action.id, DateRequest.state == RequestState.WAITING)
    sent = and_(Submission.action_id == Action.id, Submission.state == SubmissionState.WAITING)
    return (
        select(
            Action.id,
            Action.plan_id,
            Action.owner_id,
            Action.manager_id,
            Action.signatory_id,
            Action.progress,
            Action.due_on,
            Action.expected_on,
            Action.starts_on,
            type_coerce(Action.last_update_at, LondonDay),
            Action.completed_on,
            type_coerce(Action.submitted_at, LondonDay),
            type_coerce(Action.given_at, LondonDay),
            IS_CHASED,
            Plan.lead_id,
            Plan.paused,
            Plan.next_board_on,
            Plan.ask_from,
            Plan.updates_by,
            _MANAGER.name.label("manager_name"),
            DateRequest.to_on.label("asked_for_on"),
            DateRequest.id.label("request_id"),
            type_coerce(DateRequest.asked_at, LondonDay),
            DateRequest.asked_by_id,
            case((DateRequest.id.is_not(None), _moves()), else_=0).label("moves"),
            case((DateRequest.id.is_not(None), _is_urgent()), else_=false()).label("urgent"),
            Submission.id.label("submission_id"),
            type_coerce(Submission.sent_at, LondonDay),
            Submission.sent_by_id,
            type_coerce(_reviewed(), LondonDay),
        )
        .join(Action.plan)
        .join(_MANAGER, _MANAGER.id == Action.manager_id)
        .outerjoin(DateRequest, asked)
        .outerjoin(Submission, sent)
        .where(Action.open, Plan.state == PlanState.LIVE)
        .order_by(Action.due_on, Action.id)
    )


def _open_action(
    row: Row[*tuple[Any, ...]], rules_of: Callable[[int, int], Rules], names: dict[str, str]
) -> OpenAction:
    """The facts of a row; `names` holds each name once, however many rows have it."""
    # In the order of `_open_actions`: looking each up by its name takes longer than all the rest.
    number, plan_id, owner_id, manager_id, signatory_id, progress, due_on, *rest = row
    expected_on, starts_on, updated_on, completed_on, submitted_on, given_on, *rest = rest
    chased, lead_id, paused, meets_on, ask_from, updates_by, manager_name, *rest = rest
    asked_for_on, request_id, asked_on, asked_by_id, moves, urgent, *rest = rest
    submission_id, sent_on, sent_by_id, reviewed_on = rest
    owned = OwnedAction(
        number,
        owner_id,
        Standing(
            progress,
            due_on,
            expected_on,
            starts_on,
            updated_on,
            completed_on,
            submitted_on,
        ),
        given_on,
        names.setdefault(manager_name, manager_name),
        chased=chased,
        asked_for_on=asked_for_on,
        rules=rules_of(plan_id, number),
        plan_paused=paused,
        moves=moves,
        board=BoardAsk(meets_on, ask_from, updates_by)
        if meets_on and ask_from and updates_by
        else None,
        reviewed_on=reviewed_on,
    )
    request = _waiting(request_id, asked_on, asked_by_id, moves=moves, urgent=bool(urgent))
    submission = _waiting(submission_id, sent_on, sent_by_id)
    return OpenAction(owned, plan_id, manager_id, lead_id, signatory_id, request, submission)


def _moves() -> ScalarSelect[int]:
    """How many new due dates have been agreed for an action, as a question inside another."""
    counted = select(func.count(_AGREED.id)).where(
        _AGREED.action_id == Action.id, _AGREED.state == RequestState.AGREED
    )
    return counted.correlate(Action).scalar_subquery()


def _is_urgent() -> ColumnElement[bool]:
    """Whether an action answers an urgent area, as a question inside another."""
    answers = ActionFinding.action_id == Action.id
    found = select(ActionFinding.action_id).join(Finding, Finding.id == ActionFinding.finding_id)
    return found.where(answers, Finding.urgent).correlate(Action).exists()


def _reviewed() -> ScalarSelect[datetime]:
    """When a review last decided about an action, as a question inside another."""
    last = select(func.max(ReviewDecision.decided_at)).where(ReviewDecision.action_id == Action.id)
    return last.correlate(Action).scalar_subquery()


def _waiting(
    number: int | None,
    since: date | None,
    asker_id: int,
    *,
    moves: int = 0,
    urgent: bool = False,
) -> Waiting | None:
    if number is None or since is None:
        return None
    return Waiting(number, since, asker_id, moves, urgent)


def standing_of(row: Row[Any]) -> Standing:
    """The standing in a row that holds an action's dates and progress under their column names."""
    facts = row._mapping
    return Standing(
        progress=facts["progress"],
        due_on=facts["due_on"],
        expected_on=facts["expected_on"],
        started_on=facts["starts_on"],
        last_update_on=_day(facts["last_update_at"]),
        completed_on=facts["completed_on"],
        submitted_on=_day(facts["submitted_at"]),
    )


def _day(at: datetime | None) -> date | None:
    return local_day(at) if at else None
