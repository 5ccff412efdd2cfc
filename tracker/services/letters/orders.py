"""What the post room orders, and what comes of an order: a draft, or that it is not wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tracker.domain.wording import day, local_day
from tracker.services.stopping import Stoppable
from tracker.store.people import Person


@dataclass(frozen=True)
class Order:
    """What is to be written.

    `purpose` is what was planned. A letter's kind is found as it is written, since what is planned
    as an agenda may by then be about one action. `is_above` is set where the recipient, or whom
    they cover for, is asked because somebody below has not decided. `for_id` is somebody away,
    whose cover the recipient is. `sample` is the kind of letter an example is one of, `row_id` the
    row of what it tells, where that is neither action nor plan, `recheck_id` the check it asks
    about, and `meets_on` the meeting of a board. `steps` says of actions what there is to tell.
    """

    purpose: str
    recipient_id: int
    message_id: str
    action_ids: frozenset[int] = frozenset()
    is_agenda: bool = False
    by_id: int | None = None
    for_id: int | None = None
    plan_id: int | None = None
    level: int = 1
    is_repeat: bool = False
    is_above: bool = False
    sample: str = ""
    row_id: int = 0
    recheck_id: int = 0
    meets_on: date | None = None
    steps: frozenset[tuple[int, str]] = frozenset()

    def at(self, step: str) -> frozenset[int]:
        """The actions of which this is to be told."""
        return frozenset(action_id for action_id, told in self.steps if told == step)


@dataclass(frozen=True)
class NotWanted:
    """That a letter is not sent after all, and why, in words for the delivery log."""

    reason: str


@dataclass(frozen=True)
class About:
    """The one action a letter is about: every letter to a person about it is in one thread."""

    ref: str
    name: str


@dataclass(frozen=True)
class Draft:
    """Which kind of letter it came to, its reference, and the facts its templates name.

    A letter without `about` stands alone. `stops` is what its reader may stop with one click.
    An example says so, in its subject and first.
    """

    kind: str
    reference: str
    facts: Mapping[str, Any]
    about: About | None = None
    stops: Stoppable | None = None
    is_example: bool = False


@dataclass(frozen=True)
class Away:
    """Somebody away whose letters go to the reader: 'Priya Nair, until 15 July 2011'."""

    person: Person
    until: date
    decides: bool

    @property
    def why(self) -> str:
        """Why the reader gets what would have gone to somebody else."""
        return f"You get this because you cover for {self.person.name} until {day(self.until)}."

    @property
    def note(self) -> str:
        """The same as the first thing the letter says."""
        return f"{self.person.name} is away. You cover until {day(self.until)}."


@dataclass(frozen=True)
class Desk:
    """Where a letter is written: who reads it, when, and where its links lead."""

    reader: Person
    now: datetime
    base: str
    away: Away | None = None
    today: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", local_day(self.now))

    @property
    def whose(self) -> Person:
        """Whose actions and decisions the letter is about: the reader's, unless they cover."""
        return self.away.person if self.away else self.reader

    def why(self, otherwise: str) -> str:
        """Why the reader gets the letter; `otherwise` when it is about their own."""
        return self.away.why if self.away else otherwise
