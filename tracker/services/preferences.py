"""What a person has chosen to be sent, and stopping a summary without signing in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer

from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.store.history import Happened
from tracker.store.people import Person, ReminderPattern, get_person

_PURPOSE = "stop the weekly summary"


@dataclass(frozen=True)
class Preferences:
    """How a person wants to be written to; weekdays count from Monday, which is 0."""

    reminders: ReminderPattern
    agenda_weekday: int
    wants_digest: bool
    digest_weekday: int
    text_only: bool


def preferences_of(person: Person) -> Preferences:
    """What a person has chosen so far."""
    return Preferences(
        reminders=person.reminders,
        agenda_weekday=person.agenda_weekday,
        wants_digest=person.wants_digest,
        digest_weekday=person.digest_weekday,
        text_only=person.text_only,
    )


def save_preferences(person_id: int, chosen: Preferences, *, sent: SentForm, now: datetime) -> None:
    """Keep what a person has chosen; it holds for every letter not yet written."""
    with taking_effect(
        sent, route="account.notifications", message="Your reminders are saved.", now=now
    ):
        person = get_person(person_id)
        before, after = preferences_of(person).__dict__, chosen.__dict__
        changed = [name for name in before if before[name] != after[name]]
        for name in changed:
            setattr(person, name, after[name])
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


def unsubscribe_token(person_id: int, secret_key: str) -> str:
    """The signed word in the link that stops one person's weekly summary and nothing else."""
    return str(_signer(secret_key).dumps(person_id))


def digest_reader(token: str, *, secret_key: str | Sequence[str]) -> Person:
    """Whose weekly summary the token may stop. `secret_key` may be several, the newest last.

    Raises RuleBroken when the token is not one of ours.
    """
    try:
        person = db.session.get(Person, _signer(secret_key).loads(token))
    except BadSignature:
        person = None
    if person is None:
        raise RuleBroken("This link does not work. Sign in to change your reminders.")
    return person


def stop_digest(token: str, *, secret_key: str | Sequence[str], now: datetime) -> Person:
    """Stop the weekly summary of the person the token is for; again changes nothing.

    Raises RuleBroken when the token is not one of ours.
    """
    person = digest_reader(token, secret_key=secret_key)
    if person.wants_digest:
        person.wants_digest = False
        record(
            Happened.PERSON_CHANGED,
            at=now,
            actor=person,
            person=person.id,
            name=person.name,
            before={"wants_digest": True},
            after={"wants_digest": False},
            by_link=True,
        )
    db.session.commit()
    return person


def _signer(secret_key: str | Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_PURPOSE)
