"""One letter in hand: written, handed over, and what came of it. Nothing is written down here but
the gate; the move that ends the letter is given back for the post room to commit."""

import hashlib
import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from time import monotonic

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.delivery.channels import Channel
from tracker.delivery.errors import DeliveryError, Phase
from tracker.delivery.letter import Letter
from tracker.domain.inbound_mail import is_hard
from tracker.domain.wording import local_day
from tracker.domain.workdays import local_instant, next_sending_time
from tracker.extensions import db, only_reading
from tracker.services.killpoints import kp
from tracker.services.postroom.liveness import SENDING, WRITING, FileLiveness
from tracker.store import outbox_moves as moves
from tracker.store.bounces import Bounce, BounceKind, add_bounce
from tracker.store.outbox import (
    WAITED_FOR,
    LetterState,
    Notification,
    address_hash,
    is_suppressed,
    other_letters_of,
)
from tracker.store.outbox_moves import Claim, Said, WentOut

log = logging.getLogger(__name__)

Now = Callable[[], datetime]

A_MOMENT = timedelta(seconds=5)
"""The pause before a letter is tried again that this machine could not send."""


@dataclass(frozen=True)
class Refused:
    """That a letter is not wanted any more: CANCELLED or SUPERSEDED, and why in words."""

    state: LetterState
    reason: str


Write = Callable[[Notification, datetime], Letter | Refused]
"""Checks that a letter is still wanted and writes it as its reader may see it now. Only reads."""


def _office_hours(at: datetime) -> datetime:
    """The next time from 8am to 6pm on a weekday, where no calendar is known."""
    return next_sending_time(at, frozenset(), first_hour=8, last_hour=18)


@dataclass(frozen=True)
class Rules:
    """How the post room goes about it. `retry_minutes` are the pauses after each refusal, and
    `daily_limit` is how many letters one person gets in a day at most; None is no limit."""

    hourly_limit: int = 500
    daily_limit: int | None = None
    opens_at: Callable[[datetime], datetime] = _office_hours
    lease: timedelta = timedelta(seconds=150)
    probe_every: timedelta = timedelta(minutes=1)
    retry_minutes: tuple[float, ...] = (1, 5, 15, 30, 60, 120, 240)
    random: Random = field(default_factory=Random)

    def pause(self, attempts: int) -> timedelta:
        """How long to wait after that many refusals before, give or take a fifth."""
        minutes = self.retry_minutes[min(attempts, len(self.retry_minutes) - 1)]
        return timedelta(minutes=minutes * self.random.uniform(0.8, 1.2))

    def next_morning(self, now: datetime) -> datetime:
        """When letters may leave again that are too many for today."""
        tomorrow = local_day(now) + timedelta(days=1)
        return self.opens_at(local_instant(tomorrow, time.min))


@dataclass(frozen=True)
class Outcome:
    """What came of a letter: a word for counting, and the move to commit.

    `trouble` is the mail server's, when that is why the letter did not go.
    """

    word: str
    move: Callable[[Session], bool]
    trouble: DeliveryError | None = None


@dataclass(frozen=True)
class InHand:
    """A claimed letter and the clock it is handled by."""

    notification: Notification
    now: Now

    @property
    def held(self) -> Claim:
        """The claim on it."""
        return Claim(self.notification.id, self.notification.epoch, self.notification.owner or "")


