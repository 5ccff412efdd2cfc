"""Lines from the structure tree of a PDF: one for each paragraph, item, heading and table."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from tracker.importers.document import Line, Row, join_wrapped, tidy
from tracker.importers.headings import Topic, announced
from tracker.importers.marks import marked
from tracker.importers.pdf_print import Glyph, printed_lines, style_of_glyphs
from tracker.importers.pdf_tree import Element

_SKIPPED = frozenset(("TOC", "TOCI", "Note", "Figure", "Artifact", "Formula", "FENote"))
_LEAVES = frozenset(("P", "Caption", "BlockQuote", "Title", "Code", "Lbl"))
_INLINE = frozenset(("Span", "Link", "Quote", "Reference", "Em", "Strong", "Annot", "Sub", "Note"))
_HEADING = re.compile(r"H(?P<level>[1-6])?$")
_BULLET = "•"


class HasGlyphs(Protocol):
    """A page as far as this needs to know it."""

    @property
    def glyphs(self) -> Sequence[Glyph]:
        """Its characters."""


def tagged_lines(
    tree: Element,
    pages: Sequence[HasGlyphs],
    numbers: Mapping[int, int],
    ranks: Mapping[tuple[float, bool], int],
) -> tuple[Line, ...] | None:
    """The lines of a tagged PDF, or None when the tree leaves out too much to be trusted."""
    writing = _Writing(pages, numbers, ranks)
    writing.walk(tree)
    if not writing.trusted():
        return None
    return tuple(_with_pages(writing.lines))


def _with_pages(lines: Sequence[Line]) -> Iterator[Line]:
    page = 1
    for line in lines:
        new = line.page is not None and line.page > page
        page = line.page or page
        yield replace(line, new_page=new)


class _Writing:
    """Elements go in; lines are written."""

    def __init__(
        self,
        pages: Sequence[HasGlyphs],
        numbers: Mapping[int, int],
        ranks: Mapping[tuple[float, bool], int],
    ) -> None:
        self.lines: list[Line] = []
        self._numbers = numbers
        self._ranks = ranks
        self._glyphs: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
        self._all = 0
        for page in pages:
            for glyph in page.glyphs:
                if glyph.content is not None:
                    self._glyphs[glyph.page, glyph.content].append(glyph)
                if not glyph.text.isspace():
                    self._all += 1
        self._written = 0

    def trusted(self) -> bool:
        """Enough of the letters are in the tree, and in pieces longer than a printed line."""
        return self._written > 0.75 * self._all

    def walk(self, element: Element) -> None:
        """Write the lines of an element that only holds others."""
        for child in element.children():
            self._take(child)
        loose = [one for one in element.held if not isinstance(one, Element)]
        if loose and element.tag not in _SKIPPED:
            self._write(self._of(loose))

    def _take(self, element: Element) -> None:
        tag = element.tag
        if tag in _SKIPPED:
            self._written += sum(len(self._glyphs.get(one, ())) for one in element.content())
        elif tag == "L":
            self._list(element)
        elif tag == "Table":
            self._table(element)
        elif found := _HEADING.match(tag):
            self._write(self._of(element.content(but=_SKIPPED)), level=int(found["level"] or 1))
        elif tag in _LEAVES or tag in _INLINE:
            self._paragraph(element)
        else:
            self.walk(element)

    def _paragraph(self, element: Element) -> None:
        """A paragraph; lists, tables and paragraphs wrongly put inside it follow it."""
        nested = [one for one in element.children() if one.tag not in _INLINE | _SKIPPED]
        self._write(self._of(element.content(but=frozenset(one.tag for one in nested) | _SKIPPED)))
        for one in nested:
            self._take(one)

    def _list(self, element: Element) -> None:
        for item in element.children():
            if item.tag == "LI":
                self._item(item)
            else:
                self._take(item)

    def _item(self, item: Element) -> None:
        glyphs = self._of(item.content(but=_SKIPPED | {"L", "Table"}))
        words = self._words(glyphs)
        if words and marked(words) is None:
            words = f"{_BULLET} {words}"
        self._write(glyphs, words=words)
        self._inner_lists(item)

    def _inner_lists(self, element: Element) -> None:
        for child in element.children():
            if child.tag in {"L", "Table"}:
                self._take(child)
            else:
                self._inner_lists(child)

    def _table(self, table: Element) -> None:
        """A table of data becomes rows; a table that only lays out the page is walked through."""
        rows = [[cell for cell in row if self._inked(cell)] for row in _rows(table)]
        listed = all(len(row) <= 1 for row in rows) and not self._is_list(rows)
        layout = listed or any(_holds_blocks(cell) for row in rows for cell in row)
        drawn: list[Row] = []
        for row in rows:
            if len(row) == 1 and layout:
                self._draw(drawn)
                drawn = []
                self.walk(row[0])
            elif row:
                drawn.append(self._row(row))
        self._draw(drawn)

    def _inked(self, cell: Element) -> bool:
        content = cell.content(but=_SKIPPED)
        return any(not glyph.text.isspace() for glyph in self._of(list(content)))

    def _is_list(self, rows: Sequence[list[Element]]) -> bool:
        """True for a table of one column whose first cell says what its rows are."""
        first = next((row[0] for row in rows if row), None)
        if first is None or sum(map(len, rows)) < 2:
            return False
        words = tidy(self._words(self._of(list(first.content(but=_SKIPPED)))))
        return announced(words).topic in {Topic.ASKS, Topic.URGENT}

    def _row(self, row: list[Element]) -> Row:
        glyphs = [self._of(cell.content(but=_SKIPPED)) for cell in row]
        self._written += sum(not one.text.isspace() for part in glyphs for one in part)
        first = next(one[0] for one in glyphs if one)
        words = tuple(tidy(self._words(one)) for one in glyphs)
        return Row(words, self._number(first), first.page)

    def _draw(self, rows: list[Row]) -> None:
        if rows:
            self.lines.append(Line("", rows[0].line, rows[0].page, spaced=True, rows=tuple(rows)))

    def _of(self, content: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> list[Glyph]:
        return [glyph for one in content for glyph in self._glyphs.get(one, ())]

    def _number(self, glyph: Glyph) -> int:
        return self._numbers.get(id(glyph), 1)

    def _words(self, glyphs: Sequence[Glyph]) -> str:
        """Joined by where the glyphs stand: content ids do not come in reading order."""
        words = ""
        for page in sorted({glyph.page for glyph in glyphs}):
            for line in printed_lines([glyph for glyph in glyphs if glyph.page == page]):
                words = join_wrapped(words, line.text)
        return words

    def _write(self, glyphs: list[Glyph], *, words: str | None = None, level: int = 0) -> None:
        letters = [glyph for glyph in glyphs if not glyph.text.isspace()]
        if not letters:
            return
        self._written += len(letters)
        words = tidy((self._words(glyphs) if words is None else words).replace("\t", " "))
        first = min(letters, key=lambda one: (one.page, one.middle))
        rank = self._ranks.get(style_of_glyphs(letters), 0)
        self.lines.append(
            Line(
                words,
                self._number(first),
                first.page,
                right=len(words),
                spaced=True,
                rank=level or (rank and _BELOW_TAGS + rank),
            )
        )


_BELOW_TAGS = 10
"""A paragraph in heading type ranks below everything tagged as a heading."""


def _holds_blocks(cell: Element) -> bool:
    """True for a cell with a list, a table or several paragraphs in it."""
    inside = list(_deep(cell))
    return any(one.tag in {"L", "Table"} or _HEADING.match(one.tag) for one in inside) or (
        sum(one.tag == "P" for one in inside) > 1
    )


def _deep(element: Element) -> Iterator[Element]:
    for child in element.children():
        yield child
        yield from _deep(child)


def _rows(table: Element) -> Iterator[list[Element]]:
    for child in table.children():
        if child.tag == "TR":
            yield [cell for cell in child.children() if cell.tag in {"TD", "TH"}]
        elif child.tag in {"THead", "TBody", "TFoot"}:
            yield from _rows(child)
