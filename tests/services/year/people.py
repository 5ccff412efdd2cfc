"""The made-up council: what is so on a day, as plain values that a model can read."""

from dataclasses import dataclass, field
from datetime import date

BANK_HOLIDAYS_2026 = {
    date(2025, 12, 25),
    date(2025, 12, 26),
    date(2026, 1, 1),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 5, 4),
    date(2026, 5, 25),
    date(2026, 8, 31),
    date(2026, 12, 25),
    date(2026, 12, 28),
    date(2027, 1, 1),
    date(2027, 3, 26),
    date(2027, 3, 29),
}
"""As published for England and Wales, typed in here and not asked of any library."""
CLOSED_2026 = {date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31), date(2026, 8, 28)}


@dataclass
class P:
    """A person."""

    id: int
    role: str
    manager: int | None
    team: int | None
    pattern: str = "weekly"
    agenda_weekday: int = 0
    wants_digest: bool = True
    digest_weekday: int = 0
    wants_board: bool = True
    hour: int | None = None
    active: bool = True
    pause: tuple[date, date] | None = None
    bounces: bool = False


@dataclass
class Laid:
    """The rules laid down for an action, as far as they differ."""

    before: tuple[int, ...] = (10,)
    overdue: tuple[int, ...] = (1, 5, 10)
    manager_after: int = 10
    director_after: int = 20
    stale_after: int = 30
    quiet_days: int = 14


@dataclass
class A:
    """An action."""

    id: int
    plan: int
    owner: int
    manager: int
    due: date
    starts: date
    given: date
    rules: Laid
    state: str = "open"
    updated: date | None = None
    chased: bool = False
    request: tuple[int, date] | None = None
    asker: int | None = None
    """Who asked for the new date that waits."""
    moves: int = 0
    submission: tuple[int, date] | None = None


@dataclass
class Leave:
    """Days away, with whoever covers."""

    person: int
    by: int | None
    first: date
    last: date
    decides: bool


@dataclass
class Plans:
    """The plans: which are paused, which have a day for the board."""

    lead: int
    paused: set[int] = field(default_factory=set)
    board_day: dict[int, int] = field(default_factory=dict)


@dataclass
class Council:
    """Everything that is so today."""

    people: dict[int, P]
    heads: dict[int, tuple[int | None, int | None]]
    """Each team's head and the team above it."""
    actions: dict[int, A]
    plans: Plans
    leaves: list[Leave] = field(default_factory=list)

    def away(self, person: int, on: date) -> Leave | None:
        """The leave this person is on, if any."""
        return next(
            (one for one in self.leaves if one.person == person and one.first <= on <= one.last),
            None,
        )

    def above(self, person: int) -> int | None:
        """Who is next above this person: a manager, else the head of a team."""
        passed, here = {person}, person
        while (boss := self.people[here].manager) is not None and boss not in passed:
            if self.people[boss].active:
                return boss
            passed.add(boss)
            here = boss
        team = self.people[here].team
        while team is not None:
            head, parent = self.heads[team]
            if head is not None and head not in passed and self.people[head].active:
                return head
            team = parent
        return None

    def first(self, person: int) -> int | None:
        """This person, or who is above when they are turned off."""
        return person if self.people[person].active else self.above(person)

    def decider(self, a: A, today: date, *, of_date: bool) -> int:
        """Who decides about an action: of its date never who asked nor who covers for the owner,
        and the next one up once it has moved."""
        never = self.parties(a, today, of_date=of_date)
        decider = self._spared(self.first(a.manager), never)
        if of_date and a.moves and decider is not None:
            decider = self._spared(self.above(decider), never) or decider
        return self.plans.lead if decider is None else decider

    def parties(self, a: A, today: date, *, of_date: bool) -> set[int]:
        """Who never decides about it."""
        leave = self.away(a.owner, today)
        others = (a.asker if of_date else None, leave.by if leave else None)
        return {a.owner, *(n for n in others if n is not None)}

    def rungs(self, a: A, today: date, *, of_date: bool) -> list[tuple[int, set[int]]]:
        """Who decides, then who may decide in their place, the next one up first; each with those
        to whom a letter for them is no use."""
        never = self.parties(a, today, of_date=of_date)
        decider = self.decider(a, today, of_date=of_date)
        found: list[int] = []
        here = self.above(decider)
        while here is not None and here not in (decider, *found):
            found.append(here)
            here = self.above(here)
        may = [n for n in found if self.people[n].role in ("manager", "performance")]
        return [(decider, never), *((n, {*never, decider}) for n in may if n not in never)]

    def _spared(self, person: int | None, never: set[int]) -> int | None:
        tried: set[int] = set()
        while person in never:
            if person is None or person in tried:
                return None
            tried.add(person)
            person = self.above(person)
        return person

    def paused(self, person: int, on: date) -> bool:
        """Whether this person has paused their emails."""
        pause = self.people[person].pause
        return bool(pause and pause[0] <= on <= pause[1])
