"""Plain tables on their way out, whatever kind of file they go into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

Value = str | int | date | None
"""What a cell may hold. Text is text, whatever it begins with."""

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
    return f"'{cell}" if cell.lstrip().startswith(_BEGINS_A_FORMULA) else cell


def without_mark(cell: str) -> str:
    """The cell as it was before `as_text`: a mark that somebody typed themselves stays."""
    marked = cell.startswith("'") and cell[1:].lstrip().startswith(_BEGINS_A_FORMULA)
    return cell[1:] if marked else cell
