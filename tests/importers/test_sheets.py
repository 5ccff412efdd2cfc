"""Spreadsheets become plain sheets, or a sentence that says what to do."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.importers.workbooks import (
    as_excel_writes_it,
    of_rows,
    part_of,
    saved,
    with_part,
    workbook,
)
from tracker.domain.errors import RuleBroken
from tracker.domain.sheets import Cell, letters, sheets_as_json, sheets_from_json
from tracker.importers import grid, sheets
from tracker.importers.limited import sheets_limited
from tracker.importers.xlsx import ERRORS, NOT_WORKED_OUT


def texts(data: bytes, name: str = "plan.xlsx", sheet: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in sheets.read_sheets(name, data)[sheet].rows]


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        sheets.read_sheets(name, data)
    assert refused.value.field == "report"
    return refused.value.message


def test_a_cell_shows_what_a_reader_of_the_sheet_sees():
    book = Workbook()
    sheet = book.active
    sheet.append(["  Two \n words ", datetime(2011, 3, 31), 1.1, 0.5, True, 40633, 12])
    sheet["C1"].number_format = "0.00"
    sheet["D1"].number_format = "0%"
    sheet["B1"].number_format = "mmm-yy"

    (row,) = sheets.read_sheets("plan.xlsx", saved(book))[0].rows

    assert row.cells == (
        Cell("Two\nwords"),
        Cell("March 2011", on=date(2011, 3, 31)),
        Cell("1.10", number=1.1),
        Cell("50%", number=0.5),
        Cell("Yes"),
        Cell("40633", number=40633),
        Cell("12", number=12),
    )


def test_a_day_is_the_same_whichever_year_the_workbook_counts_from():
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.active.append([datetime(2011, 3, 31), datetime(1904, 1, 3)])

    (row,) = sheets.read_sheets("plan.xlsx", saved(book))[0].rows

    assert [cell.on for cell in row.cells] == [date(2011, 3, 31), date(1904, 1, 3)]


def test_a_formula_is_its_last_value_and_says_when_it_has_none():
    data = of_rows([["=1+1", "=TODAY()"]])
    part = "xl/worksheets/sheet1.xml"
    known = re.sub(rb"<f>1\+1</f><v ?/?>(</v>)?", b"<f>1+1</f><v>2</v>", part_of(data, part))
    assert b"<v>2</v>" in known

    (row,) = sheets.read_sheets("plan.xlsx", with_part(data, part, known))[0].rows

    assert row.cells == (Cell("2", number=2), Cell(problem=NOT_WORKED_OUT))


def test_a_workbook_as_excel_writes_it():
    strings = b"<x:si><x:t>Action</x:t></x:si><x:si><x:r><x:t>Write </x:t></x:r><x:r><x:t>the_x000D_\npolicy</x:t></x:r><x:rPh><x:t>zzz</x:t></x:rPh></x:si>"
    rows = (
        b'<x:row r="3"><x:c r="B3" t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c><x:c t="s"><x:v>99</x:v></x:c></x:row>'
        b'<x:row><x:c t="str"><x:f>A1</x:f><x:v>Al  Bo</x:v></x:c><x:c t="e"><x:f>A1</x:f><x:v>#REF!</x:v></x:c>'
        b'<x:c t="d"><x:v>2011-03-31T00:00:00</x:v></x:c><x:c t="b"><x:v>0</x:v></x:c><x:c t="str"><x:f>A1</x:f><x:v></x:v></x:c></x:row>'
    )

    (sheet,) = sheets.read_sheets("plan.xlsx", as_excel_writes_it(rows, strings=strings))

    assert [(row.number, row.cells) for row in sheet.rows] == [
        (3, (Cell(), Cell("Action"), Cell("Write the\npolicy"), Cell())),
        (4, (Cell("Al Bo"), Cell("#REF!", problem=ERRORS), Cell("31/03/2011", on=date(2011, 3, 31)), Cell("No"))),
    ]  # fmt: skip


def test_merged_cells_are_repeated_over_what_they_cover_and_no_further():
    data = of_rows(
        [["Plan", None, None], ["Area 1", "Do this", "J Talbot"], [None, "Do that", None]],
        merged=["A1:H1", "A2:A3", "A9:A12"],
    )

    first, second, third = sheets.read_sheets("plan.xlsx", data)[0].rows

    assert [cell.from_left for cell in first.cells] == [False, True, True]
    assert third.cells[0] == Cell("Area 1", from_above=True)
    assert second.cells[0] == Cell("Area 1")


def test_hidden_rows_columns_and_sheets_are_read_and_flagged():
    book = Workbook()
    plan, lists = book.active, book.create_sheet("Lists")
    for row in (["Action", "Owner"], ["Do this", "J Talbot"]):
        plan.append(row)
    plan.row_dimensions[2].hidden = plan.column_dimensions["B"].hidden = True
    lists.append(["Red"])
    lists.sheet_state = "hidden"
    book.create_sheet("Nothing")

    read = sheets.read_sheets("plan.xlsx", saved(book))

    assert [(one.name, one.hidden) for one in read] == [("Sheet", False), ("Lists", True)]
    assert [row.hidden for row in read[0].rows] == [False, True]
    assert read[0].hidden_columns == (1,)


def test_rows_keep_their_numbers_and_empty_ones_go():
    book = Workbook()
    book.active["B3"], book.active["B7"] = "Action", "Do this"
    book.active["F900"].number_format = "0%"

    (sheet,) = sheets.read_sheets("plan.xlsx", saved(book))

    assert [(row.number, len(row.cells)) for row in sheet.rows] == [(3, 2), (7, 2)]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_file_is_read_whatever_separates_it_and_however_it_is_written(
    mark: str, encoding: str
):
    rows = [
        ["Action", "Owner’s name"],
        ["Café: first, second; third", "Siân"],
        ["", ""],
        ["Last", ""],
    ]
    text = "\r\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows)

    (sheet,) = sheets.read_sheets("plan.csv", text.encode(encoding))

    assert [[cell.text for cell in row.cells] for row in sheet.rows] == [rows[0], rows[1], rows[3]]
    assert [row.number for row in sheet.rows] == [1, 2, 4]


def test_a_text_file_may_name_its_own_separator():
    (sheet,) = sheets.read_sheets("plan.csv", b"sep=;\nAction;Owner\nDo, this;Me\n")

    assert [row.number for row in sheet.rows] == [2, 3]
    assert texts(b"sep=;\nAction;Owner\nDo, this;Me\n", "plan.csv")[1] == ["Do, this", "Me"]


EXTERNAL = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://x/externalLinkPath" Target="file:///c:/other.xlsx" TargetMode="External"/></Relationships>'
)
PLAIN = of_rows([["Action"], ["Do this"]])
DECLARED = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("plan.xlsx", b"", "The selected file is empty"),
        ("plan.csv", b" \n\n", sheets.NOTHING_IN_IT),
        ("plan.xlsx", PLAIN[:900], sheets.DAMAGED),
        ("plan.xls", b"\xd0\xcf\x11\xe0" + b"x" * 900, sheets.OLD),
        ("plan.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), sheets.PASSWORD),
        ("plan.xlsb", PLAIN, sheets.BINARY),
        ("plan.csv", b"%PDF-1.7", sheets.NOT_A_SHEET),
        ("plan.ods", with_part(b"PK\x05\x06" + bytes(18), "content.xml", b"<a/>"), sheets.NOT_A_SHEET),
        ("plan.xls", b"<html><table>", sheets.NOT_A_SHEET),
        ("plan.xlsx", with_part(PLAIN, "xl/worksheets/sheet1.xml", DECLARED), sheets.NOT_A_SHEET),
        ("plan.xlsx", with_part(PLAIN, "xl/worksheets/sheet1.xml", b"<worksheet><row>"), sheets.DAMAGED),
        ("plan.xlsx", with_part(PLAIN, "xl/sharedStrings.xml", b" " * 9_000_000), "The selected file would unpack to too much. Save it as CSV"),
        ("plan.xlsm", with_part(PLAIN, "xl/vbaProject.bin", b"x"), "The selected file holds macros. Save it without them as .xlsx, or as CSV"),
        (
            "plan.xlsx",
            with_part(PLAIN, "xl/externalLinks/_rels/externalLink1.xml.rels", EXTERNAL),
            "The selected file takes values from other files. Break those links, or save it as CSV",
        ),
        ("plan.csv", b"a\n" * 20_001, grid.TOO_MANY_ROWS),
        ("plan.csv", b"a," * 200 + b"a", grid.TOO_MANY_COLUMNS),
        ("plan.csv", b"abc," * 150 + b"\n" + (b"abc," * 150 + b"\n") * 2_000, grid.TOO_FULL),
        ("plan.csv", b'"' + b"never closed\n" * 20_000, grid.TOO_FULL),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_sentence(name: str, data: bytes, sentence: str):
    assert refusal(name, data) == sentence


def test_a_sheet_in_a_part_that_was_not_looked_through_is_not_read():
    rels = "xl/_rels/workbook.xml.rels"
    other = with_part(PLAIN, "xl/worksheets/sheet1.dat", DECLARED)
    named = part_of(PLAIN, rels).replace(b"sheet1.xml", b"sheet1.dat")

    assert refusal("plan.xlsx", with_part(other, rels, named)) == sheets.NOTHING_IN_IT


def test_a_merged_cell_over_everything_is_refused_and_not_spread():
    rows = [["x"] for _ in range(2_000)]
    rows[0] = ["long " * 400, *[None] * 150, "end"]
    data = of_rows(rows)
    part = "xl/worksheets/sheet1.xml"
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells><pageMargins'
    bomb = with_part(data, part, part_of(data, part).replace(b"<pageMargins", merged))

    assert refusal("plan.xlsx", bomb) == grid.TOO_FULL


def test_the_child_reads_the_same_sheets_and_passes_on_its_sentence():
    data = of_rows([["Due", "=1"], [datetime(2011, 3, 31), 2.5]], merged=["A2:A3"])

    assert sheets_limited("plan.xlsx", data) == sheets.read_sheets("plan.xlsx", data)
    with pytest.raises(RuleBroken, match="old Excel format"):
        sheets_limited("plan.xls", b"\xd0\xcf\x11\xe0")


def test_a_child_that_takes_too_long_says_what_to_do():
    with pytest.raises(RuleBroken, match="Save it as CSV and try again"):
        sheets_limited("plan.xlsx", PLAIN, seconds=0.01)


def test_sheets_survive_being_written_down():
    data = workbook(
        ("A", lambda sheet: sheet.append([datetime(2011, 3, 31), "x", 0.25, "=A1"])),
        ("B", lambda sheet: sheet.append(["y"])),
    )
    read = sheets.read_sheets("plan.xlsx", data)

    assert sheets_from_json(sheets_as_json(read)) == read


def test_columns_have_the_letters_a_spreadsheet_program_gives_them():
    assert [letters(column) for column in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(data: st.DataObject):
    whole = as_excel_writes_it(b'<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row>', strings=b"<x:si><x:t>Action</x:t></x:si>")  # fmt: skip
    part = data.draw(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]))  # fmt: skip
    content = bytearray(part_of(whole, part))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.sampled_from(b'0129<>"=/ AZaz'))

    try:
        read = sheets.read_sheets("plan.xlsx", with_part(whole, part, bytes(content)))
    except RuleBroken:
        return
    assert all(sheet.rows for sheet in read)
