"""The numbers of the dashboard, each with the address of the list that has as many rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from flask import url_for

from tracker.domain.actions import Standing
from tracker.domain.charts import Timing
from tracker.domain.dates import DELAY_WORDS, DelayReason
from tracker.domain.narrowing import MOVED_WORDS, LateFor, Moved, Stage, has_moved, late_for
from tracker.domain.trends import Totals, times
from tracker.domain.wording import day
from tracker.store.lots import Lot, MovedLot
from tracker.web.plan_filter import NO_DIRECTORATE, Teams, stands_as
from tracker.web.trend_chart import ages

Key = TypeVar("Key")

Count = dict[str, Any]
"""A number, its words, and where it leads: what the macro `counts` takes."""
Kinds = Counter[Standing]
"""How many actions stand how."""


@dataclass(frozen=True)
class Row:
    """A directorate, a person or a partner with their numbers."""

    name: str
    href: str
    open: Count
    overdue: Count
    completed: Count
    updated_on: date | None


@dataclass(frozen=True)
class Numbers:
    """Counts by what the questions of the list ask, so that a number and its list agree."""

    chosen: Mapping[str, str]
    lots: Sequence[Lot]
    """Those that fit what was chosen."""
    today: date

    @cached_property
    def kinds(self) -> Kinds:
        """How all of them stand."""
        return kinds_of(self.lots)

    def count(self, words: str, *, of: Kinds | None = None, **answers: str) -> Count:
        """How many of these actions, or of all, give these answers; the answers about whose they
        are have chosen `of`."""
        kinds = self.kinds if of is None else of
        number = sum(
            number for standing, number in kinds.items() if stands_as(standing, answers, self.today)
        )
        return self.counted(number, words, **answers)

    def counted(self, number: int, words: str, **answers: str) -> Count:
        """A number that was counted already, and leads to those that give these answers."""
        return {"number": number, "words": words, "href": self.address(**answers)}

    def address(self, **answers: str) -> str:
        """The list of those that give these answers as well."""
        asked: dict[str, Any] = {**self.chosen, **answers}
        return url_for("dashboard.actions", **asked)

    def ages(self) -> list[Count]:
        """How many are overdue for how long."""
        held: Counter[LateFor | None] = Counter()
        for standing, number in self.kinds.items():
            held[late_for(standing, self.today)] += number
        return ages(held, lambda band: self.address(band=band.value))

    def totals(self) -> Totals:
        """The numbers of today."""
        every = (times(number, one, self.today) for one, number in self.kinds.items())
        return sum(every, Totals())

    def row(self, name: str, own: Sequence[Lot], **answers: str) -> Row:
        """The numbers of those that give these answers: `own`, found already."""
        kinds = kinds_of(own)
        return Row(
            name=name,
            href=self.address(**answers),
            open=self.count("open", of=kinds, **answers, stage=Stage.OPEN.value),
            overdue=self.count("overdue", of=kinds, **answers, timing=Timing.OVERDUE.value),
            completed=self.count("completed", of=kinds, **answers, stage=Stage.COMPLETED.value),
            updated_on=max((lot.updated_on for lot in own if lot.updated_on), default=None),
        )


def kinds_of(lots: Iterable[Lot]) -> Kinds:
    """How many actions of these stand how."""
    kinds: Counter[Standing] = Counter()
    for lot in lots:
        kinds[lot.standing] += lot.number
    return kinds


def first_counts(numbers: Numbers, waiting: Count) -> list[Count]:
    """The counts at the top, in their order."""
    return [
        numbers.count("overdue", timing=Timing.OVERDUE.value),
        waiting,
        numbers.count("due in 14 days", timing=Timing.DUE_SOON.value),
        numbers.count("not updated in 30 days", timing=Timing.SILENT.value),
        numbers.count("completed this month", stage=Stage.THIS_MONTH.value),
    ]


def by_directorate(numbers: Numbers, teams: Teams) -> list[Row]:
    """A row for each directorate with an action, by name; those in none last."""
    own = _grouped((teams.directorate(lot.by.team_id), lot) for lot in numbers.lots)
    names = {str(one.id): one.name for one in teams.directorates.values()}
    rows = [
        numbers.row(names[answer], found, directorate=answer)
        for answer, found in own.items()
        if answer in names
    ]
    rows.sort(key=lambda row: row.name)
    if rows and NO_DIRECTORATE in own:
        none = own[NO_DIRECTORATE]
        rows.append(numbers.row("In no directorate", none, directorate=NO_DIRECTORATE))
    return rows


def by_officer(numbers: Numbers, teams: Teams, line: AbstractSet[int] | None) -> list[Row]:
    """A row for each of the council's own people in the line who has something open, those with
    the most overdue first; the line is None for those who review everybody."""
    own = _grouped(
        (lot.by, lot)
        for lot in numbers.lots
        if lot.by.team_id not in teams.partners and (line is None or lot.by.owner_id in line)
    )
    rows = [numbers.row(by.owner, found, officer=str(by.owner_id)) for by, found in own.items()]
    there = [row for row in rows if row.open["number"]]
    return sorted(there, key=lambda row: (-row.overdue["number"], row.name))


def by_partner(numbers: Numbers, teams: Teams) -> list[Row]:
    """A row for each partner agency with an action, by name."""
    own = _grouped(
        (lot.by.team_id, lot) for lot in numbers.lots if lot.by.team_id in teams.partners
    )
    rows = [
        numbers.row(teams.partners[number], found, partner=str(number))
        for number, found in own.items()
        if number is not None
    ]
    return sorted(rows, key=lambda row: row.name)


def moved_counts(numbers: Numbers, moved: Sequence[MovedLot], since: date) -> list[Count]:
    """How many due dates have moved lately, and how many how often."""

    def counted(words: str, how: Moved) -> Count:
        fitting = (lot for lot in moved if has_moved(lot.moves, how, since, numbers.today))
        return numbers.counted(sum(lot.number for lot in fitting), words, moved=how.value)

    often = (Moved.ONCE, Moved.TWICE, Moved.MORE)
    lately = counted(f"since {day(since)}", Moved.SINCE)
    return [lately, *(counted(MOVED_WORDS[one], one) for one in often)]


def moved_reasons(numbers: Numbers, moved: Mapping[DelayReason, int]) -> list[Count]:
    """For each reason that was given how many actions were moved for it."""
    return [
        numbers.counted(moved[one], words, reason=one.value)
        for one, words in DELAY_WORDS.items()
        if moved.get(one)
    ]


def _grouped(pairs: Iterable[tuple[Key, Lot]]) -> dict[Key, list[Lot]]:
    found: dict[Key, list[Lot]] = {}
    for key, lot in pairs:
        found.setdefault(key, []).append(lot)
    return found
