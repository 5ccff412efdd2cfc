"""Everything on record about actions of a plan, for whoever has to show that it was done.

As many statements for one action as for a thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload

from tracker.extensions import db
from tracker.store.actions import Action, ActionFinding, Evidence, Milestone, Update
from tracker.store.comments import Comment
from tracker.store.decisions import DateRequest, Submission
from tracker.store.doors import visible_actions
from tracker.store.measures import MeasureReading
from tracker.store.outbox import Notification, NotificationAction
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.rechecks import Recheck
from tracker.store.reports import Finding

Row = TypeVar("Row")


@dataclass(frozen=True)
class Sent:
    """A letter about an action, and to whom it was."""

    row: Notification
    to: Person


@dataclass(frozen=True)
class OnRecord:
    """One action with everything about it, the oldest first."""

    action: Action
    milestones: Sequence[Milestone]
    """What was removed since is among it."""
    readings: Sequence[MeasureReading]
    """Those that were corrected since are among them."""
    updates: Sequence[Update]
    requests: Sequence[DateRequest]
    submissions: Sequence[Submission]
    rechecks: Sequence[Recheck]
    evidence: Sequence[Evidence]
    """What was removed since is among it."""
    comments: Sequence[Comment]
    letters: Sequence[Sent]


def areas_for(plan: Plan, number: str = "") -> Sequence[Finding]:
    """The areas for development of a plan's report, or the one with this number, with who decided
    what is answered to each; one statement."""
    found = select(Finding).where(Finding.report_id == plan.report_id)
    if number:
        found = found.where(Finding.number == number)
    found = found.order_by(Finding.position, Finding.id)
    return db.session.scalars(found.options(joinedload(Finding.responded_by))).all()


def on_record(plan: Plan, *, area: Finding | None, seen_by: Person, on: date) -> list[OnRecord]:
    """The actions of a plan, or of one of its areas, that this person sees, in the plan's order."""
    actions = _actions(plan, area, seen_by, on)
    ids = [one.id for one in actions]
    milestones = _by_action(Milestone, ids, Milestone.owner)
    readings = _by_action(MeasureReading, ids, MeasureReading.by)
    updates = _by_action(Update, ids, Update.by, Update.on_behalf_of)
    requests = _by_action(DateRequest, ids, DateRequest.asked_by, DateRequest.decided_by)
    submissions = _by_action(Submission, ids, Submission.sent_by, Submission.decided_by)
    rechecks = _by_action(Recheck, ids, Recheck.decided_by)
    evidence = _by_action(Evidence, ids, Evidence.added_by, Evidence.removed_by)
    comments = _by_action(Comment, ids, Comment.by)
    letters = _letters(ids)
    return [
        OnRecord(
            action=one,
            milestones=milestones.get(one.id, ()),
            readings=readings.get(one.id, ()),
            updates=updates.get(one.id, ()),
            requests=requests.get(one.id, ()),
            submissions=submissions.get(one.id, ()),
            rechecks=rechecks.get(one.id, ()),
            evidence=evidence.get(one.id, ()),
            comments=comments.get(one.id, ()),
            letters=letters.get(one.id, ()),
        )
        for one in actions
    ]


def _actions(plan: Plan, area: Finding | None, seen_by: Person, on: date) -> Sequence[Action]:
    found = (
        select(Action)
        .join(Action.plan)
        .where(Action.plan_id == plan.id, visible_actions(seen_by, on))
        .order_by(Action.position, Action.id)
        .options(
            contains_eager(Action.plan),
            joinedload(Action.owner).joinedload(Person.team),
            joinedload(Action.manager).joinedload(Person.team),
            joinedload(Action.signatory).joinedload(Person.team),
            selectinload(Action.findings),
        )
    )
    if area:
        answers = select(ActionFinding.action_id).where(ActionFinding.finding_id == area.id)
        found = found.where(Action.id.in_(answers))
    return db.session.scalars(found).all()


def _by_action(kind: type[Row], ids: Sequence[int], *people: Any) -> dict[int, list[Row]]:
    """The rows of a kind about these actions, by action, in the order in which they were written;
    one statement, with these people."""
    about: Any = kind
    found = select(kind).where(about.action_id.in_(ids)).order_by(about.id)
    rows: dict[int, list[Row]] = {}
    for row in db.session.scalars(found.options(*map(joinedload, people))):
        told: Any = row
        rows.setdefault(told.action_id, []).append(row)
    return rows


def _letters(ids: Sequence[int]) -> dict[int, list[Sent]]:
    """The letters about these actions, those about several told at each."""
    mentions = (
        select(NotificationAction.action_id, NotificationAction.notification_id)
        .where(NotificationAction.action_id.in_(ids))
        .cte()
        .prefix_with("MATERIALIZED")  # or SQLite asks of each letter whether it is about these
    )
    spoken_of = (
        select(mentions.c.action_id, Notification, Person)
        .join(Notification, Notification.id == mentions.c.notification_id)
        .join(Person, Person.id == Notification.recipient_id)
    )
    about_one = (
        select(Notification.action_id, Notification, Person)
        .join(Person, Person.id == Notification.recipient_id)
        .where(Notification.action_id.in_(ids))
    )
    questions: tuple[Any, ...] = (spoken_of, about_one)
    found: dict[int, dict[str, Sent]] = {}
    for asked in questions:
        for row in db.session.execute(asked.options(defer(Notification.body))):
            action_id, letter, person = row
            found.setdefault(action_id, {})[letter.id] = Sent(letter, person)
    return {
        action_id: sorted(sent.values(), key=lambda one: (one.row.created_at, one.row.id))
        for action_id, sent in found.items()
    }
