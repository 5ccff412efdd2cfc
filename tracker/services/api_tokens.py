"""Tokens for programs: made, taken back, and told by what a program sends.

A token is a secret of 256 bits that is shown once and kept as a hash. It reads as its person and
changes nothing; what it may read is asked afresh with every request.
"""

import hashlib
import secrets
from datetime import date, datetime

from sqlalchemy import update

from tracker.domain.api_tokens import (
    API_ROLES,
    PREFIX,
    REQUESTS_A_MINUTE,
    faults_of,
    is_worth_noting,
    last_day,
)
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.services.throttle import spend
from tracker.store.api_tokens import ApiToken, token_with, tokens_of
from tracker.store.history import Happened
from tracker.store.people import Person

MAKE_ROUTE = "api_tokens.tokens"
TAKE_BACK_ROUTE = "api_tokens.take_back"
MADE = "Your token is made. It was shown once"


def make_token(
    name: str, last: date | None, *, sent: SentForm, now: datetime, today: date
) -> tuple[str, ApiToken]:
    """Give a person another token; returns its secret, which is kept nowhere, and its row.

    Raises RuleBroken, naming the field `name` or `ends_on` where one is at fault, and AlreadyDone
    for a form that has taken effect.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    with taking_effect(sent, route=MAKE_ROUTE, message=MADE, now=now):
        held = tokens_of(sent.by.id)
        for fault in faults_of(name, last, len(held), today):
            raise fault
        made = ApiToken(
            person_id=sent.by.id,
            name=name,
            token_hash=_hash(secret),
            made_at=now,
            ends_on=last_day(last, today),
        )
        db.session.add(made)
        _record(sent.by, "none", f"made, until {made.ends_on.isoformat()}", now)
        db.session.commit()
    return secret, made


def take_back(token: ApiToken, *, sent: SentForm, now: datetime) -> str:
    """End one of a person's own tokens at once; returns what to say."""
    said = f"Token ‘{token.name}’ is taken back and opens nothing any more"
    with taking_effect(sent, route=TAKE_BACK_ROUTE, message=said, now=now):
        db.session.delete(token)
        _record(sent.by, f"until {token.ends_on.isoformat()}", "taken back", now)
        db.session.commit()
    return said


def token_behind(secret: str, *, now: datetime) -> ApiToken | None:
    """The token this is, or None when it is none, is past its last day, or its person has been
    turned off or may have none."""
    if not secret.startswith(PREFIX):
        return None
    found = token_with(_hash(secret))
    if found is None or found.ends_on < local_day(now):
        return None
    held = found.person.active and found.person.role in API_ROLES
    return found if held else None


def note_used(token_id: int, before: datetime | None, *, now: datetime) -> bool:
    """Count one request with a token, on a connection of its own: the request's may only read.
    False when it is one more than a minute allows."""
    within = spend("api", str(token_id), most=REQUESTS_A_MINUTE, now=now)
    if is_worth_noting(before, now):
        used = update(ApiToken).where(ApiToken.id == token_id)
        with db.engine.begin() as connection:
            connection.execute(used.values(last_used_at=now))
    return within


def _record(person: Person, before: str, after: str, now: datetime) -> None:
    record(
        Happened.PERSON_CHANGED,
        at=now,
        actor=person,
        person=person.id,
        name=person.name,
        before={"api_token": before},
        after={"api_token": after},
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
