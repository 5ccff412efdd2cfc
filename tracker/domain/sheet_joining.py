"""Workbooks with a sheet for each area: sheets with the same headings, read as one plan."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from tracker.domain.date_words import speaks_of_time
from tracker.domain.month_words import plain
from tracker.domain.sheets import EMPTY, Sheet, SheetRow
from tracker.domain.spreadsheets import SheetReading, read_sheet

_MOST_ROWS = 5_000
"""Rows that a joined sheet may have: it is kept beside the sheets it joins."""
_SAME_PLAN = 0.5
"""The share of actions from which on two sheets are the same plan at two times, not two areas."""
_NO_NAME = re.compile(r"(?:sheet|taflen|tab|action plan|plan|tracker|cynllun)? ?\d*")


def with_joined(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets and, after them, one that joins those with the same headings, if there are any.

    The rows of such sheets know the name of theirs, to be their area where nothing else is. Sheets
    that are hidden, no plans, named for a time, or hold the same actions are not joined.
    """
    seen = [(place, sheet) for place, sheet in enumerate(sheets) if not sheet.hidden]
    if len(seen) < 2:
        return tuple(sheets)
    alike = _alike((place, read_sheet(sheet)) for place, sheet in seen)
    if not alike:
        return tuple(sheets)
    named = [_named(one) if place in alike else one for place, one in enumerate(sheets)]
    together = [named[place] for place in alike]
    if sum(len(one.rows) for one in together) > _MOST_ROWS:
        return tuple(named)
    return (*named, joined(together, [reading.heading_rows[-1] for reading in alike.values()]))


def joined(sheets: Sequence[Sheet], headings: Sequence[int]) -> Sheet:
    """One sheet of several, whose last rows of headings are numbered so. All but the first begin
    below their headings. Row 14 of the second is row 2014: its thousand is the sheet's place."""
    width = max(sheet.width for sheet in sheets)
    scale = 1000
    while scale <= max(row.number for sheet in sheets for row in sheet.rows):
        scale *= 10
    rows = [
        _moved(row, place * scale, width)
        for place, (sheet, heading) in enumerate(zip(sheets, headings, strict=True), start=1)
        for row in sheet.rows
        if place == 1 or row.number > heading
    ]
    name = f"{len(sheets)} sheets together: {sheets[0].name} to {sheets[-1].name}"
    return replace(sheets[0], name=name, rows=tuple(rows), joined=scale)


def _alike(readings: Iterable[tuple[int, SheetReading]]) -> dict[int, SheetReading]:
    """The largest number of sheets with the same headings, by their places; at least two."""
    groups: dict[tuple[str, ...], dict[int, SheetReading]] = {}
    for place, reading in readings:
        if reading.is_plan and not speaks_of_time(reading.name):
            groups.setdefault(_headings(reading), {})[place] = reading
    largest = max(groups.values(), key=len, default={})
    again = any(_are_one_plan(one, other) for one, other in combinations(largest.values(), 2))
    return {} if len(largest) < 2 or again else largest


def _headings(reading: SheetReading) -> tuple[str, ...]:
    names = [plain(column.name) for column in reading.columns]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _are_one_plan(one: SheetReading, other: SheetReading) -> bool:
    first, second = ({plain(row.action) for row in reading.rows} for reading in (one, other))
    return len(first & second) > _SAME_PLAN * min(len(first), len(second))


def _named(sheet: Sheet) -> Sheet:
    name = "" if _NO_NAME.fullmatch(plain(sheet.name)) else sheet.name
    return replace(sheet, rows=tuple(replace(row, sheet=name) for row in sheet.rows))


def _moved(row: SheetRow, by: int, width: int) -> SheetRow:
    missing = (EMPTY,) * (width - len(row.cells))
    return replace(row, number=row.number + by, cells=(*row.cells, *missing))
