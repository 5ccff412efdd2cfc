"""Endpoints told what happens, by a real server, on both databases."""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.cast import Cast
from tests.delivery.hook_server import HookServer, hook_server
from tests.services.forms_sent import sent_by
from tests.services.saying import Desk
from tracker.domain.actions import Answer
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services import holding, webhooks
from tracker.services.webhooks import add, send_due, turn_on
from tracker.store import webhooks as store
from tracker.store.outbox import Instance
from tracker.store.plans import Plan
from tracker.store.webhooks import Webhook

UPDATES = ["action.updated"]


@pytest.fixture
def server() -> Iterator[HookServer]:
    """A server that takes everything unless told otherwise."""
    with hook_server() as running:
        yield running


@pytest.fixture
def secret(cast: Cast, server: HookServer, now: datetime) -> str:
    """The secret of an endpoint there, which is told of updates."""
    return add(server.url, UPDATES, "", sent=sent_by(cast.chris), now=now).secret


def endpoint() -> Webhook:
    found = select(Webhook).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def ids(server: HookServer) -> list[str]:
    return [headers["webhook-id"] for headers, _body in server.taken]


def test_what_happens_from_now_on_is_told_in_order_signed_and_once(
    cast: Cast, server: HookServer, secret: str, now: datetime
) -> None:
    Desk(cast.priya, "1.2").says(Answer.ON_TRACK, "Priya wrote this")
    Desk(cast.tom, "2.2").says(Answer.ON_TRACK, "Begun")
    assert send_due(now=now) == 2
    assert send_due(now=now) == 0

    told = [json.loads(body) for _headers, body in server.taken]
    assert [one["data"] for one in told] == [
        {"plan": "SLAC", "action": "SLAC-1.2"},
        {"plan": "SLAC", "action": "SLAC-2.2"},
    ]
    assert {one["type"] for one in told} == {"action.updated"}
    assert b"Priya" not in b"".join(body for _headers, body in server.taken)
    headers, body = server.taken[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mark}"
    assert secret not in str([vars(endpoint())])


def test_of_a_restricted_plan_nothing_is_told_and_none_can_be_chosen(
    cast: Cast, server: HookServer, secret: str, now: datetime
) -> None:
    db.session.execute(update(Plan).values(restricted=True))
    db.session.commit()
    Desk(cast.priya, "1.2").says(Answer.ON_TRACK, "Late")
    assert send_due(now=now) == 0
    assert server.taken == []

    said = []
    for code in ("SLAC", "NONE"):
        with pytest.raises(RuleBroken) as broken:
            add(server.url, UPDATES, code, sent=sent_by(cast.chris), now=now)
        said.append((broken.value.message, broken.value.field))
    assert len(set(said)) == 1


def test_what_is_not_taken_is_tried_again_with_the_same_id_and_given_up_after_days(
    cast: Cast,
    server: HookServer,
    secret: str,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    Desk(cast.priya, "1.2").says(Answer.ON_TRACK, "Late")
    Desk(cast.tom, "2.2").says(Answer.ON_TRACK, "Begun")
    server.answers = [500, 302]
    with caplog.at_level(logging.WARNING):
        assert send_due(now=now) == 0
    assert "127.0.0.1 did not take an event: it answered 500" in caplog.text
    assert "hidden" not in caplog.text
    assert send_due(now=now + timedelta(seconds=59)) == 0
    assert len(server.taken) == 1
    assert send_due(now=now + timedelta(minutes=1)) == 0
    later = now + timedelta(minutes=6)
    assert send_due(now=later) == 2
    assert len(set(ids(server))) == 2
    assert ids(server)[:3] == [ids(server)[0]] * 3
    assert (endpoint().failures, endpoint().trouble) == (0, "")

    Desk(cast.priya, "1.2").says(Answer.ON_TRACK, "Later")
    server.answers, tries = [500] * 99, 0
    while endpoint().on:
        later = max(later, endpoint().next_at)
        db.session.rollback()
        assert send_due(now=later) == 0
        tries += 1
    began = endpoint().failing_since
    assert began is not None
    assert later - began >= timedelta(days=3)
    assert tries < 15
    assert store.given_up() == 1
    server.answers = []
    turn_on(endpoint(), sent=sent_by(cast.chris), now=later)
    assert send_due(now=later) == 1
    assert ids(server)[-1] == ids(server)[-2]


def test_after_a_restore_nothing_is_missed_and_while_mail_is_held_nothing_is_told(
    cast: Cast, server: HookServer, secret: str, now: datetime
) -> None:
    db.session.execute(update(Webhook).values(seen_seq=Webhook.seen_seq + 1000))
    db.session.commit()
    assert send_due(now=now) == 0
    Desk(cast.priya, "1.2").says(Answer.ON_TRACK, "Late")
    holding.restored(now=now)
    assert send_due(now=now) == 0
    db.session.execute(update(Instance).values(held=False))
    db.session.commit()
    assert send_due(now=now) == 1


def test_an_endpoint_that_says_it_is_gone_is_given_up_at_once(
    cast: Cast, server: HookServer, secret: str, now: datetime
) -> None:
    Desk(cast.priya, "1.2").says(Answer.ON_TRACK, "Late")
    server.answers = [410]

    assert send_due(now=now) == 0
    assert not endpoint().on


def test_killed_after_it_was_sent_it_is_sent_again_with_the_same_id(
    cast: Cast,
    server: HookServer,
    secret: str,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Desk(cast.priya, "1.2").says(Answer.ON_TRACK, "Late")

    def dies(_name: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(webhooks, "kp", dies)
        with pytest.raises(KeyboardInterrupt):
            send_due(now=now)
    db.session.rollback()
    assert send_due(now=now + timedelta(minutes=1)) == 0
    assert send_due(now=now + timedelta(minutes=6)) == 1
    assert ids(server) == [ids(server)[0]] * 2


def test_an_endpoint_is_in_one_hand_and_no_transaction_is_open_while_it_is_told(
    cast: Cast,
    server: HookServer,
    secret: str,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Desk(cast.priya, "1.2").says(Answer.ON_TRACK, "Late")
    Desk(cast.tom, "2.2").says(Answer.ON_TRACK, "Begun")
    posts: Callable[..., int] = webhooks.post

    def while_told(*args: Any, **more: Any) -> int:
        assert not db.session().in_transaction()
        assert send_due(now=now) == 0
        return posts(*args, **more)

    monkeypatch.setattr(webhooks, "post", while_told)
    assert send_due(now=now) == 2
    assert len(server.taken) == 2

    Desk(cast.priya, "1.2").says(Answer.ON_TRACK, "Later")

    def taken_over(*args: Any, **more: Any) -> int:
        later = now + timedelta(minutes=6)
        assert store.claim(endpoint().id, now=later, until=later)
        db.session.commit()
        return posts(*args, **more)

    monkeypatch.setattr(webhooks, "post", taken_over)
    before = endpoint().seen_seq
    db.session.rollback()
    assert send_due(now=now) == 0
    assert endpoint().seen_seq == before
