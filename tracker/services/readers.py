"""Readers without an account: people who are sent single reports and can never sign in."""

from datetime import datetime

from tracker.domain.access import Role
from tracker.domain.errors import RuleBroken
from tracker.services.people import PersonFacts, enter_facts, record_added
from tracker.store.people import Person, person_by_email


def reader_at(name: str, email: str, *, by: Person, now: datetime) -> Person:
    """The person with this address, whoever they are, or a reader who is added. The caller commits.

    Raises RuleBroken, naming the field `name` or `email`, when the address is none or belongs to
    somebody who is turned off.
    """
    there = person_by_email(email)
    if there is not None and not there.active:
        raise RuleBroken(
            f"This is the email address of {there.name}, who is turned off. Ask an administrator to"
            " turn them on first",
            field="email",
        )
    if there is not None:
        return there
    reader = Person(password_hash=None, created_at=now)
    enter_facts(reader, PersonFacts(name, email, "", Role.READER, None, None))
    record_added(reader, by=by, now=now)
    return reader
