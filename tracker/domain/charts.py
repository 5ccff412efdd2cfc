"""How a whole plan stands: counts by area, the worst colour of each, the parts of its bars."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.actions import (
    DUE_SOON_DAYS,
    RESTS,
    STALE_AFTER_DAYS,
    Progress,
    Rag,
    Standing,
    days_late,
    is_open,
    is_overdue,
    is_signed_off,
    silent_days,
)
from tracker.domain.colours import Scheme, bands, rating
from tracker.domain.responses import RESPONSE_WORDS, Response


class Timing(StrEnum):
    """What the calendar says of an action, as a reader may ask for it."""

    OVERDUE = "overdue"
    LONG_OVERDUE = "long_overdue"
    DUE_SOON = "due_soon"
    SILENT = "silent"


TIMING_WORDS = {
    Timing.OVERDUE: "Overdue",
    Timing.LONG_OVERDUE: "Overdue for over a month",
    Timing.DUE_SOON: f"Due in the next {DUE_SOON_DAYS} days",
    Timing.SILENT: f"No update for {STALE_AFTER_DAYS} days",
}


@dataclass(frozen=True)
class Placed:
    """One action as it is counted: how it stands, and the areas for development it answers."""

    standing: Standing
    areas: tuple[int, ...] = ()


@dataclass(frozen=True)
class AreaStanding:
    """One area for development with its numbers."""

    id: int
    number: str
    title: str
    actions: int
    done: int
    overdue: int


@dataclass(frozen=True)
class PlanStanding:
    """A plan's numbers. An action that answers two areas counts once here and once in each."""

    areas: tuple[AreaStanding, ...]
    actions: int
    done: int
    overdue: int
    long_overdue: int


_WORST_FIRST = (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.GREY, Rag.BLUE)


def has_timing(standing: Standing, timing: Timing, today: date) -> bool:
    """True when the calendar says this of the action today."""
    if timing is Timing.OVERDUE:
        return is_overdue(standing, today)
    if timing is Timing.LONG_OVERDUE:
        return is_overdue(standing, today) and standing.due_on < month_before(today)
    if not is_open(standing.progress) or standing.progress in RESTS:
        return False
    if timing is Timing.SILENT:
        return silent_days(standing, today) >= STALE_AFTER_DAYS
    return today <= standing.due_on <= today + timedelta(days=DUE_SOON_DAYS)


def month_before(today: date) -> date:
    """The same day one month earlier, or that month's last day: 31 July gives 30 June."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(today.day, last.day))


def counted(
    areas: Iterable[tuple[int, str, str]], actions: Sequence[Placed], today: date
) -> PlanStanding:
    """The numbers of a plan; `areas` are (id, number, title) in the plan's order."""
    late = [action for action in actions if is_overdue(action.standing, today)]
    by_area: dict[int, list[Placed]] = {}
    for action in actions:
        for area_id in action.areas:
            by_area.setdefault(area_id, []).append(action)
    return PlanStanding(
        areas=tuple(_counted_area(area, by_area.get(area[0], []), today) for area in areas),
        actions=len(actions),
        done=sum(map(_is_done, actions)),
        overdue=len(late),
        long_overdue=sum(a.standing.due_on < month_before(today) for a in late),
    )


def covers(progress: Progress) -> bool:
    """True for an action that answers its areas: it is open, or it is done. What was dropped does
    not."""
    return is_open(progress) or is_signed_off(progress)


def is_uncovered(progresses: Iterable[Progress], response: Response | None) -> bool:
    """True when an area needs an action and none of its own answers it; one that is not agreed
    needs none."""
    return response is not Response.NOT_AGREED and not any(map(covers, progresses))


Rated = tuple[Standing, tuple[Rag, str]]
"""How an action stands, with its colour and the reason."""


def worst(
    standings: Iterable[Standing], today: date, scheme: Scheme, response: Response | None = None
) -> tuple[Rag, str]:
    """The colour of an area's worst action with its reason; the latest of those equally bad.

    No action that answers it is the worst case, red; but for an area that is not agreed, where
    nothing is asked.
    """
    rated = [(one, rating(one, today, scheme)) for one in standings]
    return worst_of(rated, today, response)


def worst_of(
    rated: Sequence[Rated], today: date, response: Response | None = None
) -> tuple[Rag, str]:
    """The same of actions whose colours are known already."""
    if is_uncovered((standing.progress for standing, _ in rated), response):
        return Rag.RED, "no action is left" if rated else "no action yet"
    answering = [one for one in rated if covers(one[0].progress)]
    if not answering:
        return Rag.GREY, RESPONSE_WORDS[Response.NOT_AGREED].lower()
    return min(answering, key=lambda one: _badness(one[1][0], one[0], today))[1]


def in_bands(standings: Iterable[Standing], today: date, scheme: Scheme) -> list[int]:
    """How many actions fall into each of the `bands` of a scheme, in their order."""
    return banded((rating(standing, today, scheme)[0] for standing in standings), scheme)


def banded(rags: Iterable[Rag], scheme: Scheme) -> list[int]:
    """The same of actions whose colours are known already."""
    held = Counter(rags)
    return [held[band.holds] for band in bands(scheme)]


def _counted_area(area: tuple[int, str, str], own: Sequence[Placed], today: date) -> AreaStanding:
    area_id, number, title = area
    return AreaStanding(
        id=area_id,
        number=number,
        title=title,
        actions=len(own),
        done=sum(map(_is_done, own)),
        overdue=sum(is_overdue(action.standing, today) for action in own),
    )


def _is_done(action: Placed) -> bool:
    return is_signed_off(action.standing.progress)


def _badness(rag: Rag, standing: Standing, today: date) -> tuple[int, int, int]:
    """Sorts the worst first: by colour, then the longest overdue, then the latest completed."""
    late = days_late(standing.due_on, today) if is_overdue(standing, today) else 0
    done = standing.completed_on.toordinal() if standing.completed_on else 0
    return _WORST_FIRST.index(rag), -late, -done
