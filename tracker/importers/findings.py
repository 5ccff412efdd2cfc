"""The areas for development of a report: one set of rules over the plain document."""

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


@dataclass(frozen=True)
class Found:
    """What a reading of the whole report gives: findings, and what was passed over."""

    findings: tuple[ImportedFinding, ...]
    committee: tuple[int, ...] = ()
    """Lines of a committee's own recommendations, which are not findings."""
    stated: tuple[tuple[int, int], ...] = ()
    """Counts the report states, each with its line."""
    nothing: tuple[int, ...] = ()
    """Lines that say there are none of a kind."""


def findings_in(sections: Sequence[Section]) -> Found:
    """The findings under the headings that announce them, or failing those, after sentences."""
    reading = _Reading()
    for section in sections:
        reading.take(section)
    if not reading.findings:
        for section in sections:
            reading.take_led(section)
    return Found(
        tuple(_without_repeats(reading.findings)),
        tuple(reading.committee),
        tuple(reading.stated),
        tuple(reading.nothing),
    )


def every_item(section: Section) -> tuple[ImportedFinding, ...]:
    """All items of a section, or all its paragraphs, whatever its heading says."""
    reading = _Reading()
    reading.open(replace(section, told=replace(section.told, topic=Topic.ASKS)))
    reading.chosen = True
    reading.read(section)
    return tuple(reading.findings)


@dataclass
class _List:
    """The list of asks being read."""

    heading: str
    section: str
    level: int
    addressee: str = ""
    urgency: str = ""
    band: str = ""
    style: str | None = None
    last_mark: str = ""
    ended: bool = False


