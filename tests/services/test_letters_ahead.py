"""What several letters need, asked for together: they say what they would have said alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.services.crowd import crowded, order_every_letter
from tests.services.letters import TEMPLATES, plan_letter
from tests.services.timed import MONDAY, morning_of
from tests.statements import counted
from tracker.delivery.letter import Letter
from tracker.extensions import db, only_reading
from tracker.services.letters.commission import ask_ahead, writer
from tracker.services.postroom import Refused
from tracker.store.actions import Action
from tracker.store.outbox import LetterState, Notification


@contextmanager
def reading() -> Iterator[None]:
    """A transaction that only reads, begun with nothing known."""
    db.session.commit()
    db.session.expire_all()
    before = only_reading.set(True)
    yield
    db.session.rollback()
    only_reading.reset(before)


def waiting() -> Sequence[Notification]:
    found = db.session.scalars(
        select(Notification).where(Notification.state == LetterState.READY)
    ).all()
    db.session.expunge_all()
    return found


def written(now: datetime, *, ahead: bool) -> dict[str, Letter | Refused]:
    write, letters = writer(TEMPLATES), waiting()
    with reading():
        if ahead:
            ask_ahead(letters, now)
        return {one.id: write(one, now) for one in letters}


@pytest.mark.parametrize("restricted", [False, True])
def test_every_letter_is_the_same_as_when_it_is_asked_for_alone(
    northbank: Flask, cast: Cast, now: datetime, restricted: bool
) -> None:
    order_every_letter(cast, crowded(cast, now, restricted=restricted), now)
    db.session.commit()

    alone, together = written(now, ahead=False), written(now, ahead=True)

    assert sum(isinstance(one, Letter) for one in alone.values()) > 20
    assert together == alone


def test_an_owner_turned_off_or_an_administrator_sees_no_more_than_alone(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    morning_of(MONDAY)
    theirs = db.session.scalars(select(Action).where(Action.owner_id == cast.priya.id)).all()
    theirs[0].owner_id = cast.chris.id
    plan_letter("reminder", cast.chris, now=now, actions=theirs[:1])
    cast.ruth.active = False
    db.session.commit()

    alone, together = written(now, ahead=False), written(now, ahead=True)

    assert together == alone
    assert sum(isinstance(one, Refused) for one in alone.values()) >= 2


def test_the_reminders_of_a_morning_are_written_from_a_fixed_number_of_statements(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    for person in (cast.priya, cast.ruth, cast.tom):
        own = db.session.scalars(select(Action).where(Action.owner_id == person.id, Action.open))
        plan_letter("reminder", person, now=now, actions=own.all())
    db.session.commit()
    write, letters, sent = writer(TEMPLATES), waiting(), {}
    letters = [one for one in letters if one.kind == "reminder"]
    for most in (1, len(letters)):
        with reading(), counted() as statements:
            ask_ahead(letters[:most], now)
            for one in letters[:most]:
                write(one, now)
        sent[most] = len(statements)

    assert len(letters) >= 3
    assert sent[len(letters)] <= sent[1] + 2
    assert sent[1] <= 12
