"""What a list of actions is narrowed by beside timing: open or done, how long overdue, how often
and why its due date has moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.actions import Standing, days_late, is_open, is_overdue, is_signed_off
from tracker.domain.charts import month_before
from tracker.domain.dates import DelayReason


class Stage(StrEnum):
    """Whether an action is still to be done. One that is no longer needed is at neither stage."""

    OPEN = "open"
    COMPLETED = "completed"
    THIS_MONTH = "completed_this_month"
    LAST_WEEK = "completed_last_7_days"
    LAST_MONTH = "completed_last_month"


STAGE_WORDS = {
    Stage.OPEN: "Open",
    Stage.COMPLETED: "Completed",
    Stage.THIS_MONTH: "Completed this month",
    Stage.LAST_WEEK: "Completed in the last 7 days",
    Stage.LAST_MONTH: "Completed in the last month",
}


class LateFor(StrEnum):
    """For how long an action has been overdue; the bands leave no day out."""

    WEEK = "1_to_7"
    MONTH = "8_to_30"
    QUARTER = "31_to_90"
    LONGER = "over_90"


LATE_WORDS = {
    LateFor.WEEK: "1 to 7 days",
    LateFor.MONTH: "8 to 30 days",
    LateFor.QUARTER: "31 to 90 days",
    LateFor.LONGER: "over 90 days",
}
OVER_30, OVER_30_WORDS = "over_30", "over 30 days"
"""The two longest bands at once, as a board asks for them."""
_LAST_DAY = {LateFor.WEEK: 7, LateFor.MONTH: 30, LateFor.QUARTER: 90}
LAST_DAYS = tuple(_LAST_DAY.values())
"""The last day overdue of each band that has one."""


class Moved(StrEnum):
    """How often the due date of an action has moved, or that it has lately."""

    SINCE = "since"
    LAST_MONTH = "last_month"
    EVER = "ever"
    ONCE = "once"
    TWICE = "twice"
    MORE = "more"


MOVED_WORDS = {
    Moved.LAST_MONTH: "in the last month",
    Moved.EVER: "at all",
    Moved.ONCE: "once",
    Moved.TWICE: "twice",
    Moved.MORE: "three times or more",
}
_TIMES = {
    Moved.EVER: range(1, 10**6),
    Moved.ONCE: range(1, 2),
    Moved.TWICE: range(2, 3),
    Moved.MORE: range(3, 10**6),
}


@dataclass(frozen=True)
class Move:
    """A new due date that was agreed: on which day, and for which reason where one was given."""

    on: date
    reason: DelayReason | None


def is_at(standing: Standing, stage: Stage, today: date) -> bool:
    """True when an action is at a stage; 'this month' is the month of `today`, and 'the last month'
    begins after the same day of the month before."""
    if stage is Stage.OPEN:
        return is_open(standing.progress)
    if not is_signed_off(standing.progress):
        return False
    if stage is Stage.COMPLETED:
        return True
    begins = {
        Stage.THIS_MONTH: today.replace(day=1),
        Stage.LAST_WEEK: today - timedelta(days=7),
        Stage.LAST_MONTH: month_before(today) + timedelta(days=1),
    }[stage]
    return standing.completed_on is not None and standing.completed_on >= begins


def late_for(standing: Standing, today: date) -> LateFor | None:
    """The band an overdue action falls into; None for one that is not overdue."""
    if not is_overdue(standing, today):
        return None
    late = days_late(standing.due_on, today)
    return next((band for band, last in _LAST_DAY.items() if late <= last), LateFor.LONGER)


def is_late_as(standing: Standing, asked: str, today: date) -> bool:
    """True when an action is overdue for as long as was asked: a band, or `OVER_30`."""
    band = late_for(standing, today)
    return band in (LateFor.QUARTER, LateFor.LONGER) if asked == OVER_30 else band == asked


def has_moved(moves: Sequence[Move], moved: Moved, since: date, today: date) -> bool:
    """True when a due date has moved as often as this; SINCE is after the day `since`."""
    if moved in (Moved.SINCE, Moved.LAST_MONTH):
        after = since if moved is Moved.SINCE else month_before(today)
        return any(move.on > after for move in moves)
    return len(moves) in _TIMES[moved]


def reasons(moves: Sequence[Move]) -> frozenset[DelayReason]:
    """The reasons that were given for moving a due date."""
    return frozenset(move.reason for move in moves if move.reason)