@dataclass
class _Reading:
    """Sections go in one by one; findings gather."""

    findings: list[ImportedFinding] = field(default_factory=list)
    committee: list[int] = field(default_factory=list)
    stated: list[tuple[int, int]] = field(default_factory=list)
    nothing: list[int] = field(default_factory=list)
    chosen: bool = False
    _list: _List | None = None

    def take(self, section: Section) -> None:
        """Read one section, if it belongs to a list of asks."""
        if section.topic in {Topic.ASKS, Topic.URGENT}:
            self.open(section)
        elif self._list is None:
            return
        elif section.topic is Topic.BAND:
            self._list.band = section.heading.strip(" :")
        elif section.topic is not Topic.OTHER or not self._carries_on(section):
            self._list = None
            return
        self.read(section)

    def take_led(self, section: Section) -> None:
        """Read the lists of a section that a sentence leads to, without a heading of their own."""
        if section.topic in {Topic.CONTENTS, Topic.STRENGTHS, Topic.ASIDE}:
            return
        for place, block in enumerate(section.blocks):
            words = block.text
            if block.kind not in {Kind.PARAGRAPH, Kind.ITEM} or is_committee_wording(words):
                continue
            lead, colon, rest = words.partition(":")
            if colon and shapes.leads_to_asks(lead + ":") and (parts := shapes.inline_parts(words)):
                self.open(section)
                self._add_parts(parts, block)
            elif shapes.leads_to_asks(words):
                self._read_led(section, place)

    def open(self, section: Section) -> None:
        """Begin the list that this heading announces."""
        before = self._list
        addressee = section.told.addressee
        if before is not None and not addressee:
            addressee = before.addressee
        urgent = section.heading.strip(" :") if section.topic is Topic.URGENT else ""
        self._list = _List(
            section.heading.strip(" :-–"), section.number, section.level, addressee, urgent
        )

    def read(self, section: Section) -> None:
        """Take the findings of the list that is open from this section."""
        listed = any(self._is_listed(block) for block in section.blocks)
        for place, block in enumerate(section.blocks):
            if self._list is None:
                return
            if block.kind is Kind.TABLE:
                self._take_table(block)
            elif block.kind is Kind.ITEM:
                self._take_item(block, section.blocks[place + 1 :])
            elif not self._take_words(block, section.blocks[place + 1 :]) and not listed:
                self._take_unmarked(block, section)

    def _read_led(self, section: Section, place: int) -> None:
        lead = section.blocks[place]
        self.open(section)
        assert self._list is not None
        self._note_lead(lead.text, lead.line)
        following = section.blocks[place + 1 :]
        run = list(_run_of_items(following, lead))
        for number, block in enumerate(run):
            if self._list is not None:
                self._take_item(block, run[number + 1 :])
        self._list = None

    def _is_listed(self, block: Block) -> bool:
        return block.kind is Kind.ITEM or any(asked_in(block, open_list=True))

    def _carries_on(self, section: Section) -> bool:
        """True when an unknown heading only divides the list into themes."""
        assert self._list is not None
        first = next((block for block in section.blocks if block.text or block.rows), None)
        if first is None:
            deeper = section.level > self._list.level
            return self._list.style is None or (
                deeper and _comparable(section.level, self._list.level)
            )
        if first.kind is not Kind.ITEM:
            return False
        ranked = _comparable(section.level, self._list.level)
        if ranked and section.level <= self._list.level:
            return False
        if self._list.style is None:
            return shapes.asks(first.text) or is_bullet(first.mark)
        if not follows(first.mark, self._list.last_mark):
            return False
        return ranked or shapes.asks(first.text)

    def _take_item(self, block: Block, after: Sequence[Block]) -> None:
        assert self._list is not None
        style = style_of(block.mark)
        if self._note_lead(block.text, block.line, after, mark=block.mark):
            return
        if is_committee_wording(block.text) and not self.chosen:
            self.committee.append(block.line)
            return
        if shapes.says_nothing_found(block.text):
            self.nothing.append(block.line)
            return
        if self._list.style is None:
            self._list.style = style
        elif style != self._list.style:
            self._take_other_style(block, style)
            return
        if self._list.ended and not _numbered_on(block.mark, self._list.last_mark):
            self._list = None
            return
        self._list.ended = False
        self._list.last_mark = block.mark
        self._add(block.text, block, reference=_reference(block.mark))

    def _take_other_style(self, block: Block, style: str) -> None:
        """A mark unlike the list's own: a part of the last item, or the end of the list."""
        assert self._list is not None
        outer = style.startswith(("number", "R")) and is_bullet(self._list.style or "")
        if outer and not self.chosen:
            self._list = None
        elif outer:
            self._add(block.text, block, reference=_reference(block.mark))
        else:
            self._add_part(block)

    def _add_part(self, block: Block) -> None:
        if self.findings:
            last = self.findings[-1]
            self.findings[-1] = replace(last, text=f"{last.text}\n– {block.text}")

    def _take_words(self, block: Block, after: Sequence[Block]) -> bool:
        """True when a paragraph was understood as something other than an unmarked item."""
        assert self._list is not None
        if shapes.says_nothing_found(block.text):
            self.nothing.append(block.line)
            return True
        if is_committee_wording(block.text) and not self.chosen:
            self.committee.append(block.line)
            self._list = None
            return True
        if self._note_lead(block.text, block.line, after):
            return True
        if self._list.style is None:
            return False
        if block.text[:1].islower() and not re.search(r"[.;:]$", self.findings[-1].text):
            last = self.findings[-1]
            self.findings[-1] = replace(last, text=f"{last.text} {block.text}")
        else:
            self._list.ended = True
        return True

    def _note_lead(
        self, text: str, line: int, after: Sequence[Block] = (), *, mark: str = ""
    ) -> bool:
        """Learn from a sentence that leads to the items: whom it asks, by when, how many."""
        assert self._list is not None
        count = shapes.stated_count(text)
        band = shapes.time_band(text)
        rest = band[1] if band else text
        who = shapes.addressed(rest) if rest else None
        leads = (
            who is not None
            or (band is not None and not rest)
            or self._only_leads(text, after, mark)
        )
        if not leads:
            return False
        if count is not None:
            self.stated.append((count, line))
        if band is not None:
            self._list.band = band[0]
        if who is not None:
            self._list.addressee = who
        elif (spoken := _spoken_to(text)) and not self._list.addressee:
            self._list.addressee = spoken
        self._list.ended = False
        return True

    def _only_leads(self, text: str, after: Sequence[Block], mark: str) -> bool:
        if not shapes.introduces(text):
            return False
        if not mark or not after:
            return True
        assert self._list is not None
        other = after[0].kind is Kind.TABLE or style_of(after[0].mark or "-") != style_of(mark)
        return other and self._list.style in {None, style_of(after[0].mark or "-")}

    def _take_table(self, block: Block) -> None:
        assert self._list is not None
        for number, asked in enumerate(asked_in(block, open_list=True)):
            if number == 0 and self._is_rest(asked.text):
                last = self.findings[-1]
                self.findings[-1] = replace(last, text=f"{last.text} {asked.text}")
            else:
                self._add_asked(asked)

    def _is_rest(self, text: str) -> bool:
        """True for the end of a row that a page break cut in two."""
        if not self.findings or not text[:1].islower():
            return False
        return not re.search(r"[.;:]$", self.findings[-1].text)

    def _add_asked(self, asked: Asked) -> None:
        if is_committee_wording(asked.text) and not self.chosen:
            self.committee.append(asked.line)
            return
        assert self._list is not None
        self.findings.append(
            ImportedFinding(
                text=asked.text,
                reference=asked.reference,
                heading=self._list.heading,
                section=self._list.section,
                addressee=asked.addressee or self._list.addressee,
                urgency=asked.urgency or self._list.band or self._list.urgency,
                page=asked.page,
                line=asked.line,
            )
        )

    def _take_unmarked(self, block: Block, section: Section) -> None:
        """A paragraph in a section without marks: an item when it asks for something."""
        parts = shapes.inline_parts(block.text)
        if parts and not shapes.asks(block.text.split(":")[0]):
            self._add_parts(parts, block)
            return
        words = [one for one in section.blocks if one.kind is Kind.PARAGRAPH]
        asking = sum(shapes.asks(one.text) for one in words)
        if shapes.asks(block.text) or (not asking and len(block.text.split()) <= 60):
            doubt = () if asking and len(words) == asking else ("It has no bullet or number.",)
            self._add(block.text, block, doubts=doubt)
        elif asking and self.findings and self.findings[-1].line > section.line:
            last = self.findings[-1]
            self.findings[-1] = replace(
                last, text=f"{last.text} {block.text}", doubts=(*last.doubts, _RUNS_ON)
            )

    def _add_parts(self, parts: Sequence[str], block: Block) -> None:
        for part in parts:
            self._add(part, block, doubts=("It was one of several in one paragraph.",))

    def _add(
        self, text: str, block: Block, *, reference: str = "", doubts: tuple[str, ...] = ()
    ) -> None:
        assert self._list is not None
        if not text:
            return
        self.findings.append(
            ImportedFinding(
                text=text,
                reference=reference,
                heading=self._list.heading,
                section=self._list.section,
                addressee=self._list.addressee,
                urgency=self._list.band or self._list.urgency,
                page=block.page,
                line=block.line,
                doubts=doubts,
            )
        )


