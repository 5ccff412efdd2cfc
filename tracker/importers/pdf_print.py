"""The printed lines of a PDF page, put together from single characters by where they stand."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tracker.importers.document import tidy
from tracker.importers.marks import marked

_SPACE, _COLUMN = 0.18, 2.2
"""Gaps, in heights of the letters, that are a space and that set columns apart."""


@dataclass(frozen=True, slots=True)
class Glyph:
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

    @property
    def top(self) -> float:
        """The top of its letters."""
        return min(glyph.top for glyph in self.glyphs)

    @property
    def style(self) -> tuple[float, bool]:
        """Size of most of its letters, and whether all are bold."""
        return style_of_glyphs(self.glyphs)


def glyph_of(char: Any, page: int, foot: float) -> Glyph:
    """A character as pdfminer lays it out; `foot` is where its measure from below begins."""
    font = str(char.fontname).casefold()
    return Glyph(
        text=_known(char.get_text()),
        page=page,
        left=char.x0,
        right=char.x1,
        top=foot - char.y1,
        middle=foot - (char.y0 + char.y1) / 2,
        size=char.size,
        bold=any(word in font for word in ("bold", "black", "heavy", "demi")),
        content=char.mcid,
    )


def _known(text: str) -> str:
    """The character; one whose font does not say what it is becomes a private-use one."""
    if len(text) < 5:
        return text.replace("\u00a0", " ")
    unknown = re.fullmatch(r"\(cid:(\d+)\)", text)
    if unknown is None:
        return text.replace("\u00a0", " ")
    return chr(0xE000 + int(unknown[1]) % 0x1800)


def style_of_glyphs(glyphs: Sequence[Glyph]) -> tuple[float, bool]:
    """Size of most of the letters, to half a point, and whether nearly all are bold."""
    letters = [glyph for glyph in glyphs if glyph.text.isalnum()] or list(glyphs)
    sizes = Counter(round(glyph.size * 2) / 2 for glyph in letters)
    bold = sum(glyph.bold for glyph in letters)
    return sizes.most_common(1)[0][0], bold >= 0.95 * len(letters)


def printed_lines(glyphs: Sequence[Glyph]) -> list[Printed]:
    """The lines that these glyphs of one page make, from the top down.

    A glyph close to the tallest letter of a line belongs to it; footnote marks stand a little
    higher and do.
    """
    lines: list[list[Glyph]] = []
    tallest: Glyph | None = None
    for glyph in sorted(glyphs, key=lambda one: (one.middle, one.left)):
        if tallest is not None and _level_with(tallest, glyph):
            lines[-1].append(glyph)
            tallest = glyph if glyph.size > tallest.size else tallest
        elif not glyph.text.isspace():
            lines.append([glyph])
            tallest = glyph
    return [line for line in map(_line, lines) if line is not None]


def _level_with(tallest: Glyph, glyph: Glyph) -> bool:
    size = tallest.size if tallest.size > glyph.size else glyph.size
    return glyph.middle - tallest.middle < 0.45 * size


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
    ordered = sorted(glyphs, key=lambda one: one.left)
    letters = [glyph for glyph in ordered if not glyph.text.isspace()]
    if not letters:
        return None
    words = _words(ordered)
    return Printed(_unmarked_gap(words), tuple(letters))


def _words(ordered: Sequence[Glyph]) -> str:
    pieces: list[str] = []
    last: Glyph | None = None
    spaced = False
    for glyph in ordered:
        if glyph.text.isspace():
            spaced = True
            continue
        if last is not None:
            gap = (glyph.left - last.right) / max(glyph.size, 1.0)
            if gap < -0.3 and glyph.text == last.text:
                continue  # printed twice to look bold
            if gap > _COLUMN:
                pieces.append("\t")
            elif spaced or gap > _SPACE:
                pieces.append(" ")
        pieces.append(glyph.text)
        last, spaced = glyph, False
    return "".join(pieces)


def _unmarked_gap(words: str) -> str:
    """A gap after a bullet or number does not set columns apart."""
    found = marked(words)
    if found is None or "\t" not in words:
        return words
    mark, _, rest = words.partition("\t")
    return f"{mark} {rest}" if tidy(mark) == found.mark else words
