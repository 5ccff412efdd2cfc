"""What is asked of somebody who puts an action on hold, takes it up again, or drops it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import day

LONGEST_REASON = 2000
LONGEST_HOLD = timedelta(days=183)
"""Half a year: what rests longer is decided about again."""


class Choice(StrEnum):
    """What may be decided."""

    HOLD = "hold"
    RESUME = "resume"
    DROP = "drop"


@dataclass(frozen=True)
class Rest:
    """What was decided. `until` counts only for a hold: the day on which it ends by itself."""

    choice: Choice | None
    reason: str = ""
    until: date | None = None


def faults_of(rest: Rest, *, today: date) -> Iterator[RuleBroken]:
    """Everything wrong with a decision, each with its field."""
    if rest.choice is None:
        yield RuleBroken("Select what you want to do", field="choice")
        return
    if rest.choice is Choice.HOLD:
        latest = today + LONGEST_HOLD
        if rest.until is None:
            yield RuleBroken("Enter the day to take it up again", field="until")
        elif not today < rest.until <= latest:
            words = f"Day to take it up again must be in the future, and by {day(latest)}"
            yield RuleBroken(words, field="until")
    if rest.choice is not Choice.RESUME and not rest.reason:
        why = "Say why it is on hold" if rest.choice is Choice.HOLD else "Say why it is not needed"
        yield RuleBroken(why, field="reason")
    if len(rest.reason) > LONGEST_REASON:
        yield RuleBroken(f"Reason must be {LONGEST_REASON} characters or less", field="reason")
