"""The letters in hand, checked and written: all of them in one transaction that only reads."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from flask import current_app
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from tracker.delivery.channels import Channel
from tracker.delivery.errors import DeliveryError
from tracker.delivery.letter import Letter
from tracker.domain.wording import local_day
from tracker.domain.workdays import local_instant
from tracker.extensions import db, only_reading
from tracker.services.postroom.liveness import WRITING, FileLiveness
from tracker.services.postroom.outcomes import (
    A_MOMENT,
    InHand,
    Now,
    Outcome,
    Refused,
    Rules,
    dead,
    dropped,
    later,
    not_sent,
)
from tracker.store import outbox_moves as moves
from tracker.store.outbox import (
    LetterState,
    Notification,
    address_hash,
    other_letters_of,
    suppressed_among,
)
from tracker.store.outbox_moves import Said

log = logging.getLogger(__name__)

Write = Callable[[Notification, datetime], Letter | Refused]
"""Checks that a letter is still wanted and writes it as its reader may see it now. Only reads."""

AskAhead = Callable[[Sequence[Notification], datetime], None]
"""Asks the database together for what writing each of these letters would ask by itself."""


def ask_nothing(_letters: Sequence[Notification], _now: datetime) -> None:
    """For those who write letters that ask nothing."""


@dataclass(frozen=True)
class Written:
    """A letter as it may go: its bytes, and how many others its reader was sent in the day and has
    on their way in other hands."""

    letter: Letter
    payload: bytes
    gone: int = 0
    going: int = 0


class Writing:
    """Writes what is in hand. What is wrong with one letter ends in its outcome, and the others are
    written all the same."""

    def __init__(
        self,
        write: Write,
        channel: Channel,
        liveness: FileLiveness,
        rules: Rules,
        ask_ahead: AskAhead = ask_nothing,
    ) -> None:
        self._write = write
        self._channel = channel
        self._liveness = liveness
        self._rules = rules
        self._ask_ahead = ask_ahead

    def write(self, letters: Sequence[Notification], now: Now) -> dict[str, Written | Outcome]:
        """Each of these by its number: written from facts read just now, or why it was not."""
        reading = only_reading.set(True)
        try:
            # In a session of its own: what was read here is nothing that later commits must forget.
            with current_app.app_context():
                self._ask(letters, now())
                hands = [InHand(one, now) for one in letters]
                came = {hand.notification.id: self._one(hand) for hand in hands}
                return came | self._looked_up(hands, came)
        finally:
            only_reading.reset(reading)

    def _ask(self, letters: Sequence[Notification], now: datetime) -> None:
        try:
            self._ask_ahead(letters, now)
        except Exception:  # each is then asked about by itself, and the one at fault found
            db.session.rollback()
            log.exception("what several letters need could not be asked for together")

    def _one(self, hand: InHand) -> Written | Outcome:
        if hand.now() >= hand.notification.expires_at:
            return dead(hand, Said("check"), moves.TOO_LATE)
        self._liveness.say(WRITING, hand.notification.id)
        try:
            written = self._write(hand.notification, hand.now())
            if isinstance(written, Refused):
                return dropped(hand, written)
            return Written(written, self._channel.prepare(written, date=hand.now()))
        except OperationalError as error:
            db.session.rollback()
            return not_sent(hand, Said("check", text=type(error).__name__), A_MOMENT)
        except DeliveryError as error:
            return dead(hand, said_by(error), error.text)
        except Exception as error:  # one bad letter must not stop the others
            db.session.rollback()
            log.exception("letter %s could not be written", hand.notification.id)
            return later(hand, Said("write", text=type(error).__name__), self._rules)

    def _looked_up(
        self, hands: Sequence[InHand], came: dict[str, Written | Outcome]
    ) -> dict[str, Written | Outcome]:
        """The written ones once more: with what else their readers get, or why they do not go,
        where mail to their address came back before."""
        ready = [
            (hand, written)
            for hand in hands
            if isinstance(written := came[hand.notification.id], Written)
        ]
        if not ready:
            return {}
        try:
            hashes = {address_hash(one.letter.to_address) for _hand, one in ready}
            bounced = suppressed_among(db.session(), hashes)
            others = self._others([hand for hand, _one in ready])
        except SQLAlchemyError as error:
            said = Said("check", text=type(error).__name__)
            return {hand.notification.id: not_sent(hand, said, A_MOMENT) for hand, _one in ready}
        return {
            hand.notification.id: dropped(hand, _BOUNCED_BEFORE)
            if address_hash(one.letter.to_address) in bounced
            else _among(one, others.get(hand.notification.recipient_id))
            for hand, one in ready
        }

    def _others(self, hands: Sequence[InHand]) -> dict[int, tuple[int, int]]:
        if self._rules.daily_limit is None:
            return {}
        midnight = local_instant(local_day(hands[0].now()), time.min)
        return other_letters_of(db.session(), [hand.notification for hand in hands], midnight)


def _among(written: Written, others: tuple[int, int] | None) -> Written:
    return replace(written, gone=others[0], going=others[1]) if others else written


_BOUNCED_BEFORE = Refused(LetterState.CANCELLED, "mail to this address bounced before")


def said_by(error: DeliveryError) -> Said:
    """How far a conversation came that failed, and what was said."""
    return Said(error.phase, error.code, error.enhanced, error.text)
