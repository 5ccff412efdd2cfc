"""Adding milestones to an action, changing and removing them. They are ticked in an update."""

from datetime import date, datetime
from typing import Any

from tracker.domain.access import OWNERS
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.milestones import MOST_ON_ACTION, Step, faults_of
from tracker.domain.wording import day
from tracker.extensions import db
from tracker.services.actions import covers_owner
from tracker.services.forms import SentForm, taking_effect
from tracker.services.measures import why_not_change
from tracker.services.record import record
from tracker.store.actions import Action, Milestone
from tracker.store.doors import get_action
from tracker.store.history import Happened
from tracker.store.milestones import last_position
from tracker.store.people import Person

ADD_ROUTE = "milestones.add"
CHANGE_ROUTE = "milestones.change"
REMOVE_ROUTE = "milestones.remove"


def why_not_change_one(milestone: Milestone, action: Action, by: Person, today: date) -> str | None:
    """Why this person cannot change or remove this milestone now, as a sentence; None when they
    can. One that is finished stays as it was when it was finished."""
    refused = why_not_change(action, by, today)
    if refused is None and milestone.done_on:
        return (
            f"This milestone was finished on {day(milestone.done_on)}. If it is not finished after"
            " all, say so in an update first."
        )
    return refused


def why_not_owner(action: Action, owner_id: int | None) -> str | None:
    """Why a milestone of the action cannot be this person's, as a sentence; None when it can.

    It makes nobody see the action who does not see it already, on every day and without a cover.
    """
    if owner_id is None:
        return None
    person = db.session.get(Person, owner_id)
    if person is None or not person.active or person.role not in OWNERS:
        return "Select somebody from the list"
    if get_action(action.ref, seen_by=person, on=None) is None:
        return f"{person.name} cannot see this action. Select somebody who can"
    return None


def add(action: Action, step: Step, *, sent: SentForm, now: datetime, today: date) -> str:
    """Add a milestone; returns what the page says.

    Raises RuleBroken when it is not theirs to add or breaks a rule, and AlreadyDone when this form
    has taken effect before.
    """
    message = f"Milestone added to action {action.number}"
    with taking_effect(sent, route=ADD_ROUTE, message=message, now=now):
        refused = why_not_change(action, sent.by, today)
        if refused:
            raise RuleBroken(refused)
        _refuse(action, step, was=None)
        if len(action.milestones) >= MOST_ON_ACTION:
            raise RuleBroken(f"Action {action.number} has as many milestones as it can hold")
        added = Milestone(action_id=action.id, position=last_position(action.id) + 1)
        _fill(added, step)
        db.session.add(added)
        _record(Happened.MILESTONE_ADDED, added, action, by=sent.by, now=now, today=today)
        db.session.commit()
    return message


def change(
    milestone: Milestone,
    action: Action,
    step: Step,
    *,
    sent: SentForm,
    version: int | None,
    now: datetime,
    today: date,
) -> str:
    """Change what a milestone is, when it is due, or whose it is; returns what the page says.

    Raises Crossed when the action has changed since the form was shown, RuleBroken when it is not
    theirs to change or breaks a rule, and AlreadyDone when this form has taken effect before.
    """
    message = f"Milestone of action {action.number} saved"
    with taking_effect(sent, route=CHANGE_ROUTE, message=message, now=now):
        _refuse_change(milestone, action, sent.by, version=version, today=today)
        _refuse(action, step, was=milestone)
        before = facts_of(milestone)
        _fill(milestone, step)
        db.session.flush()
        db.session.refresh(milestone, ["owner"])
        after = facts_of(milestone)
        if before != after:
            changed = {"before": before, "after": after}
            kind = Happened.MILESTONE_CHANGED
            _record(kind, milestone, action, by=sent.by, now=now, today=today, **changed)
        db.session.commit()
    return message


def remove(
    milestone: Milestone,
    action: Action,
    *,
    sent: SentForm,
    version: int | None,
    now: datetime,
    today: date,
) -> str:
    """Take a milestone out of every list and count; returns what the page says. Raises as `change`
    does."""
    message = f"Milestone removed from action {action.number}"
    with taking_effect(sent, route=REMOVE_ROUTE, message=message, now=now):
        _refuse_change(milestone, action, sent.by, version=version, today=today)
        milestone.removed_at, milestone.removed_by_id = now, sent.by.id
        _record(Happened.MILESTONE_REMOVED, milestone, action, by=sent.by, now=now, today=today)
        db.session.commit()
    return message


def _refuse_change(
    milestone: Milestone, action: Action, by: Person, *, version: int | None, today: date
) -> None:
    refused = why_not_change_one(milestone, action, by, today)
    if refused:
        raise RuleBroken(refused)
    if version != action.version or milestone.removed_at:
        raise Crossed


def _refuse(action: Action, step: Step, *, was: Milestone | None) -> None:
    for fault in faults_of(step, action.span, was_due_on=was.due_on if was else None):
        raise fault
    kept = was is not None and step.owner_id == was.owner_id
    stranger = None if kept else why_not_owner(action, step.owner_id)
    if stranger:
        raise RuleBroken(stranger, field="owner")


def _fill(milestone: Milestone, step: Step) -> None:
    milestone.title, milestone.due_on = step.title, step.due_on
    milestone.owner_id = step.owner_id


def facts_of(milestone: Milestone) -> dict[str, str]:
    """A milestone as the history keeps it."""
    return {
        "milestone": milestone.title,
        "due": day(milestone.due_on) if milestone.due_on else "",
        "owner": milestone.owner.name if milestone.owner else "",
    }


def _record(
    kind: Happened,
    milestone: Milestone,
    action: Action,
    *,
    by: Person,
    now: datetime,
    today: date,
    **facts: Any,
) -> None:
    """Add to the history, and make a new version of the action: an answer to what it was before is
    not taken for one to what it is now."""
    action.touched()
    stands_in = covers_owner(action, by, today)
    title = milestone.title
    record(kind, at=now, actor=by, acting_for=stands_in, action=action, title=title, **facts)
