"""Letters over SMTP, with the final dot held back until the caller has committed that it goes.

The body is written without its final dot, the caller's gate commits, and only then the dot
follows. Up to the dot nothing can have been sent, so whatever fails before it is safe to repeat;
after it, only a lost answer leaves a doubt.
"""

import smtplib
import ssl
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

from tracker.delivery.conversation import Conversation, Limits, Relay, Tls
from tracker.delivery.errors import DeliveryError, Phase, enhanced_code, scrub
from tracker.delivery.letter import wire_address

Gate = Callable[[], float | None]
"""Commits that the dot is about to go. Answers with the monotonic instant just before its commit,
or None when the letter must not go."""

ABOUT_THE_RELAY = frozenset({421, 530, 534, 535, 538})
"""Answers that speak of the server or of our account on it, never of one letter."""

BEFORE_ANY_LETTER = frozenset({Phase.CONNECT, Phase.GREETING, Phase.TLS, Phase.LOGIN})
IN_A_LETTER = frozenset({Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.BODY})
TOO_BIG = 552
GOOD = 2
"""The first figure of an answer that agrees."""
MOST_LOST_IN_A_ROW = 2
"""One connection lost in the middle of a letter is bad luck, the next is the relay's trouble."""


def _nothing(*_: object) -> None:
    pass


@dataclass(frozen=True)
class Envelope:
    """Who a letter is from and the one person it goes to."""

    sender: str
    recipient: str


@dataclass(frozen=True)
class Accepted:
    """The server's word that the letter is now its own: final, whatever happens at goodbye."""

    code: int
    enhanced: str | None
    text: str


