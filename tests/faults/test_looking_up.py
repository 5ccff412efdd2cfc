"""The name of the mail server: asked for with a deadline, and every address of it tried."""

import socket
import threading
import time
from collections.abc import Callable

import pytest

from tests.faults.smtp_server import FaultServer
from tests.faults.talking import ENVELOPE, fails, opens, payload, transport, verdict
from tracker.delivery.conversation import LOOKS_UP
from tracker.delivery.errors import Phase

Answers = Callable[[Callable[[], object]], None]


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Let the transport's questions be answered by the test; nobody else's are touched."""
    ask = socket.getaddrinfo

    def set_answer(answer: Callable[[], object]) -> None:
        def asked(*question: object, **how: object) -> object:
            ours = threading.current_thread().name == LOOKS_UP
            return answer() if ours else ask(*question, **how)  # type: ignore[arg-type]  # handed on

        monkeypatch.setattr(socket, "getaddrinfo", asked)

    return set_answer


def test_a_name_that_nobody_answers_for_is_given_up_in_time(
    server: FaultServer, looked_up: Answers
) -> None:
    over = threading.Event()

    def silent() -> object:
        over.wait(60)
        raise socket.gaierror("too late for anybody")

    looked_up(silent)
    began = time.monotonic()

    failure = fails(transport(server))

    over.set()
    assert time.monotonic() - began < 10  # it would be silent for 60
    assert verdict(failure) == (Phase.CONNECT, False, True, False, None)
    assert "could not be looked up in time" in failure.text


def test_a_name_there_is_not_is_the_relays_trouble(server: FaultServer, looked_up: Answers) -> None:
    def unknown() -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    looked_up(unknown)

    assert verdict(fails(transport(server))) == (Phase.CONNECT, False, True, False, None)


def test_the_next_address_of_a_name_is_tried_when_the_first_refuses(
    server: FaultServer, looked_up: Answers
) -> None:
    nobody, stream = ("127.0.0.2", server.port), (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    looked_up(lambda: [(*stream, nobody), (*stream, ("127.0.0.1", server.port))])
    sender = transport(server)

    assert sender.send(ENVELOPE, payload(), opens).code == 250
    sender.close()
