"""Cells that say only that they hold what the cell above holds: '"', 'ditto', 'as above'."""

from collections.abc import Mapping
from dataclasses import replace

from tracker.domain.month_words import plain
from tracker.domain.sheets import Cell, Sheet, SheetRow

DITTO = "stands for the cell above"

_MARKS = frozenset(
    {'"', "''", "”", "“", "〃", '" "', '-"-', "ditto", "as above", "same as above", "same"}
    | {"fel uchod", "yr un fath"}
)

Dittos = Mapping[tuple[int, int], str]
"""What cells that say ditto stand for, by the number of their row and their column."""


def with_dittos_asked(sheet: Sheet) -> tuple[Sheet, Dittos]:
    """The sheet with each such cell as a problem, and what it stands for: a sheet may have been
    sorted since it was written, so that is for a person to say."""
    above: dict[int, str] = {}
    meant: dict[tuple[int, int], str] = {}
    rows = tuple(_read(row, above, meant) for row in sheet.rows)
    return (replace(sheet, rows=rows) if meant else sheet), meant


def _read(row: SheetRow, above: dict[int, str], meant: dict[tuple[int, int], str]) -> SheetRow:
    found: dict[int, Cell] = {}
    for place, cell in enumerate(row.cells):
        if cell.text and len(cell.text) < 20 and plain(cell.text) in _MARKS and place in above:
            meant[row.number, place] = above[place]
            found[place] = replace(cell, problem=DITTO)
        elif cell.text:
            above[place] = cell.text
        else:
            above.pop(place, None)
    if not found:
        return row
    return replace(row, cells=tuple(found.get(i, cell) for i, cell in enumerate(row.cells)))
