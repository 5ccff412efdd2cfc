"""PDF files: the structure tree first, and where there is none the places of the letters."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from tracker.domain.errors import RuleBroken
from tracker.importers.document import Document, Line, Row, tidy
from tracker.importers.headings import Topic, announced
from tracker.importers.lines import blocks_from
from tracker.importers.pdf_print import (
    Glyph,
    Printed,
    columns_of,
    glyphs_of,
    letter_width,
    printed_lines,
)
from tracker.importers.pdf_tagged import tagged_lines
from tracker.importers.pdf_tree import Element, tree_of
from tracker.importers.safety import DAMAGED
from tracker.importers.text import without_furniture

NO_TEXT = "We could not find any text in this PDF. It may be a scan. Paste the text instead"
ENCRYPTED = "The selected file is protected with a password. Save it without one, or paste the text"

_MOST_PAGES = 1_000


def reads(filename: str, start: bytes) -> bool:
    """True for a PDF, by how it begins."""
    return b"%PDF-" in start[:1024] or filename.casefold().endswith(".pdf")


def read(data: bytes) -> Document:
    """The document in a PDF. A scan has no text, and that is said."""
    import pdfplumber  # noqa: PLC0415  slow to load, and only a PDF needs it
    from pdfminer.pdfdocument import PDFPasswordIncorrect  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    try:
        with pdfplumber.open(io.BytesIO(data)) as opened:
            pages = [_page(page, number) for number, page in _numbered(opened)]
            tree = _tree(opened)
    except (PDFPasswordIncorrect, PdfminerException) as refused:
        password = isinstance(refused, PDFPasswordIncorrect) or any(
            isinstance(one, PDFPasswordIncorrect) for one in refused.args
        )
        raise RuleBroken(ENCRYPTED if password else DAMAGED, field="report") from refused
    except RuleBroken:
        raise
    except Exception as damaged:  # whatever the parser trips over, the person can do the same thing
        raise RuleBroken(DAMAGED, field="report") from damaged
    if sum(len(page.glyphs) for page in pages) < 20:
        raise RuleBroken(NO_TEXT, field="report")
    return _document(pages, tree)


def _numbered(opened: Any) -> Iterator[tuple[int, Any]]:
    for number, page in enumerate(opened.pages[:_MOST_PAGES], start=1):
        yield number, page
        page.close()


class _Page:
    """What is kept of a page once it has been read."""

    def __init__(self, glyphs: list[Glyph], rows: list["_RuledRow"], width: float) -> None:
        self.glyphs = glyphs
        self.rows = rows
        self.lines = [
            line for column in columns_of(glyphs, width) for line in printed_lines(column)
        ]


class _RuledRow:
    """One row of a ruled table, and where it stands."""

    def __init__(self, top: float, bottom: float, cells: list[str]) -> None:
        self.top, self.bottom = top, bottom
        self.cells = tuple(tidy(cell) for cell in cells)

    def holds(self, line: Printed) -> bool:
        """True when the line stands inside it."""
        return self.top - 1 <= line.glyphs[0].middle <= self.bottom + 1


def _page(page: Any, number: int) -> _Page:
    glyphs = list(glyphs_of(page.chars, number))
    ruled = len(page.rects) + len(page.lines) + len(page.curves)
    rows = list(_ruled_rows(page)) if 3 <= ruled <= 2_000 else []
    return _Page(glyphs, rows, float(page.width))


def _ruled_rows(page: Any) -> Iterator[_RuledRow]:
    """The rows of data in the ruled tables of a page; boxes that only frame text are left out."""
    for table in page.find_tables():
        rows = [
            (row.bbox, [cell or "" for cell in words])
            for row, words in zip(table.rows, table.extract(), strict=True)
        ]
        if max((len(words) for _, words in rows), default=0) < 2:
            continue
        joined = columns_joined([words for _, words in rows])
        listed = len(joined[0]) == 1 and _announces(joined[0][0])
        for (box, _), cells in zip(rows, joined, strict=True):
            if listed or not _only_frames(cells):
                yield _RuledRow(box[1], box[3], cells)


def _announces(cell: str) -> bool:
    return announced(tidy(cell)).topic in {Topic.ASKS, Topic.URGENT}


def columns_joined(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows with neighbouring columns that are never both filled made one.

    Rules drawn a little apart make columns that hold nothing, or only the headings.
    """
    width = max(len(row) for row in rows)
    filled = [
        {n for n, row in enumerate(rows) if row[c : c + 1] and row[c].strip()} for c in range(width)
    ]
    groups: list[list[int]] = []
    taken: set[int] = set()
    for column in range(width):
        if groups and not taken & filled[column]:
            groups[-1].append(column)
            taken |= filled[column]
        else:
            groups.append([column])
            taken = set(filled[column])
    return [[" ".join(row[c] for c in group if row[c].strip()) for group in groups] for row in rows]


