"""From printed lines to blocks: which lines are one paragraph, which begin an item or a heading.

Text files and PDFs without a structure tree both come here. The rule that does most of the work:
a line break was forced if the next word would not have fitted, and was meant if it would have.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.importers import shapes
from tracker.importers.document import Block, Kind, Line, Row, join_wrapped, tidy
from tracker.importers.grades import graded_line
from tracker.importers.headings import Topic, announced
from tracker.importers.marks import (
    Marked,
    follows,
    is_bare_number,
    is_bullet,
    marked,
    style_of,
)
from tracker.importers.wrapping import ENDS_SENTENCE, LEADS_ON, Wrapping


def blocks_from(lines: Sequence[Line], *, styled: bool) -> tuple[Block, ...]:
    """The blocks these lines make. `styled` says that headings can be told by their `rank`."""
    gathered = _Gathering(Wrapping(lines), styled=styled)
    for place, line in enumerate(lines):
        gathered.take(line, lines[place + 1] if place + 1 < len(lines) else None)
    return tuple(nested(gathered.finished()))


def nested(blocks: Sequence[Block]) -> Iterator[Block]:
    """The same blocks with the depth of each list item worked out from the marks in use.

    A mark not seen since the list began goes one deeper; one seen before goes back to its depth.
    A numbered paragraph never stands inside a bullet.
    """
    styles: list[str] = []
    for block in blocks:
        if block.kind is not Kind.ITEM:
            styles = []
            yield block
            continue
        style = style_of(block.mark)
        if style in styles:
            del styles[styles.index(style) + 1 :]
        elif style.startswith(("number", "R")) and styles and is_bullet(styles[0]):
            styles = [style]
        else:
            styles.append(style)
        yield replace(block, level=len(styles) - 1)


_BEGINNING = 90
"""Letters in which a line that begins an item of a list without marks says who should do what."""
_SAYS_NOTHING = re.compile(r"(?:not applicable|n/?a|none|nil|yes|no)\.?", re.IGNORECASE)
_LABEL = re.compile(r"[A-Z]{2,}(?: [A-Z]{2,}){0,4}(?::|\(S\)[: ])")
"""What committee papers begin a fact of their header with: 'SUBJECT:', 'WARD(S)'."""
_CONTENTS_LINE = re.compile(r"(?:\t|\.{3,}|…|\s{2,})\s*\d{1,3}$")


@dataclass(frozen=True)
class _Open:
    """The block being gathered, and the last line that went into it."""

    block: Block
    last: Line
    lines: int = 1


class _Gathering:
    """Lines go in one by one; blocks come out."""

    def __init__(self, wrapping: Wrapping, *, styled: bool) -> None:
        self._wrapping = wrapping
        self._styled = styled
        self._done: list[Block] = []
        self._open: _Open | None = None
        self._numbers: dict[str, str] = {}

    def take(self, line: Line, after: Line | None) -> None:
        """Put one line where it belongs; `after` is the line that follows it."""
        if line.rows:
            self._close()
            self._done.append(Block(Kind.TABLE, "", line.number, line.page, rows=line.rows))
            return
        mark = self._mark(line)
        if mark is None and self._open is not None and self._goes_on(self._open, line):
            self._join(self._open, line)
            return
        self._close()
        self._open = _Open(self._begin(line, mark, after), line)

    def finished(self) -> list[Block]:
        """All blocks, when no more lines come."""
        self._close()
        return _rows_gathered(self._done)

    def _begin(self, line: Line, mark: Marked | None, after: Line | None) -> Block:
        words = tidy(mark.rest if mark else line.text.replace("\t", " "))
        if _is_heading(line, mark, after, styled=self._styled):
            return Block(
                Kind.HEADING,
                words,
                line.number,
                line.page,
                level=line.rank,
                mark=mark.mark if mark else "",
            )
        if mark:
            self._numbers[style_of(mark.mark)] = mark.mark
            return Block(Kind.ITEM, words, line.number, line.page, mark=mark.mark)
        text = line.text if "\t" in line.text else words
        spaced = line.spaced or line.new_page
        return Block(Kind.PARAGRAPH, text, line.number, line.page, spaced=spaced)

    def _mark(self, line: Line) -> Marked | None:
        """The mark this line begins with, unless its number is only a word of the sentence."""
        found = marked(line.text)
        if found is None or _plainly_marked(found):
            return found
        before = self._numbers.get(found.style)
        goes_on = before is not None and follows(found.mark, before)
        if is_bare_number(found.mark):
            ordered = goes_on or found.number == 1
            return found if ordered and not found.rest[:1].islower() and self._fresh(line) else None
        if goes_on or self._fresh(line) or self._ended():
            return found
        return None

    def _ended(self) -> bool:
        """True when the line before came to an end: a number after that begins something."""
        return self._open is not None and bool(ENDS_SENTENCE.search(self._open.last.text))

    def _fresh(self, line: Line) -> bool:
        """True when the line before did not have to break where it did."""
        if self._open is None or line.spaced or line.new_page:
            return True
        return not self._wrapping.forced(self._open.last, line)

    def _goes_on(self, opened: _Open, line: Line) -> bool:
        """True when the line is more of the block being gathered."""
        block, last = opened.block, opened.last
        if not block.text:
            return block.kind is Kind.ITEM and not is_lone_letter(block.mark)
        if block.kind is Kind.HEADING:
            return self._heading_goes_on(opened, line)
        if line.rank and line.rank != last.rank:
            return False
        if _begins_part(line) or _LABEL.match(line.text):
            return False
        if _in_columns(line.text) or _in_columns(last.text):
            return line.text[:1].islower() and not line.spaced and block.kind is Kind.PARAGRAPH
        if block.kind is Kind.PARAGRAPH and line.text[:1].isupper():
            rows = _is_graded_row(block.text) or _is_graded_row(line.text)
            if rows and not ENDS_SENTENCE.search(line.text):
                return False
        whole = ENDS_SENTENCE.search(block.text) or shapes.is_name(block.text)
        if whole and shapes.obliges(line.text[:_BEGINNING]):
            return False
        return self._wrapping.goes_on(block, last, line)

    def _heading_goes_on(self, opened: _Open, line: Line) -> bool:
        block, last = opened.block, opened.last
        if line.spaced or line.new_page or opened.lines >= 3 or line.rank != last.rank:
            return False
        if announced(block.text).topic is not Topic.OTHER or "\t" in line.text:
            return False
        return line.text[:1].islower() or self._wrapping.forced(last, line)

    def _join(self, opened: _Open, line: Line) -> None:
        block, last = opened.block, opened.last
        if "\t" in block.text and "\t" not in line.text:
            text = _in_column(block.text, line, last)
        elif block.kind is Kind.PARAGRAPH and "\t" in line.text:
            text = join_wrapped(block.text, line.text)
        else:
            text = tidy(join_wrapped(block.text.rstrip(), line.text.replace("\t", " ").strip()))
        self._open = _Open(replace(block, text=text), line, opened.lines + 1)

    def _close(self) -> None:
        if self._open is not None:
            self._done.append(self._open.block)
            self._open = None


def _in_column(row: str, line: Line, above: Line) -> str:
    """The row with a wrapped line put under the column it stands below."""
    first, tab, rest = row.partition("\t")
    if line.left > above.left + len(above.text.split("\t")[0]):
        return f"{first}{tab}{join_wrapped(rest, line.text)}"
    return f"{join_wrapped(first, line.text)}{tab}{rest}"


def _in_columns(words: str) -> bool:
    """True when a tab stands between words; one behind a bullet only sets the words apart."""
    found = marked(words)
    return "\t" in (found.rest if found else words).strip()


def is_lone_letter(mark: str) -> bool:
    """True for 'a)', which on a line of its own names a group of items."""
    return style_of(mark) == "letter"


def _plainly_marked(found: Marked) -> bool:
    return is_bullet(found.mark) or style_of(found.mark) == "R"


def _is_graded_row(words: str) -> bool:
    """True for 'Leadership and management Good', a row of a table whose columns were lost."""
    return len(words.split()) <= 20 and graded_line(words) is not None


def _begins_part(line: Line) -> bool:
    """True for a line inside running text that can only be a known heading."""
    if line.text[:1].islower() or (
        ENDS_SENTENCE.search(line.text) and not line.text.endswith((":", "?"))
    ):
        return False
    return announced(line.text).topic not in {Topic.OTHER, Topic.NARRATIVE, Topic.END, Topic.ASIDE}


def _is_heading(line: Line, mark: Marked | None, after: Line | None, *, styled: bool) -> bool:
    words = tidy(mark.rest if mark else line.text)
    if not words or len(words) > 150 or (mark and is_bullet(mark.mark)) or "\t" in line.text:
        return False
    if _CONTENTS_LINE.search(line.text):
        return False
    topic = announced(words).topic
    if topic is not Topic.OTHER and not (topic is Topic.END and words[:1].islower()):
        return not (words.endswith(".") and len(words.split()) > 6)
    if _SAYS_NOTHING.fullmatch(words):
        return False
    if re.search(r"[.;,!]$", words) or LEADS_ON.search(words):
        return False
    if styled:
        return line.rank > 0
    return _looks_like_heading(words, line, mark, after)


def _looks_like_heading(words: str, line: Line, mark: Marked | None, after: Line | None) -> bool:
    """Without fonts: capitals, markdown, or a short line with space on both sides."""
    capitals = [word for word in re.findall(r"[^\W\d_]+", words) if len(word) > 2]
    if capitals and words.upper() == words:
        return True
    if line.text.startswith(("#", "**")) and line.text.rstrip(": ").endswith(("#", "**")):
        return True
    alone = (line.spaced or line.new_page) and (after is None or after.spaced)
    if not alone or words.endswith(":") or not words[0].isupper():
        return False
    return len(words.split()) <= 12 and ":" not in words and not (mark and len(words) > 60)


def _rows_gathered(blocks: Sequence[Block]) -> list[Block]:
    """Lines set in columns become tables: neighbours in one table, with lone labels between."""
    gathered: list[Block] = []
    for block in blocks:
        if block.kind is Kind.PARAGRAPH and "\t" in block.text:
            cells = tuple(tidy(cell) for cell in re.split(r"\t+", block.text))
            row = Row(cells, block.line, block.page)
            last = gathered[-1] if gathered else None
            if last is not None and last.kind is Kind.TABLE:
                gathered[-1] = replace(last, rows=(*last.rows, row))
            else:
                gathered.append(replace(block, kind=Kind.TABLE, text="", rows=(row,)))
        elif block.kind is Kind.TABLE and gathered and _same_columns(gathered[-1], block):
            gathered[-1] = replace(gathered[-1], rows=(*gathered[-1].rows, *block.rows))
        else:
            gathered.append(block)
    return gathered


def _same_columns(one: Block, other: Block) -> bool:
    """True for two parts of one table, which a page break or a ruled line kept apart."""
    if one.kind is not Kind.TABLE:
        return False
    return len(one.rows[-1].cells) == len(other.rows[0].cells) > 1