class Sender:
    """Handles claimed letters one after another over one channel."""

    def __init__(
        self, write: Write, channel: Channel, liveness: FileLiveness, rules: Rules
    ) -> None:
        self._write = write
        self._channel = channel
        self._liveness = liveness
        self._rules = rules
        channel.watch(lambda phase: kp(f"smtp.{phase}"))

    def handle(self, notification: Notification, now: Now) -> Outcome:
        """Send it if it is still wanted; what fails about this one letter ends in its outcome."""
        kp("claim.committed")
        hand = InHand(notification, now)
        if now() >= notification.expires_at:
            return _dead(hand, Said("check"), moves.TOO_LATE)
        self._liveness.say(WRITING, notification.id)
        written = self._written(hand)
        if isinstance(written, Outcome):
            return written
        if too_many := self._too_many(hand):
            return too_many
        self._liveness.say(SENDING, notification.id)
        return self._sent(hand, *written)

    def not_now(self, notification: Notification, now: Now) -> Outcome:
        """Put a claimed letter back because others took the last of the hour's allowance."""
        return self._not_sent(InHand(notification, now), Said("check"), A_MOMENT)

    def _written(self, hand: InHand) -> tuple[Letter, bytes] | Outcome:
        """The letter and its bytes, or why there are none. Its facts are read afresh."""
        reading = only_reading.set(True)
        try:
            written = self._checked(self._write(hand.notification, hand.now()))
            if isinstance(written, Letter):
                return written, self._channel.prepare(written, date=hand.now())
        except OperationalError as error:
            return self._not_sent(hand, Said("check", text=type(error).__name__), A_MOMENT)
        except DeliveryError as error:
            return _dead(hand, _said(error), error.text)
        except Exception as error:  # one bad letter must not stop the others
            log.exception("letter %s could not be written", hand.notification.id)
            return self._later(hand, Said("write", text=type(error).__name__))
        finally:
            db.session.rollback()
            only_reading.reset(reading)
        return self._dropped(hand, written)

    def _checked(self, written: Letter | Refused) -> Letter | Refused:
        if isinstance(written, Letter) and is_suppressed(db.session(), written.to_address):
            return Refused(LetterState.CANCELLED, "mail to this address bounced before")
        return written

    def _too_many(self, hand: InHand) -> Outcome | None:
        """Put it off to the next morning when its reader has had the most for one day.

        Letters on their way right now count too; which of them goes first is settled in a moment.
        """
        limit = self._rules.daily_limit
        if limit is None or hand.notification.kind in WAITED_FOR:
            return None
        midnight = local_instant(local_day(hand.now()), time.min)
        try:
            gone, going = other_letters_of(db.session(), hand.notification, midnight)
        except OperationalError as error:
            return self._not_sent(hand, Said("check", text=type(error).__name__), A_MOMENT)
        finally:
            db.session.rollback()
        if gone + going < limit:
            return None
        if gone < limit:
            return self._not_sent(
                hand, Said("check"), A_MOMENT * self._rules.random.uniform(0.5, 2)
            )
        said = Said("check", text=f"{limit} emails that day, the most for one person")
        next_at = self._rules.next_morning(hand.now())
        if next_at >= hand.notification.expires_at:
            return self._dropped(hand, Refused(LetterState.CANCELLED, said.text))
        return replace(self._not_sent(hand, said, next_at - hand.now()), word="put off")

    def _dropped(self, hand: InHand, refused: Refused) -> Outcome:
        move = partial(
            moves.dropped,
            held=hand.held,
            to=refused.state,
            now=hand.now(),
            reason=refused.reason,
        )
        return Outcome(refused.state, move)

    def _sent(self, hand: InHand, letter: Letter, payload: bytes) -> Outcome:
        called_back: list[bool] = []
        gate = partial(self._gate, hand, _went_out(hand, letter, payload), called_back)
        renew = partial(self._renew, hand)
        try:
            again = hand.notification.doubt_count > 0
            accepted = self._channel.send(letter, payload, gate, waiting=renew, again=again)
        except DeliveryError as error:
            if error.phase is Phase.GATE:
                pause = timedelta(0) if any(called_back) else A_MOMENT
                return self._not_sent(hand, _said(error), pause)
            return self._failed(hand, letter, error)
        except SQLAlchemyError as error:
            # The gate's commit failed or its answer was lost; either way the dot was not sent.
            return self._not_sent(hand, Said(Phase.GATE, text=type(error).__name__), A_MOMENT)
        kp("smtp.accepted")
        said = Said(Phase.DOT, accepted.code, accepted.enhanced, accepted.text)
        move = partial(moves.sent, held=hand.held, now=hand.now(), said=said)
        return Outcome(LetterState.SENT, move)

    def _gate(self, hand: InHand, went_out: WentOut, called_back: list[bool]) -> float | None:
        kp("gate.begin")
        session = db.session()
        try:
            opened = moves.gate(session, hand.held, now=hand.now(), went_out=went_out)
            if not opened:
                called_back.append(moves.is_called_back(session, hand.held))
            kp("gate.updated")
            before = monotonic()
            session.commit()
        except BaseException:
            session.rollback()
            raise
        kp("gate.committed")
        return before if opened else None

    def _renew(self, hand: InHand) -> None:
        """Keep the claim while the answer is awaited; a database away now may be back later."""
        lease_until = hand.now() + self._rules.lease
        try:
            moves.renew(db.session(), hand.held, lease_until=lease_until)
            db.session.commit()
        except SQLAlchemyError:
            db.session.rollback()
            log.warning("the claim on letter %s could not be renewed", hand.notification.id)

    def _failed(self, hand: InHand, letter: Letter, error: DeliveryError) -> Outcome:
        if error.in_doubt:
            at = hand.now()
            next_at = at + self._rules.pause(hand.notification.attempts)
            move = partial(
                moves.in_doubt, held=hand.held, now=at, next_at=next_at, said=_said(error)
            )
            return Outcome("in doubt", move)
        if error.relay:
            return replace(self._not_sent(hand, _said(error)), trouble=error)
        if error.permanent:
            return _refused_for_good(hand, letter, error)
        return self._later(hand, _said(error))

    def _later(self, hand: InHand, said: Said) -> Outcome:
        """Put it off, each time for longer, as long as it will still be of use."""
        at = hand.now()
        next_at = at + self._rules.pause(hand.notification.attempts)
        if next_at >= hand.notification.expires_at:
            return _dead(hand, said, "not taken by the mail server in time")
        move = partial(
            moves.put_back, held=hand.held, now=at, next_at=next_at, said=said, counts=True
        )
        return Outcome("put off", move)

    def _not_sent(self, hand: InHand, said: Said, pause: timedelta = timedelta(0)) -> Outcome:
        """Put it back for a reason that is not its own: it costs the letter none of its tries."""
        at = hand.now()
        move = partial(
            moves.put_back, held=hand.held, now=at, next_at=at + pause, said=said, counts=False
        )
        return Outcome("put back", move)


