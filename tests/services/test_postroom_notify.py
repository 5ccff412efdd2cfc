"""The post room sending by GOV.UK Notify: a doubt is settled by asking, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.delivery.notify_server import API_KEY, TEMPLATE, NotifyServer, notify_server
from tests.services.posting import Clock, as_planned
from tests.store.outbox_rows import facts, plan, planned
from tracker.delivery.notify import Notify
from tracker.extensions import db
from tracker.services.postroom import PostRoom
from tracker.services.postroom.installed import liveness_for
from tracker.store.outbox import LetterState, RelayState


@pytest.fixture
def server() -> Iterator[NotifyServer]:
    with notify_server() as running:
        yield running


@pytest.fixture
def room(app: Flask, tmp_path: Path, server: NotifyServer) -> Iterator[PostRoom]:
    channel = Notify(API_KEY, TEMPLATE, server.url)
    opened = PostRoom(as_planned, channel, liveness_for(tmp_path / "rooms"), channel_name="notify")
    yield opened
    opened.close()


def test_a_letter_in_doubt_is_asked_for_and_not_sent_twice(
    room: PostRoom, server: NotifyServer
) -> None:
    letter, now = planned("a"), Clock()
    plan(letter)
    server.faults.append("lost")
    server.lookups_fail = True
    assert room.deliver_due(now) == {"in doubt": 1}
    server.lookups_fail = False
    now.on(minutes=2)

    assert room.deliver_due(now) == {"sent": 1}

    assert facts(letter.id, "state", "doubt_count", "last_code", "last_text") == (
        LetterState.SENT,
        1,
        201,
        "Notify had it already as number-1",
    )
    assert len(server.taken) == 1


def test_too_many_at_once_pauses_sending_and_costs_no_letter_a_try(
    room: PostRoom, server: NotifyServer
) -> None:
    letters, now = [planned("a"), planned("b")], Clock()
    plan(*letters)
    server.faults.append((429, "Exceeded rate limit"))

    assert room.deliver_due(now) == {"put back": 1}
    assert room.deliver_due(now) == {}
    assert {facts(one.id, "state", "attempts") for one in letters} == {(LetterState.READY, 0)}
    state = db.session.get(RelayState, "notify")
    assert state is not None
    assert (state.down, state.trouble) == (True, "Exceeded rate limit")
    db.session.rollback()
    now.on(minutes=1)

    assert room.deliver_due(now) == {"sent": 2}