_GUESSED = 8
"""Levels from here on were told from the type, not given by the document."""


def _comparable(one: int, other: int) -> bool:
    """True when both levels are known, and known in the same way."""
    return bool(one and other) and (one < _GUESSED) == (other < _GUESSED)


_RUNS_ON = "It may be two: its second paragraph does not ask for anything by itself."


def _run_of_items(blocks: Sequence[Block], lead: Block) -> Iterator[Block]:
    """The items straight after a sentence that leads to them."""
    for block in blocks:
        if block.kind is not Kind.ITEM or (lead.mark and block.level <= lead.level):
            return
        yield block


def _numbered_on(mark: str, before: str) -> bool:
    """True when a number goes on counting where the list stopped."""
    return not is_bullet(mark) and follows(mark, before)


def _reference(mark: str) -> str:
    """A number or letter as printed; nothing for a bullet."""
    return "" if is_bullet(mark) else mark.strip(f"().: {NUMBERED}")


def _spoken_to(text: str) -> str:
    """The body named before 'should' in a sentence that leads to a list."""
    found = re.search(
        r"(?:^|, )(?P<who>(?:the )?[^,.:]{3,80}?) (?:should|must|needs? to|will|(?:is|are) required)",
        text,
    )
    who = found["who"] if found else ""
    return re.sub(r"^[Tt]he ", "", who) if names_somebody(who) else ""


def _without_repeats(findings: Sequence[ImportedFinding]) -> Iterator[ImportedFinding]:
    """Each finding once: a summary and the full list often print the same words."""
    seen: set[str] = set()
    for finding in findings:
        words = re.sub(r"[\W_]+", "", finding.text.casefold())
        if words and words not in seen:
            seen.add(words)
            yield finding
