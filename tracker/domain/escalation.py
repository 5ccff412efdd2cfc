"""Whom an overdue action is escalated to, and when (`interaction.md` 3.2, message 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.actions import Progress, is_open
from tracker.domain.reminders import OwnedAction
from tracker.domain.workdays import Holidays, working_days_between

MANAGER, DIRECTOR = 1, 2
_MOST_RUNGS = 20
"""No tree is so tall; a circle in it must not hold up the morning."""


@dataclass(frozen=True)
class Rung:
    """One person as the ladder sees them."""

    active: bool
    manager_id: int | None
    team_id: int | None


@dataclass(frozen=True)
class Unit:
    """One team as the ladder sees it."""

    parent_id: int | None
    head_id: int | None


@dataclass(frozen=True)
class Ladder:
    """Everybody with who is above them, and every team with its head and the team above."""

    people: Mapping[int, Rung]
    teams: Mapping[int, Unit]

    def above(self, person_id: int) -> int | None:
        """The next person up who is turned on: along the managers, else the heads of the teams."""
        seen = {person_id}
        here = person_id
        for _rung in range(_MOST_RUNGS):
            manager = self.people[here].manager_id if here in self.people else None
            if manager is None or manager in seen:
                break
            if self._is_active(manager):
                return manager
            seen.add(manager)
            here = manager
        return self._head_above(here, not_these=seen)

    def first_active(self, person_id: int) -> int | None:
        """The person, or whoever is above when they are turned off."""
        return person_id if self._is_active(person_id) else self.above(person_id)

    def _head_above(self, person_id: int, *, not_these: set[int]) -> int | None:
        team = self.people[person_id].team_id if person_id in self.people else None
        for _rung in range(_MOST_RUNGS):
            if team is None or team not in self.teams:
                return None
            head = self.teams[team].head_id
            if head is not None and head not in not_these and self._is_active(head):
                return head
            team = self.teams[team].parent_id
        return None

    def _is_active(self, person_id: int) -> bool:
        return person_id in self.people and self.people[person_id].active


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
    director is told on a later day than the manager, so that the manager can act first.
    """
    if _is_held(action):
        return []
    late = working_days_between(action.standing.due_on, today, holidays)
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
    waits = standing.progress is Progress.SUBMITTED or action.asked_for_on is not None
    return waits or action.plan_paused or not is_open(standing.progress)


def _why_not(level: int) -> str:
    if level == MANAGER:
        return "its manager owns it, so it is taken to the person above"
    return "there is nobody above its manager to take it to"
