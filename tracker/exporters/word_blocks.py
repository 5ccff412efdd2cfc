"""The blocks of a paper as elements of a Word document."""

import io
import re
from copy import deepcopy
from functools import singledispatchmethod
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Emu

from tracker.domain.papers import (
    Bars,
    Block,
    Bullets,
    Facts,
    Grid,
    Heading,
    Paper,
    Para,
    Quote,
    printable,
)
from tracker.exporters.typeset import picture
from tracker.exporters.word_styles import Look
from tracker.exporters.word_tables import table
from tracker.exporters.word_xml import element, paragraph, runs

_HANG = 709
"""Twips between a paragraph's number and its text: 1.25 cm."""
_LABELS = 2438
"""Twips between a label and its text: 4.3 cm."""
_EMU = 635
"""To a twip."""
_OWN_PLACE = ("title", "subtitle", "marking", "issuer")


def name_of(label: str) -> str:
    """The name under which a template asks for a fact: 'report_to' for 'Report to'."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")


class Writer:
    """Writes at the end of a document, whose pages are those of `section`."""

    def __init__(self, document: Document, look: Look, section: Any) -> None:
        self._document = document
        self._look = look
        self._section = section
        self._width = _text_width(section)
        # Asked for once: it is looked for from the first paragraph on.
        self._end = document.element.body.sectPr
        self._styles = {style.name: str(style.style_id) for style in document.styles}
        self._normal = self._styles["Normal"]

    def opening(self, paper: Paper, named: frozenset[str]) -> None:
        """The title and what stands around it, but for what the template has named itself."""
        words = {name: printable(getattr(paper, name)) for name in _OWN_PLACE}
        left = {name: words[name] for name in _OWN_PLACE if words[name] and name not in named}
        top = "\n".join(left[name] for name in ("issuer", "marking") if name in left)
        if top:
            self._put("Normal", *runs(top, bold=True, ink=self._look.ink))
        if "title" in left:
            self._put("Title", *runs(left["title"]))
        if "subtitle" in left:
            self._put("Subtitle", *runs(left["subtitle"]))
        self._labelled(tuple(row for row in paper.facts if name_of(row[0]) not in named))

    def blocks(self, paper: Paper, *, is_last: bool) -> None:
        """Everything else. `is_last` says that nothing of the document comes after it."""
        parts = paper.sections()
        for number, (wide, blocks) in enumerate(parts):
            if number and not (wide or parts[number - 1][0]):
                self._put("Normal", element("r", element("br", type="page")))
            elif number and wide and not parts[number - 1][0]:
                self._end_section(wide=False)
            self._width = _text_width(self._section, wide=wide)
            for block in blocks:
                self._write(block)
            ends = number == len(parts) - 1
            if wide and ends and is_last:
                _turn(self._section)
            elif wide and (ends or not parts[number + 1][0]):
                self._end_section(wide=True)
            elif wide:
                self._put("Normal", element("r", element("br", type="page")))

    @singledispatchmethod
    def _write(self, block: Block) -> None:
        raise TypeError(type(block))

    @_write.register
    def _(self, block: Heading) -> None:
        made = self._put(f"Heading {block.level}", *_numbered(block.number, block.text))
        if block.number:
            _hang(made, _HANG)

    @_write.register
    def _(self, block: Para) -> None:
        made = self._put("Normal", *_numbered(block.number, block.text, bold=block.strong))
        if block.number:
            _hang(made, _HANG)

    @_write.register
    def _(self, block: Bullets) -> None:
        for item in block.items:
            self._put("List Bullet", *runs(printable(item)))

    @_write.register
    def _(self, block: Quote) -> None:
        source = [("Quote", f"– {block.source}")] if block.source else []
        for style, text in [("Quote", block.text), *source]:
            made = self._put(style, *runs(printable(text)))
            beside = element("left", val="single", sz=18, space=8, color=self._look.rule)
            made.pPr.insert_element_before(element("pBdr", beside), "w:spacing", "w:ind")
            made.pPr.append(element("ind", left=227))

    @_write.register
    def _(self, block: Facts) -> None:
        self._labelled(block.rows)

    @_write.register
    def _(self, block: Grid) -> None:
        self._put("Caption", *runs(printable(block.caption))).pPr.append(element("keepNext"))
        self._append(table(block, width=self._width, style=self._normal, look=self._look))
        self._rest()

    @_write.register
    def _(self, block: Bars) -> None:
        self._put("Caption", *runs(printable(block.caption))).pPr.append(element("keepNext"))
        run = self._document.add_paragraph().add_run()
        run.add_picture(io.BytesIO(picture(block)), width=Emu(self._width * _EMU))
        told = next(run._r.iter(qn("wp:docPr")))
        told.set("descr", printable(block.alt))
        told.set("title", printable(block.caption))
        self._write(block.numbers)

    def _labelled(self, rows: tuple[tuple[str, str], ...]) -> None:
        for number, (label, text) in enumerate(rows, 1):
            words = [*runs(f"{printable(label)}\t", bold=True), *runs(printable(text))]
            made = self._put("Normal", *words)
            if number < len(rows):
                made.pPr.append(element("keepNext"))
            _hang(made, _LABELS, after=60)
        if rows:
            self._rest()

    def _end_section(self, *, wide: bool) -> None:
        """End the pages before this one; those after it have no first page of their own kind."""
        ended = deepcopy(self._section)
        if wide:
            _turn(ended)
        self._rest().pPr.append(ended)
        for name in ("titlePg", "pgNumType"):
            own = self._section.find(qn(f"w:{name}"))
            if own is not None:
                self._section.remove(own)

    def _rest(self) -> Any:
        """An empty line, low enough to fit on a full page."""
        made = self._put("Normal")
        made.pPr.append(element("spacing", before=0, after=0, line=120, lineRule="exact"))
        return made

    def _put(self, style: str, *inside: Any) -> Any:
        made = paragraph(self._styles[style], *inside)
        self._append(made)
        return made

    def _append(self, made: Any) -> None:
        self._end.addprevious(made)


def _numbered(number: str, text: str, *, bold: bool = False) -> list[Any]:
    begins = f"{printable(number)}\t" if number else ""
    return runs(begins + printable(text), bold=bold)


def _hang(made: Any, twips: int, *, after: int | None = None) -> None:
    made.pPr.append(element("tabs", element("tab", val="left", pos=twips)))
    if after is not None:
        made.pPr.append(element("spacing", before=0, after=after))
    made.pPr.append(element("ind", left=twips, hanging=twips))


def _text_width(section: Any, *, wide: bool = False) -> int:
    """Twips between the margins; an upright page on its side keeps them."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    across = int(size.get(qn("w:h" if wide else "w:w")))
    return across - int(margins.get(qn("w:left"))) - int(margins.get(qn("w:right")))


def _turn(section: Any) -> None:
    """Lay an upright page on its side."""
    size = section.find(qn("w:pgSz"))
    across, down = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), down)
    size.set(qn("w:h"), across)
    size.set(qn("w:orient"), "landscape")
