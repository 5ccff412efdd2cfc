"""An example of the letter somebody gets most, really sent, to see that it comes."""

from datetime import datetime

from tracker.domain.access import Role
from tracker.extensions import db
from tracker.services import post
from tracker.services.forms import SentForm, taking_effect
from tracker.store.people import Person

_OF_ROLE = {
    Role.OFFICER: "agenda",
    Role.PARTNER: "agenda",
    Role.MANAGER: "digest",
    Role.PERFORMANCE: "digest",
    Role.BOARD: "board_digest",
    Role.ADMINISTRATOR: "delivery_problem",
}


def send_example(*, sent: SentForm, now: datetime) -> str:
    """Send whoever sent the form one letter of the kind they mostly get, about invented people and
    actions; returns the sentence that says so.

    It leaves in the sending hours, as their other letters do.
    """
    person = sent.by
    message = example_words(person)
    with taking_effect(sent, route="examples.send", message=message, now=now):
        post.queue_example(example_kind(person), to=person, request_id=sent.request_id, now=now)
        db.session.commit()
    return message


def example_kind(person: Person) -> str:
    """The kind of letter this person gets most."""
    return _OF_ROLE[person.role]


def example_words(person: Person) -> str:
    """'An example is on its way to jean.talbot@northbank.example.'"""
    return (
        f"An example is on its way to {person.email}. Emails leave in the council’s sending hours."
    )
