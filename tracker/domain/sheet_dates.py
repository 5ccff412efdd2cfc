"""The dates of a sheet's columns together: what one cell means is also seen from the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from tracker.domain.date_vague import ReadDate, asked, day_or_none
from tracker.domain.date_words import day_first, either_way, likely, month_first, read_date
from tracker.domain.sheets import Cell

_SOME = 3
"""Dates that a column must hold before one of them can be far from the others."""
_MANY = 5
"""Dates that could all be either way round, from which on that is no chance."""
_LONGEST = 20
"""Characters of a date in figures, with a time."""


@dataclass(frozen=True, slots=True)
class DateHabits:
    """What is usual for the dates of a sheet.

    `american` says that some put the month first, or that none says which comes first although
    there are several. `turned` says that the program took text for
    dates with the month first: days up to the twelfth became dates, all others stayed text.
    """

    usual_year: int | None = None
    american: bool = False
    turned: bool = False


def habits_of(cells: Iterable[Cell], others: Iterable[Cell] = ()) -> DateHabits:
    """What is usual for these cells, all from columns that hold dates. The cells of `others` may
    hold dates too, and show whether the sheet puts the month first."""
    held = [cell for cell in cells if cell.own and cell.text]
    real = [cell.on for cell in held if cell.on and _whole(cell)]
    typed = [cell.text for cell in held if cell.on is None]
    read = [on for text in typed if (on := read_date(text).on)]
    years = [on.year for on in (*real, *read)]
    return DateHabits(
        usual_year=median_low(years) if len(years) >= _SOME else None,
        american=any(map(month_first, typed))
        or any(month_first(cell.text) for cell in others if len(cell.text) <= _LONGEST)
        or _unclear(typed),
        turned=_turned(real, typed),
    )


def date_in(cell: Cell, habits: DateHabits) -> ReadDate:
    """The date a cell holds, or why it is asked about. The cell must hold something."""
    if cell.on is None or not _whole(cell):
        return read_date(cell.text, usual_year=habits.usual_year, american=habits.american)
    if habits.turned and cell.on.day <= 12 and cell.on.day != cell.on.month:
        other = day_or_none(cell.on.year, cell.on.day, cell.on.month)
        return asked(
            "may have day and month the wrong way round, as the dates typed beside it", other
        )
    return likely(cell.on, habits.usual_year)


def _unclear(typed: Sequence[str]) -> bool:
    """Whether several different dates could all be either way round. Of dates with the day first
    six in ten show it; the first of each month is a habit of its own."""
    dates = {read for text in typed if (read := either_way(text))}
    days, months = {day for day, _ in dates}, {month for _, month in dates}
    clear = any(map(day_first, typed))
    return not clear and len(dates) >= _MANY and min(len(days), len(months)) >= _SOME


def _whole(cell: Cell) -> bool:
    """Whether a real date is shown with its day: 'Mar-12' is a first of the month nobody typed."""
    return cell.text[:2].isdigit() and "/" in cell.text


def _turned(real: Sequence[date], typed: Sequence[str]) -> bool:
    past = sum(map(day_first, typed))
    return len(real) >= 2 and past >= 2 and all(on.day <= 12 for on in real)
