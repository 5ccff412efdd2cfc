"""Servers that keep to the letter of RFC 5321 and to nothing else, or not even to that."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pytest

from tests.faults.talking import ENVELOPE, fails, opens, payload, verdict
from tracker.delivery.conversation import Limits, Relay, Tls
from tracker.delivery.errors import DeliveryError, Phase
from tracker.delivery.smtp import SmtpTransport

QUICK = Limits(connect=1, answer=1, conversation=2, final_answer=1, renew_every=0.05, goodbye=0.2)
Answer = bytes | Callable[[socket.socket], None]

USUAL: dict[str, Answer] = {
    "connect": b"220 ready\r\n",
    "EHLO": b"250 hello\r\n",
    "HELO": b"250 hello\r\n",
    "MAIL": b"250 ok\r\n",
    "RCPT": b"250 ok\r\n",
    "DATA": b"354 go on\r\n",
    ".": b"250 taken\r\n",
    "RSET": b"250 ok\r\n",
    "QUIT": b"221 bye\r\n",
}


class Scripted:
    """Answers each command with the bytes it was given, and understands capitals only."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.answers = USUAL | answers
        self.commands: list[str] = []
        self.letters: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.connections = 0
        self.over = False

    def serve(self) -> None:
        while not self.over:
            stream, _ = self.listener.accept()
            self.connections += 1
            try:
                self._talk(stream)
            except OSError:
                pass
            finally:
                stream.close()

    def _talk(self, stream: socket.socket) -> None:
        stream.settimeout(5)
        lines = stream.makefile("rb")
        self._say(stream, "connect")
        for line in lines:
            verb = line[:4].decode().strip()
            self.commands.append(line.decode().strip())
            self._say(stream, verb)
            if verb == "DATA" and bytes(str(self.answers["DATA"]), "ascii")[2:3] == b"3":
                if not self._take(lines):
                    return
                self._say(stream, ".")
            if verb == "QUIT":
                return

    def _take(self, lines: BinaryIO) -> bool:
        content = b""
        while (line := lines.readline()) != b".\r\n":
            if not line:
                return False
            content += line
        self.letters.append(content)
        return True

    def _say(self, stream: socket.socket, step: str) -> None:
        answer = self.answers.get(step, b"500 what\r\n")
        if callable(answer):
            answer(stream)
        else:
            stream.sendall(answer)


@contextmanager
def scripted(**answers: Answer) -> Iterator[Scripted]:
    server = Scripted({{"dot": "."}.get(step, step): answer for step, answer in answers.items()})
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield server
    server.over = True
    socket.create_connection(("127.0.0.1", server.port)).close()
    thread.join(10)
    server.listener.close()


def to(server: Scripted, limits: Limits = QUICK) -> SmtpTransport:
    return SmtpTransport(
        Relay("127.0.0.1", server.port, Tls.NONE, our_name="tracker"), limits=limits
    )


def in_pieces(*pieces: bytes) -> Callable[[socket.socket], None]:
    def say(stream: socket.socket) -> None:
        for piece in pieces:
            stream.sendall(piece)
            time.sleep(0.02)  # so that each piece is a packet of its own

    return say


def reset(stream: socket.socket) -> None:
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    stream.close()
    raise OSError


def hang_up_after(words: bytes) -> Callable[[socket.socket], None]:
    def say(stream: socket.socket) -> None:
        stream.sendall(words)
        stream.shutdown(socket.SHUT_WR)
        raise OSError

    return say


