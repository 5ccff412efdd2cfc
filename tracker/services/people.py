"""Who people are and what they may do here: added, changed, turned off and on.

Each save is in the history with what was before and after. Nobody is ever removed, because the
record of what they did stays.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.domain.access import EVERYONE, OWNERS, REVIEWERS, ROLE_WORDS, Role
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.wording import count
from tracker.extensions import db
from tracker.services.cover import end_covers_with
from tracker.services.forms import SentForm, taking_effect
from tracker.services.leaving import release_parts
from tracker.services.record import record
from tracker.services.sign_in import end_all_sessions, hash_password
from tracker.store.api_tokens import forget_tokens
from tracker.store.calendar_feeds import forget_feed
from tracker.store.directory import open_work_of, team_named
from tracker.store.history import Happened
from tracker.store.people import Person, Team, get_person, line_of, person_by_email, tidy_email

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter or figure that is easily taken for another."""


@dataclass(frozen=True)
class PersonFacts:
    """What an administrator says of a person."""

    name: str
    email: str
    post: str
    role: Role
    team_id: int | None
    manager_id: int | None


def add_person(
    *,
    name: str,
    email: str,
    post: str,
    role: str,
    team: str | None,
    manager: str | None,
    password: str | None,
    now: datetime,
) -> tuple[Person, str | None]:
    """Add a person from the command line: their team by name, their manager by address.

    Returns them, and the password made for them when none was given. Raises RuleBroken.
    """
    facts = PersonFacts(
        name=name,
        email=email,
        post=post,
        role=_role_called(role),
        team_id=_team_called(team).id if team else None,
        manager_id=_person_at(manager).id if manager else None,
    )
    person, made = _new_person(facts, password, now=now)
    record_added(person, by=None, now=now)
    db.session.commit()
    return person, made


def enter_person(
    facts: PersonFacts, *, password: str, sent: SentForm, now: datetime
) -> tuple[Person, str | None]:
    """Add a person from the form; as `add_person`."""
    said = f"{facts.name.strip()} can now sign in."
    with taking_effect(sent, route="people.add", message=said, now=now):
        person, made = _new_person(facts, password, now=now)
        record_added(person, by=sent.by, now=now)
        db.session.commit()
    return person, made


