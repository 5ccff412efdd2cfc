"""One list of areas for development being read, from the heading that began it to its end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tracker.domain.reports import ImportedFinding
from tracker.importers import shapes
from tracker.importers.document import Block, Kind
from tracker.importers.headings import Topic, is_committee_wording, names_somebody
from tracker.importers.marks import NUMBERED, follows, is_bullet, style_of
from tracker.importers.outline import Section
from tracker.importers.tables import Asked, asked_in


@dataclass
class Gathered:
    """What all lists of a report have given so far."""

    findings: list[ImportedFinding] = field(default_factory=list)
    committee: list[int] = field(default_factory=list)
    stated: list[tuple[int, int]] = field(default_factory=list)
    nothing: list[int] = field(default_factory=list)


class AskList:
    """Sections go in one by one; findings gather. `closed` tells that the list has ended.

    With `chosen` a person has said that these are the findings: then nothing is left out for
    looking like something else.
    """

    def __init__(
        self,
        gathered: Gathered,
        section: Section,
        *,
        after: "AskList | None" = None,
        chosen: bool = False,
    ) -> None:
        self.closed = False
        self._gathered = gathered
        self._chosen = chosen
        self._heading = section.heading.strip(" :-–")
        self._section = section.number
        self._level = section.level
        self._addressee: str = section.told.addressee or (after._addressee if after else "")
        self._urgency = self._heading if section.topic is Topic.URGENT else ""
        self._band = ""
        self._style: str | None = None
        self._last_mark = ""
        self._interrupted = False
        self._named_above = ""
        """The body named over the items that come now, of this list alone."""
        self._in_headings = False
        """True once headings were items themselves."""
        self._outer = ""
        """The number of the paragraph that leads to the list, which the paragraph after it goes on
        from."""
        self._entry = ""
        """The number of an entry in a register, whose words come in paragraphs after it."""

    def goes_on_with(self, section: Section) -> bool:
        """True when this section is still part of the list: a time band, or a theme."""
        leads = section.topic in {Topic.BAND, Topic.OTHER} and section.heading.endswith(":")
        if leads and self.note_lead(section.heading, section.line):
            self._outer = f"{section.number}."
            return True
        if section.topic is Topic.BAND:
            self._band = section.heading.strip(" :")
            return True
        if section.topic is not Topic.OTHER:
            return False
        if self._style is None and self._is_item(section.heading):
            self._take_heading(section)
            return True
        ranked = _comparable(section.level, self._level)
        deeper = section.level > self._level
        first = next((block for block in section.blocks if block.text or block.rows), None)
        if first is None:
            return self._style is None or (ranked and deeper)
        if first.kind is not Kind.ITEM or (ranked and not deeper):
            return False
        if self._style is None:
            return shapes.asks(first.text) or is_bullet(first.mark)
        return follows(first.mark, self._last_mark) and (ranked or shapes.asks(first.text))

    def read(self, section: Section) -> None:
        """Take the findings from one section."""
        if self._in_headings and self._is_item(section.heading):
            return
        listed = any(_is_listed(block) for block in section.blocks)
        for place, block in enumerate(section.blocks):
            if self.closed:
                return
            after = section.blocks[place + 1 :]
            if block.kind is Kind.TABLE:
                self._take_table(block)
            elif block.kind is Kind.ITEM:
                self._take_item(block, after)
            elif not self._take_words(block, after) and not listed:
                self._take_unmarked(block, section)

    def _is_item(self, heading: str) -> bool:
        """Whether a heading is an item itself: it asks for something, or stands under 'Area for
        improvement' and says what falls short."""
        alone = _ONE_AREA.fullmatch(self._heading) is not None
        return shapes.obliges(heading) or (alone and shapes.falls_short(heading))

    def _take_heading(self, section: Section) -> None:
        """A heading that asks for something itself, as police reports print it; what stands under
        it says why, and is no part of it."""
        self._in_headings = True
        heading = Block(Kind.HEADING, section.heading, line=section.line, page=section.page)
        self._add(section.heading, heading)

    def read_run(self, blocks: Sequence[Block]) -> None:
        """Take the findings from blocks that a sentence leads to."""
        for place, block in enumerate(blocks):
            if block.kind is Kind.ITEM:
                self._take_item(block, blocks[place + 1 :])
            else:
                self._add(block.text, block, doubts=(_NO_MARK,))
            if self.closed:
                return

    def add_parts(self, parts: Sequence[str], block: Block) -> None:
        """Take the findings that stand in one paragraph."""
        for part in parts:
            self._add(part, block, doubts=("It was one of several in one paragraph.",))

    def note_lead(
        self, text: str, line: int, after: Sequence[Block] = (), *, mark: str = ""
    ) -> bool:
        """Learn from a sentence that leads to items: whom it asks, by when, how many.

        False when the sentence does not lead to anything, and may be an item itself.
        """
        band = shapes.time_band(text)
        rest = band[1] if band else text
        who = shapes.addressed(rest) if rest else None
        only_band = band is not None and not rest
        if who is None and not only_band and not self._only_leads(text, after, mark):
            return False
        count = shapes.stated_count(text)
        if count is not None:
            self._gathered.stated.append((count, line))
        self._band = band[0] if band is not None else self._band
        if who and not mark:
            self._style = None  # another body's list may be marked in another way
        self._addressee = who or self._addressee or _spoken_to(text)
        self._interrupted = False
        return True

    def _only_leads(self, text: str, after: Sequence[Block], mark: str) -> bool:
        if not mark and shapes.stated_count(text) is not None:
            return True
        if not shapes.introduces(text):
            return False
        if not mark and self._style is not None:
            return shapes.leads_to_asks(text)
        if not mark or not after:
            return True
        style = style_of(after[0].mark or "-")
        other = after[0].kind is Kind.TABLE or style != style_of(mark)
        siblings = any(
            one.kind is Kind.ITEM and style_of(one.mark) == style_of(mark) for one in after
        )
        return (
            other and self._style in {None, style} and (not siblings or shapes.promises_list(text))
        )

    def _take_item(self, block: Block, after: Sequence[Block]) -> None:
        if self.note_lead(block.text, block.line, after, mark=block.mark):
            return
        if self._is_passed_over(block):
            return
        if self._outer and follows(block.mark, self._outer):
            self._take_outer(block)
            return
        style = style_of(block.mark)
        if self._style is None:
            self._style = style
        elif style != self._style:
            self._take_other_style(block, style)
            return
        if self._interrupted and not _numbered_on(block.mark, self._last_mark):
            self.closed = True
            return
        self._interrupted = False
        self._last_mark = block.mark
        self._entry = block.mark if shapes.is_status(block.text) else ""
        if not self._entry:
            self._add(block.text, block, reference=_reference(block.mark))

    def _take_outer(self, block: Block) -> None:
        """The paragraph after the one that led to the list, where it asks for one thing itself."""
        self._outer = block.mark
        band = shapes.time_band(block.text)
        self._band = band[0] if band else ""
        self._add(block.text, block, reference=_reference(block.mark))

    def _is_passed_over(self, block: Block) -> bool:
        """True for a committee's own wording and for 'none were found', which are noted."""
        if shapes.says_nothing_found(block.text):
            self._gathered.nothing.append(block.line)
            return True
        if is_committee_wording(block.text) and not self._chosen:
            self._gathered.committee.append(block.line)
            return True
        return False

    def _take_other_style(self, block: Block, style: str) -> None:
        """A mark unlike the list's own: a part of the last item, or the end of the list."""
        outer = style.startswith(("number", "R")) and is_bullet(self._style or "")
        if outer and not self._chosen:
            self.closed = True
        elif outer:
            self._add(block.text, block, reference=_reference(block.mark))
        elif self._gathered.findings:
            self._change_last(f"\n– {block.text}")

    def _take_words(self, block: Block, after: Sequence[Block]) -> bool:
        """True when a paragraph was understood as something other than an unmarked item."""
        if self._is_passed_over(block):
            self.closed = is_committee_wording(block.text) and not self._chosen
            return True
        if self.note_lead(block.text, block.line, after):
            return True
        if self._entry:
            self._take_entry(block)
            return True
        if self._style is None:
            return self._take_addressee(block, after)
        if self._is_rest(block.text) or self._runs_on(block, after):
            self._change_last(f" {block.text}")
        elif block.text.endswith(":"):
            self.closed = True
        else:
            self._interrupted = True
        return True

    def _take_addressee(self, block: Block, after: Sequence[Block]) -> bool:
        """True for a body named on a line of its own over what it is asked, as where a table's
        columns fell apart."""
        words = block.text
        named = len(words.split()) <= _MOST_IN_NAME and names_somebody(words)
        if (
            self._addressee
            or not named
            or shapes.asks(words)
            or words.endswith((".", ":", ";", "?"))
        ):
            return False
        if not after or not shapes.asks(after[0].text):
            return False
        self._named_above = words
        return True

    def _runs_on(self, block: Block, after: Sequence[Block]) -> bool:
        """True for sentences straight under an item: in running text, more of that item."""
        if block.spaced or not self._gathered.findings or not _SENTENCE.search(block.text):
            return False
        last_of_all = not after and len(block.text.split()) > 6
        return last_of_all or bool(after and style_of(after[0].mark or "-") == self._style)

    def _take_entry(self, block: Block) -> None:
        """The words of a register's entry: what is asked, then who is asked."""
        if shapes.asks(block.text):
            self._add(block.text, block, reference=_reference(self._entry))
        elif self._gathered.findings and names_somebody(block.text) and len(block.text) < 90:
            self._gathered.findings[-1] = replace(self._gathered.findings[-1], addressee=block.text)

    def _take_table(self, block: Block) -> None:
        for number, asked in enumerate(asked_in(block, open_list=True)):
            if number == 0 and self._is_rest(asked.text):
                self._change_last(f" {asked.text}")
            else:
                self._add_asked(asked)

    def _is_rest(self, text: str) -> bool:
        """True for the end of an item that a page break cut in two."""
        findings = self._gathered.findings
        if not findings or not text[:1].islower():
            return False
        return not re.search(r"[.;:]$", findings[-1].text)

    def _change_last(self, more: str, doubt: str | None = None) -> None:
        last = self._gathered.findings[-1]
        doubts = (*last.doubts, doubt) if doubt else last.doubts
        self._gathered.findings[-1] = replace(last, text=last.text + more, doubts=doubts)

    def _take_unmarked(self, block: Block, section: Section) -> None:
        """A paragraph in a section without marks: an item when it asks for something."""
        parts = shapes.inline_parts(block.text)
        if parts and not shapes.asks(block.text.split(":")[0]):
            self.add_parts(parts, block)
            return
        words = [one.text for one in section.blocks if one.kind is Kind.PARAGRAPH]
        asking = sum(shapes.asks(text) for text in words)
        short = len(words) > 1 and all(len(text.split()) <= 40 for text in words)
        if shapes.asks(block.text) or (not asking and (short or self._chosen)):
            sure = asking == len(words)
            self._add(block.text, block, doubts=() if sure else (_NO_MARK,))
        elif asking and self._gathered.findings and self._gathered.findings[-1].line > section.line:
            self._change_last(f" {block.text}", _RUNS_ON)

    def _add_asked(self, asked: Asked) -> None:
        if is_committee_wording(asked.text) and not self._chosen:
            self._gathered.committee.append(asked.line)
            return
        self._gathered.findings.append(
            ImportedFinding(
                text=asked.text,
                reference=asked.reference,
                heading=self._heading,
                section=self._section,
                addressee=asked.addressee or self._addressee,
                urgency=asked.urgency or self._band or self._urgency,
                page=asked.page,
                line=asked.line,
            )
        )

    def _add(
        self, text: str, block: Block, *, reference: str = "", doubts: tuple[str, ...] = ()
    ) -> None:
        if text:
            self._gathered.findings.append(
                ImportedFinding(
                    text=text,
                    reference=reference,
                    heading=self._heading,
                    section=self._section,
                    addressee=self._named_above or self._addressee,
                    urgency=self._band or self._urgency,
                    page=block.page,
                    line=block.line,
                    doubts=(*doubts, _REASONS) if shapes.carries_reasons(text) else doubts,
                )
            )


