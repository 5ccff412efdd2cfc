"""Tables that hold findings: which column is the item, and whom the others name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.importers.document import Block, Row, join_wrapped
from tracker.importers.grades import grade_in
from tracker.importers.headings import Topic, announced


@dataclass(frozen=True)
class Asked:
    """One row of a table that asks for something."""

    text: str
    line: int
    page: int | None
    reference: str = ""
    addressee: str = ""
    urgency: str = ""


@dataclass(frozen=True)
class _Columns:
    item: int
    reference: int | None = None
    addressee: int | None = None
    urgency: int | None = None


_ITEM = re.compile(
    r"(?:recommendation|area|finding|action|requirement|improvement|issue)s?\b", re.I
)
_ADDRESSEE = re.compile(
    r"responsible|body|organisation|agency|agencies|who|lead|addressee|owner|partner", re.I
)
_URGENCY = re.compile(r"priority|timescale|deadline|when|urgency|grade|rating", re.I)
_REFERENCE = re.compile(r"^(?:no\.?|number|ref(?:erence)?\.?|#|item)$", re.I)


def asked_in(table: Block, *, open_list: bool) -> Iterator[Asked]:
    """What the rows of a table ask for.

    With `open_list` the table stands under a heading that announces findings, and needs no header
    row of its own. A table of grades asks for nothing.
    """
    rows = [row for row in table.rows if any(row.cells)]
    columns = _header(rows[0]) if rows else None
    if columns is not None:
        rows = rows[1:]
    elif not open_list or not rows or any(grade_in(cell) for row in rows for cell in row.cells):
        return
    else:
        columns = _guessed(rows)
    for row in _whole(rows, columns):
        text = _cell(row, columns.item)
        if text:
            yield Asked(
                text=text,
                line=row.line,
                page=row.page,
                reference=_cell(row, columns.reference),
                addressee=_cell(row, columns.addressee),
                urgency=_cell(row, columns.urgency),
            )


def _cell(row: Row, column: int | None) -> str:
    return row.cells[column] if column is not None and column < len(row.cells) else ""


def _header(row: Row) -> _Columns | None:
    """The columns, when this row names one of them as the findings."""
    known = [
        number
        for number, cell in enumerate(row.cells)
        if announced(cell).topic in {Topic.ASKS, Topic.URGENT}
    ]
    named = known or [
        number
        for number, cell in enumerate(row.cells)
        if len(row.cells) > 1 and len(cell.split()) <= 4 and _ITEM.match(cell)
    ]
    if not named:
        return None
    return _Columns(
        named[0],
        _named(row, _REFERENCE, but=named[0]),
        _named(row, _ADDRESSEE, but=named[0]),
        _named(row, _URGENCY, but=named[0]),
    )


def _named(row: Row, what: re.Pattern[str], *, but: int) -> int | None:
    found = [n for n, cell in enumerate(row.cells) if n != but and what.search(cell)]
    return found[0] if found else None


def _guessed(rows: list[Row]) -> _Columns:
    """Without a header the longest column holds the items; a narrow first one their numbers."""
    width = max(len(row.cells) for row in rows)
    lengths = [sum(len(_cell(row, column)) for row in rows) for column in range(width)]
    item = lengths.index(max(lengths))
    short = item > 0 and all(len(_cell(row, 0)) <= 5 for row in rows)
    return _Columns(item, reference=0 if short else None)


def _whole(rows: list[Row], columns: _Columns) -> list[Row]:
    """The rows with those that a page break cut in two put together again."""
    whole: list[Row] = []
    for row in rows:
        if whole and _is_rest(row, whole[-1], columns):
            before = whole[-1]
            cells = tuple(
                join_wrapped(_cell(before, number), _cell(row, number))
                for number in range(max(len(before.cells), len(row.cells)))
            )
            whole[-1] = replace(before, cells=cells)
        elif not _is_header_again(row, columns):
            whole.append(row)
    return whole


def _is_header_again(row: Row, columns: _Columns) -> bool:
    return announced(_cell(row, columns.item)).topic in {Topic.ASKS, Topic.URGENT}


def _is_rest(row: Row, before: Row, columns: _Columns) -> bool:
    here, there = _cell(row, columns.item), _cell(before, columns.item)
    if _cell(row, columns.reference):
        return False
    if not here:
        return any(row.cells)
    return here[:1].islower() and not re.search(r"[.;:]$", there)
