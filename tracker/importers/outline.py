"""The parts of a document: each heading with the blocks that stand under it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.importers.document import Block, Kind, tidy
from tracker.importers.headings import Announced, Topic, announced
from tracker.importers.marks import is_bullet, style_of


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it up to the next one.

    `number` is the section's own number as printed, or that of the section it stands in. The
    first section of a document may have no heading.
    """

    heading: str
    number: str
    level: int
    line: int
    page: int | None
    told: Announced
    blocks: tuple[Block, ...]

    @property
    def topic(self) -> Topic:
        """What the heading announces."""
        return self.told.topic


_CONTENTS_ENTRY = re.compile(r"(?:\.{3,}|…|\s)\s*\d{1,3}$")


def sections_of(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The sections in order; list items that are really headings begin one too."""
    found: list[Section] = [Section("", "", 0, 1, None, Announced(Topic.OTHER), ())]
    for block in _as_headings(blocks):
        if block.kind is Kind.HEADING:
            found.append(_begun(block, found[-1]))
        else:
            found[-1] = replace(found[-1], blocks=(*found[-1].blocks, block))
    return tuple(section for section in found if section.heading or section.blocks)


def _begun(block: Block, before: Section) -> Section:
    told = announced(block.text)
    mark = block.mark.strip("().: ")
    number = mark if mark[:1].isdigit() else ""
    number = number or _paragraph_number(before) or before.number
    return Section(block.text, number, block.level, block.line, block.page, told, ())


def _paragraph_number(section: Section) -> str:
    """The number of the last numbered paragraph, '4.1', that a later heading stands under."""
    marks = [block.mark for block in section.blocks if style_of(block.mark or "-") == "number.n"]
    return marks[-1].strip("().: ") if marks else ""


def _as_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks with those that read like a known heading made into one."""
    for block in blocks:
        if block.kind in {Kind.PARAGRAPH, Kind.ITEM} and _is_really_heading(block):
            yield replace(block, kind=Kind.HEADING, level=0, text=tidy(block.text))
        else:
            yield block


def _is_really_heading(block: Block) -> bool:
    if (
        not block.text
        or (block.mark and is_bullet(block.mark))
        or _CONTENTS_ENTRY.search(block.text)
    ):
        return False
    if len(block.text) > 110 or block.text.endswith((".", ";", ",")):
        return False
    return announced(block.text).topic not in {Topic.OTHER, Topic.END, Topic.NARRATIVE}
