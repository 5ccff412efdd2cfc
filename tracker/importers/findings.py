"""The areas for development of a report: one set of rules over the plain document.

A heading that announces them begins a list; where no heading does, a sentence that leads to one.
How a list is read once it has begun is the business of `ask_list`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.domain.reports import ImportedFinding
from tracker.importers import shapes
from tracker.importers.ask_list import AskList, Gathered, follows_lead
from tracker.importers.document import Block, Kind
from tracker.importers.headings import Topic, is_committee_wording
from tracker.importers.outline import Section


@dataclass(frozen=True)
class Found:
    """What a reading of the whole report gives: findings, and what was passed over.

    `committee` are lines of a committee's own recommendations, `stated` the counts that the report
    states, each with its line, and `nothing` the lines that say there are none of a kind.
    """

    findings: tuple[ImportedFinding, ...]
    committee: tuple[int, ...] = ()
    stated: tuple[tuple[int, int], ...] = ()
    nothing: tuple[int, ...] = ()


def findings_in(sections: Sequence[Section]) -> Found:
    """The findings under the headings that announce them, or failing those, after sentences."""
    gathered = Gathered()
    _take_headed(sections, gathered)
    if not gathered.findings:
        for section in sections:
            _take_led(section, gathered)
    _note_committee(sections, gathered)
    _note_counts(sections, gathered)
    return Found(
        tuple(_without_repeats(gathered.findings)),
        tuple(sorted(set(gathered.committee))),
        tuple(gathered.stated),
        tuple(gathered.nothing),
    )


def every_item(section: Section) -> tuple[ImportedFinding, ...]:
    """All items of a section, or all its paragraphs, whatever its heading says."""
    gathered = Gathered()
    AskList(gathered, section, chosen=True).read(section)
    return tuple(gathered.findings)


def _take_headed(sections: Sequence[Section], gathered: Gathered) -> None:
    current: AskList | None = None
    for section in sections:
        if section.topic in {Topic.ASKS, Topic.URGENT}:
            current = AskList(gathered, section, after=current)
        elif current is not None and not current.goes_on_with(section):
            current = None
        if current is not None:
            current.read(section)
            current = None if current.closed else current


def _take_led(section: Section, gathered: Gathered) -> None:
    """Read the lists that a sentence leads to, without a heading of their own."""
    if section.topic in {Topic.CONTENTS, Topic.STRENGTHS, Topic.ASIDE}:
        return
    for place, block in enumerate(section.blocks):
        if block.kind not in {Kind.PARAGRAPH, Kind.ITEM} or is_committee_wording(block.text):
            continue
        if parts := shapes.led_inline(block.text):
            AskList(gathered, section).add_parts(parts, block)
        elif shapes.leads_to_asks(block.text) or _breaks_off(section.blocks[place:]):
            current = AskList(gathered, section)
            current.note_lead(block.text, block.line)
            current.read_run(follows_lead(section.blocks[place + 1 :], block))


def _breaks_off(blocks: Sequence[Block]) -> bool:
    """True when words that lack their end speak of asks, and a list stands right under them."""
    listed = len(blocks) > 2 and all(block.kind is Kind.ITEM for block in blocks[1:3])
    return listed and shapes.breaks_off_before_asks(blocks[0].text)


def _note_committee(sections: Sequence[Section], gathered: Gathered) -> None:
    """A recommendation of the paper itself, and the items under it, wherever they stand."""
    for section in sections:
        lead: Block | None = None
        if is_committee_wording(section.heading):
            gathered.committee.append(section.line)
        for block in section.blocks:
            if block.kind in {Kind.PARAGRAPH, Kind.ITEM} and is_committee_wording(block.text):
                gathered.committee.append(block.line)
                lead = lead or block
            elif lead is not None and block.kind is Kind.ITEM and block.level > lead.level:
                gathered.committee.append(block.line)
            else:
                lead = None


def _note_counts(sections: Sequence[Section], gathered: Gathered) -> None:
    """A count stated anywhere is worth telling when no list bears it out."""
    if gathered.stated or gathered.findings:
        return
    for section in sections:
        for block in section.blocks:
            count = shapes.stated_count(block.text)
            if count is not None:
                gathered.stated.append((count, block.line))


def _without_repeats(findings: Sequence[ImportedFinding]) -> Iterator[ImportedFinding]:
    """Each finding once: a summary and the full list often print the same words."""
    seen: set[str] = set()
    for finding in findings:
        words = re.sub(r"[\W_]+", "", finding.text.casefold())
        if words and words not in seen:
            seen.add(words)
            yield finding
