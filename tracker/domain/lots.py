"""Actions that stand alike, counted together: what the calendar says of one it says of them all.

Whether something is overdue, due soon, silent or completed this month depends on the side of a few
days on which its own dates lie, and on nothing else about it.
"""

from bisect import bisect_right
from datetime import date, timedelta

from tracker.domain.actions import (
    DUE_SOON_DAYS,
    STALE_AFTER_DAYS,
    Progress,
    Standing,
    is_signed_off,
)
from tracker.domain.narrowing import LAST_DAYS


def due_steps(today: date) -> list[date]:
    """The days, the earliest first, from each of which another thing is said of what is due."""
    late = [today - timedelta(days=last) for last in LAST_DAYS]
    return sorted([*late, today, today + timedelta(days=DUE_SOON_DAYS + 1)])


def step_of(due_on: date, today: date) -> int:
    """How many of the steps a due date has reached."""
    return bisect_right(due_steps(today), due_on)


def silent_since(today: date) -> date:
    """The last day on which an update is too long ago."""
    return today - timedelta(days=STALE_AFTER_DAYS)


def alike(
    progress: Progress, step: int, *, today: date, silent: bool, this_month: bool, sent_late: bool
) -> Standing:
    """How each action of a lot stands, as far as counting can tell: its dates are others on the
    same side of every day that matters.

    `this_month` is of what is signed off, `sent_late` of what was sent for sign-off.
    """
    steps, first = due_steps(today), today.replace(day=1)
    due_on = steps[step - 1] if step else steps[0] - timedelta(days=1)
    sent_on = today if sent_late else due_on
    return Standing(
        progress=progress,
        due_on=due_on,
        expected_on=None,
        started_on=due_on,
        last_update_on=silent_since(today) if silent else today,
        completed_on=(first if this_month else first - timedelta(days=1))
        if is_signed_off(progress)
        else None,
        submitted_on=sent_on if progress is Progress.SUBMITTED else None,
    )
