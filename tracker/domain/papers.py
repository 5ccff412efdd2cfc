"""A finished paper as plain facts: what any writer (Word, PDF) can write, and none of how.

Everything is text, never markup; a text may hold line breaks. A paper that could not be read by
everybody cannot be made: headings skip no level, a table's rows are as wide as its headings, a
chart has words in its place.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any

from tracker.domain.actions import Rag

LEVELS = (1, 2, 3, 4)
"""The levels of headings; the title of the paper stands above them all."""

_NO_CHARACTER = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_ENDS_A_LINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class NotAPaper(ValueError):
    """The parts do not make a paper; whoever put them together made a mistake."""


class BadTemplate(ValueError):
    """The template is no Word document, or what it says in braces cannot be understood."""


def printable(text: str) -> str:
    """The text without what no document may hold, and with one kind of line end."""
    return _NO_CHARACTER.sub("", _ENDS_A_LINE.sub("\n", text))


@dataclass(frozen=True)
class Heading:
    """A heading; `number` as committee papers have it: '3.0'."""

    text: str
    level: int = 1
    number: str = ""

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise NotAPaper(f"There is no heading of level {self.level}")


@dataclass(frozen=True)
class Para:
    """A paragraph; its number ('3.2', or '1)' in a list) hangs before it."""

    text: str
    number: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list whose order says nothing."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Quote:
    """Words as somebody wrote them, and where they stand."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class Facts:
    """What there is to know of one thing: a label and its text in each row."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Rated:
    """A colour with its reason, and the plan's own name for it; the colour is never alone."""

    rag: Rag
    words: str = ""
    name: str = ""

    @property
    def parts(self) -> tuple[str, str]:
        """What is written large, and what follows it: ('Red', ': 34 days overdue'), ('Completed',
        ' 28 June 2011'), ('Not started', ', due 31 October 2011'), ('Red – will miss', ': 34 days
        overdue')."""
        if self.name:
            return self.name, f": {self.words}" if self.words else ""
        if self.rag not in (Rag.BLUE, Rag.GREY) or not self.words:
            return self.rag.value.capitalize(), f": {self.words}" if self.words else ""
        words = self.words[0].upper() + self.words[1:]
        end = re.search(r",| (?=\d)", words)
        return (words[: end.start()], words[end.start() :]) if end else (words, "")

    @property
    def text(self) -> str:
        """As `rating` gives it, in words: 'Red: 34 days overdue', 'Completed 28 June 2011'."""
        return "".join(self.parts)


Cell = str | Rated


@dataclass(frozen=True)
class Grid:
    """A table: what it shows, its headings, its rows, and how wide each column is beside the
    others (all alike when `widths` is empty). `first_names` says that the first cell of each row
    names the row."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()
    first_names: bool = False

    def __post_init__(self) -> None:
        wide = len(self.headings)
        if not wide or any(len(row) != wide for row in self.rows):
            raise NotAPaper(f"The rows of '{self.caption}' are not as wide as its headings")
        if self.widths and (len(self.widths) != wide or min(self.widths) < 1):
            raise NotAPaper(f"The widths of '{self.caption}' are not those of its columns")

    @property
    def shares(self) -> tuple[int, ...]:
        """How wide each column is beside the others."""
        return self.widths or (1,) * len(self.headings)


@dataclass(frozen=True)
class Series:
    """One part of every bar: its name and its colour."""

    name: str
    rag: Rag


@dataclass(frozen=True)
class Bars:
    """A chart of stacked bars, one for each row: its label, and its number for each series.

    `alt` says in a sentence or two what the chart shows. Writers let the numbers follow as a table.
    """

    caption: str
    alt: str
    series: tuple[Series, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise NotAPaper(f"Nothing says what the chart '{self.caption}' shows")
        if not self.series or any(len(numbers) != len(self.series) for _, numbers in self.rows):
            raise NotAPaper(f"The bars of '{self.caption}' have not a number for each series")
        if any(number < 0 for _, numbers in self.rows for number in numbers):
            raise NotAPaper(f"A bar of '{self.caption}' has less than nothing")

    @property
    def numbers(self) -> Grid:
        """The numbers of the chart as a table."""
        names = tuple(one.name[:1].upper() + one.name[1:] for one in self.series)
        return Grid(
            caption=f"{self.caption}: the numbers",
            headings=("", *names, "All"),
            rows=tuple(
                (label, *(str(number) for number in numbers), str(sum(numbers)))
                for label, numbers in self.rows
            ),
            widths=(4, *(2 for _ in names), 1),
            first_names=True,
        )


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page, which lies on its side when it is `wide`."""

    wide: bool = False


Block = Heading | Para | Bullets | Quote | Facts | Grid | Bars | PageBreak


@dataclass(frozen=True)
class Paper:
    """A finished paper. `facts` are the lines under its title ('Report to', 'Date', …), `marking`
    stands on every page ('Official: sensitive'), `issuer` is whose paper it is."""

    title: str
    subtitle: str = ""
    marking: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    language: str = "en-GB"
    issuer: str = ""

    def __post_init__(self) -> None:
        if not printable(self.title).strip():
            raise NotAPaper("A paper has a title")
        above = 0
        for heading in self.headings():
            if heading.level > above + 1:
                raise NotAPaper(f"'{heading.text}' skips a level of headings")
            above = heading.level

    def sections(self) -> list[tuple[bool, list["Block"]]]:
        """The blocks between page breaks, each run with whether its pages lie on their side."""
        found: list[tuple[bool, list[Block]]] = [(False, [])]
        for block in self.blocks:
            if isinstance(block, PageBreak):
                found.append((block.wide, []))
            else:
                found[-1][1].append(block)
        return found

    def headings(self) -> Iterator[Heading]:
        """The headings, in order."""
        return (block for block in self.blocks if isinstance(block, Heading))

    def with_texts(self, change: Callable[[str], str]) -> "Paper":
        """The paper with every text in it changed alike."""
        changed: Paper = replace(_changed(self, change), language=self.language)
        return changed


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_changed(one, change) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        inside = {one.name: _changed(getattr(value, one.name), change) for one in fields(value)}
        return replace(value, **inside)
    return value