def _went_out(hand: InHand, letter: Letter, payload: bytes) -> WentOut:
    return WentOut(
        to_hash=address_hash(letter.to_address),
        subject=letter.subject,
        body=None if hand.notification.is_secret else zlib.compress(payload, 1),
        body_sha256=hashlib.sha256(payload).hexdigest(),
    )


def _said(error: DeliveryError) -> Said:
    return Said(error.phase, error.code, error.enhanced, error.text)


def _dead(hand: InHand, said: Said, reason: str) -> Outcome:
    move = partial(moves.dead, held=hand.held, now=hand.now(), said=said, reason=reason)
    return Outcome(LetterState.DEAD, move)


def _refused_for_good(hand: InHand, letter: Letter, error: DeliveryError) -> Outcome:
    """A 5xx is a bounce, and a hard one ends all mail to the address; what we refuse ourselves is
    dead."""
    if error.code is None:
        return _dead(hand, _said(error), error.text)
    held, at = hand.held, hand.now()
    plain = error.code if error.phase is Phase.RCPT else None  # later it speaks of the letter
    hard = is_hard(error.enhanced, plain)

    def move(session: Session) -> bool:
        came = moves.bounced(session, held, now=at, said=_said(error))
        if came:
            add_bounce(
                session,
                Bounce(
                    notification_id=held.id,
                    address_hash=address_hash(letter.to_address),
                    kind=BounceKind.HARD if hard else BounceKind.SOFT,
                    enhanced=error.enhanced,
                    reason=f"{error.code} {error.text}"[:200],
                    at=at,
                ),
            )
        return came

    return Outcome(LetterState.BOUNCED, move)