@pytest.mark.parametrize(
    "answers",
    [
        {"connect": b"220-welcome\r\n220-to a long\r\n220 greeting\r\n"},
        {"connect": b"220\r\n"},
        {"EHLO": b"250-hello\r\n250-pipelining\r\n250-size 99999\r\n250 8bitmime\r\n"},
        {"EHLO": b"250-hello\r\n250-SIZE\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 SMTPUTF8\r\n"},
        {"EHLO": b"250-hello\r\n250 SIZE 0\r\n"},
        {"EHLO": b"502 not here\r\n"},
        {"MAIL": b"250-2.1.0 fine\r\n250-2.1.0 really\r\n250 2.1.0 go\r\n"},
        {"RCPT": b"251 will forward\r\n"},
        {"RCPT": b"250 \xc3\xa9t\xc3\xa9 \x00 [\r\n"},
        {"DATA": b"354\r\n"},
        {"dot": b"250-first\r\n250-\r\n250 last\r\n"},
        {"dot": b"250\r\n"},
        {"dot": b"250 OK\n"},
        {"connect": in_pieces(b"2", b"20 rea", b"dy\r", b"\n")},
        {"EHLO": in_pieces(b"250-hel", b"lo\r\n25", b"0 SIZE 99999\r\n")},
        {"dot": in_pieces(b"25", b"0-one\r\n250", b" two\r\n")},
    ],
    ids=" ".join,
)
def test_whatever_words_come_with_the_right_figures_the_letter_is_taken_once(
    answers: dict[str, Answer],
) -> None:
    with scripted(**answers) as server:
        sender = to(server)
        accepted = sender.send(ENVELOPE, payload(), opens)
        sender.close()

        assert accepted.code == 250
        assert (len(server.letters), server.connections) == (1, 1)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_one_reset_in_a_letter_is_the_letters_and_the_next_is_the_relays(step: str) -> None:
    with scripted(**{step: reset}) as server:
        sender = to(server)
        one, two = fails(sender), fails(sender)

        assert (one.relay, two.relay) == (False, True)
        assert (one.permanent, one.in_doubt, two.in_doubt, server.letters) == (
            False,
            False,
            False,
            [],
        )


@pytest.mark.parametrize("step", ["connect", "EHLO"])
def test_a_reset_before_any_letter_is_the_relays(step: str) -> None:
    with scripted(**{step: reset}) as server:
        assert fails(to(server)).relay


def test_a_reset_at_the_dot_leaves_a_doubt() -> None:
    with scripted(dot=reset) as server:
        assert verdict(fails(to(server))) == (Phase.DOT, False, False, True, None)


@pytest.mark.parametrize("said", [b"25", b"250", b"250-more\r\n", b"250-more\r\n250"])
def test_half_an_answer_to_the_dot_is_no_answer(said: bytes) -> None:
    with scripted(dot=hang_up_after(said)) as server:
        assert verdict(fails(to(server))) == (Phase.DOT, False, False, True, None)


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA", "dot"])
def test_421_and_then_a_closed_door_is_the_relays_trouble(step: str) -> None:
    with scripted(**{step: hang_up_after(b"421 4.3.2 going down\r\n")}) as server:
        failure = fails(to(server))

    assert (failure.relay, failure.permanent, failure.in_doubt) == (True, False, False)


def test_an_answer_given_before_the_dot_is_not_taken_for_its_answer() -> None:
    with scripted(DATA=b"354 go on\r\n250 2.0.0 taken, says the server\r\n") as server:
        failure = fails(to(server))

        assert (failure.phase, failure.in_doubt, failure.permanent) == (Phase.BODY, False, False)


def test_a_refusal_in_the_middle_of_a_letter_is_heard() -> None:
    with scripted(DATA=hang_up_after(b"354 go on\r\n552 5.3.4 too big\r\n")) as server:
        failure = fails(to(server))

    assert verdict(failure) == (Phase.BODY, True, False, False, 552)


def test_more_answers_than_questions_are_never_matched_to_the_next_letter() -> None:
    with scripted(dot=b"250 taken\r\n250 and again\r\n") as server:
        sender = to(server)
        for number in (1, 2):
            sender.send(ENVELOPE, payload(number), opens)
        sender.close()

        assert (len(server.letters), server.connections) == (2, 2)


def test_a_server_that_only_refuses_to_go_on_with_data_is_asked_again_later() -> None:
    with scripted(DATA=b"250 ok, but which data?\r\n") as server:
        failure = fails(to(server))

    assert (failure.permanent, failure.in_doubt) == (False, False)


def test_told_to_stop_it_waits_a_quarter_of_a_minute_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tracker.delivery.conversation.HURRY", 0.2)
    patient = Limits(final_answer=600, goodbye=0.1)
    with scripted(dot=lambda stream: stream.recv(1) and None) as server:
        sender = to(server, patient)
        sender.heed(lambda: bool(server.letters))
        began = time.monotonic()
        with pytest.raises(DeliveryError) as failure:
            sender.send(ENVELOPE, payload(), opens)

        assert failure.value.in_doubt
        assert time.monotonic() - began < 5
        sender.close()
