"""The characters of a PDF page, each with the number that ties it to the structure tree."""

import re
from collections.abc import Callable
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.utils import Matrix, apply_matrix_rect, mult_matrix

from tracker.importers.pdf_content import Interpreter
from tracker.importers.pdf_print import Glyph

_FEWEST_RULES, _MOST_RULES = 3, 2_000
"""Fewer lines than this make no table; more are a drawing."""
_SUBPATH = re.compile(r"m[^m]+")
_BOLD = ("bold", "black", "heavy", "demi")


class _Face(dict[int, tuple[str, float]]):
    """A font as far as letters need it: by the number of a letter, what it is and how wide.

    Each is asked for once.
    """

    def __init__(self, font: PDFFont) -> None:
        super().__init__()
        name = str(font.fontname).casefold()
        self.bold = any(word in name for word in _BOLD)
        self._font = font

    def __missing__(self, code: int) -> tuple[str, float]:
        try:
            text = self._font.to_unichr(code)
        except PDFUnicodeNotDefined:
            text = f"(cid:{code})"
        known = self[code] = _known(text), self._font.char_width(code)
        return known


def _known(text: str) -> str:
    """The character; one whose font does not say what it is becomes a private-use one."""
    unknown = re.fullmatch(r"\(cid:(\d+)\)", text)
    if unknown is None:
        return text.replace("\u00a0", " ")
    return chr(0xE000 + int(unknown[1]) % 0x1800)


class _Reading(PDFLayoutAnalyzer):
    """Takes down the upright letters of a page, with the marked content each stands in.

    Where a letter stands is worked out as pdfminer's `LTChar` does, without making one.

    Marked content nests: a span inside a paragraph has no number of its own, and its letters
    belong to the paragraph.
    """

    def __init__(self, manager: PDFResourceManager, page: int, foot: float) -> None:
        super().__init__(manager, page)
        self.glyphs: list[Glyph] = []
        self.rules = 0
        self._page = page
        self._foot = foot
        """Where pdfminer's measure from below begins."""
        self._within: list[int | None] = []
        self._faces: dict[PDFFont, _Face] = {}

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        own = props.get("MCID") if isinstance(props, dict) else None
        outer = self._within[-1] if self._within else None
        artifact = getattr(tag, "name", "") == "Artifact"
        self._within.append(own if isinstance(own, int) else None if artifact else outer)

    def end_tag(self) -> None:
        if self._within:
            self._within.pop()

    def paint_path(self, *given: Any) -> None:
        """Count the lines, boxes and curves."""
        shape = "".join(step[0] for step in given[-1])
        if shape.startswith("m"):
            self.rules += len(_SUBPATH.findall(shape)) if shape.count("m") > 1 else 1

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Take down the letters of a line; one that runs down the page is left to pdfminer."""
        font: PDFFont = textstate.font
        if font.is_vertical():
            super().render_string(textstate, seq, ncs, graphicstate)
            return
        fontsize, scaling = textstate.fontsize, textstate.scaling * 0.01
        charspace = textstate.charspace * scaling
        wordspace = 0 if font.is_multibyte() else textstate.wordspace * scaling
        dxscale = 0.001 * fontsize * scaling
        face = self._face(font)
        low = font.get_descent() * fontsize + textstate.rise
        x, y = textstate.linematrix
        matrix = mult_matrix(textstate.matrix, self.ctm)
        place = self._placing(matrix, y, (low, low + fontsize), scaling, face.bold)
        spaced = False
        for piece in seq:
            if isinstance(piece, (int, float)):
                x -= piece * dxscale
                spaced = True
            elif isinstance(piece, bytes):
                for code in font.decode(piece):
                    if spaced:
                        x += charspace
                    text, width = face[code]
                    advance = width * fontsize * scaling
                    if place is not None:
                        place(text, x, advance)
                    x += advance
                    if code == 32 and wordspace:
                        x += wordspace
                    spaced = True
        textstate.linematrix = (x, y)

    def _placing(
        self, matrix: Matrix, y: float, height: tuple[float, float], scaling: float, bold: bool
    ) -> Callable[[str, float, float], None] | None:
        """What takes down each letter of a line: what it is, where it begins, and its width.

        None for letters that are mirrored or turned on their side.
        """
        a, b, c, d, e, f = matrix
        if not (a * d * scaling > 0 and b * c <= 0):
            return None
        write, page, foot = self.glyphs.append, self._page, self._foot
        content = self._within[-1] if self._within else None
        low, high = height

        def turned(text: str, x: float, advance: float) -> None:
            placed = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)
            x0, y0, x1, y1 = apply_matrix_rect(placed, (0, low, advance, high))
            top, middle = foot - y1, foot - (y0 + y1) / 2
            write(Glyph(text, page, x0, x1, top, middle, y1 - y0, bold, content))

        if a < 0 or b or c:
            return turned
        y0, y1 = sorted((d * low + (y * d + f), d * high + (y * d + f)))
        top, middle, size = foot - y1, foot - (y0 + y1) / 2, y1 - y0

        def level(text: str, x: float, advance: float) -> None:
            left = x * a + e
            right = a * advance + left
            if right < left:
                left, right = right, left
            write(Glyph(text, page, left, right, top, middle, size, bold, content))

        return level

    def render_char(self, *given: Any, **named: Any) -> float:
        """A letter of a line that runs down the page, which pdfminer itself places."""
        advance: float = super().render_char(*given, **named)
        drawn: Any = self.cur_item._objs.pop()
        if drawn.upright:
            self.glyphs.append(self._placed(drawn, given[1]))
        return advance

    def _placed(self, drawn: LTChar, font: PDFFont) -> Glyph:
        foot = self._foot
        return Glyph(
            text=_known(drawn.get_text()),
            page=self._page,
            left=drawn.x0,
            right=drawn.x1,
            top=foot - drawn.y1,
            middle=foot - (drawn.y0 + drawn.y1) / 2,
            size=drawn.size,
            bold=self._face(font).bold,
            content=self._within[-1] if self._within else None,
        )

    def _face(self, font: PDFFont) -> _Face:
        known = self._faces.get(font)
        if known is None:
            known = self._faces[font] = _Face(font)
        return known


def laid_out(page: Any, number: int) -> tuple[list[Glyph], bool]:
    """The glyphs of a pdfplumber page, and whether it has lines enough for a table."""
    manager = page.pdf.rsrcmgr
    reading = _Reading(manager, number, float(page.height) + float(page.mediabox[1]))
    Interpreter(manager, reading).process_page(page.page_obj)
    return reading.glyphs, _FEWEST_RULES <= reading.rules <= _MOST_RULES
