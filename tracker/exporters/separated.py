"""A table as a text file of comma-separated values that opens as text in every spreadsheet."""

import csv
import io
from datetime import date

from tracker.domain.tables import Table, Value, as_text


def separated(table: Table) -> bytes:
    """The bytes of the file: UTF-8 with the mark by which Excel knows it, dates day first, and a
    mark before what a spreadsheet would take for a formula."""
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow([heading.name for heading in table.headings])
    rows.writerows([_cell(value) for value in row] for row in table.rows)
    return ("\ufeff" + written.getvalue()).encode()


def _cell(value: Value) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return as_text(value) if isinstance(value, str) else "" if value is None else str(value)
