"""Who decides about an action, and who may."""

from datetime import date

from tracker.domain.access import may_decide
from tracker.domain.decisions import decided_by
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.doors import decides_for
from tracker.store.ladders import the_ladder
from tracker.store.people import Person


def decider_of(action: Action) -> Person:
    """Who decides about this action (`domain.decisions.decided_by`)."""
    number = decided_by(action.owner_id, action.manager_id, action.plan.lead_id, the_ladder())
    return db.session.get_one(Person, number)


def why_not_decide(
    action: Action, by: Person, today: date, *, asked_by_id: int | None = None
) -> str | None:
    """Why this person cannot decide about the action today, as a sentence; None when they can.

    Its decider can, those above them, and whoever covers for any of these with the right to decide.
    Never its owner, nor whoever asked for the new date or sent it for sign-off (`asked_by_id`).
    """
    decider = decider_of(action)
    stands_for = decides_for(by, today)
    parties = {action.owner_id, asked_by_id}
    if may_decide(by.id, decider_id=decider.id, decides_for=stands_for, parties=parties):
        return None
    if by.id == action.owner_id:
        return f"You own action {action.number}. It is with {decider.name} to decide."
    if by.id == asked_by_id:
        return f"You sent this in. It is with {decider.name} to decide."
    return f"It is with {decider.name} to decide about action {action.number}."
