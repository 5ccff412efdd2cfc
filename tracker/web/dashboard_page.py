"""The numbers of the dashboard, each with the address of the list that has as many rows."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask import url_for

from tracker.domain.charts import Timing
from tracker.domain.dates import DELAY_WORDS
from tracker.domain.narrowing import MOVED_WORDS, Moved, Stage
from tracker.domain.wording import day
from tracker.store.listed_actions import PlanAction
from tracker.web.plan_filter import NO_DIRECTORATE, Filter, Teams

Key = TypeVar("Key")

Count = dict[str, Any]
"""A number, its words, and where it leads: what the macro `counts` takes."""


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
    """Counts what the filter's own questions fit, so that a number and its list agree."""

    questions: Filter
    """Every question of the list that the numbers lead to."""
    chosen: Mapping[str, str]
    actions: Sequence[PlanAction]
    """Those that fit what was chosen."""
    today: date

    def count(self, words: str, *, of: Sequence[PlanAction] | None = None, **answers: str) -> Count:
        """How many of these actions, or of all, give these answers."""
        asked = Filter(self.questions.questions, answers)
        actions = self.actions if of is None else of
        number = sum(asked.fits(action, self.today) for action in actions)
        return {"number": number, "words": words, "href": self.address(**answers)}

    def address(self, **answers: str) -> str:
        """The list of those that give these answers as well."""
        asked: dict[str, Any] = {**self.chosen, **answers}
        return url_for("dashboard.actions", **asked)

    def row(self, name: str, own: Sequence[PlanAction], **answers: str) -> Row:
        """The numbers of those that give these answers: `own`, found already."""
        updates = [one.standing.last_update_on for one in own if one.standing.last_update_on]
        return Row(
            name=name,
            href=self.address(**answers),
            open=self.count("open", of=own, **answers, stage=Stage.OPEN.value),
            overdue=self.count("overdue", of=own, **answers, timing=Timing.OVERDUE.value),
            completed=self.count("completed", of=own, **answers, stage=Stage.COMPLETED.value),
            updated_on=max(updates, default=None),
        )


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
    own = _grouped((teams.directorate(one.team_id), one) for one in numbers.actions)
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
        (one.owner_id, one)
        for one in numbers.actions
        if one.team_id not in teams.partners and (line is None or one.owner_id in line)
    )
    rows = [
        numbers.row(found[0].owner, found, officer=str(number)) for number, found in own.items()
    ]
    there = [row for row in rows if row.open["number"]]
    return sorted(there, key=lambda row: (-row.overdue["number"], row.name))


def by_partner(numbers: Numbers, teams: Teams) -> list[Row]:
    """A row for each partner agency with an action, by name."""
    own = _grouped((one.team_id, one) for one in numbers.actions if one.team_id in teams.partners)
    rows = [
        numbers.row(teams.partners[number], found, partner=str(number))
        for number, found in own.items()
        if number is not None
    ]
    return sorted(rows, key=lambda row: row.name)


def moved_counts(numbers: Numbers, since: date) -> list[Count]:
    """How many due dates have moved lately, and how many how often."""
    lately = numbers.count(f"since {day(since)}", moved=Moved.SINCE.value)
    often = (Moved.ONCE, Moved.TWICE, Moved.MORE)
    return [lately, *(numbers.count(MOVED_WORDS[one], moved=one.value) for one in often)]


def moved_reasons(numbers: Numbers) -> list[Count]:
    """For each reason that was given how many actions were moved for it."""
    counts = (numbers.count(words, reason=one.value) for one, words in DELAY_WORDS.items())
    return [one for one in counts if one["number"]]


def _grouped(pairs: Iterable[tuple[Key, PlanAction]]) -> dict[Key, list[PlanAction]]:
    found: dict[Key, list[PlanAction]] = {}
    for key, action in pairs:
        found.setdefault(key, []).append(action)
    return found
