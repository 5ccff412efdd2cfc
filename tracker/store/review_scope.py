"""What somebody reviews, as conditions on `Action` joined to `Plan`."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_

from tracker.store.actions import Action
from tracker.store.doors import in_line, visible_actions, whole_line
from tracker.store.people import Eyes, Person
from tracker.store.plans import Plan, PlanState


def reviewed_by(person: Person | Eyes, today: date) -> ColumnElement[bool]:
    """The condition on open `Action` joined to `Plan` that holds for what this person now reviews.

    Nobody reviews what they do not see, and a closed plan is not reviewed.
    """
    return and_(Action.open, in_the_scope_of(person, today))


def in_the_scope_of(person: Person | Eyes, today: date) -> ColumnElement[bool]:
    """The same of actions that may have ended."""
    return and_(
        Plan.state == PlanState.LIVE, visible_actions(person, today), in_line(person, today)
    )


def whole_scope_of(person: Person, today: date) -> ColumnElement[bool]:
    """The same, said so that asking about all of it at once reads nothing else."""
    return and_(
        Plan.state == PlanState.LIVE, visible_actions(person, today), whole_line(person, today)
    )


def signs_off(person: Person | Eyes, today: date) -> ColumnElement[bool]:
    """What they review, and what they are named for as the second signatory."""
    named = and_(
        Action.open,
        Plan.state == PlanState.LIVE,
        Action.signatory_id == person.id,
        visible_actions(person, today),
    )
    return or_(reviewed_by(person, today), named)
