"""Who works for whom, who is away, and who may speak or decide in whose place: on paper."""

from dataclasses import dataclass, field
from datetime import date

PEOPLE = ("priya", "tom", "helen", "jean", "alan", "sam", "margaret", "chris")
"""Those who try things, one or more of every role."""
OFFICERS = frozenset({"priya", "tom", "dawn", "marcus"})
PARTNERS = frozenset({"helen", "ruth"})
REVIEWERS = frozenset({"jean", "alan", "sam"})
OWNERS = OFFICERS | PARTNERS | REVIEWERS
"""Those whose role lets them own actions."""
ABOVE = {"jean": "alan"} | dict.fromkeys(OFFICERS, "jean")
PERFORMANCE = "sam"
"""The performance officer, who speaks for every owner and runs the plan."""


@dataclass(frozen=True)
class Spell:
    """Days on which somebody is away and somebody else covers; both days are days away."""

    away: str
    cover: str
    first: date
    last: date
    decides: bool

    def meets(self, first: date, last: date) -> bool:
        """True when it has a day in common with these."""
        return self.first <= last and first <= self.last


@dataclass
class Office:
    """The day it is, and who is away."""

    today: date
    spells: list[Spell] = field(default_factory=list)

    def cover_of(self, away: str) -> str:
        """Who covers for somebody today; empty when nobody does."""
        return next((one.cover for one in self._today() if one.away == away), "")

    def covers(self, who: str, away: str) -> bool:
        """True when somebody covers for that one today."""
        return any(one.cover == who and one.away == away for one in self._today())

    def spells_of(self, away: str) -> list[Spell]:
        """When somebody is away now or later."""
        return [one for one in self.spells if one.away == away and one.last >= self.today]

    def may_be_away(self, spell: Spell) -> bool:
        """Whether this can be set beside what is set already."""
        if spell.cover == spell.away or not {spell.cover, spell.away} <= OWNERS:
            return False
        if spell.away in PARTNERS and spell.cover not in PARTNERS:
            return False  # a partner chooses among their own body's people
        if spell.decides and spell.cover not in REVIEWERS:
            return False
        return not any(
            one.meets(spell.first, spell.last)
            and (spell.away in (one.away, one.cover) or one.away == spell.cover)
            for one in self.spells
        )

    def speaks_for(self, who: str, owner: str) -> bool:
        """True for the owner, whoever covers for them today, and a performance officer."""
        return who in (owner, PERFORMANCE) or self.covers(who, owner)

    def decides_in_place_of(self, who: str, decider: str) -> str | None:
        """For whom somebody takes the decisions of this decider: empty in their own right, as the
        decider or somebody above, the name of whoever they stand in for; None when they do not."""
        if who not in REVIEWERS:
            return None
        if who in line_from(decider):
            return ""
        away = [one.away for one in self._today() if one.cover == who and one.decides]
        return next((one for one in away if one in line_from(decider)), None)

    def _today(self) -> list[Spell]:
        return [one for one in self.spells if one.first <= self.today <= one.last]


def line_from(who: str) -> list[str]:
    """Somebody and everybody above them, upwards."""
    line = [who]
    while line[-1] in ABOVE:
        line.append(ABOVE[line[-1]])
    return line


def decider_of(parties: set[str], *, manager: str, higher: bool) -> str:
    """Who decides: the manager, or the first above who is no party; one rung `higher` where there
    is one; whoever runs the plan when nobody is left."""
    clear = [one for one in line_from(manager) if one not in parties]
    if not clear:
        return PERFORMANCE
    return clear[1] if higher and len(clear) > 1 else clear[0]
