"""What somebody who is turned off leaves behind in actions that are others'."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.extensions import db
from tracker.services.milestones import facts_of
from tracker.services.record import record
from tracker.store.actions import Action, Milestone
from tracker.store.history import Happened
from tracker.store.people import Person


def release_parts(person: Person, *, by: Person, now: datetime) -> None:
    """Let the unfinished milestones of this person fall to the owners of their actions, and name
    them second signatory of nothing open any more; each in the history. The caller commits.

    Nobody else is picked for either: that is for those who look after the action, who find the
    milestone with its owner and the sign-off with its decider meanwhile.
    """
    _release_milestones(person, by=by, now=now)
    named = select(Action).where(Action.signatory_id == person.id, Action.open)
    for action in db.session.scalars(named.order_by(Action.id)):
        action.signatory = None
        was: dict[str, Any] = {"from": person.name}
        record(Happened.SIGNATORY_NAMED, at=now, actor=by, action=action, **was)


def _release_milestones(person: Person, *, by: Person, now: datetime) -> None:
    found = (
        select(Milestone, Action)
        .join(Action, Action.id == Milestone.action_id)
        .where(Milestone.owner_id == person.id, Milestone.done_on.is_(None))
        .where(Milestone.removed_at.is_(None), Action.open)
        .order_by(Milestone.id)
    )
    for milestone, action in db.session.execute(found).all():
        before = facts_of(milestone)
        milestone.owner = None
        action.touched()
        record(
            Happened.MILESTONE_CHANGED,
            at=now,
            actor=by,
            action=action,
            title=milestone.title,
            before=before,
            after=facts_of(milestone),
        )
