"""Earlier findings as one person may see them, and what was done about them.

Each function makes a fixed number of statements, however many findings there are. All of them go
through the door of pages: what a person may not see is not compared either.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from tracker.extensions import db
from tracker.store.actions import Action, ActionFinding, Evidence
from tracker.store.doors import visible_actions, visible_plans
from tracker.store.evidence import counts
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.reports import Finding, Report


@dataclass(frozen=True)
class OldAction:
    """An action that answers an earlier finding, the names of what shows that it was done, and how
    it was last closed; None when it never was. It may have been opened again since."""

    action: Action
    evidence: tuple[str, ...]
    closed: HistoryEntry | None

    @property
    def was_signed_off(self) -> bool:
        """True when it was closed because it was done, False when it was no longer needed."""
        return self.closed is not None and self.closed.kind is Happened.SIGNED_OFF


@dataclass(frozen=True)
class EarlierFinding:
    """An earlier finding, the plan it is an area of, and the actions this person may see of it."""

    finding: Finding
    plan: Plan
    actions: tuple[OldAction, ...]


def bodies_inspected(seen_by: Person, *, before: Plan | None = None) -> Sequence[str]:
    """The names of inspected bodies as the reports of the earlier plans this person sees print
    them; one statement."""
    found = select(Report.body_inspected).join(Plan, Plan.report_id == Report.id)
    return db.session.scalars(found.where(_earlier(seen_by, before)).distinct()).all()


def earlier_wordings(
    seen_by: Person, bodies: Collection[str], *, before: Plan | None = None
) -> Sequence[tuple[int, str]]:
    """The numbers and wordings of what these bodies' reports asked for, as far as this person sees
    their plans; one statement.

    `before` leaves out its own findings and those of plans that were started after it.
    """
    found = (
        select(Finding.id, Finding.wording)
        .join(Finding.report)
        .join(Plan, Plan.report_id == Report.id)
        .where(_earlier(seen_by, before), Report.body_inspected.in_(bodies))
        .distinct()
    )
    return [(row.id, row.wording) for row in db.session.execute(found)]


def what_was_done(
    finding_ids: Collection[int], *, seen_by: Person, on: date
) -> dict[int, EarlierFinding]:
    """These findings by number, with the actions this person may see on a day; four statements."""
    places = db.session.execute(
        select(Finding, Plan)
        .join(Plan, Plan.report_id == Finding.report_id)
        .where(Finding.id.in_(finding_ids), visible_plans(seen_by))
        .order_by(Plan.id.desc())
    ).all()
    actions = _actions(finding_ids, seen_by, on)
    return {
        finding.id: EarlierFinding(finding, plan, tuple(actions[finding.id]))
        for finding, plan in places
    }


def _earlier(seen_by: Person, before: Plan | None) -> ColumnElement[bool]:
    if before is None:
        return visible_plans(seen_by)
    same_moment = and_(Plan.started_at == before.started_at, Plan.id < before.id)
    other = Plan.report_id != before.report_id if before.report_id else true()
    earlier = or_(Plan.started_at < before.started_at, same_moment)
    return and_(visible_plans(seen_by), earlier, other)


def _actions(
    finding_ids: Collection[int], seen_by: Person, on: date
) -> defaultdict[int, list[OldAction]]:
    rows = db.session.execute(
        select(ActionFinding.finding_id, Action)
        .join(Action, Action.id == ActionFinding.action_id)
        .join(Action.plan)
        .where(ActionFinding.finding_id.in_(finding_ids), visible_actions(seen_by, on))
        .order_by(Action.position, Action.id)
        .options(contains_eager(Action.plan), joinedload(Action.owner).joinedload(Person.team))
    ).all()
    ids = {action.id for _finding_id, action in rows}
    evidence, closed = _evidence(ids), _closed(ids)
    found = defaultdict[int, list[OldAction]](list)
    for finding_id, action in rows:
        old = OldAction(action, tuple(evidence[action.id]), closed.get(action.id))
        found[finding_id].append(old)
    return found


def _evidence(action_ids: Collection[int]) -> defaultdict[int, list[str]]:
    found = select(Evidence.action_id, Evidence.name)
    found = found.where(Evidence.action_id.in_(action_ids), counts()).order_by(Evidence.id)
    names = defaultdict[int, list[str]](list)
    for row in db.session.execute(found):
        names[row.action_id].append(row.name)
    return names


def _closed(action_ids: Collection[int]) -> dict[int, HistoryEntry]:
    """How each action was closed the last time."""
    last = (
        select(func.max(HistoryEntry.id))
        .where(
            HistoryEntry.action_id.in_(action_ids),
            HistoryEntry.kind.in_((Happened.SIGNED_OFF, Happened.DROPPED)),
        )
        .group_by(HistoryEntry.action_id)
    )
    entries = db.session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.id.in_(last))
        .options(
            joinedload(HistoryEntry.actor).joinedload(Person.team),
            joinedload(HistoryEntry.acting_for),
        )
    )
    return {entry.action_id: entry for entry in entries if entry.action_id is not None}
