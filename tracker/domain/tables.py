"""Plain tables on their way out, whatever kind of file they go into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

Value = str | int | date | None
"""What a cell may hold. Text is text, whatever it begins with."""

_ENDS_A_CELL = ("\t", "\r", "\n")
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Heading:
    """A column: its name, how wide it is in characters, and the words it offers, if any."""

    name: str
    width: int = 14
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A sheet of a workbook, or the one table of a text file."""

    name: str
    headings: tuple[Heading, ...]
    rows: Sequence[Sequence[Value]] = ()


def as_text(cell: str) -> str:
    """The cell of a text file so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if _could_act(cell) else cell


def without_mark(cell: str) -> str:
    """The cell as it was before `as_text`: a mark that somebody typed themselves stays."""
    return cell[1:] if cell.startswith("'") and _could_act(cell[1:]) else cell


def _could_act(cell: str) -> bool:
    """Some spreadsheets leave out white space before they look for a formula, and some take a tab
    or the end of a line for the end of a cell."""
    return cell.startswith(_ENDS_A_CELL) or cell.lstrip().startswith(_BEGINS_A_FORMULA)
