"""One line for each measure, and how busy the machine was meanwhile."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """A measure in words, what the product does, its limit in the same unit, and the goal for their
    ratio; a limit or a goal of None is not known."""

    measure: str
    product: float
    unit: str
    limit: float | None = None
    floor: float | None = None
    goal: float | None = None
    least: bool = False
    """Whether the smaller ratio is the better one, as of costs."""

    @property
    def ratio(self) -> float | None:
        """The product as a share of the limit."""
        return None if self.limit is None else self.product / self.limit

    @property
    def met(self) -> str:
        """Whether the goal, or at least the floor, is reached."""
        if self.ratio is None or self.goal is None or self.floor is None:
            return ""
        if self._reaches(self.goal):
            return "goal met"
        return "floor met" if self._reaches(self.floor) else "below the floor"

    def _reaches(self, bar: float) -> bool:
        ratio = self.ratio or 0.0
        return ratio <= bar if self.least else ratio >= bar


def show(rows: list[Row]) -> str:
    """The table in text."""
    head = ("measure", "product", "limit", "ratio", "floor", "goal", "")
    lines = [head, *map(_cells, rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    def number(value: float | None, form: str = ".2f") -> str:
        return "" if value is None else format(value, form)

    product = f"{row.product:,.2f} {row.unit}"
    limit = "" if row.limit is None else f"{row.limit:,.2f} {row.unit}"
    return (
        row.measure,
        product,
        limit,
        number(row.ratio),
        number(row.floor),
        number(row.goal),
        row.met,
    )


class Timed:
    """The seconds a block took."""

    seconds = 0.0


@contextmanager
def timed() -> Iterator[Timed]:
    """`with timed() as took:` … `took.seconds`."""
    found = Timed()
    began = time.perf_counter()
    try:
        yield found
    finally:
        found.seconds = time.perf_counter() - began


def how_busy(over: float = 1.0) -> str:
    """How much of the machine others use, looked at for so many seconds, in words."""
    before = _ticks()
    time.sleep(over)
    after = _ticks()
    total, idle = (late - early for late, early in zip(after, before, strict=True))
    share = 1 - idle / total if total else 0.0
    return f"{os.cpu_count()} cores, {share:.0%} busy with other work"


def _ticks() -> tuple[int, int]:
    """All and idle ticks of all cores since the machine started (proc(5), /proc/stat)."""
    numbers = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return sum(numbers), numbers[3] + numbers[4]
