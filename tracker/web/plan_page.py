"""What the page of one plan shows, worked out from its areas and its actions."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.domain.actions import Rag
from tracker.domain.charts import PlanStanding, banded, counted, is_uncovered, worst_of
from tracker.domain.colours import Scheme, bands
from tracker.domain.responses import Response
from tracker.store.listed_actions import PlanAction
from tracker.store.reports import Finding
from tracker.web.plan_day import PlanDay

ROWS_A_PAGE = 100
"""Enough for a plan of the usual size to stand on one page, where its areas can be compared."""

_Group = tuple[Finding | None, Sequence[PlanAction]]


@dataclass(frozen=True)
class Block:
    """One area for development, or the actions that belong to none, with what is listed of it."""

    area: Finding | None
    response: Response | None
    """What was answered to the area."""
    worst: tuple[Rag, str]
    uncovered: bool
    """True when it needs an action and none answers it."""
    actions: tuple[PlanAction, ...]

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"area-{self.area.number}" if self.area else "no-area"

    @property
    def heading(self) -> str:
        """'1. Child protection conference minutes sent out promptly'."""
        return _called(self.area)


@dataclass(frozen=True)
class PlanPage:
    """Everything the page works out of one plan."""

    standing: PlanStanding
    series: list[dict[str, str]]
    bars: list[dict[str, Any]]
    blocks: list[Block]
    uncovered: list[Block]
    """The areas without an action, whatever was chosen."""
    listed: int
    """How many actions are among what was chosen."""
    shared: bool
    """True when an action answers several areas, and so counts in each."""


@dataclass(frozen=True)
class Page:
    """One page of the areas: a large plan has several."""

    number: int
    pages: int
    blocks: list[Block]
    contents: list[tuple[Block, int]]
    """Every area, and the page on which it begins."""


def plan_page(found: PlanDay) -> PlanPage:
    """What the page shows; colours and counts are of the whole plan, lists of what was chosen."""
    actions, chosen, on = found.actions, found.chosen, found.asked.on
    groups = _groups(found.areas, actions)
    listed = {action.id for action in found.listed}
    blocks = [_block(group, listed, found) for group in groups]
    series, bars = _chart(groups, actions, on, found.scheme)
    return PlanPage(
        standing=counted(
            [(area.id, area.number, area.title) for area in found.areas],
            [action.placed for action in actions],
            on,
        ),
        series=series,
        bars=bars,
        blocks=[block for block in blocks if block.actions or not chosen.chosen],
        uncovered=[block for block in blocks if block.uncovered],
        listed=len(listed),
        shared=any(len(action.areas) > 1 for action in actions),
    )


def page_of(blocks: Sequence[Block], asked: str) -> Page | None:
    """The page an address asks for, the first when it asks for none; None when there is no such."""
    rows = [
        (place, action)
        for place, block in enumerate(blocks)
        for action in (block.actions or (None,))
    ]
    pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    number = _page_number(asked)
    if not 1 <= number <= pages:
        return None
    here: dict[int, list[PlanAction]] = {}
    for place, action in rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]:
        here.setdefault(place, []).extend([action] if action else [])
    begins: dict[int, int] = {}
    for row, (place, _action) in enumerate(rows):
        begins.setdefault(place, row // ROWS_A_PAGE + 1)
    return Page(
        number=number,
        pages=pages,
        blocks=[replace(blocks[place], actions=tuple(part)) for place, part in here.items()],
        contents=[(block, begins[place]) for place, block in enumerate(blocks)],
    )


def _page_number(asked: str) -> int:
    """1 when nothing is asked for, 0 when it is no number."""
    if not asked:
        return 1
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 0


def _groups(areas: Sequence[Finding], actions: Sequence[PlanAction]) -> list[_Group]:
    by_area: dict[int, list[PlanAction]] = {area.id: [] for area in areas}
    alone = [action for action in actions if not action.areas]
    for action in actions:
        for area_id in action.areas:
            by_area[area_id].append(action)
    groups: list[_Group] = [(area, by_area[area.id]) for area in areas]
    return [*groups, (None, alone)] if alone else groups


def _block(group: _Group, listed: AbstractSet[int], found: PlanDay) -> Block:
    area, actions = group
    response = found.responses.get(area.number) if area else None
    on = found.asked.on
    progresses = (action.standing.progress for action in actions)
    return Block(
        area=area,
        response=response,
        worst=worst_of([(one.standing, one.rated(on)) for one in actions], on, response),
        uncovered=area is not None and is_uncovered(progresses, response),
        actions=tuple(action for action in actions if action.id in listed),
    )


def _chart(
    groups: Sequence[_Group], actions: Sequence[PlanAction], today: date, scheme: Scheme
) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """The bands that anything falls into, and a bar for all areas and for each."""

    def held(own: Sequence[PlanAction]) -> list[int]:
        return banded((action.rated(today)[0] for action in own), scheme)

    whole = held(actions)
    used = [place for place, number in enumerate(whole) if number]
    bars = [("All areas", whole)] + [(_called(area), held(own)) for area, own in groups]
    parts = bands(scheme)
    series = [{"name": parts[place].name, "colour": parts[place].colour} for place in used]
    return series, [
        {"label": label, "counts": [numbers[place] for place in used]} for label, numbers in bars
    ]


def _called(area: Finding | None) -> str:
    return f"{area.number}. {area.title}" if area else "Not in an area"
