"""A mail server that misbehaves on purpose, and writes down what it took and when.

Each fault belongs to a step of the conversation: connect, ehlo, starttls, auth, mail, rcpt, data,
dot, quit. A fault is an answer to give instead of the usual one, or one of the classes below.
"""

import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO


@dataclass(frozen=True)
class Silent:
    """Say nothing until the test is over; `after` seconds, go on as usual."""

    after: float = 60


@dataclass(frozen=True)
class Drip:
    """Give the usual answer one byte at a time, `every` so many seconds."""

    every: float


@dataclass(frozen=True)
class Drop:
    """Cut the connection without an answer; at the dot, perhaps after taking the letter."""

    taken: bool = False


Fault = str | Silent | Drip | Drop
Decide = Callable[[str, str], Fault | None]


@dataclass(frozen=True)
class Taken:
    """A letter this server took responsibility for."""

    message_id: str
    at: float
    recipients: tuple[str, ...]
    content: bytes


@dataclass
class _Talk:
    stream: socket.socket
    reader: BinaryIO
    private: bool
    recipients: list[str] = field(default_factory=list)


class _HungUpError(Exception):
    pass


class FaultServer:
    """The server. Set `faults` by step before or while it runs; `taken` and `said` tell all."""

    def __init__(
        self,
        *,
        context: ssl.SSLContext | None = None,
        implicit: bool = False,
        login: bool = False,
        features: tuple[str, ...] = ("8BITMIME", "PIPELINING"),
        host: str = "127.0.0.1",
    ) -> None:
        self.faults: dict[str, Fault | list[Fault | None]] = {}
        self.decide: Decide | None = None
        self.taken: list[Taken] = []
        self.said: list[str] = []
        self.connections = 0
        self._context, self._implicit, self._login, self._features = (
            context,
            implicit,
            login,
            features,
        )
        self._listener = socket.create_server((host, 0), backlog=256)
        self._address: tuple[str, int] = self._listener.getsockname()
        self.port = self._address[1]
        self._ending = threading.Event()
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()

    def __enter__(self) -> "FaultServer":
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        socket.create_connection(self._address).close()
        for stream in list(self._open):
            _shut(stream)
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def ids(self) -> list[str]:
        """The Message-IDs taken, in order, repeats included."""
        return [letter.message_id for letter in self.taken]

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads = [known for known in self._threads if known.is_alive()] + [thread]
        thread.start()

    def _accept(self) -> None:
        while not self._ending.is_set():
            stream, _ = self._listener.accept()
            self.connections += 1
            self._start(self._serve, stream)

    def _serve(self, stream: socket.socket) -> None:
        stream.settimeout(60)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open.add(stream)
        talk = _Talk(stream, stream.makefile("rb"), private=False)
        try:
            if self._implicit:
                self._go_private(talk)
            self._answer(talk, "connect", "220 fault server")
            while True:
                self._command(talk)
        except (OSError, ValueError, _HungUpError):
            pass
        finally:
            self._open.discard(stream)
            talk.reader.close()
            talk.stream.close()

    def _command(self, talk: _Talk) -> None:
        line = talk.reader.readline()
        if not line:
            raise _HungUpError
        words = line.decode("latin-1").strip()
        self.said.append(words)
        verb = words[:4].upper()
        if verb == "EHLO":
            offers = [*self._features, *self._offers(talk)]
            self._answer(
                talk, "ehlo", "\r\n".join(["250-fault", *(f"250-{o}" for o in offers), "250 HELP"])
            )
        elif verb == "STAR":
            if self._answer(talk, "starttls", "220 go on"):
                self._go_private(talk)
        elif verb == "AUTH":
            self._answer(talk, "auth", "235 welcome")
        elif verb == "MAIL":
            talk.recipients = []
            self._answer(talk, "mail", "250 ok")
        elif verb == "RCPT":
            talk.recipients.append(words.partition("<")[2].partition(">")[0])
            self._answer(talk, "rcpt", "250 ok", about=talk.recipients[-1])
        elif verb == "DATA":
            if self._answer(talk, "data", "354 go on"):
                self._data(talk)
        elif verb == "QUIT":
            self._answer(talk, "quit", "221 bye")
            raise _HungUpError
        else:
            self._answer(talk, verb.lower(), "250 ok")

    def _offers(self, talk: _Talk) -> list[str]:
        starttls = ["STARTTLS"] if self._context and not talk.private else []
        return starttls + (["AUTH PLAIN LOGIN"] if self._login else [])

    def _data(self, talk: _Talk) -> None:
        lines: list[bytes] = []
        while (line := talk.reader.readline()) != b".\r\n":
            if not line:
                raise _HungUpError
            lines.append(line[1:] if line.startswith(b".") else line)
        content = b"".join(lines)
        found = re.search(rb"(?im)^message-id:\s*(\S+)", content)
        message_id = found.group(1).decode() if found else ""
        take = Taken(message_id, time.monotonic(), tuple(talk.recipients), content)
        fault = self._fault("dot", message_id)
        if (
            fault is None
            or isinstance(fault, Silent | Drip)
            or (isinstance(fault, Drop) and fault.taken)
        ):
            self.taken.append(take)
        self._act(talk, fault, "250 2.0.0 taken")

    def _fault(self, step: str, about: str) -> Fault | None:
        if self.decide and (decided := self.decide(step, about)) is not None:
            return decided
        fault = self.faults.get(step)
        if isinstance(fault, list):
            return fault.pop(0) if fault else None
        return fault

    def _answer(self, talk: _Talk, step: str, usual: str, *, about: str = "") -> bool:
        """True when the usual answer was given, however slowly."""
        fault = self._fault(step, about)
        self._act(talk, fault, usual)
        return not isinstance(fault, str)

    def _act(self, talk: _Talk, fault: Fault | None, usual: str) -> None:
        match fault:
            case Drop():
                _reset(talk.stream)
                raise _HungUpError
            case Silent(after=after):
                if self._ending.wait(after):
                    raise _HungUpError
                self._write(talk, usual)
            case Drip(every=every):
                for sign in f"{usual}\r\n":
                    talk.stream.sendall(sign.encode())
                    if self._ending.wait(every):
                        raise _HungUpError
            case _:
                self._write(talk, fault or usual)
                if (fault or usual).startswith("421"):
                    raise _HungUpError

    def _write(self, talk: _Talk, answer: str) -> None:
        talk.stream.sendall(f"{answer}\r\n".encode())

    def _go_private(self, talk: _Talk) -> None:
        assert self._context
        self._open.discard(talk.stream)
        talk.reader.close()
        talk.stream = self._context.wrap_socket(talk.stream, server_side=True)
        self._open.add(talk.stream)
        talk.reader = talk.stream.makefile("rb")
        talk.private = True


def _reset(stream: socket.socket) -> None:
    """Close so that the other side sees a reset, as when a machine dies."""
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _shut(stream: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(stream, socket.SHUT_RDWR)
