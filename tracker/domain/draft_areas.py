"""Step 3 of taking a report in: which areas there are, and how they are cut and joined."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.domain.drafts import (
    LONGEST_TITLE,
    Draft,
    DraftAction,
    DraftArea,
    new_key,
    own_title,
    shortened,
)
from tracker.domain.errors import RuleBroken

NONE_INCLUDED = "Include at least 1 area for development"
_MOST_PLACES = 20
_PLACES = (
    re.compile(r"\n+\s*(?=\S)"),
    re.compile(r"[.;:!?]\s+(?=\S)"),
    re.compile(r",\s+(?=\S)|\s+(?=(?:and|or|but|including|with|so that)\s)"),
    re.compile(r"\s+(?=\S)"),
)
"""Where a second area may begin, the likeliest kind first: a line, a sentence, a clause, a word."""


@dataclass(frozen=True)
class AreaSaid:
    """What a person says of one area: its own title, whether it counts, and for one they added
    its wording."""

    title: str
    included: bool
    wording: str = ""


def with_areas_said(draft: Draft, said: Mapping[str, AreaSaid], *, source_text: str) -> Draft:
    """The draft with what was said of its areas, by key; the printed wording never changes.

    The wording of an area a person added is theirs to type, and leads to the line of the report
    that has it, when one does.
    """
    areas = tuple(
        _said_of(area, said[area.key], source_text) if area.key in said else area
        for area in draft.areas
    )
    return replace(draft, areas=areas)


def with_judgements_said(draft: Draft, said: Sequence[tuple[bool, str]]) -> Draft:
    """The draft with each judgement included or not, and its grade as the person has it."""
    judgements = tuple(
        replace(judgement, included=included, grade=grade)
        for judgement, (included, grade) in zip(draft.judgements, said, strict=True)
    )
    return replace(draft, judgements=judgements)


def area_gaps(draft: Draft) -> list[tuple[str, str, str]]:
    """What keeps step 3 from being finished: (area key, field, sentence), in order."""
    gaps = []
    for number, area in enumerate(draft.areas, start=1):
        if area.included and not area.wording.strip():
            gaps.append((area.key, "wording", f"Enter the wording of area {number}"))
        if area.included and not area.title.strip():
            gaps.append((area.key, "title", f"Enter a title for area {number}"))
    return gaps


def refuse_unfinished_areas(draft: Draft) -> None:
    """Raise RuleBroken when no area is included or one lacks its words."""
    if not draft.included:
        raise RuleBroken(NONE_INCLUDED)
    for _key, _field, sentence in area_gaps(draft):
        raise RuleBroken(sentence)


def places_to_split(wording: str) -> list[tuple[int, str]]:
    """Where a second area could begin: each place and the words from there on.

    Lines, else sentences, else clauses, else words; at most twenty.
    """
    for places in _PLACES:
        found = [match.end() for match in places.finditer(wording) if match.start() > 0]
        if found:
            return [(at, wording[at:].strip()) for at in found[:_MOST_PLACES]]
    return []


def split_area(draft: Draft, key: str, at: int) -> Draft:
    """The draft with one area made two: the second begins at this place of the wording.

    Raises RuleBroken when there is no such place.
    """
    area = area_of(draft, key)
    first, second = area.wording[:at].strip(), area.wording[at:].strip()
    if not first or not second:
        raise RuleBroken("Select where the second area begins")
    made, draft = new_key(draft)
    title = own_title(first) if area.title == own_title(area.wording) else area.title
    halves = (
        replace(area, wording=first, title=title),
        replace(area, key=made, wording=second, title=own_title(second), suggested=False),
    )
    return _with_area_as(draft, key, halves)


def merge_with_next(draft: Draft, key: str) -> Draft:
    """The draft with an area and the one after it made one; their actions stay with it.

    Raises RuleBroken for the last area.
    """
    place = _place_of(draft, key)
    if place + 1 >= len(draft.areas):
        raise RuleBroken("There is no area after this one to merge it with")
    first, second = draft.areas[place], draft.areas[place + 1]
    wording = f"{first.wording}\n{second.wording}".strip()
    one = replace(
        first,
        wording=wording,
        title=first.title or own_title(first.wording),
        included=first.included or second.included,
        suggested=first.suggested or second.suggested,
        doubts=tuple(dict.fromkeys((*first.doubts, *second.doubts))),
    )
    areas = (*draft.areas[:place], one, *draft.areas[place + 2 :])
    actions = tuple(_moved(action, second.key, to=first.key) for action in draft.actions)
    return replace(draft, areas=areas, actions=actions)


def add_area(draft: Draft) -> tuple[str, Draft]:
    """The draft with an empty area at its end for a person to fill in, and that area's key."""
    made, draft = new_key(draft)
    empty = DraftArea(key=made, wording="", title="", added=True)
    return made, replace(draft, areas=(*draft.areas, empty))


def area_of(draft: Draft, key: str) -> DraftArea:
    """The area with this key; RuleBroken when the draft has none."""
    return draft.areas[_place_of(draft, key)]


def line_of(wording: str, source_text: str) -> int | None:
    """The first line of the report on which this wording begins, however its lines are broken."""
    sought = " ".join(wording.split()).casefold()
    if not sought:
        return None
    words, begins = "", []
    for number, line in enumerate(source_text.splitlines(), start=1):
        begins.append((len(words), number))
        words += " ".join(line.split()).casefold() + " "
    at = words.find(sought)
    return None if at < 0 else max(number for start, number in begins if start <= at)


def _said_of(area: DraftArea, said: AreaSaid, source_text: str) -> DraftArea:
    area = replace(area, title=said.title, included=said.included)
    if not area.added:
        return area
    title = said.title or shortened(own_title(said.wording), LONGEST_TITLE)
    line = line_of(said.wording, source_text)
    return replace(area, wording=said.wording, title=title, line=line)


def _moved(action: DraftAction, key: str, *, to: str) -> DraftAction:
    area = to if action.area == key else action.area
    also = dict.fromkeys(to if one == key else one for one in action.also)
    return replace(action, area=area, also=tuple(one for one in also if one != area))


def _with_area_as(draft: Draft, key: str, areas: tuple[DraftArea, ...]) -> Draft:
    place = _place_of(draft, key)
    return replace(draft, areas=(*draft.areas[:place], *areas, *draft.areas[place + 1 :]))


def _place_of(draft: Draft, key: str) -> int:
    for place, area in enumerate(draft.areas):
        if area.key == key:
            return place
    raise RuleBroken("This area is no longer there. Look at the list again.")
