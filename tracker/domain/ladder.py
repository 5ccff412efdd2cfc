"""Who is above whom: along the managers, else along the heads of the teams."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)

_MOST_RUNGS = 20
"""No tree is so tall; a circle in it must not hold up the morning."""


class Rung(Protocol):
    """One person as the ladder sees them."""

    @property
    def active(self) -> bool:
        """Whether they are turned on."""

    @property
    def manager_id(self) -> int | None:
        """Who manages them."""

    @property
    def team_id(self) -> int | None:
        """The team they are in."""


class Unit(Protocol):
    """One team as the ladder sees it."""

    @property
    def parent_id(self) -> int | None:
        """The team above."""

    @property
    def head_id(self) -> int | None:
        """Who heads it."""


class Known(Protocol[T_co]):
    """Where a person or a team is found by number: a dict, or a database."""

    def get(self, number: int, /) -> T_co | None:
        """The one with this number, or None."""


@dataclass(frozen=True)
class Ladder:
    """Everybody with who is above them, and every team with its head and the team above."""

    people: Known[Rung]
    teams: Known[Unit]

    def above(self, person_id: int) -> int | None:
        """The next person up who is turned on: along the managers, else the heads of the teams."""
        seen = {person_id}
        here = person_id
        for _rung in range(_MOST_RUNGS):
            person = self.people.get(here)
            manager = person.manager_id if person else None
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
        person = self.people.get(person_id)
        team_id = person.team_id if person else None
        for _rung in range(_MOST_RUNGS):
            team = None if team_id is None else self.teams.get(team_id)
            if team is None:
                return None
            head = team.head_id
            if head is not None and head not in not_these and self._is_active(head):
                return head
            team_id = team.parent_id
        return None

    def _is_active(self, person_id: int) -> bool:
        person = self.people.get(person_id)
        return person is not None and person.active
