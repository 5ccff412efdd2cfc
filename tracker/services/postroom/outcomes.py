"""What can come of a letter in hand: a word for counting, and the move to commit."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from random import Random

from sqlalchemy import Connection

from tracker.delivery.errors import DeliveryError
from tracker.domain.wording import local_day
from tracker.domain.workdays import local_instant, next_sending_time
from tracker.store import outbox_moves as moves
from tracker.store.outbox import LetterState, Notification
from tracker.store.outbox_moves import Claim, Said

Now = Callable[[], datetime]

A_MOMENT = timedelta(seconds=5)
"""The pause before a letter is tried again that this machine could not send."""


@dataclass(frozen=True)
class Refused:
    """That a letter is not wanted any more: CANCELLED or SUPERSEDED, and why in words."""

    state: LetterState
    reason: str


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
    move: Callable[[Connection], bool]
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


def dropped(hand: InHand, refused: Refused) -> Outcome:
    """It is not wanted any more."""
    move = partial(
        moves.dropped, held=hand.held, to=refused.state, now=hand.now(), reason=refused.reason
    )
    return Outcome(refused.state, move)


def dead(hand: InHand, said: Said, reason: str) -> Outcome:
    """It cannot be sent, or not in time."""
    move = partial(moves.dead, held=hand.held, now=hand.now(), said=said, reason=reason)
    return Outcome(LetterState.DEAD, move)


def later(hand: InHand, said: Said, rules: Rules) -> Outcome:
    """Put it off, each time for longer, as long as it will still be of use."""
    at = hand.now()
    next_at = at + rules.pause(hand.notification.attempts)
    if next_at >= hand.notification.expires_at:
        return dead(hand, said, "not taken by the mail server in time")
    move = partial(moves.put_back, held=hand.held, now=at, next_at=next_at, said=said, counts=True)
    return Outcome("put off", move)


def not_sent(hand: InHand, said: Said, pause: timedelta = timedelta(0)) -> Outcome:
    """Put it back for a reason that is not its own: it costs the letter none of its tries."""
    at = hand.now()
    move = partial(
        moves.put_back, held=hand.held, now=at, next_at=at + pause, said=said, counts=False
    )
    return Outcome("put back", move)


def too_many(hand: InHand, gone: int, going: int, rules: Rules) -> Outcome | None:
    """Put it off to the next morning when its reader has had the most for one day.

    `gone` and `going` are how many others its reader was sent in the day and has on their way:
    those count too, and which of them goes first is settled in a moment. None when it may go.
    """
    limit = rules.daily_limit
    if limit is None or gone + going < limit:
        return None
    if gone < limit:
        return not_sent(hand, Said("check"), A_MOMENT * rules.random.uniform(0.5, 2))
    said = Said("check", text=f"{limit} emails that day, the most for one person")
    next_at = rules.next_morning(hand.now())
    if next_at >= hand.notification.expires_at:
        return dropped(hand, Refused(LetterState.CANCELLED, said.text))
    return replace(not_sent(hand, said, next_at - hand.now()), word="put off")
