"""Whose turn it is: of all that could go to a person on a day, what goes today.

At most one timed letter a person a working day, whatever the family (`interaction.md` 3.1). What
waits loses nothing: rules are windows, so it comes up again on the next working day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class Urgency(IntEnum):
    """What goes first. Only the first cannot wait for the next working day at all."""

    DUE_TODAY = 0
    DIGEST = 1
    LAST_CHANCE = 2
    """An agenda on the last day of its week."""
    ESCALATION = 3
    REMINDER = 4
    COVERING = 5
    DECISION = 6
    BOARD = 7
    DELIVERY = 8


WORDS = {
    "reminder": "reminder",
    "digest": "weekly summary",
    "escalation": "escalation",
    "new_date_asked": "request for a decision",
    "sign_off_asked": "request for a decision",
    "check_due": "request for a decision",
    "board_digest": "board summary",
    "board_pack": "word that a report to the board is to be made",
    "delivery_problem": "word of a delivery problem",
}
"""Every purpose that the timed rules plan, and what it is called in a reason."""


@dataclass(frozen=True)
class Candidate:
    """A letter that could go today.

    `key` can be planned once. `occasions` are what it answers, with the action each is about, and
    can be answered once too; `steps` are the actions it speaks of, each at its step. `whose` is the
    person it would have gone to, who is `to` unless somebody covers. `planned_id` is set on one
    that was planned on an earlier day and has not left.
    """

    kind: str
    to: int
    whose: int
    key: str
    urgency: Urgency
    occasions: tuple[tuple[str, int | None], ...] = ()
    steps: tuple[tuple[int, str], ...] = ()
    passed_over: tuple[str, ...] = ()
    """Keys of older steps that it makes pointless."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    plan_id: int | None = None
    planned_id: str | None = None

    @property
    def family(self) -> tuple[Any, ...]:
        """What a newer letter must share to say all that this one would have said."""
        about = (self.facts.get(name) for name in ("level", "request", "submission", "recheck"))
        return (self.kind, self.whose, self.plan_id, *about)


@dataclass(frozen=True)
class Turn:
    """What goes, and what waits with the kind of letter it makes way for."""

    going: tuple[Candidate, ...]
    waiting: tuple[tuple[Candidate, str], ...]


def take_turns(candidates: Iterable[Candidate], *, had: Mapping[int, list[str]], most: int) -> Turn:
    """Choose at most `most` letters for each person; `had` are the kinds they have had today."""
    going: list[Candidate] = []
    waiting: list[tuple[Candidate, str]] = []
    taken = {person: list(kinds) for person, kinds in had.items()}
    for one in sorted(candidates, key=_first):
        kinds = taken.setdefault(one.to, [])
        if len(kinds) < most:
            kinds.append(one.kind)
            going.append(one)
        else:
            waiting.append((one, kinds[0]))
    return Turn(tuple(going), tuple(waiting))


def why_waits(before: str, most: int) -> str:
    """'one email a working day: the weekly summary goes first, this waits for the next'."""
    number = "one email" if most == 1 else f"{most} emails"
    return (
        f"{number} a working day: the {WORDS.get(before, 'other')} goes first, this waits for the"
        " next working day"
    )


def _first(one: Candidate) -> tuple[int, bool, bool, str]:
    """Planned earlier before new, a person's own before what they cover, then always the same."""
    return one.urgency, one.planned_id is None, one.to != one.whose, one.key
