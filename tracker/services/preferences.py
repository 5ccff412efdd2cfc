"""What a person has chosen to be sent, and stopping a summary without signing in."""

from itsdangerous import BadSignature, URLSafeSerializer

from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.store.people import Person

_PURPOSE = "stop the weekly summary"


def unsubscribe_token(person_id: int, secret_key: str) -> str:
    """The signed word in the link that stops one person's weekly summary and can do nothing else."""
    return str(_signer(secret_key).dumps(person_id))


def stop_digest(token: str, *, secret_key: str) -> Person:
    """Stop the weekly summary of the person the token is for; again changes nothing.

    Raises RuleBroken when the token is not one of ours.
    """
    try:
        person = db.session.get(Person, _signer(secret_key).loads(token))
    except BadSignature:
        person = None
    if person is None:
        raise RuleBroken("This link does not work. Sign in to change your reminders.")
    person.wants_digest = False
    db.session.commit()
    return person


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_PURPOSE)
