"""On which day a board is told of a month (`interaction.md` 3.2, message 14)."""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from tracker.domain.access import Role
from tracker.domain.workdays import Holidays, next_working_day
from tracker.services.planning.candidates import BoardDay
from tracker.store.snapshots import BoardPlan, Reader

MADE_UP_FOR = timedelta(days=14)
"""How long after its day a summary that was missed is made up; later it would be old news."""


def board_day(year: int, month: int, day: int, holidays: Holidays) -> date:
    """The first working day on or after a day of a month; the month's last for one it lacks."""
    last = calendar.monthrange(year, month)[1]
    return next_working_day(date(year, month, min(day, last)), holidays)


def next_board_day(day: int, today: date, holidays: Holidays) -> date:
    """When the board is told next, today included."""
    year, month = today.year, today.month
    while (on := board_day(year, month, day, holidays)) < today:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return on


def boards_due(
    plans: Iterable[BoardPlan], people: Mapping[int, Reader], *, today: date, holidays: Holidays
) -> Iterator[BoardDay]:
    """The plans whose boards are to be told by now, and who of each."""
    for plan in plans:
        told = frozenset(
            person.id
            for person in people.values()
            if person.active
            and person.role is Role.BOARD
            and person.wants_board_digest
            and (not plan.restricted or person.id in plan.readers)
        )
        for year, month in _months(today):
            on = board_day(year, month, plan.board_day, holidays)
            if plan.started_on <= on <= today < on + MADE_UP_FOR:
                yield BoardDay(plan.id, f"{year}-{month:02}", told)
                break


def _months(today: date) -> Iterator[tuple[int, int]]:
    """This month, then the last one, whose day may fall into this."""
    yield today.year, today.month
    last = today.replace(day=1) - timedelta(days=1)
    yield last.year, last.month
