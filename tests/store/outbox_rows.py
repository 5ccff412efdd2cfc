"""Letters to plan and the conversation they are claimed for, for tests of the outbox."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from tracker.domain.access import Role
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.instance import hold_anew, let_go, name_instance
from tracker.store.outbox import (
    DeliveryAttempt,
    Notification,
    PlannedLetter,
    current_generation,
    new_id,
    plan_many,
)
from tracker.store.outbox_claims import claim
from tracker.store.outbox_gate import WentOut, gate
from tracker.store.outbox_moves import Claim
from tracker.store.people import Person
from tracker.store.plans import Plan

MONDAY = datetime(2011, 7, 4, 7, tzinfo=UTC)
LEASE = timedelta(seconds=150)
SOON = MONDAY + timedelta(minutes=1)
LATER = MONDAY + timedelta(minutes=5)
OVER = MONDAY + LEASE + timedelta(seconds=1)
HERE = "127.0.0.1"
"""The name of an installation that was given none: its host."""
WENT_OUT = WentOut("hash of the address", "Subject", b"compressed", "hash of the body")


def priya() -> int:
    """The number of the one person letters go to, made when she is first needed."""
    found = db.session.scalar(select(Person.id))
    if found is None:
        person = Person(
            name="Priya Nair",
            email="priya.nair@northbank.example",
            role=Role.OFFICER,
            created_at=MONDAY,
        )
        db.session.add(person)
        db.session.commit()
        found = person.id
    return found


def planned(key: str, **changes: Any) -> PlannedLetter:
    """A letter that is due on Monday at 8am and of use for three days."""
    letter = PlannedLetter(
        dedupe_key=key,
        kind="overdue",
        recipient_id=priya(),
        occasion_at=MONDAY,
        local_date=MONDAY.date(),
        next_at=MONDAY,
        expires_at=MONDAY + timedelta(hours=72),
    )
    return replace(letter, **changes)


def plan(*letters: PlannedLetter) -> set[str]:
    """Plan them in a transaction of their own."""
    won = plan_many(db.session(), letters, batch=new_id(), host="northbank.example", now=MONDAY)
    db.session.commit()
    return won


def restore() -> None:
    """As after a restore whose mail was let go: every letter planned so far is from before it."""
    session = db.session()
    name_instance(session, HERE, now=MONDAY)
    generation = current_generation(session) + 1
    hold_anew(session, reason="restored", generation=generation, now=MONDAY)
    let_go(session, HERE, now=MONDAY)
    db.session.commit()


def take(worker: str = "one", *, now: datetime = MONDAY) -> Notification | None:
    """Claim the next letter in a transaction of its own."""
    taken = claim(db.session(), worker=worker, now=now, lease_until=now + LEASE)
    db.session.commit()
    return taken[0] if taken else None


def held(letter: Notification | None) -> Claim:
    """The claim on a letter just taken."""
    assert letter is not None
    assert letter.owner is not None
    return Claim(letter.id, letter.epoch, letter.owner)


def row(letter_id: str) -> Notification:
    """The letter as the database has it now."""
    db.session.expire_all()
    found = db.session.get(Notification, letter_id)
    assert found is not None
    return found


def facts(letter_id: str, *names: str) -> tuple[Any, ...]:
    """Some columns of the letter as they are now, its transaction ended."""
    found = row(letter_id)
    values = tuple(getattr(found, name) for name in names)
    db.session.rollback()
    return values


def two_actions() -> tuple[int, int]:
    """The numbers of two actions of Priya's."""
    owner = priya()
    plan_of_both = Plan(code="SLAC", title="Safeguarding", lead_id=owner, started_at=MONDAY)
    db.session.add(plan_of_both)
    db.session.flush()
    both = [
        Action(
            plan_id=plan_of_both.id,
            number=f"1.{position}",
            position=position,
            title="Set a standard",
            short_title="Set a standard",
            owner_id=owner,
            manager_id=owner,
            starts_on=MONDAY.date(),
            original_due_on=MONDAY.date(),
            due_on=MONDAY.date(),
            given_at=MONDAY,
            given_by_id=owner,
        )
        for position in (1, 2)
    ]
    db.session.add_all(both)
    db.session.commit()
    return both[0].id, both[1].id


def claimed(key: str = "a", **changes: object) -> Claim:
    """The claim on a letter just planned and taken."""
    plan(planned(key, **changes))
    return held(take())


def gated(key: str = "a", **changes: object) -> Claim:
    """The claim on a letter just past its gate."""
    holding = claimed(key, **changes)
    assert done(gate, holding, now=MONDAY, went_out=WENT_OUT)
    return holding


def done(move: Callable[..., object], *arguments: object, **named: object) -> object:
    """Make a move in a transaction of its own."""
    result = move(db.session(), *arguments, **named)
    db.session.commit()
    return result


def attempt(holding: Claim) -> tuple[object, ...]:
    """What is noted of the attempt made under a claim."""
    found = db.session.get(DeliveryAttempt, (holding.id, holding.epoch))
    assert found is not None
    values = (
        found.worker,
        found.ended_at,
        found.outcome,
        found.phase,
        found.code,
        found.said,
    )
    db.session.rollback()
    return values