def change_person(
    person_id: int, facts: PersonFacts, *, version: int | None, sent: SentForm, now: datetime
) -> Person:
    """Change what is said of a person. A new role ends their sessions, so that it holds at once.

    Raises Crossed when somebody else saved first, and RuleBroken when the rules forbid it.
    """
    said = f"{facts.name.strip()}’s details are saved."
    with taking_effect(sent, route="people.change", message=said, now=now):
        person = get_person(person_id)
        if version != person.version:
            raise Crossed
        before = described(person)
        _refuse_role(person, facts.role)
        new_role = facts.role is not person.role
        enter_facts(person, facts)
        after = described(person)
        changed = [name for name in before if before[name] != after[name]]
        if new_role:
            end_all_sessions(person.id)
        if facts.role not in OWNERS:
            end_covers_with(person, by=sent.by, now=now)
        if changed:
            record(
                Happened.PERSON_CHANGED,
                at=now,
                actor=sent.by,
                person=person.id,
                name=person.name,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
        db.session.commit()
    return person


def turn_off(person_id: int, *, sent: SentForm, now: datetime) -> None:
    """Stop a person from signing in and from getting letters, at once; their record stays.

    Their calendar's address, their tokens and their own covers end, and so do those in which they
    cover for somebody; what they had a part in goes on without them (`leaving.py`).

    Raises RuleBroken for oneself, for the last administrator, and while they have open actions.
    """
    person = get_person(person_id)
    said = switched_words(person, on=False)
    with taking_effect(sent, route="people.turn_off", message=said, now=now):
        _refuse_turning_off(person, by=sent.by)
        _switch(person, on=False, by=sent.by, now=now)
        forget_feed(person.id)
        forget_tokens(person.id)
        end_covers_with(person, by=sent.by, now=now)
        release_parts(person, by=sent.by, now=now)
        db.session.commit()


def turn_on(person_id: int, *, sent: SentForm, now: datetime) -> None:
    """Let a person who was turned off sign in again, with the password they had."""
    person = get_person(person_id)
    said = switched_words(person, on=True)
    with taking_effect(sent, route="people.turn_on", message=said, now=now):
        _switch(person, on=True, by=sent.by, now=now)
        db.session.commit()


def switched_words(person: Person, *, on: bool) -> str:
    """What is said when a person was turned on or off."""
    if person.role not in EVERYONE:
        then = "on and can be sent reports" if on else "off and is sent no more reports"
    else:
        then = "on and can sign in again" if on else "off and can no longer sign in"
    return f"{person.name} is turned {then}."


def give_new_password(person_id: int, *, sent: SentForm, now: datetime) -> str:
    """Make a new password for somebody who cannot sign in, and end their sessions; returns it.

    It is kept only as a hash: whoever asked sees it once.
    """
    person = get_person(person_id)
    said = f"{person.name} has a new password. It was shown once and is not kept."
    with taking_effect(sent, route="people.password", message=said, now=now):
        made = _made_up_password()
        person.password_hash = hash_password(made)
        end_all_sessions(person.id)
        record(Happened.PASSWORD_CHANGED, at=now, actor=sent.by, person=person.id, name=person.name)
        db.session.commit()
    return made


def described(person: Person) -> dict[str, str]:
    """What is said of a person, in words, for showing and for the history."""
    return {
        "name": person.name,
        "email": person.email,
        "post": person.post,
        "role": ROLE_WORDS[person.role],
        "team": person.team.name if person.team else "",
        "manager": person.manager.name if person.manager else "",
    }


def _new_person(
    facts: PersonFacts, password: str | None, *, now: datetime
) -> tuple[Person, str | None]:
    made = None if password else _made_up_password()
    person = Person(password_hash=hash_password(password or made or ""), created_at=now)
    enter_facts(person, facts)
    return person, made


def record_added(person: Person, *, by: Person | None, now: datetime) -> None:
    """Have the history tell that somebody was added. The caller commits."""
    record(
        Happened.PERSON_ADDED,
        at=now,
        actor=by,
        person=person.id,
        name=person.name,
        before={},
        after=described(person),
    )


def enter_facts(person: Person, facts: PersonFacts) -> None:
    """Put the facts into the row and the row into the database; RuleBroken when they do not fit."""
    email = _checked_email(facts.email)
    with db.session.no_autoflush:
        team = db.session.get(Team, facts.team_id) if facts.team_id else None
        manager = _checked_manager(person, facts.manager_id)
        _refuse_taken(email, person)
        person.name = _checked(facts.name, "Enter their full name", field="name")
        person.email, person.post, person.role = email, facts.post.strip(), facts.role
        person.team, person.manager = team, manager
    db.session.add(person)
    try:
        db.session.flush()
    except IntegrityError as taken:
        db.session.rollback()
        raise RuleBroken(_TAKEN, field="email") from taken


_TAKEN = "Somebody else has this email address"


def _refuse_taken(email: str, person: Person) -> None:
    other = person_by_email(email)
    if other and other is not person:
        turned_off = "" if other.active else ", who is turned off. Turn them on instead"
        raise RuleBroken(f"This is the email address of {other.name}{turned_off}", field="email")


def _checked(text: str, message: str, *, field: str) -> str:
    if not text.strip():
        raise RuleBroken(message, field=field)
    return text.strip()


def _checked_email(email: str) -> str:
    # Slow to load, and only who writes an address down needs it.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415  as said above

    tidied = tidy_email(_checked(email, "Enter an email address", field="email"))
    try:
        validate_email(tidied, check_deliverability=False, strict=True)
    except EmailNotValidError:
        message = "Enter an email address in the correct format, like name@example.com"
        raise RuleBroken(message, field="email") from None
    return tidied


def _checked_manager(person: Person, manager_id: int | None) -> Person | None:
    if manager_id is None:
        return None
    manager = db.session.get(Person, manager_id)
    unchanged = manager_id == person.manager_id
    if manager is None or not (manager.active or unchanged):
        raise RuleBroken("Select a manager who is turned on", field="manager")
    if person.id and manager_id in line_of(person.id):
        raise RuleBroken(
            f"{manager.name} works below {person.name}. Select somebody else.", field="manager"
        )
    return manager


def _refuse_role(person: Person, role: Role) -> None:
    if role is person.role:
        return
    if person.role is Role.ADMINISTRATOR and not _another_administrator(person):
        raise RuleBroken(_only_administrator(person), field="role")
    work = open_work_of(person.id)
    called = _with_article(ROLE_WORDS[role].lower())
    if work.owned and role not in OWNERS:
        owned = count(work.owned, "open action")
        message = f"{person.name} owns {owned}, which {called} cannot. Move them first."
        raise RuleBroken(message, field="role")
    if work.managed and role not in REVIEWERS:
        managed = count(work.managed, "open action")
        message = f"{person.name} is accountable for {managed}, which {called} cannot be."
        raise RuleBroken(f"{message} Move them first.", field="role")


def _with_article(word: str) -> str:
    return f"{'an' if word[0] in 'aeio' else 'a'} {word}"


def _refuse_turning_off(person: Person, *, by: Person) -> None:
    if person.id == by.id:
        raise RuleBroken("You cannot turn off your own account. Ask another administrator.")
    if person.role is Role.ADMINISTRATOR and not _another_administrator(person):
        raise RuleBroken(_only_administrator(person))
    work = open_work_of(person.id)
    if work.total:
        actions = count(work.total, "open action")
        raise RuleBroken(f"{person.name} has {actions}. Move them to somebody else first.")


def _only_administrator(person: Person) -> str:
    return f"{person.name} is the only administrator. Make somebody else one first."


def _another_administrator(person: Person) -> bool:
    """True when one would be left; the rows are held, so that two cannot leave at the same time."""
    there = select(Person.id).where(Person.role == Role.ADMINISTRATOR, Person.active)
    held = db.session.scalars(there.order_by(Person.id).with_for_update(key_share=True)).all()
    return any(person_id != person.id for person_id in held)


def _switch(person: Person, *, on: bool, by: Person, now: datetime) -> None:
    if person.active is on:
        return
    person.active = on
    if not on:
        end_all_sessions(person.id)
    states: dict[str, Any] = {"before": {"active": not on}, "after": {"active": on}}
    kind = Happened.PERSON_TURNED_ON if on else Happened.PERSON_TURNED_OFF
    record(kind, at=now, actor=by, person=person.id, name=person.name, **states)


def _made_up_password() -> str:
    """'k7pd-3mxw-…': four groups of four, easy to read out and to type."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _role_called(role: str) -> Role:
    found = next((one for one in Role if one == role and one in EVERYONE), None)
    if found is None:
        roles = ", ".join(one for one in Role if one in EVERYONE)
        raise RuleBroken(f"Role must be one of: {roles}", field="role")
    return found


def _team_called(name: str) -> Team:
    team = team_named(name)
    if team is None:
        raise RuleBroken(f"There is no team called {name}", field="team")
    return team


def _person_at(email: str) -> Person:
    person = person_by_email(email)
    if person is None:
        raise RuleBroken(f"Nobody here has the email address {email}", field="manager")
    return person
