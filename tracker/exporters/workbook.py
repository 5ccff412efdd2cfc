"""Tables as an Excel workbook: a heading row that stays, no merged cells, no formulas."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from tracker.domain.tables import Heading, Table, Value

_AS_IS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""What begins with '=' or looks like a number or an address stays the text it is."""
_LONGEST = 32_767
"""Characters Excel holds in a cell."""
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The same tables make the same bytes, so no file carries the time it was made."""


def workbook(tables: Sequence[Table]) -> bytes:
    """The bytes of a workbook with a sheet for each table, in their order.

    Dates are real dates, shown day first. Text that is too long for a cell is cut at what Excel
    holds.
    """
    import xlsxwriter  # noqa: PLC0415  slow to load, and only a workbook needs it

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, _AS_IS) as book:
        book.set_properties({"created": _MADE})
        looks = {
            "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
        }
        for table in tables:
            _write(book.add_worksheet(table.name), table, looks)
    return written.getvalue()


def _write(sheet: Any, table: Table, looks: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for place, heading in enumerate(table.headings):
        sheet.set_column(place, place, heading.width)
        sheet.write_string(0, place, heading.name, looks["heading"])
        _offer(sheet, place, heading)
    for number, row in enumerate(table.rows, start=1):
        for place, value in enumerate(row):
            _put(sheet, number, place, value, looks)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)


def _put(sheet: Any, row: int, place: int, value: Value, looks: dict[str, Any]) -> None:
    if isinstance(value, date):
        at_noon = datetime(value.year, value.month, value.day)  # noqa: DTZ001  a day, not an instant
        sheet.write_datetime(row, place, at_noon, looks["date"])
    elif isinstance(value, int):
        sheet.write_number(row, place, value, looks["text"])
    elif value:
        sheet.write_string(row, place, value[:_LONGEST], looks["text"])


def _offer(sheet: Any, place: int, heading: Heading) -> None:
    """Let a column be filled from its words; others are not refused, but asked about."""
    if heading.words:
        offer = {
            "validate": "list",
            "source": list(heading.words),
            "error_type": "information",
            "error_title": "Not one of the usual words",
            "error_message": "You can keep it. The tracker will ask what it means.",
        }
        sheet.data_validation(1, place, 5000, place, offer)
