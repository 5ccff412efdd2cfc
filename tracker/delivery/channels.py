"""The ways a letter can travel. A new one is one file in this room and one line in CHANNELS.

A channel turns a letter into what it sends (`prepare`, kept with the outbox row) and hands it
over (`send`), calling the gate just before the step that cannot be taken back. It raises
DeliveryError. It is used by one thread at a time and may keep a connection until `close`. `again`
says that an earlier try of the letter may have been taken, for a way that can be asked.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from flask import current_app

from tracker.delivery.conversation import Limits, Relay, Tls
from tracker.delivery.errors import Phase
from tracker.delivery.letter import Letter, compose
from tracker.delivery.notify import Notify
from tracker.delivery.smtp import Accepted, Envelope, Gate, SmtpTransport


class Channel(Protocol):
    """What the post room asks of any way of delivering."""

    def prepare(self, letter: Letter, *, date: datetime) -> bytes:
        """The letter as this channel sends it."""

    def send(
        self,
        letter: Letter,
        payload: bytes,
        gate: Gate,
        *,
        waiting: Callable[[], None],
        again: bool = False,
    ) -> Accepted:
        """Hand a prepared letter over; returning means it was taken."""

    def watch(self, on_step: Callable[[Phase], None], on_wait: Callable[[], None]) -> None:
        """Have each completed step told to `on_step`, and `on_wait` called when an answer is
        waited for that should have come in a moment."""

    def heed(self, stop: Callable[[], bool]) -> None:
        """Cut every wait short once `stop` says so, to end well within half a minute."""

    def check(self) -> None:
        """Try the way without sending anything."""

    def close(self) -> None:
        """Let go of any connection; never an error."""


class Email:
    """Letters by email: Flask-Mail's Message composes them, our transport carries them."""

    def __init__(self, transport: SmtpTransport) -> None:
        self._transport = transport

    def prepare(self, letter: Letter, *, date: datetime) -> bytes:
        """The letter as MIME bytes; the same letter and date always give the same bytes."""
        return compose(letter, date=date)

    def send(
        self,
        letter: Letter,
        payload: bytes,
        gate: Gate,
        *,
        waiting: Callable[[], None],
        again: bool = False,
    ) -> Accepted:
        """Hand the letter to the mail server, as SmtpTransport.send says; it cannot be asked."""
        del again
        envelope = Envelope(letter.return_path or letter.sender[1], letter.to_address)
        return self._transport.send(envelope, payload, gate, waiting=waiting)

    def watch(self, on_step: Callable[[Phase], None], on_wait: Callable[[], None]) -> None:
        """Have each completed step of a conversation told to `on_step`, and `on_wait` called at
        each second without an answer, and before a new connection."""
        self._transport.on_step, self._transport.on_wait = on_step, on_wait

    def heed(self, stop: Callable[[], bool]) -> None:
        """Cut the waits of a conversation short once `stop` says so."""
        self._transport.heed(stop)

    def check(self) -> None:
        """Connect, go private and sign in, sending no letter."""
        self._transport.check()

    def close(self) -> None:
        """Leave the mail server politely."""
        self._transport.close()


def email() -> Email:
    """Email through the mail server that Flask-Mail is configured with (`MAIL_SERVER` and so on).

    `MAIL_USE_SSL` means TLS from the first byte and `MAIL_USE_TLS` means STARTTLS.
    """
    return Email(SmtpTransport(configured_relay(), limits=Limits()))


def configured_relay() -> Relay:
    """The mail server in the application's settings, as Flask-Mail holds them."""
    state = current_app.extensions["mail"]
    tls = Tls.IMPLICIT if state.use_ssl else Tls.STARTTLS if state.use_tls else Tls.NONE
    return Relay(state.server, state.port, tls, state.username or None, state.password or None)


def notify() -> Channel:
    """GOV.UK Notify, by `NOTIFY_API_KEY`, `NOTIFY_TEMPLATE` and `NOTIFY_URL`; needs its extra."""
    config = current_app.config
    return Notify(config["NOTIFY_API_KEY"], config["NOTIFY_TEMPLATE"], config["NOTIFY_URL"])


CHANNELS: dict[str, Callable[[], Channel]] = {"email": email, "notify": notify}
"""Each way of delivering by name, made inside an application context."""
