"""The dates of a sheet's columns together: what one cell means is also seen from the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median_low

from tracker.domain.date_vague import ReadDate, asked, day_or_none
from tracker.domain.date_words import (
    day_first,
    either_way,
    likely,
    month_first,
    read_date,
    year_before,
    year_either_end,
)
from tracker.domain.sheets import Cell

_SOME = 3
"""Dates that a column must hold before one of them can be far from the others."""
_MANY = 5
"""Dates that could all be either way round, from which on that is no chance."""
_FIRST_YEAR, _NEAR, _FURTHEST, _END_OF_MONTH = 10, 3, 10, 28
"""Of dates that may begin with a year of two figures: the earliest year, how many years one plan
spans, how many none does, and the first day that no plan's year is likely to be."""
_LONGEST = 20
"""Characters of a date in figures, with a time."""


@dataclass(frozen=True, slots=True)
class DateHabits:
    """What is usual for the dates of a sheet.

    `american` says that some put the month first, or that none says which comes first although
    there are several. `turned` says that the program took text for
    dates with the month first: days up to the twelfth became dates, all others stayed text.
    `year_first` says that typed dates such as '11-06-30' seem to begin with their year.
    """

    usual_year: int | None = None
    american: bool = False
    turned: bool = False
    year_first: bool = False


def habits_of(cells: Iterable[Cell], others: Iterable[Cell] = ()) -> DateHabits:
    """What is usual for these cells, all from columns that hold dates. The cells of `others` may
    hold dates too, and show whether the sheet puts the month first."""
    held = [cell for cell in cells if cell.own and cell.text]
    real = [on for cell in held if (on := _of_the_program(cell))]
    typed = [cell.text for cell in held if cell.on is None and year_before(cell.text) is None]
    read = [on for text in typed if (on := read_date(text).on)]
    years = [on.year for on in (*real, *read)]
    return DateHabits(
        usual_year=median_low(years) if len(years) >= _SOME else None,
        american=any(map(month_first, typed))
        or any(month_first(cell.text) for cell in others if len(cell.text) <= _LONGEST)
        or _unclear(typed),
        turned=_turned(real, typed),
        year_first=_year_first(typed),
    )


def date_in(cell: Cell, habits: DateHabits) -> ReadDate:
    """The date a cell holds, or why it is asked about. The cell must hold something."""
    on = _of_the_program(cell)
    if on is None:
        return _typed(cell, habits)
    if habits.turned and on.day <= 12 and on.day != on.month:
        other = day_or_none(on.year, on.day, on.month)
        return asked(
            "may have day and month the wrong way round, as the dates typed beside it", other
        )
    return likely(on, habits.usual_year)


def _typed(cell: Cell, habits: DateHabits) -> ReadDate:
    """The date of words, or of a real date that is not shown whole: the program has filled in what
    its words leave out, which can be suggested and no more."""
    read = read_date(cell.text, usual_year=habits.usual_year, american=habits.american)
    ends = year_either_end(cell.text) if habits.year_first else None
    if read.on and ends:
        swapped = day_or_none(2000 + ends[0], read.on.month, ends[1])
        return asked("could begin with the day or with the year", swapped or read.on)
    if cell.on and read.suggestion is None:
        return replace(read, suggestion=cell.on)
    return read


def _year_first(typed: Sequence[str]) -> bool:
    """Whether dates such as '11-06-30' seem to begin with their year: the first parts are as near
    to each other as years are, and the last ones further apart, or all days at the end of months.
    """
    ends = [read for text in typed if (read := year_either_end(text))]
    if not ends:
        return False
    firsts, lasts = [first for first, _ in ends], [last for _, last in ends]
    if min(firsts) < _FIRST_YEAR or max(firsts) - min(firsts) > _NEAR:
        return False
    apart = max(lasts) - min(lasts) > _FURTHEST
    return apart or min(lasts) >= max(_END_OF_MONTH, max(firsts) + 1)


def _unclear(typed: Sequence[str]) -> bool:
    """Whether several different dates could all be either way round. Of dates with the day first
    six in ten show it; the first of each month is a habit of its own."""
    dates = {read for text in typed if (read := either_way(text))}
    days, months = {day for day, _ in dates}, {month for _, month in dates}
    clear = any(map(day_first, typed))
    return not clear and len(dates) >= _MANY and min(len(days), len(months)) >= _SOME


def _of_the_program(cell: Cell) -> date | None:
    """The day that a program has taken a cell for: a real date that is shown whole, or one that was
    written as text from there, year first."""
    if cell.on is None:
        return year_before(cell.text)
    return cell.on if _whole(cell) else None


def _whole(cell: Cell) -> bool:
    """Whether a real date is shown with its day: 'Mar-12' is a first of the month nobody typed."""
    return cell.text[:2].isdigit() and "/" in cell.text


def _turned(real: Sequence[date], typed: Sequence[str]) -> bool:
    past = sum(map(day_first, typed))
    return len(real) >= 2 and past >= 2 and all(on.day <= 12 for on in real)
