"""Moving everything a person has open to somebody else, so that no action is ever nobody's."""

from datetime import datetime
from typing import Any

from tracker.domain.access import REVIEWERS
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import listed
from tracker.extensions import db
from tracker.services import post
from tracker.services.forms import SentForm, taking_effect
from tracker.services.giving import give
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.directory import open_actions_of
from tracker.store.history import Happened
from tracker.store.people import Person, get_person


def move_actions(
    person_id: int,
    *,
    to_owner: Person | None,
    to_manager: Person | None,
    sent: SentForm,
    now: datetime,
) -> str:
    """Give all the open actions a person owns to one person, and make one person the accountable
    manager of all they were accountable for; returns what to say.

    All of it happens or none. Each new owner gets one letter. Raises RuleBroken, naming the field
    `to_owner` or `to_manager`, when either is needed and missing or cannot take them.
    """
    person = get_person(person_id)
    said = _what_happens(person, to_owner, to_manager)
    with taking_effect(sent, route="people.move", message=said, now=now):
        for action in open_actions_of(person.id):
            if action.owner_id == person.id:
                _give(action, to_owner, by=sent.by, now=now)
            if action.manager_id == person.id:
                _make_accountable(action, to_manager, by=sent.by, now=now)
        db.session.commit()
    return said


def _give(action: Action, to: Person | None, *, by: Person, now: datetime) -> None:
    if to is None:
        raise RuleBroken("Select who will own them", field="to_owner")
    try:
        give(action, to=to, by=by, now=now)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, field="to_owner") from broken


def _make_accountable(action: Action, to: Person | None, *, by: Person, now: datetime) -> None:
    if to is None:
        raise RuleBroken("Select who will be accountable for them", field="to_manager")
    if to.id == action.manager_id or not to.active or to.role not in REVIEWERS:
        message = f"{to.name} cannot be made accountable for them. Select somebody else."
        raise RuleBroken(message, field="to_manager")
    facts: dict[str, Any] = {"from": action.manager.name, "to": to.name}
    action.manager, action.manager_id = to, to.id
    record(Happened.MANAGER_CHANGED, at=now, actor=by, action=action, **facts)
    post.interrupt_letters_about(action)


def _what_happens(person: Person, to_owner: Person | None, to_manager: Person | None) -> str:
    parts = []
    if to_owner:
        parts.append(f"{to_owner.name} now owns the actions of {person.name} and gets an email")
    if to_manager:
        parts.append(f"{to_manager.name} is accountable for them")
    return f"{listed(parts)}." if parts else f"{person.name} has nothing open."
