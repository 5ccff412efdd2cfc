"""What a manager may decide about an overdue action, and in which order a review goes on."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain, islice

from tracker.domain.wording import count, local_day

CHASE_WAIT = timedelta(minutes=15)
"""How long the letters of a review wait after its last decision, so that a decision can change."""
JUST_NOW = timedelta(hours=1)
"""How long an update counts as made during the meeting."""


class Says(StrEnum):
    """What a letter that comes of a review says of an action."""

    CHASE = "chase"
    DATE = "date decided"
    RESTS = "put on hold"
    GIVEN = "given"
    BY_HAND = "by hand"
    """That a person has taken it further up."""


ASKS_NOTHING = frozenset({Says.DATE, Says.RESTS, Says.GIVEN})
"""What is only told: it reminds nobody of anything."""


@dataclass(frozen=True)
class Chasing:
    """The facts that say whether an owner can be asked for an update now."""

    number: str
    owner: str
    owner_is_here: bool
    """False once the owner has been turned off: no letter would reach them."""
    owner_asks: bool
    """True when the person who would chase owns the action themself."""
    waits_for_sign_off: bool
    is_on_hold: bool
    chased_at: datetime | None


def why_not_chase(facts: Chasing, today: date) -> str | None:
    """Why the owner cannot be chased today, as a sentence that says what to do; None when they can.

    An action is chased at most once a day, whoever asks.
    """
    if facts.waits_for_sign_off:
        return f"Action {facts.number} is waiting for sign-off, so its owner has nothing to add."
    if facts.is_on_hold:
        return f"Action {facts.number} is on hold, so nothing is asked of its owner."
    if facts.owner_asks:
        return f"You own action {facts.number} yourself. Update it, or choose another decision."
    if not facts.owner_is_here:
        return (
            f"{facts.owner} can no longer be emailed. Give action {facts.number} to someone else."
        )
    if facts.chased_at and local_day(facts.chased_at) == today:
        return f"Action {facts.number} has been chased today. It can be chased again tomorrow."
    return None


def next_to_review(
    order: Sequence[str], reviewed: AbstractSet[str], *, after: str | None = None
) -> str | None:
    """The first not reviewed after this one, beginning again at the top; None when all others are.

    What is skipped stays: it comes round again.
    """
    start = order.index(after) + 1 if after in order else 0
    turns = chain(islice(order, start, None), islice(order, start))
    return next((ref for ref in turns if ref not in reviewed and ref != after), None)


def just_updated(at: datetime | None, now: datetime) -> str | None:
    """'Updated 4 minutes ago' for an update made during the meeting, None for an older one."""
    if at is None or not timedelta(0) <= now - at < JUST_NOW:
        return None
    minutes = int((now - at).total_seconds()) // 60
    return (
        f"Updated {count(minutes, 'minute')} ago" if minutes else "Updated less than a minute ago"
    )
