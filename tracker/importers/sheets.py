"""Spreadsheets on their way in: an Excel workbook or a text file becomes plain sheets."""

import io
from xml.etree.ElementTree import ParseError

from tracker.domain.errors import RuleBroken
from tracker.domain.evidence import INFECTED
from tracker.domain.sheets import Sheet
from tracker.importers import guard, refusals, separated, xlsx

ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".csv", ".tsv")
"""The names that say somebody meant a spreadsheet; not all of them can be read."""

NOTHING_IN_IT = "The selected file has nothing in it"
OLD = "The selected file is in the old Excel format. Save it as an Excel workbook (.xlsx) or as CSV"
PASSWORD = "The selected file has a password. Save it without one and try again"  # noqa: S105  a sentence
DAMAGED = "The selected file is damaged. Open it, save it again and try again"
NOT_A_SHEET = "The selected file must be an Excel workbook (.xlsx) or a CSV file"
BINARY = "The selected file is a binary Excel workbook. Save it as .xlsx or as CSV"

_SAID = {
    refusals.EMPTY: refusals.EMPTY,
    refusals.OTHERWISE: NOT_A_SHEET,
    refusals.PROTECTED: PASSWORD,
    refusals.MACROS: "The selected file holds macros. Save it without them as .xlsx, or as CSV",
    refusals.HOLDS_FILES: "The selected file holds other files. Take them out, or save it as CSV",
    refusals.FETCHES: (
        "The selected file takes values from other files. Break those links, or save it as CSV"
    ),
    refusals.TOO_MUCH: "The selected file would unpack to too much. Save it as CSV",
    INFECTED: INFECTED,
}
"""What to do about a refused spreadsheet: saving it as PDF would help nobody."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_sheet(filename: str) -> bool:
    """Whether a file's name says that it is a spreadsheet."""
    return filename.casefold().endswith(ENDINGS)


def read_sheets(filename: str, data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a file that have anything in them, at least one.

    Raises RuleBroken, with `field="report"` and a sentence that says what to do, for a file that
    is empty, damaged, protected, too large, acts when it is opened, or is no spreadsheet.
    """
    if data.startswith(_OLD_OFFICE):
        raise RuleBroken(PASSWORD if _ENCRYPTED in data else OLD, field="report")
    packed = data.startswith(b"PK\x03\x04")
    if packed and filename.casefold().endswith(".xlsb"):
        raise RuleBroken(BINARY, field="report")
    _check(data, ".xlsx" if packed else ".csv")
    sheets = _workbook(data) if packed else (separated.sheet_in(data),)
    filled = tuple(sheet for sheet in sheets if sheet.rows)
    if not filled:
        raise RuleBroken(NOTHING_IN_IT, field="report")
    return filled


def _check(data: bytes, ending: str) -> None:
    try:
        guard.check(io.BytesIO(data), ending)
    except RuleBroken as refused:
        raise RuleBroken(_SAID.get(refused.message, DAMAGED), field="report") from refused


def _workbook(data: bytes) -> tuple[Sheet, ...]:
    try:
        return xlsx.sheets_in(data)
    except (ParseError, ValueError, KeyError, OverflowError) as damaged:
        raise RuleBroken(DAMAGED, field="report") from damaged
