"""Ruled tables of a PDF page that has no structure tree."""

from collections.abc import Iterator, Sequence
from typing import Any

from pdfminer.converter import PDFPageAggregator

from tracker.importers.document import tidy
from tracker.importers.headings import Topic, announced
from tracker.importers.pdf_content import Interpreter
from tracker.importers.pdf_print import Printed


class RuledRow:
    """One row of a ruled table, and where it stands."""

    def __init__(self, top: float, bottom: float, cells: list[str]) -> None:
        self.top, self.bottom = top, bottom
        self.cells = tuple(tidy(cell) for cell in cells)

    def holds(self, line: Printed) -> bool:
        """True when the line stands inside it."""
        return self.top - 1 <= line.glyphs[0].middle <= self.bottom + 1


def ruled_rows(page: Any) -> Iterator[RuledRow]:
    """The rows of data in the ruled tables of a pdfplumber page; boxes that only frame text are
    left out."""
    if not any(map(_has_columns, _tables(page, _Drawing))):
        return
    for table in filter(_has_columns, _tables(page, PDFPageAggregator)):
        rows = [
            (row.bbox, [cell or "" for cell in words])
            for row, words in zip(table.rows, table.extract(), strict=True)
        ]
        joined = columns_joined([words for _, words in rows])
        listed = len(joined[0]) == 1 and _announces(joined[0][0])
        for (box, _), cells in zip(rows, joined, strict=True):
            if listed or not _only_frames(cells):
                yield RuledRow(box[1], box[3], cells)


class _Drawing(PDFPageAggregator):
    """Lays out the lines of a page alone: most pages with lines hold no table, and the letters are
    what takes long."""

    def render_string(self, *_given: Any) -> None:
        """Leave the words out."""


def _tables(page: Any, device: type[PDFPageAggregator]) -> list[Any]:
    page.close()
    laid = device(page.pdf.rsrcmgr, pageno=page.page_number)
    Interpreter(page.pdf.rsrcmgr, laid).process_page(page.page_obj)
    page._layout = laid.get_result()
    tables: list[Any] = page.find_tables()
    return tables


def _has_columns(table: Any) -> bool:
    return max((len(row.cells) for row in table.rows), default=0) > 1


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
