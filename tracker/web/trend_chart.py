"""The trend of the last months as bars, and the ages of what is overdue, for dashboard and plan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.domain.narrowing import LATE_WORDS, LateFor
from tracker.domain.trends import Totals, month_ends, next_month_end, trend
from tracker.domain.wording import day

SERIES = (
    {"name": "completed", "colour": "blue"},
    {"name": "open and not overdue", "colour": "grey"},
    {"name": "overdue", "colour": "red"},
)


@dataclass(frozen=True)
class Trend:
    """What the chart and the table under it are made of."""

    months: Sequence[tuple[date, Totals]]
    starts_on: date
    """The first month end there can be, for when there is none."""

    @property
    def series(self) -> Sequence[Mapping[str, str]]:
        """The parts of each bar."""
        return SERIES

    @property
    def bars(self) -> list[dict[str, Any]]:
        """A bar for each month end; what is no longer needed is in none of its parts."""
        return [
            {"label": day(on), "counts": [one.completed, one.open - one.overdue, one.overdue]}
            for on, one in self.months
        ]


def trend_until(today: date, by_day: Mapping[date, Totals]) -> Trend:
    """The month ends before today of which something is known."""
    return Trend(trend(by_day, month_ends(today)), next_month_end(today))


def ages(
    held: Mapping[LateFor | None, int], href: Callable[[LateFor], str]
) -> list[dict[str, Any]]:
    """How many are overdue for how long, each band with where it leads."""
    return [
        {
            "number": held.get(band, 0),
            "words": f"overdue for {LATE_WORDS[band]}",
            "href": href(band),
        }
        for band in LateFor
    ]
