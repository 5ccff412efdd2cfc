"""A post room at a fault server, with a clock of its own, for tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from flask import Flask

from tests.delivery.letters import letter
from tests.faults.smtp_server import FaultServer
from tests.store.outbox_rows import MONDAY
from tracker.delivery.channels import Email
from tracker.delivery.conversation import Limits, Relay, Tls
from tracker.delivery.letter import Letter
from tracker.delivery.smtp import SmtpTransport
from tracker.services.postroom import AskAhead, PostRoom, Refused, Rules
from tracker.services.postroom.installed import liveness_for
from tracker.services.postroom.writing import ask_nothing
from tracker.store.outbox import Notification

QUICK = Limits(connect=2, answer=2, conversation=4, final_answer=2, renew_every=0.1, goodbye=0.2)


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.moment = MONDAY

    def __call__(self) -> datetime:
        return self.moment

    def on(self, **by: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**by)


def as_planned(notification: Notification, _now: datetime) -> Letter | Refused:
    """Write any letter to Priya, under its own Message-ID."""
    return letter(message_id=notification.message_id, kind=notification.kind)


class Office:
    """The post room, the server it sends to, and the clock, as one thing to test."""

    def __init__(self, app: Flask, folder: Path, server: FaultServer) -> None:
        self.app = app
        self.folder = folder
        self.server = server
        self.now = Clock()
        self.rooms: list[PostRoom] = []

    def room(
        self,
        write: Callable[[Notification, datetime], Letter | Refused] = as_planned,
        *,
        ask_ahead: AskAhead = ask_nothing,
        pause: Callable[[float], None] = lambda _seconds: None,
        in_hours: Callable[[datetime], bool] = lambda _now: True,
        **rules: object,
    ) -> PostRoom:
        """One more worker."""
        relay = Relay("127.0.0.1", self.server.port, Tls.NONE, our_name="tracker")
        room = PostRoom(
            write,
            Email(SmtpTransport(relay, limits=QUICK)),
            liveness_for(self.folder),
            rules=Rules(random=Random(4), **rules),  # type: ignore[arg-type]  # the test names them
            ask_ahead=ask_ahead,
            pause=pause,
            in_hours=in_hours,
        )
        self.rooms.append(room)
        return room


@contextmanager
def open_office(app: Flask, folder: Path) -> Iterator[Office]:
    """An office whose server and rooms are closed again."""
    with FaultServer() as server:
        office = Office(app, folder, server)
        yield office
        for room in office.rooms:
            room.close()
