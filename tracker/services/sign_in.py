"""Signing in and out, with guesses slowed and sessions that end on the server."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.orm import joinedload

from tracker.domain.access import EVERYONE, LET_IN
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.record import record
from tracker.services.throttle import Tries
from tracker.store.history import Happened
from tracker.store.instance import instance_now
from tracker.store.once import known
from tracker.store.opened_plans import plans_open_to
from tracker.store.outbox import Instance
from tracker.store.people import Person, person_by_email
from tracker.store.sessions import SignInSession

LONGEST_SESSION = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128

_NO_MATCH = "Email address or password does not match our records"
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The Argon2id hash to keep; raises RuleBroken when the password is too short or too long."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(
            f"Password must be {SHORTEST_PASSWORD} characters or more", field="password"
        )
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken(
            f"Password must be {LONGEST_PASSWORD} characters or less", field="password"
        )
    return _hasher.hash(password)


def sign_in(email: str, password: str, *, address: str, now: datetime) -> str:
    """Start a session and return its token, which is kept only as a hash.

    Raises TooManyTries past ten wrong tries for the account, or a hundred from the address, in five
    minutes, and RuleBroken, in the same words and the same time, whichever of the two is wrong.
    """
    tries = Tries(account=email, address=address, now=now)
    tries.count()
    person = person_by_email(email)
    if not _matches(person, password) or person is None:
        raise RuleBroken(_NO_MATCH, field="email")
    tries.give_back()
    return _start(person, now=now)


def _matches(person: Person | None, password: str) -> bool:
    has_account = person is not None and person.active and person.role in EVERYONE
    usable = has_account and person is not None and person.password_hash
    kept = person.password_hash if usable and person else _hash_of_nothing()
    try:
        return bool(_hasher.verify(kept or "", password[: LONGEST_PASSWORD + 1]) and usable)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _hash_of_nothing() -> str:
    """Verified against when there is no account, so that both answers take the same time."""
    return _hasher.hash(secrets.token_hex(16))


def change_password(person: Person, *, current: str, new: str, now: datetime) -> str:
    """Set a person's own new password and end every session of theirs; returns the token of the one
    they go on with.

    Raises TooManyTries as `sign_in` does, and RuleBroken, naming the field `current_password` or
    `password`, when the current one is wrong or the new one will not do.
    """
    tries = Tries(account=person.email, now=now)
    tries.count()
    if not _matches(person, current):
        raise RuleBroken("Current password is not right", field="current_password")
    if new == current:
        raise RuleBroken("New password must differ from the current one", field="password")
    hashed = hash_password(new)
    tries.give_back()
    person.password_hash = hashed
    record(Happened.PASSWORD_CHANGED, at=now, actor=person, person=person.id)
    end_all_sessions(person.id)
    return _start(person, now=now)


def _start(person: Person, *, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(SignInSession).where(SignInSession.seen_at < now - LONGEST_SESSION))
    db.session.add(
        SignInSession(
            token_hash=_digest(token),
            person_id=person.id,
            created_at=now,
            seen_at=now,
            ends_at=now + LONGEST_SESSION,
        )
    )
    # A statement of its own: signing in must not make a form about this person out of date.
    db.session.execute(update(Person).where(Person.id == person.id).values(signed_in_at=now))
    record(Happened.SIGNED_IN, at=now, actor=person)
    db.session.commit()
    return token


def person_of(token: str, *, idle: timedelta, now: datetime) -> tuple[Person | None, bool]:
    """Who holds this token, and whether their session should be marked as seen now.

    None when the session was ended, has been idle for longer than `idle`, is past its longest life,
    or its person has been turned off. For an administrator the plans that are open to them are
    asked for too, so that none is open longer than the request. What every page asks about the
    installation comes with it.
    """
    found = db.session.execute(_holder(), {"token_hash": _digest(token)}).first()
    held, instance = found or (None, None)
    if held is not None:
        known(instance_now, instance)
    if held is None or not held.person.active or now >= held.ends_at or now - held.seen_at > idle:
        return None, False
    if held.person.role in LET_IN:
        held.person.opened = plans_open_to(held.person_id, now)
    return held.person, now - held.seen_at >= SEEN_EVERY


@cache
def _holder() -> Select[SignInSession, Instance]:
    return (
        select(SignInSession, Instance)
        .outerjoin(Instance, Instance.id == 1)
        .where(SignInSession.token_hash == bindparam("token_hash"))
        .options(joinedload(SignInSession.person).joinedload(Person.team))
    )


def mark_seen(token: str, *, now: datetime) -> None:
    """Note that the session is in use, on a connection of its own: the page's may only read."""
    in_use = update(SignInSession).where(SignInSession.token_hash == _digest(token))
    with db.engine.begin() as connection:
        connection.execute(in_use.values(seen_at=now))


def sign_out(token: str) -> None:
    """End the session on the server; its cookie is worth nothing from then on."""
    db.session.execute(delete(SignInSession).where(SignInSession.token_hash == _digest(token)))
    db.session.commit()


def end_all_sessions(person_id: int) -> None:
    """End every session of a person, in the caller's transaction."""
    db.session.execute(delete(SignInSession).where(SignInSession.person_id == person_id))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
