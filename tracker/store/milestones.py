"""The milestones of an action, one by one."""

from sqlalchemy import func, select

from tracker.extensions import db
from tracker.store.actions import Action, Milestone


def milestone_of(action: Action, milestone_id: int) -> Milestone | None:
    """The milestone with this number, if it is this action's and was not removed."""
    return next((one for one in action.milestones if one.id == milestone_id), None)


def last_position(action_id: int) -> int:
    """The highest position among the milestones of an action, removed ones among them; 0 when it
    has none."""
    found = select(func.max(Milestone.position)).where(Milestone.action_id == action_id)
    return db.session.scalar(found) or 0
