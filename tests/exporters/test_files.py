"""Tables as files: text stays text, dates are dates, and the same table makes the same bytes."""

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from tracker.domain.tables import Heading, Table, as_text, without_mark
from tracker.exporters.separated import separated
from tracker.exporters.workbook import workbook

FORMULAS = ("=1+1", "+44 1632", "-1", "@SUM(A1)", "\t=1", "＝1", " =1", '=HYPERLINK("x")')
ENDINGS = ("\tof", "\rof", "\nof")
"""What some programs take for the end of a cell, first in it."""
TABLE = Table(
    "Plan",
    (Heading("Action", 30), Heading("Due date"), Heading("Progress", 14, ("On track", "At risk"))),
    [(text, date(2011, 6, 30), "On track") for text in (*FORMULAS, "0123", "https://a.example")],
)


def cells(data: bytes) -> list[Any]:
    """The cells of the first column below its heading."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [row[0] for row in sheet.iter_rows(min_row=2)]


def test_a_workbook_holds_no_formula_and_no_number_that_was_text():
    found = cells(workbook([TABLE]))

    assert [cell.data_type for cell in found] == ["s"] * 10
    assert [cell.value for cell in found] == [row[0] for row in TABLE.rows]
    assert not any(cell.hyperlink for cell in found)


def test_its_dates_are_dates_and_its_headings_stay():
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([TABLE]))).worksheets[0]

    assert sheet["B2"].value.date() == date(2011, 6, 30)
    assert sheet["B2"].number_format == "dd/mm/yyyy"
    assert sheet.freeze_panes == "A2"
    assert sheet.merged_cells.ranges == set()
    assert [one.formula1 for one in sheet.data_validations.dataValidation] == ['"On track,At risk"']


def test_the_same_tables_make_the_same_bytes():
    assert workbook([TABLE]) == workbook([TABLE])


def test_what_is_too_long_for_a_cell_is_cut_and_the_rest_is_there():
    table = Table("Long", (Heading("Words"), Heading("Number")), [("a" * 40_000, 7)])

    sheet = openpyxl.load_workbook(io.BytesIO(workbook([table]))).worksheets[0]

    assert (len(sheet["A2"].value), sheet["B2"].value) == (32_767, 7)


def test_a_text_file_marks_what_a_spreadsheet_would_work_out():
    rows = list(csv.reader(io.StringIO(separated(TABLE).decode("utf-8-sig"), newline="")))

    assert [row[0] for row in rows[1:9]] == [f"'{text}" for text in FORMULAS]
    assert rows[9] == ["0123", "30/06/2011", "On track"]
    assert [as_text(text) for text in ENDINGS] == [f"'{text}" for text in ENDINGS]


@pytest.mark.parametrize("text", [*FORMULAS, *ENDINGS, "plain", "'quoted", "'"])
def test_a_mark_comes_off_as_it_went_on(text: str):
    assert without_mark(as_text(text)) == text
