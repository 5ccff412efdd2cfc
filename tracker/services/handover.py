"""Moving everything a person has open to others, so that no action is ever nobody's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tracker.domain.access import REVIEWERS
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count, listed
from tracker.extensions import db
from tracker.services import post
from tracker.services.forms import SentForm, taking_effect
from tracker.services.giving import give, make_accountable
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.directory import open_actions_of, people_below
from tracker.store.history import Happened
from tracker.store.people import Person, get_person, line_of


@dataclass(frozen=True)
class Moves:
    """Who gets what somebody leaves behind."""

    to_owner: Person | None = None
    """Who gets every action that `each` does not name."""
    each: Mapping[int, Person] = field(default_factory=dict)
    """Who gets an action, by its number in the database."""
    to_manager: Person | None = None
    """Who is accountable for all they were accountable for."""
    move_people: bool = False
    """Whether those they manage are moved as well."""
    people_to: Person | None = None
    """Whom those they manage then report to; None for nobody."""


def move_actions(person_id: int, moves: Moves, *, sent: SentForm, now: datetime) -> str:
    """Give the open actions a person owns to others, make one person the accountable manager of all
    they were accountable for, and let those below report to somebody else; returns what to say.

    All of it happens or none. Each new owner gets one letter. Raises RuleBroken, naming the field
    `to_owner`, `action_<its number in the database>`, `to_manager` or `people_to`, when somebody is
    needed and missing or cannot take what they are given.
    """
    person = get_person(person_id)
    said = _what_happens(person, moves)
    with taking_effect(sent, route="people.move", message=said, now=now):
        given = []
        for action in open_actions_of(person.id):
            if action.owner_id == person.id:
                _give(action, moves, by=sent.by, now=now)
                given.append(action)
            if action.manager_id == person.id:
                make_accountable(action, moves.to_manager, by=sent.by, now=now)
        post.queue_new_actions(given, by=sent.by, now=now)
        if moves.move_people:
            _move_people(person, moves.people_to, by=sent.by, now=now)
        db.session.commit()
    return said


def _give(action: Action, moves: Moves, *, by: Person, now: datetime) -> None:
    own = moves.each.get(action.id)
    to, named = own or moves.to_owner, f"action_{action.id}" if own else "to_owner"
    if to is None:
        if moves.each:
            missing = f"Select who gets action {action.ref}, or one person for all"
            raise RuleBroken(missing, field=f"action_{action.id}")
        raise RuleBroken("Select who will own them", field="to_owner")
    try:
        give(action, to=to, by=by, now=now)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, field=named) from broken


def _move_people(person: Person, to: Person | None, *, by: Person, now: datetime) -> None:
    if to and (not to.active or to.role not in REVIEWERS or to.id in line_of(person.id)):
        message = f"They cannot report to {to.name}. Select somebody else."
        raise RuleBroken(message, field="people_to")
    for one in people_below(person.id):
        one.manager, one.manager_id = to, to.id if to else None
        record(
            Happened.PERSON_CHANGED,
            at=now,
            actor=by,
            person=one.id,
            name=one.name,
            before={"manager": person.name},
            after={"manager": to.name if to else ""},
        )


def _what_happens(person: Person, moves: Moves) -> str:
    owned = [a for a in open_actions_of(person.id) if a.owner_id == person.id]
    getting = [moves.each.get(action.id) or moves.to_owner for action in owned]
    names = list(dict.fromkeys(one.name for one in getting if one))
    parts = []
    if len(names) == 1:
        parts.append(f"{names[0]} now owns the actions of {person.name} and gets an email")
    elif names:
        parts.append(f"{listed(names)} now own the actions of {person.name} and get one email each")
    if moves.to_manager:
        parts.append(f"{moves.to_manager.name} is accountable for them")
    below = people_below(person.id) if moves.move_people else []
    if below:
        report = "reports" if len(below) == 1 else "report"
        above = moves.people_to.name if moves.people_to else "nobody"
        parts.append(f"{count(len(below), 'person', 'people')} now {report} to {above}")
    return f"{listed(parts)}." if parts else f"{person.name} has nothing open."
