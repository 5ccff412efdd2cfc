"""One request to an endpoint: where it may go, how long it may take, and whom it believes."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import trustme

from tests.delivery.hook_server import hook_server
from tracker.delivery import webhook
from tracker.delivery.webhook import NotTaken, post


def test_a_request_arrives_with_its_headers_and_no_redirect_is_followed() -> None:
    with hook_server() as server:
        server.answers = [302]
        assert post(server.url, b"{}", {"webhook-id": "evt_1"}, inside=True) == 302

    headers, body = server.taken[0]
    assert (headers["webhook-id"], headers["content-type"], body) == (
        "evt_1",
        "application/json",
        b"{}",
    )
    assert server.paths == ["/hook?key=hidden"]


def test_in_production_no_name_may_lead_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_m: both)
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_m: pytest.fail("connected"))

    with pytest.raises(NotTaken, match="inside a network"):
        post("https://hooks.example/", b"{}", {}, inside=False)


@contextmanager
def dripping(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of a server that answers a letter at a time for ever; with TLS if asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            try:
                one, _ = server.accept()
                with context.wrap_socket(one, server_side=True) if context else one as taken:
                    taken.recv(1000)
                    for letter in b"HTTP/1.1 200 " + b"O" * 200:
                        taken.send(bytes([letter]))
                        time.sleep(0.02)
            except OSError:
                return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(10)


def test_an_answer_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "WHOLE", 0.2)
    began = time.monotonic()
    with dripping() as port, pytest.raises(NotTaken):
        post(f"http://127.0.0.1:{port}/", b"{}", {}, inside=True)
    assert time.monotonic() - began < 2


def test_a_certificate_nobody_vouches_for_is_refused() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    with dripping(context) as port, pytest.raises(NotTaken, match="certificate"):
        post(f"https://127.0.0.1:{port}/", b"{}", {}, inside=True)