class SmtpTransport:
    """Hands letters to one relay, several over one connection, which it opens when needed.

    For one thread. `on_step` is told of each step as it is completed; `on_wait` is called before a
    connection is made, and for each second that an answer takes.
    """

    def __init__(
        self,
        relay: Relay,
        *,
        limits: Limits | None = None,
        context: ssl.SSLContext | None = None,
        on_step: Callable[[Phase], None] = _nothing,
        on_wait: Callable[[], None] = _nothing,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.on_step = on_step
        self.on_wait = on_wait
        self._relay = relay
        self._limits = limits or Limits()
        self._context = context or ssl.create_default_context()
        self._monotonic = monotonic
        self._talk: Conversation | None = None
        self._phase = Phase.CONNECT
        self._sent_here = 0
        self._lost_in_a_row = 0
        self._hurried: Callable[[], bool] = lambda: False

    def heed(self, stop: Callable[[], bool]) -> None:
        """Cut every wait short, to a quarter of a minute, once `stop` says so."""
        self._hurried = stop

    def send(
        self,
        envelope: Envelope,
        payload: bytes,
        gate: Gate,
        *,
        waiting: Callable[[], None] = _nothing,
    ) -> Accepted:
        """Hand the letter over; returning means the server took it, exactly then.

        `gate` is called once, after the body and before the dot. When it answers None, raises, or
        the dot would come more than two seconds after its commit, the connection is dropped and
        nothing was sent. `waiting` is called now and then while the answer to the dot is awaited.
        Raises DeliveryError.
        """
        addresses = Envelope(wire_address(envelope.sender), wire_address(envelope.recipient))
        try:
            talk = self._hand_over(addresses, wire_body(payload))
        except (OSError, ValueError) as error:
            raise self._failure(error) from error
        self._lost_in_a_row = 0
        self._pass(gate)
        try:
            return self._finish(talk, waiting)
        except OSError as error:
            raise self._failure(error) from error

    def check(self) -> None:
        """Connect, go private and sign in, sending no letter. Raises DeliveryError."""
        try:
            self._connection()
        except (OSError, ValueError) as error:
            raise self._failure(error) from error
        self._lost_in_a_row = 0

    def close(self) -> None:
        """Leave the relay politely; never an error."""
        if self._talk is not None:
            self._talk.goodbye()
            self._talk = None

    def _hand_over(self, envelope: Envelope, body: bytes) -> Conversation:
        if self._sent_here >= self._limits.letters_a_connection:
            self.close()
        if self._talk is not None and self._talk.has_more_to_say:
            self._drop()
        reused = self._talk is not None
        try:
            talk = self._introduce(envelope, len(body))
        except OSError as error:
            if not (reused and self._phase is Phase.MAIL and _has_hung_up(error)):
                raise
            self._drop()  # a relay may end an idle connection; that is no trouble of its
            talk = self._introduce(envelope, len(body))
        self._step(Phase.DATA, talk.docmd("DATA"), wanted=3)
        self._phase = Phase.BODY
        try:
            talk.send(body)
        finally:  # a server that hangs up over a letter may have said why
            talk.listen_before_the_dot()
        self.on_step(Phase.BODY)
        return talk

    def _introduce(self, envelope: Envelope, size: int) -> Conversation:
        if self._talk is not None:
            self._talk.allow(self._limits.conversation)
        talk = self._connection()
        self._phase = Phase.MAIL
        room = talk.esmtp_features.get("size", "")
        if room.isdigit() and 0 < int(room) < size:
            words = f"The letter is larger than the {room} bytes the mail server takes."
            raise DeliveryError(Phase.MAIL, words, permanent=True)
        sized = f" SIZE={size}" if talk.has_extn("size") else ""
        mail = f"MAIL FROM:<{envelope.sender}>{sized}"
        rcpt = f"RCPT TO:<{envelope.recipient}>"
        together = talk.has_extn("pipelining")
        talk.say(*((mail, rcpt) if together else (mail,)))
        answer = talk.getreply()
        if together and answer[0] // 100 != GOOD:
            self._skip_an_answer(talk)
        self._step(Phase.MAIL, answer)
        self._phase = Phase.RCPT
        if not together:
            talk.say(rcpt)
        self._step(Phase.RCPT, talk.getreply())
        self._phase = Phase.DATA
        return talk

    def _skip_an_answer(self, talk: Conversation) -> None:
        """Hear the answer to what was asked along with something that was refused, so that no later
        question gets it; the connection is dropped where there is none."""
        try:
            talk.getreply()
        except OSError:
            self._drop()

    def _connection(self) -> Conversation:
        if self._talk is None:
            self.on_wait()
            self._phase = Phase.CONNECT
            self._sent_here = 0
            self._talk = Conversation(
                self._relay,
                self._limits,
                context=self._context,
                monotonic=self._monotonic,
                hurried=self._is_hurried,
                on_wait=self.on_wait,
            )
            self._talk.allow(self._limits.conversation)
            self._greet(self._talk)
        return self._talk

    def _greet(self, talk: Conversation) -> None:
        greeting = talk.connect(self._relay.host, self._relay.port)
        self.on_step(Phase.CONNECT)
        self._phase = Phase.GREETING
        _expect(greeting, 2)
        talk.ehlo_or_helo_if_needed()
        self.on_step(Phase.GREETING)
        if self._relay.tls is Tls.STARTTLS:
            self._phase = Phase.TLS
            talk.secure()
            self.on_step(Phase.TLS)
        if self._relay.username:
            self._phase = Phase.LOGIN
            talk.login(self._relay.username, self._relay.password or "")
            self.on_step(Phase.LOGIN)

    def _is_hurried(self) -> bool:
        return self._hurried()

    def _pass(self, gate: Gate) -> None:
        self._phase = Phase.GATE
        try:
            opened = gate()
        except BaseException:
            self._drop()
            raise
        late = opened is not None and self._monotonic() - opened > self._limits.gate_to_dot
        if opened is None or late:
            self._drop()
            reason = "The dot would have come too late." if late else "The letter was called back."
            raise DeliveryError(Phase.GATE, reason)

    def _finish(self, talk: Conversation, waiting: Callable[[], None]) -> Accepted:
        self._phase = Phase.DOT
        talk.allow(self._limits.final_answer)
        talk.send(b".\r\n")
        self.on_step(Phase.DOT)
        code, said = talk.final_reply(waiting=waiting)
        if not 200 <= code < 300:
            raise smtplib.SMTPResponseException(code, said)
        self._sent_here += 1
        text = said.decode("ascii", "replace")
        return Accepted(code, enhanced_code(text), scrub(text))

    def _step(self, phase: Phase, reply: tuple[int, bytes], *, wanted: int = GOOD) -> None:
        _expect(reply, wanted)
        self.on_step(phase)

    def _failure(self, error: OSError | ValueError) -> DeliveryError:
        code, text = _what_was_said(error)
        refused = code is not None and 400 <= code < 600
        relay = self._phase in BEFORE_ANY_LETTER or code in ABOUT_THE_RELAY
        if self._phase is Phase.MAIL and refused and code != TOO_BIG:
            relay = relay or bool(code and code >= 500)  # it refuses us, not the person written to
        if self._phase in IN_A_LETTER and not refused:
            self._lost_in_a_row += 1
            relay = self._lost_in_a_row >= MOST_LOST_IN_A_ROW
        self._recover(usable=refused and code != 421 and self._phase is not Phase.BODY)
        return DeliveryError(
            self._phase,
            text,
            permanent=refused and bool(code and code >= 500) and not relay,
            relay=relay,
            in_doubt=self._phase is Phase.DOT and not refused,
            code=code,
            secrets=_secrets(self._relay),
        )

    def _recover(self, *, usable: bool) -> None:
        """Keep the connection for the next letter where the server only said no."""
        if self._phase is Phase.DOT and usable:
            return
        if self._talk is None or not usable or self._phase in BEFORE_ANY_LETTER:
            self._drop()
            return
        try:
            if self._talk.docmd("RSET")[0] != 250:
                self._drop()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        """Close without a word: a server that never saw the dot throws the letter away."""
        if self._talk is not None:
            self._talk.close()
            self._talk = None


def wire_body(payload: bytes) -> bytes:
    """The letter with the line ends of the wire and its dots doubled, so that no text in it can
    be taken for the end of it."""
    lines = payload.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return (b"\r\n" + lines).replace(b"\r\n.", b"\r\n..").removeprefix(b"\r\n")


def _expect(reply: tuple[int, bytes], wanted: int) -> None:
    """Only the first figure of an answer is relied on, as RFC 5321 4.3.2 asks."""
    code, said = reply
    if code // 100 != wanted:
        raise smtplib.SMTPResponseException(code, said)


def _secrets(relay: Relay) -> tuple[str, ...]:
    """The credentials, plain and as they go over the wire: a server may echo what it was sent."""
    if not relay.username:
        return ()
    password = relay.password or ""
    plain = (f"\0{relay.username}\0{password}", password, relay.username)
    return (*(b64encode(text.encode()).decode() for text in plain if text), *plain[1:])


def _what_was_said(error: OSError | ValueError) -> tuple[int | None, str]:
    if not isinstance(error, smtplib.SMTPResponseException):
        return None, str(error) or type(error).__name__
    said = error.smtp_error
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    return (error.smtp_code if error.smtp_code > 0 else None), text


def _has_hung_up(error: OSError) -> bool:
    return not isinstance(error, smtplib.SMTPResponseException) or error.smtp_code == 421
