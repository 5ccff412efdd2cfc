"""What the inspectors praised. It is shown beside the findings and never becomes an action."""

import re
from collections.abc import Iterator, Sequence

from tracker.domain.reports import ImportedStrength
from tracker.importers.document import Block, Kind
from tracker.importers.headings import Topic
from tracker.importers.marks import is_bullet, style_of
from tracker.importers.outline import Section
from tracker.importers.shapes import introduces

_PRAISE = re.compile(
    r"\b(?:good|outstanding|excellent|effective|strong|robust|clear|well|highly|exemplary|positive|"
    r"committed|confident|prompt|thorough|visible|rated|right|closely|evidence)\b",
    re.IGNORECASE,
)


def strengths_in(sections: Sequence[Section]) -> tuple[ImportedStrength, ...]:
    """The strengths in order, each with the letter or heading it stands under.

    The bullets of a 'main findings' section are strengths when most of them praise: such papers
    list what is wanting under a heading of its own.
    """
    told: list[ImportedStrength] = []
    inside = False
    for section in sections:
        inside = section.topic is Topic.STRENGTHS or (inside and _theme(section))
        praised = inside or (section.topic is Topic.MAIN_FINDINGS and _praises(section))
        if praised:
            told.extend(_items(section))
    return tuple(told)


def _theme(section: Section) -> bool:
    """An unknown heading with items straight under it divides a list into themes."""
    first = section.blocks[:1]
    return section.topic is Topic.OTHER and bool(first) and first[0].kind is Kind.ITEM


def _praises(section: Section) -> bool:
    items = [item for item in section.blocks if item.kind is Kind.ITEM and is_bullet(item.mark)]
    praising = sum(bool(_PRAISE.search(item.text)) for item in items)
    return len(items) > 1 and praising * 2 > len(items)


def _items(section: Section) -> Iterator[ImportedStrength]:
    group = section.heading.strip(" :")
    for block in section.blocks:
        if block.kind is not Kind.ITEM:
            continue
        if not block.text or _names_group(block):
            group = block.mark if not block.text else f"{block.mark} {block.text.strip(' :')}"
        elif not introduces(block.text):
            yield ImportedStrength(group, block.text, block.page, block.line)


def _names_group(block: Block) -> bool:
    """'a)' or 'a) Leadership' before bullets names a group of them."""
    lettered = style_of(block.mark) == "letter"
    return lettered and len(block.text.split()) <= 6 and not re.search(r"[.;]$", block.text)
