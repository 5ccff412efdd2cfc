"""A sheet for each area becomes one plan; sheets of other kinds stay as they are."""

import pytest

from tracker.domain.sheet_joining import with_joined
from tracker.domain.sheets import Cell, Sheet, SheetRow, sheets_as_json, sheets_from_json
from tracker.domain.spreadsheets import read_sheet


def sheet(
    name: str, *actions: str, begins: int = 2, extra: str = "", hidden: bool = False
) -> Sheet:
    rows = [["The plan"], ["Ref", "Action", "Owner", "Due date", extra]]
    rows += [[str(n), action, "Al Bo", "30/06/2011", ""] for n, action in enumerate(actions, 1)]
    cells = [tuple(Cell(text) for text in (row + [""] * 4)[: 5 if extra else 4]) for row in rows]
    return Sheet(name, tuple(SheetRow(n, row) for n, row in enumerate(cells, begins)), hidden)


LEADERSHIP = sheet("1 Leadership", "Appoint a chair", "Set up a board")
PRACTICE = sheet("2 Practice", "Audit the files", begins=13)
LISTS = Sheet("Lists", (SheetRow(1, (Cell("Red"),)),))


def test_sheets_with_the_same_headings_are_also_read_together():
    sheets = with_joined((LISTS, LEADERSHIP, PRACTICE))

    assert [one.name for one in sheets][:3] == ["Lists", "1 Leadership", "2 Practice"]
    read = read_sheet(sheets[3])
    assert read.name == "2 sheets together: 1 Leadership to 2 Practice"
    assert [(row.number, row.area, row.action) for row in read.rows] == [
        (1004, "1 Leadership", "Appoint a chair"),
        (1005, "1 Leadership", "Set up a board"),
        (2015, "2 Practice", "Audit the files"),
    ]
    assert read.questions == ("These are 2 sheets read together: row 2015 is row 15 of sheet 2 '2 Practice'. Are they one plan?",)  # fmt: skip
    assert read.problems == ()


def test_one_of_them_alone_has_its_name_as_area_too():
    assert read_sheet(with_joined((LEADERSHIP, PRACTICE))[1]).rows[0].area == "2 Practice"
    assert read_sheet(LEADERSHIP).rows[0].area == ""


@pytest.mark.parametrize(
    "others",
    [
        (LEADERSHIP,),
        (LEADERSHIP, LISTS),
        (LEADERSHIP, sheet("2 Practice", "Audit the files", extra="Cost")),
        (LEADERSHIP, sheet("2 Practice", "Audit the files", hidden=True)),
        (LEADERSHIP, sheet("Old", "Appoint a chair", "Set up a board")),
        (sheet("May 2011", "Appoint a chair"), sheet("June 2011", "Audit the files")),
    ],
    ids=["alone", "lists", "other headings", "hidden", "the same plan", "months"],
)
def test_sheets_that_are_no_areas_stay_as_they_are(others: tuple[Sheet, ...]):
    assert with_joined(others) == others


def test_a_sheet_without_a_name_of_its_own_is_no_area():
    sheets = with_joined((sheet("Sheet1", "Appoint a chair"), sheet("Sheet2", "Audit the files")))

    assert {row.area for row in read_sheet(sheets[2]).rows} == {""}


def test_joined_sheets_are_kept_as_they_are_and_those_kept_before_are_read():
    sheets = with_joined((LEADERSHIP, PRACTICE))
    before = [{"name": "Plan", "hidden": False, "hidden_columns": [], "rows": [[1, False, [["30", None, 30.0, False, False, ""]]]]}]  # fmt: skip

    assert sheets_from_json(sheets_as_json(sheets)) == sheets
    assert sheets_from_json(before) == (Sheet("Plan", (SheetRow(1, (Cell("30", number=30.0),)),)),)
