"""Comments on an action, and telling somebody of one by name. A comment is no answer to how the
action is going, and changes nothing about it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.domain.access import OWNERS
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.post import queue_mentioned
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.comments import Comment
from tracker.store.doors import get_action
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.plans import PlanState

ROUTE = "comments.add"
LONGEST = 1000


def why_not_comment(action: Action, by: Person) -> str | None:
    """Why this person, who sees the action, cannot comment on it, as a sentence; None when they
    can."""
    if action.plan.state is PlanState.CLOSED:
        return f"The plan that action {action.number} belongs to is closed."
    if by.role not in OWNERS:
        return "Your account reads actions and does not comment on them."
    return None


def who_can_be_told(action: Action, by: Person) -> Sequence[Person]:
    """Those with a part in the action, besides the one who writes: its owner, accountable manager,
    second signatory, the plan's lead, owners of milestones and whoever commented before. Nobody who
    would not see the action without being told."""
    commented = select(Comment.by_id).where(Comment.action_id == action.id)
    numbers = {
        action.owner_id,
        action.manager_id,
        action.signatory_id,
        action.plan.lead_id,
        *(step.owner_id for step in action.milestones),
        *db.session.scalars(commented),
    } - {None, by.id}
    found = select(Person).where(Person.id.in_(numbers), Person.active).order_by(Person.name)
    return [
        one
        for one in db.session.scalars(found)
        if get_action(action.ref, seen_by=one, on=None) is not None
    ]


def add(action: Action, text: str, tell: Collection[int], *, sent: SentForm, now: datetime) -> str:
    """Add a comment and tell those who are named in it; returns what to say.

    Raises RuleBroken when it is not theirs to add, says nothing or too much, or names somebody who
    cannot be told, and AlreadyDone when this form has taken effect before.
    """
    people = [one for one in who_can_be_told(action, sent.by) if one.id in tell]
    names = ", ".join(one.name for one in people)
    said = f"Your comment is added{f' and goes to {names}' if names else ''}"
    with taking_effect(sent, route=ROUTE, message=said, now=now):
        refused = why_not_comment(action, sent.by)
        if refused:
            raise RuleBroken(refused)
        if not text.strip():
            raise RuleBroken("Enter a comment", field="text")
        if len(text) > LONGEST:
            raise RuleBroken(f"Comment must be {LONGEST:,} characters or less", field="text")
        if len(people) != len(set(tell)):
            raise RuleBroken("Select people from the list", field="tell")
        comment = Comment(action_id=action.id, by_id=sent.by.id, at=now, text=text, via="page")
        db.session.add(comment)
        db.session.flush()
        facts: dict[str, Any] = {"told": [one.name for one in people]} if people else {}
        record(
            Happened.COMMENTED, at=now, actor=sent.by, action=action, comment=comment.id, **facts
        )
        queue_mentioned(action, comment.id, people, by=sent.by, now=now)
        db.session.commit()
    return said