def _only_frames(cells: Sequence[str]) -> bool:
    """True for a row that holds running text: one cell of it, or a cell too long for a table."""
    full = [cell for cell in cells if cell.strip()]
    if len(full) == 1:
        return len(full[0].split()) > 25
    return not full or len(cells) == 1 or max(len(cell) for cell in full) > 1_500


def _tree(opened: Any) -> Element | None:
    """The structure tree; a broken one is as good as none."""
    ids = {page.page_obj.pageid: page.page_number for page in opened.pages[:_MOST_PAGES]}
    try:
        return tree_of(opened.doc, ids)
    except Exception:  # noqa: BLE001
        return None


def _document(pages: Sequence[_Page], tree: Element | None) -> Document:
    text: list[str] = []
    numbers: dict[int, int] = {}
    for page in pages:
        for line in page.lines:
            text.append(line.text)
            numbers.update((id(glyph), len(text)) for glyph in line.glyphs)
    ranks = _ranks(pages)
    tagged = tagged_lines(tree, pages, numbers, ranks) if tree is not None else None
    if tagged is None:
        tagged = without_furniture(tuple(_untagged(pages, numbers, ranks)))
    return Document(blocks_from(tagged, styled=True), "\n".join(text))


def _ranks(pages: Sequence[_Page]) -> dict[tuple[float, bool], int]:
    """How grand each style of type is, from 1; styles no grander than the body are left out."""
    used: Counter[tuple[float, bool]] = Counter()
    for page in pages:
        for line in page.lines:
            used[line.style] += len(line.text)
    if not used:
        return {}
    body, body_bold = used.most_common(1)[0][0]
    grander = [
        style
        for style in used
        if style[0] > body * 1.06 or (style[1] and not body_bold and style[0] > body * 0.9)
    ]
    grander.sort(key=lambda style: (-style[0], not style[1]))
    return {style: rank for rank, style in enumerate(grander, start=1)}


def _untagged(
    pages: Sequence[_Page], numbers: dict[int, int], ranks: dict[tuple[float, bool], int]
) -> Iterator[Line]:
    every = [line for page in pages for line in page.lines]
    letter = letter_width(every)
    leading = _leading(every)
    body = median(line.style[0] for line in every)
    for page in pages:
        last: Printed | None = None
        drawn: set[int] = set()
        for line in page.lines:
            number = numbers[id(line.glyphs[0])]
            holding = [one for one in page.rows if one.holds(line)]
            row = max(holding, key=lambda one: one.top, default=None)
            if row is not None:
                if id(row) not in drawn:
                    drawn.add(id(row))
                    yield _drawn(row, line, number)
                last = None
                continue
            gap = line.top - last.top if last is not None else 0.0
            yield Line(
                text=line.text,
                number=number,
                page=line.page,
                left=line.left / letter,
                right=line.right / letter,
                spaced=last is None or gap > 1.28 * leading * line.style[0] or gap < 0,
                new_page=last is None and line is page.lines[0] and line.page > 1,
                rank=ranks.get(line.style, 0),
                scale=line.style[0] / body,
            )
            last = line


def _drawn(row: _RuledRow, line: Printed, number: int) -> Line:
    cells = (Row(row.cells, number, line.page),)
    return Line("", number, line.page, spaced=True, rows=cells)


def _leading(lines: Sequence[Printed]) -> float:
    """The usual step from line to line, in heights of the letters."""
    steps: Counter[float] = Counter()
    for line, after in zip(lines, lines[1:], strict=False):
        step = (after.top - line.top) / max(line.style[0], 1.0)
        if line.page == after.page and 0.8 < step < 2.5:
            steps[round(step * 20) / 20] += 1
    return (
        min(step for step, times in steps.items() if times >= 0.25 * steps.most_common(1)[0][1])
        if steps
        else 1.2
    )
