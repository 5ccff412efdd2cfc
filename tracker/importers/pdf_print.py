"""The printed lines of a PDF page, put together from single characters by where they stand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from tracker.importers.document import tidy
from tracker.importers.marks import marked

_SPACE, _COLUMN = 0.18, 2.2
"""Gaps, in heights of the letters, that are a space and that set columns apart."""
_BY_PLACE, _BY_LEFT = attrgetter("middle", "left"), attrgetter("left")
_BY_SIZE, _BY_BOLD = attrgetter("size"), attrgetter("bold")


class Glyph(NamedTuple):
    """One character where it stands on its page, measured in points from the top left."""

    text: str
    page: int
    left: float
    right: float
    top: float
    middle: float
    size: float
    bold: bool
    content: int | None
    """The number that ties it to the structure tree, when the PDF has one."""


@dataclass(frozen=True)
class Printed:
    """One printed line: its words, with a tab between columns, and its glyphs."""

    text: str
    glyphs: tuple[Glyph, ...]

    @property
    def page(self) -> int:
        """The page it stands on, counting from 1."""
        return self.glyphs[0].page

    @property
    def left(self) -> float:
        """Where its first letter begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where its last letter ends."""
        return self.glyphs[-1].right

    @cached_property
    def top(self) -> float:
        """The top of its letters."""
        return min(glyph.top for glyph in self.glyphs)

    @cached_property
    def style(self) -> tuple[float, bool]:
        """Size of most of its letters, and whether all are bold."""
        return style_of_glyphs(self.glyphs)


def style_of_glyphs(glyphs: Sequence[Glyph]) -> tuple[float, bool]:
    """Size of most of the letters, to half a point, and whether nearly all are bold."""
    letters = [glyph for glyph in glyphs if glyph.text.isalnum()] or list(glyphs)
    sizes: Counter[float] = Counter()
    for size, times in Counter(map(_BY_SIZE, letters)).items():
        sizes[round(size * 2) / 2] += times
    bold = sum(map(_BY_BOLD, letters))
    return sizes.most_common(1)[0][0], bold >= 0.95 * len(letters)


def printed_lines(glyphs: Sequence[Glyph]) -> list[Printed]:
    """The lines that these glyphs of one page make, from the top down.

    A glyph close to the tallest letter of a line belongs to it; footnote marks stand a little
    higher and do.
    """
    lines: list[list[Glyph]] = []
    middle, tall = float("-inf"), 0.0
    for glyph in sorted(glyphs, key=_BY_PLACE):
        size = glyph.size
        if glyph.middle - middle < 0.45 * (tall if tall > size else size):
            lines[-1].append(glyph)
            if size > tall:
                middle, tall = glyph.middle, size
        elif not glyph.text.isspace():
            lines.append([glyph])
            middle, tall = glyph.middle, size
    return [line for line in map(_line, lines) if line is not None]


def columns_of(glyphs: Sequence[Glyph], width: float) -> list[list[Glyph]]:
    """The glyphs of a page, column by column when it is set in two.

    A page has two columns when a strip in its middle stays empty although both sides are full.
    """
    for gutter in (place * width / 100 for place in range(42, 59)):
        if any(one.left < gutter + 4 and one.right > gutter - 4 for one in glyphs):
            continue
        first = [one for one in glyphs if one.right <= gutter]
        second = [one for one in glyphs if one.left >= gutter]
        if _both_full(first, second, gutter, width):
            return [first, second]
        break
    return [list(glyphs)]


def _both_full(first: list[Glyph], second: list[Glyph], gutter: float, width: float) -> bool:
    """Running text on both sides: many lines, most of them reaching across their column."""
    for side, column in ((first, gutter * 0.8), (second, (width - gutter) * 0.8)):
        lines = printed_lines(side)
        reaching = sum(line.right - line.left > column * 0.75 for line in lines)
        if len(lines) < 8 or reaching < 0.6 * len(lines):
            return False
    return True


def letter_width(lines: Sequence[Printed]) -> float:
    """How wide one letter is, as a rule."""
    widths = [
        (line.right - line.left) / len(line.text)
        for line in lines
        if len(line.text) > 20 and "\t" not in line.text
    ]
    return median(widths) if widths else 6.0


def _line(glyphs: list[Glyph]) -> Printed | None:
    ordered = sorted(glyphs, key=_BY_LEFT)
    letters = [glyph for glyph in ordered if not glyph.text.isspace()]
    if not letters:
        return None
    words = _words(ordered)
    return Printed(_unmarked_gap(words), tuple(letters))


def _words(ordered: Sequence[Glyph]) -> str:
    pieces: list[str] = []
    last, end = "", 0.0
    spaced = False
    for text, _, left, right, _, _, size, _, _ in ordered:
        if text.isspace():
            spaced = True
            continue
        if pieces:
            gap = (left - end) / (size if size > 1.0 else 1.0)
            if gap < -0.3 and text == last:
                continue  # printed twice to look bold
            if gap > _COLUMN:
                pieces.append("\t")
            elif spaced or gap > _SPACE:
                pieces.append(" ")
        pieces.append(text)
        last, end, spaced = text, right, False
    return "".join(pieces)


def _unmarked_gap(words: str) -> str:
    """A gap after a bullet or number does not set columns apart."""
    found = marked(words)
    if found is None or "\t" not in words:
        return words
    mark, _, rest = words.partition("\t")
    return f"{mark} {rest}" if tidy(mark) == found.mark else words
