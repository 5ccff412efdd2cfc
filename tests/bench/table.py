"""One line for each measure, and how busy the machine was meanwhile."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """A measure in words, what the product does, its limit in the same unit, and the floor and the
    goal for their ratio, or for the measure itself where there is no limit; None is not known."""

    measure: str
    product: float
    unit: str
    limit: float | None = None
    floor: float | None = None
    goal: float | None = None
    least: bool = False
    """Whether the smaller figure is the better one, as of costs."""
    number: str = ""
    """Its number in `performance.md` 7."""
    counted: bool = False
    """Whether the figure is counted, and the same on any machine."""
    known: float | None = None
    """What a miss that is known may come to, so that it gets no worse."""
    busy: str = ""
    """How busy the machine was before it was measured."""

    @property
    def ratio(self) -> float | None:
        """The product as a share of the limit."""
        return None if not self.limit else self.product / self.limit

    @property
    def met(self) -> str:
        """Whether the goal, or at least the floor, is reached."""
        if self.goal is not None and self._reaches(self.goal):
            return "goal met"
        if self.floor is None:
            return "" if self.goal is None else "not yet"
        if self._reaches(self.floor):
            return "floor met"
        return "known" if self._is_known else "below the floor"

    @property
    def failed(self) -> bool:
        """True when the floor is missed, and by more than was known."""
        return self.met == "below the floor"

    @property
    def _is_known(self) -> bool:
        return self.known is not None and self._reaches(self.known)

    def _reaches(self, bar: float) -> bool:
        figure = self.product if self.ratio is None else self.ratio
        return figure <= bar if self.least else figure >= bar


def show(rows: list[Row]) -> str:
    """The table in text."""
    head = ("row", "measure", "product", "limit", "ratio", "floor", "goal", "", "busy")
    lines = [head, *map(_cells, rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    def number(value: float | None) -> str:
        return "" if value is None else f"{value:.2f}" if value >= 1 else f"{value:.2g}"

    return (
        row.number,
        row.measure,
        f"{row.product:,.2f} {row.unit}",
        "" if row.limit is None else f"{row.limit:,.2f} {row.unit}",
        number(row.ratio),
        number(row.floor),
        number(row.goal),
        row.met if row.met != "known" else f"known, to {number(row.known)}",
        row.busy,
    )


class Timed:
    """The seconds a block took, and those of them in which this process worked."""

    seconds = 0.0
    cpu = 0.0


@contextmanager
def timed() -> Iterator[Timed]:
    """`with timed() as took:` … `took.seconds`."""
    found = Timed()
    began, worked = time.perf_counter(), time.process_time()
    try:
        yield found
    finally:
        found.seconds = time.perf_counter() - began
        found.cpu = time.process_time() - worked


def how_busy(over: float = 1.0) -> str:
    """How much of the machine others use, looked at for so many seconds."""
    before = _ticks()
    time.sleep(over)
    after = _ticks()
    total, idle = (late - early for late, early in zip(after, before, strict=True))
    share = 1 - idle / total if total else 0.0
    return f"{share:.0%} of {os.cpu_count()}"


def _ticks() -> tuple[int, int]:
    """All and idle ticks of all cores since the machine started (proc(5), /proc/stat)."""
    numbers = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return sum(numbers), numbers[3] + numbers[4]
