"""The characters of a PDF page, each with the number that ties it to the structure tree."""

from collections.abc import Iterator
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTCurve
from pdfminer.pdfinterp import PDFPageInterpreter

from tracker.importers.pdf_print import Glyph, glyph_of

_FEWEST_RULES, _MOST_RULES = 3, 2_000
"""Fewer lines than this make no table; more are a drawing."""


class _Marking(PDFPageAggregator):
    """Lays out a page and notes the marked content each character stands in.

    Marked content nests: a span inside a paragraph has no number of its own, and its letters
    belong to the paragraph.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._within: list[int | None] = []

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        own = props.get("MCID") if isinstance(props, dict) else None
        outer = self._within[-1] if self._within else None
        artifact = getattr(tag, "name", "") == "Artifact"
        self._within.append(own if isinstance(own, int) else None if artifact else outer)

    def end_tag(self) -> None:
        if self._within:
            self._within.pop()

    def render_char(self, *given: Any, **named: Any) -> float:
        advance: float = super().render_char(*given, **named)
        drawn: Any = self.cur_item._objs[-1]
        drawn.mcid = self._within[-1] if self._within else None
        return advance


def laid_out(page: Any, number: int) -> tuple[list[Glyph], bool]:
    """The glyphs of a pdfplumber page, and whether it has lines enough for a table."""
    device = _Marking(page.pdf.rsrcmgr, pageno=number, laparams=None)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    glyphs: list[Glyph] = []
    rules = 0
    foot = float(page.height) + float(page.mediabox[1])
    for item in _items(device.get_result()):
        if isinstance(item, LTChar):
            if item.upright:
                glyphs.append(glyph_of(item, number, foot))
        elif isinstance(item, LTCurve):
            rules += 1
    return glyphs, _FEWEST_RULES <= rules <= _MOST_RULES


def _items(container: Any) -> Iterator[Any]:
    for item in container:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item
