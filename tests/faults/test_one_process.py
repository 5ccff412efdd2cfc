"""A real installation in one process, as `deploy/systemd/tracker.service` has it: behind a proxy,
told to stop while somebody waits."""

import os
import re
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest
import waitress

from tests.faults.one_process import PATIENCE, OneProcess
from tracker import embedded

LONGER_THAN_THE_SERVER_WAITS = 7


@pytest.fixture
def product(tmp_path: Path) -> Iterator[OneProcess]:
    """The product at work on a new database."""
    with OneProcess(tmp_path) as running:
        running.until("Stop it with")
        yield running


def test_what_the_proxy_says_is_believed_and_who_waits_is_answered_at_the_end(
    product: OneProcess,
) -> None:
    first = product.ask("GET", "/sign-in", {})
    answer = first.getresponse()
    page = answer.read().decode()
    first.close()
    assert answer.status == 200, "the proxy’s word that this is HTTPS was not heard"
    kept = answer.headers["Set-Cookie"].partition(";")[0]
    assert kept.startswith("__Host-session=")
    (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', page)
    typed = {"csrf_token": token, "email": "nobody@northbank.example", "password": "a word"}

    with closing(sqlite3.connect(product.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = product.ask("POST", "/sign-in", typed, kept)
        after = product.ask("GET", "/healthz", {})
        assert after.getresponse().status == 200  # so that who asked before is being served
        after.close()
        product.process.send_signal(signal.SIGTERM)
        product.until("thread(s) still running")  # the server’s own patience has ended
        other.rollback()
    answer = waiting.getresponse()
    page = answer.read().decode()
    waiting.close()

    assert answer.status == 422
    assert page.rstrip().endswith("</html>")
    assert product.process.wait(PATIENCE) == 0


@pytest.fixture
def signals() -> Iterator[None]:
    """What this process does when it is told to stop, put back."""
    names = signal.SIGTERM, signal.SIGINT
    before = [signal.getsignal(name) for name in names]
    yield
    for name, handler in zip(names, before, strict=True):
        signal.signal(name, handler)


@pytest.mark.usefixtures("signals")
def test_it_ends_when_what_is_in_hand_is_answered_and_not_before() -> None:
    ended, ended_before = threading.Event(), list[bool]()

    def pages(
        _environ: object, start: Callable[[str, list[tuple[str, str]]], object]
    ) -> list[bytes]:
        os.kill(os.getpid(), signal.SIGTERM)
        ended_before.append(ended.wait(LONGER_THAN_THE_SERVER_WAITS))
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def ask() -> bytes:
        with urlopen(f"http://127.0.0.1:{server.effective_port}", timeout=PATIENCE) as answer:
            return bytes(answer.read())

    server = waitress.create_server(pages, host="127.0.0.1", port=0)
    with ThreadPoolExecutor(1) as visitor:
        asked = list[Future[bytes]]()
        embedded._serve(server, lambda: asked.append(visitor.submit(ask)))
        ended.set()
        assert asked[0].result(PATIENCE) == b"ok"
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    assert ended_before == [False]
