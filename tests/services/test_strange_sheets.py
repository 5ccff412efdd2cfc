"""Workbooks of several areas, and cells of owner and date, from the file to the plan and again."""

from datetime import date
from typing import Any

from openpyxl import Workbook

from tests.cast import Cast
from tests.importers.workbooks import saved
from tests.services.sheeting import Sheeting, actions_of, sentences
from tracker.domain.sheet_merging import State


def workbook_of_areas() -> bytes:
    book = Workbook()
    book.remove(book.active)
    for area, actions in (("Leadership", ("Appoint a chair", "Set up a board")), ("Practice", ("Audit the files",))):  # fmt: skip
        rows: list[list[Any]] = [["Ref", "Action", "Lead and timescale", "RAG"]]
        rows += [[n, action, f"Priya Nair by {n} June 2012", "G"] for n, action in enumerate(actions, 1)]  # fmt: skip
        sheet = book.create_sheet(area)
        for row in rows:
            sheet.append(row)
    return saved(book)


def test_a_sheet_for_each_area_becomes_one_plan_and_the_file_again_nothing(cast: Cast):
    file = workbook_of_areas()
    sheet = Sheeting(cast.sam).begins(file, name="plan.xlsx")
    sheet.says(manager=cast.jean.id)

    assert sentences(sheet.taking) == []
    made = actions_of(sheet.adds())

    assert [(one.findings[0].title, one.title, one.due_on) for one in made] == [
        ("Leadership", "Appoint a chair", date(2012, 6, 1)),
        ("Leadership", "Set up a board", date(2012, 6, 2)),
        ("Practice", "Audit the files", date(2012, 6, 1)),
    ]
    assert {one.owner for one in made} == {cast.priya}

    again = Sheeting(cast.sam, "again").begins(file, into=made[0].plan, name="plan.xlsx")

    assert {one.state for one in again.taking.rows} == {State.SAME}
