"""One plain document: what every format is turned into before anything is looked for in it."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"


@dataclass(frozen=True)
class Row:
    """One row of a table; `line` and `page` are where it begins."""

    cells: tuple[str, ...]
    line: int
    page: int | None = None


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a list item or a table.

    `level` is the rank of a heading (1 stands highest, 0 is not known) or the depth of an item (0
    is the outermost). `mark` is the bullet or number as printed. `line` counts from 1 in the
    document's text. A table has rows and no text. `spaced` says that space, a page's beginning or
    a change of type sets it apart from what stands before.
    """

    kind: Kind
    text: str
    line: int
    page: int | None = None
    level: int = 0
    mark: str = ""
    rows: tuple[Row, ...] = ()
    spaced: bool = True


@dataclass(frozen=True)
class Document:
    """Blocks in reading order, and the plain text whose lines they point at.

    `unread` is a sentence about what could not be read for certain, when there is one.
    """

    blocks: tuple[Block, ...]
    text: str
    unread: str | None = None

    def line(self, number: int) -> str:
        """The words of line `number` of the text, counting from 1; empty past the end."""
        lines = self.text.split("\n")
        return tidy(lines[number - 1]) if 0 < number <= len(lines) else ""


@dataclass(frozen=True)
class Line:
    """One printed line. `text` keeps a tab where columns stand apart.

    `left` and `right` are where it begins and ends, in characters of the body text, and `scale`
    is how much larger its own are. `spaced` says that more space
    than usual stands above it, `rank` how much it looks like a heading (0 like the body text, 1
    for the grandest).
    """

    text: str
    number: int
    page: int | None = None
    left: float = 0.0
    right: float = 0.0
    scale: float = 1.0
    spaced: bool = False
    new_page: bool = False
    rank: int = 0
    rows: tuple[Row, ...] = ()
    """The rows of a table that stands here instead of words."""


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe]")
_SPACES = re.compile(r"[^\S\n]+")


def tidy(text: str) -> str:
    """The words alone: white space single, invisible characters and markdown asterisks gone."""
    without = _INVISIBLE.sub("", text.replace("**", "").replace("__", ""))
    return " ".join(without.split())


def join_wrapped(first: str, second: str) -> str:
    """Two lines of one paragraph as one.

    A soft hyphen at the end of a line was put there by the wrapping and goes; a printed hyphen is
    a real one in these reports and stays, with no space after it.
    """
    if not first or not second:
        return first or second
    if first[-1] in "\u00ad\u2010\ufffe":
        return first[:-1] + second
    if first[-1] == "-" and first[-2:-1].isalnum():
        return first + second
    return f"{first} {second}"
