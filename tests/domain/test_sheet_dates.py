"""What only the dates of a sheet together show about one of them."""

from datetime import date

import pytest

from tracker.domain.sheet_dates import date_in, habits_of
from tracker.domain.sheets import Cell


def read(*texts: str) -> list[date | None]:
    cells = [Cell(text) for text in texts]
    habits = habits_of(cells)
    return [date_in(cell, habits).on for cell in cells]


@pytest.mark.parametrize(
    "texts",
    [("11-06-30",), ("11/06/30", "11/07/31"), ("11-06-02", "12-03-15", "11-09-30")],
)
def test_dates_that_seem_to_begin_with_their_year_are_asked_about(texts: tuple[str, ...]):
    assert read(*texts) == [None] * len(texts)


@pytest.mark.parametrize(
    "texts",
    [("30-06-11",), ("31/03/12", "30/06/16", "31/07/14"), ("01-04-28", "01-04-29"), ("12/06/26",)],
)
def test_days_of_several_years_are_days_first(texts: tuple[str, ...]):
    assert None not in read(*texts)


def test_a_date_that_could_begin_with_its_year_is_suggested_as_that_year():
    cell = Cell("11-06-30")

    assert date_in(cell, habits_of([cell])).suggestion == date(2011, 6, 30)


def test_a_real_date_that_is_shown_without_its_year_is_only_suggested():
    found = date_in(Cell("30 June", on=date(2011, 6, 30)), habits_of([]))

    assert (found.on, found.doubt, found.suggestion) == (None, "has no year", date(2011, 6, 30))


def test_dates_a_program_wrote_as_text_may_be_turned_round_too():
    texts = ("2011-05-06 00:00:00", "31/07/2011", "2011-01-07", "15/07/2011")

    assert read(*texts) == [None, date(2011, 7, 31), None, date(2011, 7, 15)]
    assert read("2011-05-06", "2011-07-31") == [date(2011, 5, 6), date(2011, 7, 31)]
