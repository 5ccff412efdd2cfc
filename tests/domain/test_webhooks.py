"""What endpoints are told and how it is signed; where no request may go."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from tracker.domain import webhooks
from tracker.domain.errors import RuleBroken
from tracker.domain.webhooks import Event, is_public, safe_endpoint

NOW = datetime(2011, 7, 4, 7, tzinfo=UTC)
EVENT = Event(7, "date_refused", NOW, "SLAC", "SLAC-1.1")


def test_an_event_names_a_plan_and_an_action_and_is_signed_as_standard_webhooks_says() -> None:
    body = webhooks.body_of(EVENT)
    shown = webhooks.secret_as_shown(webhooks.secret_from("a key", "salt"))
    old = webhooks.secret_from("an older key", "salt")
    new = base64.b64decode(shown.removeprefix("whsec_"))
    headers = webhooks.headers_for("evt_1", body, [new, old], now=NOW)

    assert json.loads(body) == {
        "type": "due_date.decided",
        "timestamp": "2011-07-04T07:00:00+00:00",
        "data": {"plan": "SLAC", "action": "SLAC-1.1"},
    }
    signed = b"evt_1.1309762800." + body
    marks = [hmac.new(one, signed, hashlib.sha256).digest() for one in (new, old)]
    assert headers["webhook-signature"].split() == [
        f"v1,{base64.b64encode(mark).decode()}" for mark in marks
    ]
    assert len(new) == 32


def test_the_id_of_a_message_is_the_same_at_every_try_and_counts_nothing() -> None:
    first, again = (webhooks.message_id(EVENT, "salt") for _ in range(2))

    assert first == again != webhooks.message_id(EVENT, "other")
    assert first.startswith("evt_")
    assert len(first) == 36


def test_gaps_grow_and_stay() -> None:
    assert [webhooks.gap_after(n) for n in (1, 2, 6, 99)] == [
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(hours=12),
        timedelta(hours=12),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_no_address_inside_a_network_is_public(address: str) -> None:
    assert not is_public(address)


def test_addresses_of_the_internet_are_public() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://hooks.example/a",
        "https://user:pass@hooks.example/",
        "https://hooks.example/é",
        "ftp://hooks.example",
    ],
)
def test_an_address_that_is_not_encrypted_or_says_more_than_it_seems_is_refused(
    address: str,
) -> None:
    with pytest.raises(RuleBroken) as broken:
        safe_endpoint(address, production=True)
    assert broken.value.field == "address"


def test_an_address_on_this_machine_need_not_be_encrypted_outside_production() -> None:
    here = "http://127.0.0.1:9/hook"

    assert safe_endpoint(here, production=False) == here
    with pytest.raises(RuleBroken):
        safe_endpoint(here, production=True)
    with pytest.raises(RuleBroken):
        safe_endpoint("http://hooks.example/", production=False)
