"""Letters that a person causes: queued in the transaction of the change they tell of."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.store.actions import Action
from tracker.store.people import Person


def queue_new_actions(actions: Sequence[Action], *, by: Person, now: datetime) -> None:
    """Tell each owner of what they have been given: one letter a person, after ten minutes.

    Actions given meanwhile join the same letter. Nobody is told of what they gave themselves. The
    caller commits.
    """
    raise NotImplementedError


def set_chases(
    round_key: str, chased: Mapping[int, Sequence[Action]], *, by: Person, send_at: datetime, now: datetime
) -> None:
    """Make the chase letters of one round (`review:12`, `bulk:<request id>`) be exactly these.

    `chased` maps an owner's number to the actions to ask about: one letter an owner, sent at
    `send_at` or in the next sending hours. Called again with other actions it changes what has not
    left yet. The caller commits.
    """
    raise NotImplementedError


def interrupt_letters_about(action: Action) -> None:
    """Make any letter about this action that is being sent right now be checked again first.

    Letters not yet begun are checked when they are written, so they need nothing. The caller
    commits.
    """
    raise NotImplementedError
