"""Naming a second signatory: somebody beside the accountable manager who may sign an action off."""

from datetime import date, datetime
from typing import Any

from tracker.domain.access import REVIEWERS, Role
from tracker.domain.errors import Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.actions import why_over
from tracker.services.deciders import sign_off_decider
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.doors import decides_for, get_action
from tracker.store.history import Happened
from tracker.store.people import Person

ROUTE = "signatory.name"


def why_not_name(action: Action, by: Person, today: date) -> str | None:
    """Why this person cannot say who else signs the action off, as a sentence; None when they can.

    Whoever decides about its sign-off can, those above them, and a performance officer: never its
    owner or the owner's cover, under any account.
    """
    over = why_over(action)
    if over:
        return over
    decider = sign_off_decider(action, today)
    may = by.role is Role.PERFORMANCE and by.id not in decider.barred
    if may or decider.is_open_to(by, decides_for(by, today)):
        return None
    return f"Only {decider.person.name} or a performance officer says who else signs it off."


def why_not_signatory(action: Action, person: Person | None, today: date) -> str | None:
    """Why this person cannot be the second signatory, as a sentence; None when they can.

    It makes nobody see the action who does not see it already, on every day and without a cover.
    """
    if person is None or not person.active or person.role not in REVIEWERS:
        return "Select somebody from the list"
    if person.id in sign_off_decider(action, today).barred:
        return f"{person.name} has a part in this action. Select somebody else"
    if person.id == action.manager_id:
        return f"{person.name} is the accountable manager. Select somebody else"
    if get_action(action.ref, seen_by=person, on=None) is None:
        return f"{person.name} cannot see this action. Select somebody who can"
    return None


def name(
    action: Action,
    person: Person | None,
    *,
    sent: SentForm,
    version: int | None,
    now: datetime,
    today: date,
) -> str:
    """Name the second signatory, or with None nobody any more; returns what to say.

    Raises Crossed when the action has changed since the form was shown, RuleBroken when it is not
    theirs to say or the person cannot be it, and AlreadyDone when this form has taken effect
    before.
    """
    said = (
        f"{person.name} can now sign off action {action.number} as well"
        if person
        else f"Action {action.number} has no second signatory"
    )
    with taking_effect(sent, route=ROUTE, message=said, now=now):
        refused = why_not_name(action, sent.by, today)
        if refused:
            raise RuleBroken(refused)
        if version != action.version:
            raise Crossed
        unfit = why_not_signatory(action, person, today) if person else None
        if unfit:
            raise RuleBroken(unfit, field="person")
        before = action.signatory
        if person != before:
            action.signatory = person
            facts: dict[str, Any] = {"from": before.name} if before else {}
            record(
                Happened.SIGNATORY_NAMED,
                at=now,
                actor=sent.by,
                action=action,
                to=person.name if person else "",
                **facts,
            )
        db.session.commit()
    return said
