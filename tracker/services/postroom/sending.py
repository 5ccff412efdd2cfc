"""One letter in hand: handed over, and what came of it. Nothing is committed here but the gate, and
with it the end of the letter before; the move that ends this one is given back to the post room."""

import hashlib
import logging
import zlib
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from time import monotonic

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.delivery.channels import Channel
from tracker.delivery.errors import DeliveryError, Phase
from tracker.delivery.letter import Letter
from tracker.domain.inbound_mail import is_hard
from tracker.extensions import db
from tracker.services.killpoints import kp
from tracker.services.postroom.ends import Ends
from tracker.services.postroom.liveness import SENDING, FileLiveness
from tracker.services.postroom.outcomes import (
    A_MOMENT,
    InHand,
    Outcome,
    Rules,
    dead,
    later,
    not_sent,
    too_many,
)
from tracker.services.postroom.writing import Written, said_by
from tracker.store import outbox_moves as moves
from tracker.store.bounces import Bounce, BounceKind, add_bounce
from tracker.store.outbox import WAITED_FOR, LetterState, address_hash
from tracker.store.outbox_gate import Sent, WentOut, gate, is_called_back
from tracker.store.outbox_moves import Said

log = logging.getLogger(__name__)


class Sender:
    """Hands written letters over one after another over one channel."""

    def __init__(self, channel: Channel, liveness: FileLiveness, rules: Rules, ends: Ends) -> None:
        self._channel = channel
        self._liveness = liveness
        self._rules = rules
        self._ends = ends
        self._sent_to: Counter[int] = Counter()
        channel.watch(lambda phase: kp(f"smtp.{phase}"), ends.try_to_write)

    def begin(self) -> None:
        """Letters were written just now, knowing of all that had gone by then."""
        self._sent_to.clear()

    def handle(self, hand: InHand, written: Written) -> Outcome:
        """Send a letter; what fails about this one ends in its outcome."""
        notification = hand.notification
        gone = written.gone + self._sent_to[notification.recipient_id]
        if notification.kind not in WAITED_FOR and (
            put_off := too_many(hand, gone, written.going, self._rules)
        ):
            return put_off
        self._liveness.say(SENDING, notification.id)
        came = self._sent(hand, written.letter, written.payload)
        if came.word == LetterState.SENT:
            self._sent_to[notification.recipient_id] += 1
        return came

    def _sent(self, hand: InHand, letter: Letter, payload: bytes) -> Outcome:
        called_back: list[bool] = []
        opens = partial(self._gate, hand, _went_out(hand, letter, payload), called_back)
        renew = partial(self._renew, hand)
        try:
            again = hand.notification.doubt_count > 0
            accepted = self._channel.send(letter, payload, opens, waiting=renew, again=again)
        except DeliveryError as error:
            if error.phase is Phase.GATE:
                pause = timedelta(0) if any(called_back) else A_MOMENT
                return not_sent(hand, said_by(error), pause)
            return self._failed(hand, letter, error)
        except SQLAlchemyError as error:
            # The gate's commit failed or its answer was lost; either way the dot was not sent.
            return not_sent(hand, Said(Phase.GATE, text=type(error).__name__), A_MOMENT)
        kp("smtp.accepted")
        said = Said(Phase.DOT, accepted.code, accepted.enhanced, accepted.text)
        return Outcome(LetterState.SENT, Sent(hand.held, hand.now(), said))

    def _gate(self, hand: InHand, went_out: WentOut, called_back: list[bool]) -> float | None:
        kp("gate.begin")
        with self._ends.begin() as connection:
            ended = self._ends.only_sent()
            opened = gate(connection, hand.held, now=hand.now(), went_out=went_out, before=ended)
            if not opened:
                called_back.append(is_called_back(connection, hand.held))
            if not ended:
                self._ends.make(connection)
            kp("gate.updated")
            before = monotonic()
        kp("gate.committed")
        self._ends.are_written()
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
                moves.in_doubt, held=hand.held, now=at, next_at=next_at, said=said_by(error)
            )
            return Outcome("in doubt", move)
        if error.relay:
            return replace(not_sent(hand, said_by(error)), trouble=error)
        if error.permanent:
            return _refused_for_good(hand, letter, error)
        return later(hand, said_by(error), self._rules)


def _went_out(hand: InHand, letter: Letter, payload: bytes) -> WentOut:
    return WentOut(
        to_hash=address_hash(letter.to_address),
        subject=letter.subject,
        body=None if hand.notification.is_secret else zlib.compress(payload, 1),
        body_sha256=hashlib.sha256(payload).hexdigest(),
    )


def _refused_for_good(hand: InHand, letter: Letter, error: DeliveryError) -> Outcome:
    """A 5xx is a bounce, and a hard one ends all mail to the address; what we refuse ourselves is
    dead."""
    if error.code is None:
        return dead(hand, said_by(error), error.text)
    held, at = hand.held, hand.now()
    plain = error.code if error.phase is Phase.RCPT else None  # later it speaks of the letter
    hard = is_hard(error.enhanced, plain)

    def move(connection: Connection) -> bool:
        came = moves.bounced(connection, held, now=at, said=said_by(error))
        if came:
            bounce = Bounce(
                notification_id=held.id,
                address_hash=address_hash(letter.to_address),
                kind=BounceKind.HARD if hard else BounceKind.SOFT,
                enhanced=error.enhanced,
                reason=f"{error.code} {error.text}"[:200],
                at=at,
            )
            with Session(connection) as session:
                add_bounce(session, bounce)
                session.flush()
        return came

    return Outcome(LetterState.BOUNCED, move)
