"""The post room's round: claim, have sent, write down, until nothing is due."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from tracker.delivery.channels import CHANNELS, Channel
from tracker.delivery.errors import DeliveryError
from tracker.extensions import db
from tracker.services.holding import may_send
from tracker.services.installation import in_sending_hours, sending_time, settings
from tracker.services.killpoints import kp
from tracker.services.postroom.liveness import DatabaseLiveness, FileLiveness
from tracker.services.postroom.sending import Now, Outcome, Rules, Sender, Write
from tracker.services.postroom.steady import SteadyClock
from tracker.store import outbox_moves as moves
from tracker.store import relay
from tracker.store.outbox import WAITED_FOR, Notification, is_waited_for, spoken_for
from tracker.store.outbox_recovery import (
    DOUBT_AFTER_LEASE,
    give_back,
    recover_claimed,
    recover_gated,
    workers_with_letters,
)

log = logging.getLogger(__name__)

LOOK_AGAIN_AFTER = 25
"""Letters after which the hourly allowance is counted afresh: other post rooms send too."""
NEARLY_ALL = 250
"""With no more than this left of the hour's allowance, it is counted afresh for each letter."""
REST_AFTER = 60
"""Seconds without a letter after which the mail server is left."""


def _always(_now: datetime) -> bool:
    return True


