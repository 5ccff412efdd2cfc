"""Which of their lists an owner finds an action in (`interaction.md` 2.2)."""

from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.actions import Heard, Progress, needs_update

SOON_DAYS = 30
_SOON = timedelta(SOON_DAYS)


class Pile(StrEnum):
    """The lists on 'My actions'; an open action is in exactly one."""

    UPDATE_NOW = "update_now"
    UPDATED_TODAY = "updated_today"
    SOON = "soon"
    LATER = "later"
    WAITING = "waiting"
    """Sent for sign-off: somebody else has to act."""
    ON_HOLD = "on_hold"


def pile(standing: Heard, today: date, *, chased: bool) -> Pile:
    """The list an open action stands in.

    An action late or due that its owner has spoken about today is not asked about again the same
    day: otherwise the way from one update to the next would go round for ever. One that was
    returned since is.
    """
    if standing.progress is Progress.SUBMITTED:
        return Pile.WAITING
    if standing.progress is Progress.ON_HOLD:
        return Pile.ON_HOLD
    if needs_update(standing, today, chased=chased):
        returned = standing.progress is Progress.RETURNED
        heard = standing.last_update_on == today and not chased and not returned
        return Pile.UPDATED_TODAY if heard else Pile.UPDATE_NOW
    return Pile.SOON if standing.due_on <= today + _SOON else Pile.LATER
