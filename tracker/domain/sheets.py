"""A spreadsheet as plain sheets: rows of cells, whatever kind of file they came from.

Nothing here knows what a column means (`spreadsheets`) or how a file is read (`importers/sheets`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the text a reader of the sheet sees, and what lies under it.

    `on` is set for a cell that holds a real date, `number` for one that holds a number. A merged
    cell is repeated over what it covers: `from_above` and `from_left` say that this is a
    repetition, and from where. `problem` says, after the cell's name, why it has no value. `colour`
    is the word for what the cell is filled with, where that may be a RAG and not only a shading.
    """

    text: str = ""
    on: date | None = None
    number: float | None = None
    from_above: bool = False
    from_left: bool = False
    problem: str = ""
    colour: str = ""

    @property
    def filled(self) -> bool:
        """Whether the cell holds anything, its own or repeated."""
        return bool(self.text or self.problem)

    @property
    def own(self) -> bool:
        """Whether the cell holds something that is not repeated from a merged one."""
        return self.filled and not (self.from_above or self.from_left)


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not empty, with its number as the spreadsheet program shows it. `sheet` is the
    name of its sheet among several that are alike."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    sheet: str = ""

    def cell(self, column: int) -> Cell:
        """The cell of a column, counting from 0; an empty one past the end."""
        return self.cells[column] if column < len(self.cells) else EMPTY


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its rows that are not empty, all equally wide."""

    name: str
    rows: tuple[SheetRow, ...]
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()
    coloured_by_rules: bool = False
    """Whether rules colour some of its cells, which only the spreadsheet program works out."""
    joined: int = 0
    """Of sheets that are joined, what the numbers of their rows are apart: 1000, and 2014 is row 14
    of the second."""

    @property
    def width(self) -> int:
        """How many columns have anything in them."""
        return max((len(row.cells) for row in self.rows), default=0)


def letters(column: int) -> str:
    """What a spreadsheet program calls a column: 0 is 'A', 26 is 'AA'."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def sheets_as_json(sheets: Iterable[Sheet]) -> list[dict[str, Any]]:
    """Sheets as JSON can hold them. A cell that is only text is a string."""
    return [
        {
            "name": sheet.name,
            "hidden": sheet.hidden,
            "hidden_columns": sheet.hidden_columns,
            "coloured_by_rules": sheet.coloured_by_rules,
            "joined": sheet.joined,
            "rows": [
                [row.number, row.hidden, [_told(cell) for cell in row.cells], row.sheet]
                for row in sheet.rows
            ],
        }
        for sheet in sheets
    ]


def sheets_from_json(told: Iterable[Mapping[str, Any]]) -> tuple[Sheet, ...]:
    """The sheets again; raises ValueError, KeyError or TypeError for what are none."""
    return tuple(
        Sheet(
            str(sheet["name"]),
            tuple(
                SheetRow(int(number), tuple(_cell(cell) for cell in cells), bool(hidden), *name)
                for number, hidden, cells, *name in sheet["rows"]
            ),
            bool(sheet["hidden"]),
            tuple(int(column) for column in sheet["hidden_columns"]),
            bool(sheet.get("coloured_by_rules")),
            int(sheet.get("joined", 0)),
        )
        for sheet in told
    )


def _told(cell: Cell) -> Any:
    if cell == Cell(cell.text):
        return cell.text
    day = cell.on.isoformat() if cell.on else None
    return [cell.text, day, cell.number, cell.from_above, cell.from_left, cell.problem, cell.colour]


def _cell(told: Any) -> Cell:
    if isinstance(told, str):
        return Cell(told) if told else EMPTY
    text, day, number, from_above, from_left, problem, *colour = told
    return Cell(
        text=str(text),
        on=date.fromisoformat(day) if day else None,
        number=None if number is None else float(number),
        from_above=bool(from_above),
        from_left=bool(from_left),
        problem=str(problem),
        colour=str(colour[0]) if colour else "",  # what was kept before has none
    )
