"""Who decides what an owner has asked for, and when they are asked a second time."""

from datetime import date

from tracker.domain.workdays import Holidays, working_days_between

ASKED_AGAIN_AFTER = 5
"""Working days after which somebody who has not decided is asked once more, and then no more."""
ASKED_AT_ONCE = 2
"""Letters a day that ask one person to decide; what comes after them waits for the next morning."""


def decided_by(owner_id: int, manager_id: int, above_id: int | None) -> int:
    """Who decides: the accountable manager, or the next one up about what the manager owns."""
    return above_id if owner_id == manager_id and above_id else manager_id


def is_asked_again(asked_on: date, today: date, holidays: Holidays) -> bool:
    """True when what was asked on a day has waited long enough to be asked once more."""
    return working_days_between(asked_on, today, holidays) >= ASKED_AGAIN_AFTER
