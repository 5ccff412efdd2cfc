"""What is missing or cannot be right in a plan, so that somebody can put it right.

The list is what reviewers of action plans keep finding: no date that can be met, nobody who acts,
nothing that shows it, areas that no action answers (`domain.md` 2).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.actions import (
    RESTS,
    Standing,
    is_open,
    is_signed_off,
    silent_days,
)
from tracker.domain.charts import Timing, has_timing, is_uncovered
from tracker.domain.responses import Area
from tracker.domain.wording import count, day, long_day
from tracker.domain.workdays import Holidays, is_working_day

TOO_MANY = 10
"""Open actions of one person in one plan, above which it is worth asking whether they can."""


class Lack(StrEnum):
    """What may be wrong, in the order in which it is listed."""

    NOBODY = "nobody"
    UNCOVERED = "uncovered"
    IMPOSSIBLE = "impossible"
    CLOSED_DAY = "closed_day"
    SILENT = "silent"
    NO_EVIDENCE = "no_evidence"
    NO_RESPONSE = "no_response"
    NO_MEASURE = "no_measure"
    TOO_MANY = "too_many"


LACK_WORDS = {
    Lack.NOBODY: "Nobody who can act",
    Lack.UNCOVERED: "Area without an action",
    Lack.IMPOSSIBLE: "Dates that cannot be right",
    Lack.CLOSED_DAY: "Due on a closed day",
    Lack.SILENT: "No update",
    Lack.NO_EVIDENCE: "Completed without evidence",
    Lack.NO_RESPONSE: "No response yet",
    Lack.NO_MEASURE: "No measure of success",
    Lack.TOO_MANY: "One person with too many",
}


@dataclass(frozen=True)
class Kept:
    """What is kept about one action, as far as it is looked through."""

    ref: str
    number: str
    title: str
    owner_id: int
    owner: str
    owner_is_here: bool
    standing: Standing
    has_measure: bool
    evidence: int
    last_step_on: date | None
    """The latest due date of a milestone that is not finished."""
    areas: tuple[int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing to put right: of an action (`ref`), of an area, or of a person's load."""

    lack: Lack
    what: str
    ref: str = ""
    about: str = ""
    owner_id: int | None = None
    owner: str = ""
    area: str = ""
    """The number of the area for development."""


def faults_in(
    actions: Sequence[Kept],
    areas: Sequence[Area],
    *,
    today: date,
    closed: Holidays,
) -> list[Fault]:
    """Everything to put right in a plan, by kind and then in the plan's order; `areas` are in the
    plan's order too."""
    found = [fault for one in actions for fault in _of_action(one, today, closed)]
    found += [fault for area in areas for fault in _of_area(area, actions)]
    found += _loads(actions)
    order = list(Lack)
    return sorted(found, key=lambda fault: order.index(fault.lack))


def _of_action(one: Kept, today: date, closed: Holidays) -> Iterator[Fault]:
    for lack, what in _lacks(one, today, closed):
        about = f"{one.number} {one.title}"
        yield Fault(lack, what, one.ref, about, one.owner_id, one.owner)


def _lacks(one: Kept, today: date, closed: Holidays) -> Iterator[tuple[Lack, str]]:
    standing = one.standing
    if is_signed_off(standing.progress) and not one.evidence:
        yield Lack.NO_EVIDENCE, "Nothing was added that shows it"
    if not is_open(standing.progress):
        return
    if not one.owner_is_here:
        yield Lack.NOBODY, f"{one.owner} is turned off and gets no email"
    asked = standing.progress not in RESTS
    if asked and standing.expected_on and standing.expected_on < today:
        yield (
            Lack.IMPOSSIBLE,
            f"Expected to finish on {day(standing.expected_on)}, which has passed",
        )
    if one.last_step_on and one.last_step_on > standing.due_on:
        yield (
            Lack.IMPOSSIBLE,
            f"A milestone is due {day(one.last_step_on)}, after the action on"
            f" {day(standing.due_on)}",
        )
    if standing.due_on >= today and not is_working_day(standing.due_on, closed):
        yield Lack.CLOSED_DAY, f"Due {long_day(standing.due_on)}"
    if has_timing(standing, Timing.SILENT, today):
        yield Lack.SILENT, f"No update for {count(silent_days(standing, today), 'day')}"
    if not one.has_measure:
        yield Lack.NO_MEASURE, "Nothing says how we will know that it worked"


def _of_area(area: Area, actions: Sequence[Kept]) -> Iterator[Fault]:
    about = f"Area {area.number}: {area.title}"
    own = (one.standing.progress for one in actions if area.id in one.areas)
    if is_uncovered(own, area.response):
        what = "No action that is open or completed answers it"
        yield Fault(Lack.UNCOVERED, what, about=about, area=area.number)
    if area.response is None:
        what = "Nothing says whether the council agrees"
        yield Fault(Lack.NO_RESPONSE, what, about=about, area=area.number)


def _loads(actions: Sequence[Kept]) -> Iterator[Fault]:
    loads = Counter((one.owner_id, one.owner) for one in actions if is_open(one.standing.progress))
    for (owner_id, owner), number in loads.most_common():
        if number > TOO_MANY:
            what = f"{count(number, 'open action')} in this plan"
            yield Fault(Lack.TOO_MANY, what, about=owner, owner_id=owner_id, owner=owner)
