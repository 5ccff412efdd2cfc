"""A table as whichever kind of file somebody asked for."""

from tracker.domain.tables import Table
from tracker.exporters.separated import separated
from tracker.exporters.workbook import workbook

CSV, XLSX = "csv", "xlsx"


def table_file(table: Table, ending: str) -> bytes:
    """The bytes of the file, 'csv' or 'xlsx'."""
    return separated(table) if ending == CSV else workbook([table])
