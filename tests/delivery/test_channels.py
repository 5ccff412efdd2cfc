import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from tests.delivery.letters import letter
from tests.delivery.notify_server import API_KEY, TEMPLATE, notify_server
from tests.faults.smtp_server import FaultServer
from tracker.delivery.catcher import Catcher
from tracker.delivery.caught import caught
from tracker.delivery.channels import CHANNELS, configured_relay
from tracker.delivery.conversation import Relay, Tls
from tracker.delivery.errors import DeliveryError
from tracker.delivery.notify import Notify
from tracker.extensions import mail

MONDAY = datetime(2011, 7, 4, 7, tzinfo=UTC)


def use(app: Flask, port: int, **settings: object) -> None:
    app.config.update({"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port} | settings)
    mail.init_app(app)


@pytest.mark.parametrize("name", ["email"])
def test_a_channel_delivers_a_letter_once_its_gate_is_open(
    mail_app: Flask, tmp_path: Path, name: str
) -> None:
    with Catcher(tmp_path) as catcher:
        use(mail_app, catcher.port)
        channel = CHANNELS[name]()
        prepared = channel.prepare(letter(), date=MONDAY)
        channel.send(letter(), prepared, time.monotonic, waiting=lambda: None)
        channel.close()

    assert [(one.to, one.subject) for one in caught(tmp_path)] == [
        (letter().to_address, letter().subject)
    ]


@pytest.mark.parametrize("name", ["email"])
@pytest.mark.parametrize(("answer", "permanent"), [("450 later", False), ("550 never", True)])
def test_a_channel_says_whether_it_is_for_ever(
    mail_app: Flask, name: str, answer: str, permanent: bool
) -> None:
    with FaultServer() as server:
        server.faults["rcpt"] = answer
        use(mail_app, server.port)
        channel = CHANNELS[name]()
        with pytest.raises(DeliveryError) as failure:
            channel.send(letter(), b"x", time.monotonic, waiting=lambda: None)
        channel.close()

    assert (failure.value.permanent, failure.value.in_doubt) == (permanent, False)


@pytest.mark.parametrize("name", ["email"])
def test_a_channel_can_be_tried_without_sending_anything(mail_app: Flask, name: str) -> None:
    with FaultServer() as server:
        use(mail_app, server.port)
        channel = CHANNELS[name]()
        channel.check()
        channel.close()
        assert (server.connections, server.taken) == (1, [])

    with pytest.raises(DeliveryError):
        channel.check()


@pytest.mark.parametrize(
    ("settings", "tls"),
    [
        ({}, Tls.NONE),
        ({"MAIL_USE_TLS": True}, Tls.STARTTLS),
        ({"MAIL_USE_SSL": True}, Tls.IMPLICIT),
    ],
)
def test_the_relay_is_the_one_flask_mail_is_configured_with(
    mail_app: Flask, settings: dict[str, object], tls: Tls
) -> None:
    use(mail_app, 2525, **settings)

    relay = configured_relay()

    assert relay == Relay("127.0.0.1", 2525, tls, None, None, our_name=relay.our_name)


def test_notify_is_a_channel_like_any_other(mail_app: Flask) -> None:
    config = {"NOTIFY_API_KEY": API_KEY, "NOTIFY_TEMPLATE": TEMPLATE}
    with notify_server() as server:
        mail_app.config.update(config | {"NOTIFY_URL": server.url})
        channel = CHANNELS["notify"]()
        channel.check()
        prepared = channel.prepare(letter(), date=MONDAY)
        accepted = channel.send(letter(), prepared, time.monotonic, waiting=lambda: None)
        channel.close()

    assert isinstance(channel, Notify)
    assert (accepted.code, len(server.taken)) == (201, 1)