class PostRoom:
    """One worker that delivers letters, for one thread and inside an application context.

    Any number may run, in any number of processes. Call with nothing pending in the session.
    `stirred_at` is the monotonic instant of its last step: looking for letters, or taking up one.
    """

    def __init__(
        self,
        write: Write,
        channel: Channel,
        liveness: FileLiveness,
        *,
        rules: Rules | None = None,
        channel_name: str = "email",
        pause: Callable[[float], None] = time.sleep,
        trusts_clock: Callable[[datetime], bool] = _always,
        may_send: Callable[[datetime], bool] = _always,
        in_hours: Callable[[datetime], bool] = _always,
    ) -> None:
        self._rules = rules or Rules()
        self._channel = channel
        self._channel_name = channel_name
        self._liveness = liveness
        self._sender = Sender(write, channel, liveness, self._rules)
        self._pause = pause
        self._trusts_clock = trusts_clock
        self._may_send = may_send
        self._in_hours = in_hours
        self._at_limit = False
        self._answer_lost = False
        self.stirred_at = time.monotonic()

    @property
    def worker(self) -> str:
        """The name under which this post room holds letters."""
        return self._liveness.worker

    def deliver_due(self, now: Now, *, stop: Callable[[], bool] = lambda: False) -> dict[str, int]:
        """Send what is due; returns how many letters came to each outcome.

        Ends when nothing is due, all mail is held, the hour's limit is reached, the mail server is
        in trouble, or `stop` says so after the letter in hand, whose waits are then cut short.
        """
        self._liveness.keep()
        self._channel.heed(stop)
        self._give_back_what_it_does_not_know(now())
        done: Counter[str] = Counter()
        while not stop() and self._round(now, stop, done):
            pass
        return dict(done)

    def try_relay_now(self, now: datetime) -> None:
        """Try a mail server in trouble at once, as when a person asks, and not at its minute."""
        if relay.trouble_with(db.session(), self._channel_name) is not None:
            self._probe(now)
        db.session.rollback()

    def recover(self, now: datetime) -> dict[str, int]:
        """Take over the letters of dead workers, and of those that have hung for too long: which
        ones have is not judged just after the clock was put forward or back."""
        session, trusted = db.session(), self._trusts_clock(now)
        holding = workers_with_letters(session)
        if not holding:
            session.rollback()
            self._liveness.sweep(keep=())
            return {}
        with self._liveness.deaths(session, holding - {self.worker}) as deaths:
            taken = {
                "ready again": recover_claimed(
                    session, now=now, deaths=deaths, judge_leases=trusted
                ),
                "in doubt": recover_gated(session, now=now, deaths=deaths, judge_leases=trusted),
            }
            kp("recover.updated")
            session.commit()
        kp("recover.committed")
        self._liveness.sweep(keep=holding)
        return {word: count for word, count in taken.items() if count}

    def run(self, now: Now, *, stop: threading.Event, idle: float = 2, recover: float = 15) -> None:
        """Deliver and recover until `stop` is set; the letter in hand is finished first."""
        recovered = -recover
        worked = time.monotonic()
        while not stop.is_set():
            self.stirred_at = time.monotonic()
            try:
                if time.monotonic() - recovered >= recover:
                    self.recover(now())
                    recovered = time.monotonic()
                if self.deliver_due(now, stop=stop.is_set):
                    worked = time.monotonic()
                elif time.monotonic() - worked > REST_AFTER:
                    self._channel.close()
            except SQLAlchemyError as error:
                db.session.rollback()
                log.error("the database does not answer (%s); trying again", type(error).__name__)
            except Exception:
                # A post room that dies quietly is worse than one that stumbles. The letter it
                # stumbled over is taken over after its lease, and set aside after three.
                db.session.rollback()
                self._channel.close()
                log.exception("the post room stumbled; going on")
            stop.wait(idle)
        self.close()

    def close(self) -> None:
        """Leave the mail server and give up the worker's name."""
        self._channel.close()
        self._liveness.let_go()

    def _round(self, now: Now, stop: Callable[[], bool], done: Counter[str]) -> bool:
        """Send up to a round's worth of letters; False when there is no more to do."""
        if not self._may_send(now()):
            return False
        self._send_what_is_waited_for(now, stop, done)
        if not self._in_hours(now()):
            return False
        allowance, nearly_all = self._allowance(now())
        letter = self._claim(now()) if allowance and self._relay_is_up(now()) else None
        handled = 0
        while letter is not None:
            self.stirred_at = time.monotonic()
            over = nearly_all and self._left(now()) < 0
            outcome = (
                self._sender.not_now(letter, now) if over else self._sender.handle(letter, now)
            )
            done[outcome.word] += 1
            handled += 1
            go_on = handled < allowance and not outcome.trouble and not over and not stop()
            letter = self._write_down(outcome, now, stop, claim_next=go_on)
            if outcome.trouble or over:
                return False
        return 0 < allowance == handled

    def _send_what_is_waited_for(
        self, now: Now, stop: Callable[[], bool], done: Counter[str]
    ) -> None:
        """Send first what somebody sits and waits for, whatever the hour and the limits."""
        for _ in range(LOOK_AGAIN_AFTER):
            waited_for = is_waited_for(db.session(), now())
            db.session.rollback()
            if not waited_for or stop() or not self._relay_is_up(now()):
                return
            letter = self._claim(now(), only=WAITED_FOR)
            if letter is None:
                return
            self.stirred_at = time.monotonic()
            outcome = self._sender.handle(letter, now)
            done[outcome.word] += 1
            self._write_down(outcome, now, stop, claim_next=False)
            if outcome.trouble:
                return

    def _allowance(self, now: datetime) -> tuple[int, bool]:
        """How many letters may go in this round by the limit for an hour, and whether that is
        nearly reached: then they go one by one, since others count too."""
        left = self._left(now)
        if left <= 0 and not self._at_limit:
            log.error("The limit of %s letters an hour is reached.", self._rules.hourly_limit)
        self._at_limit = left <= 0
        nearly_all = left <= NEARLY_ALL
        return max(0, min(left, 1 if nearly_all else LOOK_AGAIN_AFTER)), nearly_all

    def _left(self, now: datetime) -> int:
        left = self._rules.hourly_limit - spoken_for(db.session(), now)
        db.session.rollback()
        return left

    def _claim(self, now: datetime, only: AbstractSet[str] | None = None) -> Notification | None:
        try:
            letter = self._claimed(now, only)
            kp("claim.updated")
            db.session.commit()
        except BaseException:
            self._answer_lost = True
            db.session.rollback()
            raise
        return letter

    def _give_back_what_it_does_not_know(self, now: datetime) -> None:
        """After a COMMIT without an answer this worker may hold a letter it never heard of."""
        if self._answer_lost:
            give_back(db.session(), self.worker, now=now)
            db.session.commit()
            self._answer_lost = False

    def _claimed(self, now: datetime, only: AbstractSet[str] | None = None) -> Notification | None:
        lease_until = now + self._rules.lease
        return moves.claim(
            db.session(), worker=self.worker, now=now, lease_until=lease_until, kinds=only
        )

    def _write_down(
        self, outcome: Outcome, now: Now, stop: Callable[[], bool], *, claim_next: bool
    ) -> Notification | None:
        """Commit what came of a letter, with the claim of the next one.

        While the database is away it is tried again: the answer is known here and nowhere else.
        """
        patience = 0.2
        while True:
            try:
                outcome.move(db.session())
                self._note_trouble(outcome.trouble, now())
                kp("finish.updated")
                letter = self._claimed(now()) if claim_next else None
                db.session.commit()
                kp("finish.committed")
                return letter
            except OperationalError:
                self._answer_lost = True
                db.session.rollback()
                if stop() and patience > 20:
                    raise
                log.warning("the database does not answer; keeping what came of a letter")
                self._pause(min(patience, 5))
                patience, claim_next = patience * 2, False

    def _note_trouble(self, trouble: DeliveryError | None, now: datetime) -> None:
        if trouble is None:
            return
        log.error("The mail server is in trouble: %s", trouble)
        relay.mark_down(
            db.session(),
            self._channel_name,
            trouble=trouble.text,
            phase=trouble.phase,
            now=now,
            next_probe_at=now + self._rules.probe_every,
        )

    def _relay_is_up(self, now: datetime) -> bool:
        """True when letters may be tried; in trouble, one probe at a time finds out."""
        session = db.session()
        down = relay.trouble_with(session, self._channel_name) is not None
        next_probe_at = now + self._rules.probe_every
        mine = down and relay.take_probe(
            session, self._channel_name, now=now, next_probe_at=next_probe_at
        )
        session.commit()
        return not down or (mine and self._probe(now))

    def _probe(self, now: datetime) -> bool:
        try:
            self._channel.check()
        except DeliveryError as trouble:
            self._note_trouble(trouble, now)
            db.session.commit()
            return False
        relay.mark_up(db.session(), self._channel_name, now=now)
        db.session.commit()
        log.warning("The mail server takes letters again.")
        return True


