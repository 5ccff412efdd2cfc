"""A sheet while it is being read: cells put where they belong, merged ones spread, limits kept."""

from collections import Counter
from dataclasses import replace

from tracker.domain.errors import RuleBroken
from tracker.domain.sheets import EMPTY, Cell, Sheet, SheetRow

MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_LETTERS = 20_000, 200, 300_000, 5_000_000

TOO_MANY_ROWS = (
    "The selected file has a sheet with more than 20,000 rows."
    " Take out the rows that are not part of the plan"
)
TOO_MANY_COLUMNS = (
    "The selected file has a sheet with more than 200 columns."
    " Take out the columns that are not part of the plan"
)
TOO_FULL = "The selected file holds too much to read at once. Put the plan in a file of its own"


class Grid:
    """Cells by place. What is past the limits is refused as soon as it is put."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Cell]] = {}
        self._merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self._hidden: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._paint: dict[int, dict[int, str]] = {}
        self._cells = self._letters = 0

    def put(self, number: int, column: int, cell: Cell) -> None:
        """Put a cell that holds something; raises RuleBroken past the limits."""
        if column >= MOST_COLUMNS:
            raise RuleBroken(TOO_MANY_COLUMNS, field="report")
        if number not in self._rows and len(self._rows) >= MOST_ROWS:
            raise RuleBroken(TOO_MANY_ROWS, field="report")
        self._cells += 1
        self._letters += len(cell.text)
        if self._cells > MOST_CELLS or self._letters > MOST_LETTERS:
            raise RuleBroken(TOO_FULL, field="report")
        self._rows.setdefault(number, {})[column] = cell

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Remember that one cell covers this rectangle of rows and columns."""
        if len(self._merged) < MOST_CELLS:
            self._merged.append((first, last))

    def hide_row(self, number: int) -> None:
        """Remember that a row is hidden."""
        self._hidden.add(number)

    def hide_columns(self, first: int, last: int) -> None:
        """Remember that these columns are hidden."""
        self._hidden_columns |= set(range(first, min(last, MOST_COLUMNS) + 1))

    def paint(self, number: int, column: int, colour: str) -> None:
        """Remember what a cell is filled with, whether or not it holds anything."""
        if column < MOST_COLUMNS and number <= MOST_ROWS:
            self._paint.setdefault(number, {})[column] = colour

    def sheet(self, name: str, *, hidden: bool = False, coloured_by_rules: bool = False) -> Sheet:
        """The sheet as far as anything stands in it, and one column further where only colours do;
        what is merged reaches no further."""
        numbers = sorted(self._rows)
        width = max((column + 1 for cells in self._rows.values() for column in cells), default=0)
        for number in numbers:
            self._unpaint_row(number, width)
        width += sum(width in self._paint.get(number, {}) for number in numbers) > 1
        for first, last in self._merged:
            self._spread(first, last, width)
        rows = tuple(
            SheetRow(
                number,
                tuple(self._cell(number, column) for column in range(width)),
                number in self._hidden,
            )
            for number in numbers
        )
        columns = tuple(sorted(column for column in self._hidden_columns if column < width))
        return Sheet(name, rows, hidden, columns, coloured_by_rules)

    def _cell(self, number: int, column: int) -> Cell:
        cell = self._rows[number].get(column, EMPTY)
        colour = self._paint.get(number, {}).get(column, "")
        return replace(cell, colour=colour) if colour else cell

    def _unpaint_row(self, number: int, width: int) -> None:
        """Forget the colour that fills most of a row: it is a shading and says nothing."""
        painted = self._paint.get(number, {})
        most, times = Counter(painted.values()).most_common(1)[0] if painted else ("", 0)
        if times > 1 and times * 2 > width:
            self._paint[number] = {place: one for place, one in painted.items() if one != most}

    def _spread(self, first: tuple[int, int], last: tuple[int, int], width: int) -> None:
        """Repeat a merged cell over the rows that hold something besides it."""
        top, left = first
        cell = self._rows.get(top, {}).get(left)
        if cell is None:
            return
        if last[0] - top < len(self._rows):
            numbers = [one for one in range(top, last[0] + 1) if one in self._rows]
        else:
            numbers = [one for one in self._rows if top <= one <= last[0]]
        for number in numbers:
            for column in range(left, min(last[1] + 1, width)):
                if (number, column) != first and column not in self._rows[number]:
                    again = replace(cell, from_above=number > top, from_left=column > left)
                    self.put(number, column, again)
