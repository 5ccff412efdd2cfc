"""Spreadsheets made for the tests, as bytes."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def workbook(*sheets: tuple[str, Callable[[Worksheet], None]]) -> bytes:
    """A workbook whose sheets are each filled by a function."""
    book = Workbook()
    book.remove(book.active)
    for name, fill in sheets:
        fill(book.create_sheet(name))
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def of_rows(rows: Iterable[Sequence[Any]], *, merged: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet, 'Plan', with these rows and these cells merged."""

    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)

    return workbook(("Plan", fill))


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one part put in or replaced."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return made.getvalue()


def as_excel_writes_it(rows: bytes, *, strings: bytes = b"", after: bytes = b"") -> bytes:
    """A workbook of one sheet in Excel's own manner: words shared, names prefixed, places relative;
    `rows` and `after` are what stands in the sheet and `strings` the shared words."""
    main = b'xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"'
    parts = {
        "xl/workbook.xml": b"<x:workbook " + main + b' xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships">'
        b'<x:sheets><x:sheet name="Plan" sheetId="1" r:id="rId7"/></x:sheets></x:workbook>',
        "xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": b"<x:sst " + main + b">" + strings + b"</x:sst>",
        "xl/worksheets/sheet1.xml": b"<x:worksheet " + main + b"><x:sheetData>" + rows + b"</x:sheetData>" + after + b"</x:worksheet>",
    }  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)
