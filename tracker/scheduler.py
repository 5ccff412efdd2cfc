"""The scheduler: APScheduler ticks and holds no state; the database knows what has been done.

Every few seconds something looks whether there is work. What is due is worked out from the
calendar and what has been planned, so a tick missed, doubled or late does no harm.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from queue import SimpleQueue
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.delivery.conversation import Limits
from tracker.extensions import db
from tracker.services import heartbeat, past_days, tidying, webhooks
from tracker.services.clock_steps import plan_minding_the_clock
from tracker.services.inbound import InboxError, read_inbox
from tracker.services.installation import settings, templates_folder
from tracker.services.letters.commission import ask_ahead, writer
from tracker.services.postroom import PostRoom, post_room

log = logging.getLogger(__name__)

STALLED_AFTER = 3 * heartbeat.EVERY["plan"]
HANGS_AFTER = Limits().conversation + Limits().final_answer + 120
"""Seconds without a step: longer than any letter takes, whatever its mail server does."""


class Scheduler:
    """The ticks and the post rooms of one process. Any number of processes may run one."""

    def __init__(self, app: Flask, *, plans: bool = True, rooms: int = 1) -> None:
        self._app = app
        self._stop = threading.Event()
        self._ticked = time.monotonic()
        self._ticks = BackgroundScheduler(timezone=UTC)
        if plans:
            self._every("plan", self._plan)
            self._every("tidy", self._tidy)
            self._every("webhooks", self._webhooks)
        if plans and app.extensions["settings"].takes_replies:
            self._every("inbox", self._inbox)
        self._rooms: dict[str, PostRoom] = {}
        self._threads = {name: self._room(name) for name in (f"room-{n}" for n in range(rooms))}
        self._watchdog = threading.Thread(target=self._watch, name="watchdog")

    def start(self) -> None:
        """Begin; returns at once."""
        self._ticks.start()
        for thread in (*self._threads.values(), self._watchdog):
            thread.start()

    def stop(self) -> None:
        """Finish the letter in hand and end; returns when all is still."""
        self._stop.set()
        self._ticks.shutdown(wait=True)
        self._watchdog.join()
        for thread in self._threads.values():
            thread.join()

    def _every(self, name: str, work: Callable[[], None]) -> None:
        self._ticks.add_job(
            work,
            "interval",
            seconds=heartbeat.EVERY[name],
            id=name,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def _plan(self) -> None:
        self._ticked = time.monotonic()
        now = clock.now()
        self._in_app("plan", lambda: plan_minding_the_clock(now), now)

    def _tidy(self) -> None:
        now = clock.now()
        self._in_app("tidy", lambda: _tidied(now), now)

    def _webhooks(self) -> None:
        now = clock.now()
        self._in_app("webhooks", lambda: _told(now), now)

    def _inbox(self) -> None:
        now = clock.now()
        try:
            self._in_app("inbox", lambda: read_inbox(now=now), now)
        except InboxError as error:
            log.error("%s", error)

    def _in_app(self, part: str, work: Callable[[], dict[str, int]], now: datetime) -> None:
        """Do one tick's work and note it; a database that is away is tried again at the next."""
        with self._app.app_context():
            try:
                heartbeat.work_and_note(part, work, now=now)
            except SQLAlchemyError as error:
                db.session.rollback()
                log.error("%s: the database does not answer (%s)", part, type(error).__name__)

    def _room(self, name: str) -> threading.Thread:
        # One that hangs for good must not keep the process from ending.
        return threading.Thread(target=self._deliver, args=(name,), name=name, daemon=True)

    def _deliver(self, name: str) -> None:
        with self._app.app_context():
            folder = settings().instance / "postroom"
            room = post_room(writer(templates_folder()), folder, ask_ahead=ask_ahead)
            self._rooms[name] = room
            room.run(clock.now, stop=self._stop)

    def _watch(self) -> None:
        """Wait on monotonic time, which no step of the clock touches, and look after the others."""
        while not self._stop.wait(heartbeat.EVERY["plan"]):
            self.look_after()

    def look_after(self) -> None:
        """Wake the ticks when they stand still: a wall clock stepped back would stop them for as
        long as the step. Open a new post room beside one that hangs: its letter is taken over
        when the lease runs out."""
        now = time.monotonic()
        ticks = self._ticks.get_jobs()
        if ticks and now - self._ticked > STALLED_AFTER:
            log.warning("the ticks stood still; waking them")
            for job in ticks:
                job.modify(next_run_time=datetime.now(UTC))
        for name, room in list(self._rooms.items()):
            if now - room.stirred_at > HANGS_AFTER:
                log.error("a post room hangs; opening another one")
                del self._rooms[name]
                self._threads[name] = self._room(name)
                self._threads[name].start()


def _tidied(now: datetime) -> dict[str, int]:
    tidying.tidy(now=now)
    past_days.count_past_days(now=now)
    return {}


def _told(now: datetime) -> dict[str, int]:
    webhooks.send_due(now=now)
    return {}


def run_until_stopped(*, plans: bool) -> None:
    """Run the ticks and post rooms of this process until SIGTERM or SIGINT."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the application itself
    told: SimpleQueue[int] = SimpleQueue()  # an Event may be caught holding its own lock

    def stop(number: int, _frame: FrameType | None) -> None:
        told.put(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    work = Scheduler(app, plans=plans, rooms=settings().mail_connections)
    work.start()
    log.info("At work. Stop with Ctrl+C.")
    told.get()
    work.stop()
