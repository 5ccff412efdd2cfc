"""Whom an overdue action is escalated to, and when (`interaction.md` 3.2, message 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.actions import RESTS, is_open
from tracker.domain.ladder import Ladder
from tracker.domain.reminders import OwnedAction
from tracker.domain.workdays import Holidays, working_days_between

MANAGER, DIRECTOR = 1, 2
STEP = "level "
"""What a letter that takes an action further up says of it, before the level."""


@dataclass(frozen=True)
class Escalation:
    """That an action is to be taken to the next person up, or why it cannot be."""

    action_id: int
    level: int
    key: str
    to: int | None
    reason: str = ""


def escalations(
    action: OwnedAction,
    manager_id: int,
    ladder: Ladder,
    *,
    today: date,
    holidays: Holidays,
    planned: Mapping[str, date],
) -> list[Escalation]:
    """What of this action is to be escalated today; once a level for each due date.

    What the owner says does not stop it, nor leave or cover; a decision that waits does. The
    director is told on a later day than the manager, so that the manager can act first. Where a
    review has decided what happens, the days are counted from then: nothing climbs past a choice
    that was made until it has had as long to work as the rules give.
    """
    if _is_held(action):
        return []
    since = max(action.standing.due_on, action.reviewed_on or action.standing.due_on)
    late = working_days_between(since, today, holidays)
    rules = action.rules
    manager = ladder.first_active(manager_id)
    found: list[Escalation] = []
    if rules.manager_after is not None and late >= rules.manager_after:
        key = escalation_key(action.id, action.standing.due_on, MANAGER)
        to = manager if manager != action.owner_id else None
        if key not in planned:
            found.append(Escalation(action.id, MANAGER, key, to, _why_not(MANAGER)))
        if to is not None and planned.get(key, today) == today:
            return found
    if rules.director_after is not None and late >= rules.director_after:
        key = escalation_key(action.id, action.standing.due_on, DIRECTOR)
        to = ladder.above(manager) if manager is not None else None
        if key not in planned:
            to = to if to != action.owner_id else None
            found.append(Escalation(action.id, DIRECTOR, key, to, _why_not(DIRECTOR)))
    return found


def escalation_key(action_id: int, due_on: date, level: int) -> str:
    """The key of a level; a moved due date arms it again."""
    return f"escalation|act:{action_id}|due:{due_on}|level:{level}"


def _is_held(action: OwnedAction) -> bool:
    standing = action.standing
    waits = standing.progress in RESTS or action.asked_for_on is not None
    return waits or action.plan_paused or not is_open(standing.progress)


def _why_not(level: int) -> str:
    if level == MANAGER:
        return "its manager owns it, so it is taken to the person above"
    return "there is nobody above its manager to take it to"
