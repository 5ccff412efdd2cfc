"""Where the headings of a sheet's columns are: in one row or in two, and what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.domain.date_words import speaks_of_time
from tracker.domain.sheet_names import LONGEST_NAME, Meaning, named
from tracker.domain.sheets import Cell, Sheet, SheetRow

_LOOKED_AT, _LOOKED_AT_LAST = 40, 400
"""Rows that headings are looked for in; then, where none has any, those of a long introduction."""
_MOST_ON_ITS_SIDE = 30
"""Names below each other that may be headings: more are rows."""
_ENOUGH = 2
"""Different meanings that a row must name to be taken for headings."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns' names; `rows` are the numbers of the one or two rows they stand in."""

    rows: tuple[int, ...]
    names: tuple[str, ...]
    places: tuple[int, ...]
    """Where these rows stand among the sheet's rows."""


def headings_of(sheet: Sheet, row: int | None = None) -> Headings | None:
    """The headings of a sheet: in the row of this number when a person has said so, or else where
    they most look like headings, sooner in the first 40 rows. None when no row does."""
    if row is not None:
        place = next((i for i, one in enumerate(sheet.rows) if one.number == row), None)
    else:
        place = _likeliest(sheet.rows[:_LOOKED_AT])
        if place is None:
            place = _likeliest(sheet.rows[:_LOOKED_AT_LAST])
    if place is None:
        return None
    places = _pair(sheet.rows, place)
    names = _joined([sheet.rows[one] for one in places], sheet.width)
    return Headings(tuple(sheet.rows[one].number for one in places), names, places)


def stands_on_its_side(sheet: Sheet, headings: Headings | None) -> bool:
    """Whether the names of columns stand below each other in the first column, more of them than
    in any row: each column is then an action."""
    first = [row.cell(0) for row in sheet.rows]
    own = [cell for cell in first if cell.own and cell.number is None and cell.on is None]
    if not _ENOUGH < len(own) <= _MOST_ON_ITS_SIDE:
        return False
    down = _meanings(own)
    across = {named(name) for name in headings.names} - {None} if headings else set()
    names = sum(len(cell.text) <= LONGEST_NAME and named(cell.text) is not None for cell in own)
    return (
        Meaning.ACTION in down
        and len(down) > max(_ENOUGH, len(across))
        and names * 3 >= len(own) * 2
    )


def _likeliest(rows: Sequence[SheetRow]) -> int | None:
    best, most = None, 0.0
    for place, row in enumerate(rows):
        found = _meanings(row.cells)
        if len(found) >= _ENOUGH and _looks_like_names(row):
            score = len(found) + (1 if Meaning.ACTION in found else 0) - place / 100
            if score > most:
                best, most = place, score
    return best


def _meanings(cells: Iterable[Cell]) -> set[Meaning]:
    found = {named(cell.text) for cell in cells if cell.filled and not cell.from_left}
    return {meaning for meaning in found if meaning}


def _looks_like_names(row: SheetRow) -> bool:
    """Whether a row holds short words in several columns, and few dates or figures: a
    column may be called by its month."""
    own = [cell for cell in row.cells if cell.filled and not cell.from_left]
    if len({cell.text for cell in own}) < _ENOUGH:
        return False
    unlike = sum(
        cell.on is not None or cell.number is not None or len(cell.text) > LONGEST_NAME
        for cell in own
    )
    return unlike * 2 <= len(own)


def _pair(rows: Sequence[SheetRow], place: int) -> tuple[int, ...]:
    """This row, with the one above that groups its columns or the one below that divides them."""
    if place and _groups(rows[place - 1], rows[place]):
        return place - 1, place
    if place + 1 < len(rows) and _groups(rows[place], rows[place + 1]):
        return place, place + 1
    return (place,)


def _groups(upper: SheetRow, lower: SheetRow) -> bool:
    """Whether the upper row stands over groups of the lower one's columns.

    It does when some of its cells are merged over several names below, or are empty beside one
    and the lower row alone is not clear, and both hold names and nothing else. A title over the
    whole sheet groups nothing.
    """
    pairs = list(zip(upper.cells, lower.cells, strict=True))
    if upper.number + 1 != lower.number or len({cell.text for cell in upper.cells if cell.own}) < 2:
        return False
    below = [cell for cell in lower.cells if cell.own]
    if not below or any(map(_is_value, below)) or any(map(_is_value, upper.cells)):
        return False
    shared = any(over.from_left and cell.own for over, cell in pairs)
    deep = any(cell.from_above and not cell.from_left for cell in lower.cells)
    empty = any(not over.filled and cell.own for over, cell in pairs)
    known = _meanings(below)
    if shared or deep:
        return bool(known) or (shared and deep)
    if not empty or not _meanings(upper.cells):
        return False
    unclear = len(known) < len(below) <= 2 * len(known)
    return (unclear and len(known) >= _ENOUGH) or _divides(lower, upper)


def _divides(lower: SheetRow, upper: SheetRow) -> bool:
    """Whether the lower row stands only under columns without a name and the ones that begin such
    a group, and makes their meaning clearer."""
    width = len(upper.cells)
    empty = {place for place in range(width) if not upper.cell(place).filled}
    begins = {place for place in range(width - 1) if place not in empty and place + 1 in empty}
    below = {place for place in range(width) if lower.cell(place).own}
    apart = {named(name) for name in _joined([upper, lower], width)}
    return below <= empty | begins and empty <= below and len(apart) > len(_meanings(upper.cells))


def _is_value(cell: Cell) -> bool:
    """Whether a cell holds what stands under a heading and never in one."""
    figure = cell.on is not None or cell.number is not None
    return figure or len(cell.text) > LONGEST_NAME or speaks_of_time(cell.text)


def _joined(rows: Sequence[SheetRow], width: int) -> tuple[str, ...]:
    """Each column's name, the group's first: 'Date: Due'. A group that is not merged reaches as
    far as the next one, over columns that have a name below."""
    if len(rows) == 1:
        return tuple(rows[0].cell(column).text.replace("\n", " ") for column in range(width))
    names, group = [], ""
    for column in range(width):
        upper, lower = (row.cell(column) for row in rows)
        group = upper.text or group
        over = upper.text if upper.filled else (group if lower.filled else "")
        under = "" if lower.from_above or lower.text == over else lower.text
        names.append(": ".join(part.replace("\n", " ") for part in (over, under) if part))
    return tuple(names)