_SENTENCE = re.compile(r"[.;][’”)]*$")
_ONE_AREA = re.compile(r"(?:areas? for improvement|causes? of concern)(?: \d+)?", re.IGNORECASE)
"""What stands over a single finding, or several, in reports of police and fire."""
_NO_MARK = "It has no bullet or number."
_RUNS_ON = "It may be two: its second paragraph does not ask for anything by itself."
_REASONS = "What follows its first sentence may be reasons and no part of it."
_MOST_IN_NAME = 20
"""Words in the names of the bodies that are asked together."""
_GUESSED = 8
"""Levels from here on were told from the type, not given by the document."""


def follows_lead(blocks: Sequence[Block], lead: Block) -> list[Block]:
    """The items straight after a sentence that leads to them, or the sentences that ask."""
    items: list[Block] = []
    for block in blocks:
        if block.kind is not Kind.ITEM or (lead.mark and block.level <= lead.level):
            break
        items.append(block)
    return items or list(_asking(blocks))


def _asking(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind is not Kind.PARAGRAPH or not shapes.asks(block.text):
            return
        yield block


def _is_listed(block: Block) -> bool:
    return block.kind is Kind.ITEM or any(asked_in(block, open_list=True))


def _comparable(one: int, other: int) -> bool:
    """True when both levels are known, and known in the same way."""
    return bool(one and other) and (one < _GUESSED) == (other < _GUESSED)


def _numbered_on(mark: str, before: str) -> bool:
    """True when a number goes on counting where the list stopped."""
    return not is_bullet(mark) and follows(mark, before)


def _reference(mark: str) -> str:
    """A number or letter as printed; nothing for a bullet."""
    return "" if is_bullet(mark) else mark.strip(f"().: {NUMBERED}")


def _spoken_to(text: str) -> str:
    """The body named before 'should' in a sentence that leads to a list."""
    found = re.search(
        r"(?:^|[,.] )(?P<who>[^,.:]{3,200}?) (?:should|must|needs? to|(?:is|are) required)", text
    )
    return shapes.body_named(found["who"]) if found else ""
