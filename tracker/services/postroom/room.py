"""The post room's round: claim, have sent, write down, until nothing is due."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.delivery.channels import Channel
from tracker.delivery.errors import DeliveryError
from tracker.extensions import db
from tracker.services.killpoints import kp
from tracker.services.postroom.ends import Ends
from tracker.services.postroom.liveness import FileLiveness
from tracker.services.postroom.outcomes import (
    A_MOMENT,
    InHand,
    Now,
    Outcome,
    Rules,
    not_sent,
)
from tracker.services.postroom.pace import Pace
from tracker.services.postroom.sending import Sender
from tracker.services.postroom.writing import AskAhead, Write, Writing, Written, ask_nothing
from tracker.store import outbox_claims as claims
from tracker.store import relay
from tracker.store.outbox import WAITED_FOR, LetterState, Notification, is_waited_for, spoken_for
from tracker.store.outbox_moves import Said
from tracker.store.outbox_recovery import (
    give_back,
    recover_claimed,
    recover_gated,
    workers_with_letters,
)

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Letters that are taken in one go at most; then the hourly allowance is counted afresh: other post
rooms send too."""
NEARLY_ALL = 250
"""With no more than this left of the hour's allowance, it is counted afresh for each letter."""
PLENTY = 5_000
"""With more than this left of it, it is counted once a second: all post rooms together send fewer
in that time, and what is counted are all the letters of an hour."""
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
        ask_ahead: AskAhead = ask_nothing,
        pause: Callable[[float], None] = time.sleep,
        trusts_clock: Callable[[datetime], bool] = _always,
        may_send: Callable[[datetime], bool] = _always,
        in_hours: Callable[[datetime], bool] = _always,
    ) -> None:
        self._rules = rules or Rules()
        self._channel = channel
        self._channel_name = channel_name
        self._liveness = liveness
        self._writing = Writing(write, channel, liveness, self._rules, ask_ahead)
        self._ends = Ends()
        self._sender = Sender(channel, liveness, self._rules, self._ends)
        self._pace = Pace(AT_ONCE)
        self._pause = pause
        self._trusts_clock = trusts_clock
        self._may_send = may_send
        self._in_hours = in_hours
        self._at_limit = False
        self._hours_left, self._counted_at = 0, 0.0
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
        if not allowance or not self._relay_is_up(now()):
            return False
        most = min(allowance, self._pace.most)
        letters = self._claim(now(), most=most)
        if not letters:
            return False
        if nearly_all and self._left(now()) < 0:
            return self._not_now(letters, now, stop, done)
        return self._send(letters, now, stop, done)

    def _send(
        self,
        letters: Sequence[Notification],
        now: Now,
        stop: Callable[[], bool],
        done: Counter[str],
    ) -> bool:
        """Send letters in hand one after another; False when no more should be tried."""
        left, half_the_lease = list(letters), now() + self._rules.lease / 2
        self._pace.begin()
        written = self._written(left, now)
        try:
            while left and not stop() and now() < half_the_lease:
                self.stirred_at = time.monotonic()
                one = left.pop(0)
                ready = written[one.id]
                outcome = (
                    ready
                    if isinstance(ready, Outcome)
                    else self._sender.handle(InHand(one, now), ready)
                )
                done[outcome.word] += 1
                self._take_down(outcome, now)
                # That it was sent waits for the next gate.
                if outcome.word == LetterState.SENT and not self._pace.is_slow():
                    continue
                self._write_down(stop)
                if outcome.trouble:
                    return False
                if left:
                    # What came of this one may change what the next are told, or time has.
                    written = self._written(left, now)
            self._pace.end(len(letters) - len(left))
        finally:
            self._put_back(left, now)
            self._write_down(stop)
            self._ends.let_go()
        return not stop()

    def _written(self, letters: Sequence[Notification], now: Now) -> dict[str, Written | Outcome]:
        self._sender.begin()
        return self._writing.write(letters, now)

    def _not_now(
        self,
        letters: Sequence[Notification],
        now: Now,
        stop: Callable[[], bool],
        done: Counter[str],
    ) -> bool:
        """Put back what was claimed while others took the last of the hour's allowance."""
        for one in letters:
            outcome = not_sent(InHand(one, now), Said("check"), A_MOMENT)
            done[outcome.word] += 1
            self._take_down(outcome, now)
        self._write_down(stop)
        self._ends.let_go()
        return False

    def _put_back(self, letters: Sequence[Notification], now: Now) -> None:
        """Let go of what was claimed and not begun."""
        if not letters:
            return
        try:
            held = [InHand(one, now).held for one in letters]
            claims.let_go(db.session(), held, now=now())
            db.session.commit()
        except SQLAlchemyError:
            self._answer_lost = True
            db.session.rollback()
            log.warning("the database does not answer; %s letters stay claimed", len(letters))

    def _send_what_is_waited_for(
        self, now: Now, stop: Callable[[], bool], done: Counter[str]
    ) -> None:
        """Send first what somebody sits and waits for, whatever the hour and the limits."""
        for _ in range(AT_ONCE):
            waited_for = is_waited_for(db.session(), now())
            db.session.rollback()
            if not waited_for or stop() or not self._relay_is_up(now()):
                return
            letters = self._claim(now(), only=WAITED_FOR)
            if not letters or not self._send(letters, now, stop, done):
                return

    def _allowance(self, now: datetime) -> tuple[int, bool]:
        """How many letters may go in this round by the limit for an hour, and whether that is
        nearly reached: then they go one by one, since others count too."""
        left = self._left(now)
        if left <= 0 and not self._at_limit:
            log.error("The limit of %s letters an hour is reached.", self._rules.hourly_limit)
        self._at_limit = left <= 0
        nearly_all = left <= NEARLY_ALL
        return max(0, min(left, 1 if nearly_all else AT_ONCE)), nearly_all

    def _left(self, now: datetime) -> int:
        if self._hours_left > PLENTY and time.monotonic() - self._counted_at < 1:
            return self._hours_left
        self._hours_left = self._rules.hourly_limit - spoken_for(db.session(), now)
        self._counted_at = time.monotonic()
        db.session.rollback()
        return self._hours_left

    def _claim(
        self, now: datetime, *, most: int = 1, only: AbstractSet[str] | None = None
    ) -> list[Notification]:
        try:
            letters = claims.claim(
                db.session(),
                worker=self.worker,
                now=now,
                lease_until=now + self._rules.lease,
                kinds=only,
                most=most,
            )
            kp("claim.updated")
            db.session.commit()
        except BaseException:
            self._answer_lost = True
            db.session.rollback()
            raise
        kp("claim.committed")
        return letters

    def _give_back_what_it_does_not_know(self, now: datetime) -> None:
        """After a COMMIT without an answer this worker may hold a letter it never heard of."""
        if self._answer_lost:
            give_back(db.session(), self.worker, now=now)
            db.session.commit()
            self._answer_lost = False

    def _take_down(self, outcome: Outcome, now: Now) -> None:
        """Have what came of a letter written down."""
        self._ends.add(outcome.move)
        if outcome.trouble:
            log.error("The mail server is in trouble: %s", outcome.trouble)
            self._ends.add(partial(self._note_trouble, outcome.trouble, now()))

    def _write_down(self, stop: Callable[[], bool]) -> None:
        """Commit what came of letters.

        While the database is away it is tried again: the answer is known here and nowhere else.
        """
        patience = 0.2
        while True:
            try:
                self._ends.write()
            except OperationalError:
                self._answer_lost = True
                if stop() and patience > 20:
                    raise
                log.warning("the database does not answer; keeping what came of a letter")
                self._pause(min(patience, 5))
                patience *= 2
            else:
                return

    def _note_trouble(self, trouble: DeliveryError, now: datetime, connection: Connection) -> None:
        with Session(connection) as session:
            relay.mark_down(
                session,
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
            log.error("The mail server is in trouble: %s", trouble)
            with db.engine.begin() as connection:
                self._note_trouble(trouble, now, connection)
            return False
        relay.mark_up(db.session(), self._channel_name, now=now)
        db.session.commit()
        log.warning("The mail server takes letters again.")
        return True