def post_room(write: Write, folder: Path, *, rules: Rules | None = None) -> PostRoom:
    """A post room for the running application, sending as its settings say.

    `folder` is on this machine and holds the locks that prove workers alive; on SQLite every
    process must be given the same one.
    """
    name, rules = settings().mail_channel, rules or installed_rules()
    return PostRoom(
        write,
        CHANNELS[name](),
        liveness_for(folder),
        rules=rules,
        channel_name=name,
        trusts_clock=SteadyClock(rules.lease + DOUBT_AFTER_LEASE).is_trusted,
        may_send=_mail_may_leave,
        in_hours=_hours_last,
    )


def _mail_may_leave(now: datetime) -> bool:
    """True while mail is not held."""
    try:
        return may_send(now)
    finally:
        db.session.rollback()


def _hours_last(now: datetime) -> bool:
    """True in the hours for sending: what was put off by a server in trouble wakes nobody."""
    try:
        return in_sending_hours(now)
    finally:
        db.session.rollback()


def installed_rules() -> Rules:
    """How this installation's settings say that letters leave."""
    held = settings()
    return Rules(
        hourly_limit=held.mail_hourly_limit,
        daily_limit=held.mail_daily_limit or None,
        opens_at=sending_time,
    )


def liveness_for(folder: Path) -> FileLiveness:
    """A new worker's proof of life, of the kind the running application's database asks for."""
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        return FileLiveness(folder)
    return DatabaseLiveness(folder, db.engine)
