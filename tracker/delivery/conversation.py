"""The standard library's SMTP with a deadline on everything and certificates checked.

`smtplib` waits without end by default, and its own time limit starts afresh at every byte, so a
server that drips one byte every twenty seconds holds it for ever. Here each answer and the whole
conversation have an end by the monotonic clock, whatever the server does.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from queue import Empty, SimpleQueue

from tracker.domain.errors import RuleBroken

Address = tuple[str, int]

LOOKS_UP = "looks up the mail server"
LONGEST_REPLY = 65_536
LOOK_UP_EVERY = 1
"""Seconds after which a wait looks whether it should be cut short."""
HURRY = 15
"""Seconds left to a conversation once this process is told to stop."""


def _never() -> bool:
    return False


def _nothing() -> None:
    pass


class Tls(StrEnum):
    """How the connection is kept private; `NONE` is for a mail server on this machine."""

    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


@dataclass(frozen=True)
class Relay:
    """The mail server that takes our letters. Credentials need a private connection."""

    host: str
    port: int
    tls: Tls = Tls.STARTTLS
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    our_name: str = field(default_factory=socket.gethostname)

    def __post_init__(self) -> None:
        if self.username and self.tls is Tls.NONE:
            raise RuleBroken(
                "A mail user name and password need TLS. Set TRACKER_MAIL_TLS to starttls "
                "or implicit, or remove the user name.",
                field="TRACKER_MAIL_TLS",
            )


@dataclass(frozen=True)
class Limits:
    """How long to wait, in seconds, and how many letters one connection carries.

    `conversation` runs from connecting up to the gate; `gate_to_dot` is the longest the final dot
    may follow the commit that announced it; `final_answer` is long because giving up on it early
    is what makes duplicates (RFC 5321 4.5.3.2.6 says ten minutes).
    """

    connect: float = 10
    handshake: float = 10
    answer: float = 30
    conversation: float = 90
    gate_to_dot: float = 2
    final_answer: float = 600
    renew_every: float = 30
    goodbye: float = 5
    letters_a_connection: int = 100


def look_up(host: str, port: int, *, within: float) -> list[Address]:
    """The addresses of a host, by whatever the machine asks; the machine itself sets no end.

    The question goes on in a thread of its own, which ends with its answer and holds up nobody.
    Raises OSError when there is no such host, TimeoutError after `within` seconds.
    """
    answers: SimpleQueue[list[Address] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            answers.put(error)
        else:
            answers.put([(str(address[0]), port) for *_, address in found])

    threading.Thread(target=ask, name=LOOKS_UP, daemon=True).start()
    try:
        answer = answers.get(timeout=within)
    except Empty:
        words = "The name of the mail server could not be looked up in time."
        raise TimeoutError(words) from None
    if isinstance(answer, OSError):
        raise answer
    return answer


class Conversation(smtplib.SMTP):
    """One connection to the relay. Every wait ends by `deadline` at the latest, and `on_wait` is
    called at each second of it."""

    def __init__(
        self,
        relay: Relay,
        limits: Limits,
        *,
        context: ssl.SSLContext,
        monotonic: Callable[[], float],
        hurried: Callable[[], bool] = _never,
        on_wait: Callable[[], None] = _nothing,
    ) -> None:
        super().__init__(local_hostname=relay.our_name, timeout=limits.connect)
        self.relay = relay
        self.limits = limits
        self.deadline = 0.0
        self._context = context
        self._monotonic = monotonic
        self._hurried = hurried
        self._on_wait = on_wait
        self._hurry_until: float | None = None
        self._unread = b""

    def allow(self, seconds: float) -> None:
        """Start the time for what comes next: all of it ends `seconds` from now."""
        self.deadline = self._monotonic() + seconds

    def secure(self) -> None:
        """Go private by STARTTLS and greet again; refuses a server that does not offer it.

        Words sent before the private part began are a forgery and end the conversation.
        """
        if not self.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError("The mail server does not offer STARTTLS.")
        code, text = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, text)
        if self._unread:
            raise smtplib.SMTPException("The mail server spoke before TLS had begun.")
        self.sock = self._private(self._open_socket())
        self.ehlo_resp = None  # what was said in the open does not count
        self.esmtp_features = {}
        self.ehlo()

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Send a command in capitals, as every server reads it."""
        super().putcmd(cmd.upper(), args)

    def say(self, *commands: str) -> None:
        """Send commands in one go, none of which waits for the answer to the one before. Each has
        its answer, in this order (RFC 2920)."""
        self.send("".join(f"{command}\r\n" for command in commands))

    def send(self, s: object) -> None:
        """Write all of it before the deadline."""
        view = memoryview(s.encode("ascii") if isinstance(s, str) else bytes(s))  # type: ignore[call-overload]  # bytes-like, as smtplib says
        while view:
            channel = self._open_socket()
            channel.settimeout(min(self._left(self.deadline), LOOK_UP_EVERY))
            try:
                view = view[channel.send(view) :]
            except TimeoutError:
                self._on_wait()

    def getreply(self) -> tuple[int, bytes]:
        """The server's next answer, within the time for one answer."""
        return self._reply(min(self.deadline, self._monotonic() + self.limits.answer))

    def final_reply(self, *, waiting: Callable[[], None]) -> tuple[int, bytes]:
        """The answer to the dot: a long wait, during which `waiting` is called now and then."""
        return self._reply(self.deadline, waiting=waiting)

    def listen_before_the_dot(self) -> None:
        """Raise when the server has spoken or hung up while the letter was written.

        A word said then cannot be the answer to a dot that has not been sent.
        """
        if not self._unread:
            channel = self._open_socket()
            channel.settimeout(0)
            try:
                self._unread = channel.recv(4096)
            except (BlockingIOError, ssl.SSLWantReadError):
                return
            if not self._unread:
                raise smtplib.SMTPServerDisconnected("The mail server closed the connection.")
        raise smtplib.SMTPResponseException(*self._reply(self.deadline))

    @property
    def has_more_to_say(self) -> bool:
        """True when the server has said more than it was asked, so answers cannot be matched."""
        return bool(self._unread)

    def goodbye(self) -> None:
        """Say QUIT and close. What was accepted stays accepted, so nothing here is an error."""
        self.allow(self.limits.goodbye)
        try:
            self.docmd("QUIT")
        except OSError:
            pass
        finally:
            self.close()

    def _reply(
        self, until: float, *, waiting: Callable[[], None] | None = None
    ) -> tuple[int, bytes]:
        lines: list[bytes] = []
        while True:
            line = self._line(until, waiting)
            lines.append(line[4:].strip())
            if not line[:3].isdigit():
                raise smtplib.SMTPResponseException(-1, line)
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(lines)
            if sum(map(len, lines)) > LONGEST_REPLY:
                raise smtplib.SMTPServerDisconnected("The mail server's answer has no end.")

    def _line(self, until: float, waiting: Callable[[], None] | None) -> bytes:
        while b"\n" not in self._unread:
            self._unread += self._received(until, waiting)
            if len(self._unread) > LONGEST_REPLY:
                raise smtplib.SMTPServerDisconnected("The mail server's answer has no end.")
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _received(self, until: float, waiting: Callable[[], None] | None) -> bytes:
        channel = self._open_socket()
        renew_at = self._monotonic() + self.limits.renew_every
        while True:
            channel.settimeout(min(self._left(until), LOOK_UP_EVERY, self.limits.renew_every))
            try:
                received = channel.recv(4096)
            except TimeoutError:
                self._on_wait()
                if waiting and self._monotonic() >= renew_at:
                    waiting()
                    renew_at = self._monotonic() + self.limits.renew_every
                continue
            if not received:
                raise smtplib.SMTPServerDisconnected("The mail server closed the connection.")
            return received

    def _left(self, until: float) -> float:
        now = self._monotonic()
        if self._hurry_until is None and self._hurried():
            self._hurry_until = now + HURRY
        left = min(until, self._hurry_until or until) - now
        if left <= 0:
            raise TimeoutError("The mail server did not answer in time.")
        return left

    def _open_socket(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("The connection is closed.")
        return self.sock

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected = self._reach(look_up(host, port, within=timeout))
        # The dot is written apart from the body; without this each letter waits 40 ms.
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._unread = b""
        return self._private(connected) if self.relay.tls is Tls.IMPLICIT else connected

    def _reach(self, addresses: list[Address]) -> socket.socket:
        """Connect to the first address that answers; all together have the time for connecting."""
        until = min(self.deadline, self._monotonic() + self.limits.connect)
        refused: OSError = TimeoutError("The mail server did not answer in time.")
        for address in addresses:
            try:
                return socket.create_connection(address, self._left(until))
            except OSError as error:
                refused = error
        raise refused

    def _private(self, open_socket: socket.socket) -> ssl.SSLSocket:
        open_socket.settimeout(min(self.limits.handshake, self._left(self.deadline)))
        return self._context.wrap_socket(open_socket, server_hostname=self.relay.host)
