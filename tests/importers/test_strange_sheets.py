"""Sheets as strangers keep them: owner beside date, colours for words, a sheet for each theme."""

from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from tests.importers.test_messy_sheets import meanings, reading, sentences
from tests.importers.workbooks import of_rows, saved
from tracker.domain.actions import Progress
from tracker.domain.spreadsheets import ON_ITS_SIDE
from tracker.importers.sheets import read_sheets
from tracker.importers.xlsx_colours import colour_word


def test_owner_and_date_in_one_cell():
    read = reading(
        of_rows(
            [
                ["Priority", "What we will do", "Lead and timescale"],
                ["Front door", "Review the thresholds", "J Talbot by 30 June 2011"],
                [None, "Audit contacts monthly", "Jean Talbot – 31/06/2012"],
                [None, "Train all of the hub", "P Nair, September 2011"],
                [None, "Set up a panel", "K Okafor"],
                [None, "Publish the report", datetime(2011, 7, 1)],
                [None, "Write the protocol", None],
            ]
        )
    )

    assert meanings(read) == ["area", "action", "owner and due"]
    assert [row.owners for row in read.rows] == [("J Talbot",), ("Jean Talbot",), ("P Nair",), ("K Okafor",), (), ()]  # fmt: skip
    assert [row.due_on for row in read.rows] == [date(2011, 6, 30), None, None, None, date(2011, 7, 1), None]  # fmt: skip
    told = "owner and due date in one cell"
    assert sentences(read) == [
        f'Row 3: {told} "Jean Talbot – 31/06/2012" is not a real date',
        f'Row 4: {told} "P Nair, September 2011" has no day',
        f'Row 5: {told} "K Okafor" names no date',
        f'Row 6: {told} "01/07/2011" names nobody',
        'Row 7: action "Write the protocol" stands alone. Is it an action, a heading, or does it go on from the row above',
    ]
    assert [one.suggestion for one in read.problems][:2] == [
        "Jean Talbot by 30/06/2012",
        "P Nair by 30/09/2011",
    ]


def test_what_mends_a_cell_with_owner_and_date_keeps_both():
    rows = [["Action", "Who / when"], ["Review the thresholds", "P Nair, September 2011"]]

    (row,) = reading(of_rows(rows), cells={"B2": "P Nair by 30/09/2011"}).rows

    assert (row.owners, row.due_on, row.problems) == (("P Nair",), date(2011, 9, 30), ())


def test_a_lead_column_that_also_holds_the_dates_is_asked_about():
    rows = [["Action", "Lead"], ["Review the thresholds", "Ann Lee 30/06/2011"], ["Train all of the hub", "Bo Ray 31/07/2011"]]  # fmt: skip

    read = reading(of_rows(rows))

    assert meanings(read) == ["action", "owner and due"]
    assert read.columns[1].asked


def test_ticks_in_a_column_that_asks_whether_it_is_done():
    rows = [["Action", "Owner", "By when", "Complete?"], *[["Train the staff " + how, "Al Bo", "30/06/2011", how] for how in ("✓", "Yes", "No", "x")]]  # fmt: skip

    read = reading(of_rows(rows))

    assert [row.progress for row in read.rows] == [Progress.COMPLETED] * 2 + [None] * 2
    assert read.questions == ('Progress "x" is not one we know. Choose what it means',)


def coloured(rows: list[list[Any]], **fills: Color) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, colour in fills.items():
        book.active[place].fill = PatternFill("solid", fgColor=colour)
    return book


PLAN = [["Action", "Owner", "Due date", "RAG"], *[[f"Train team {n}", "Al Bo", datetime(2011, 6, n)] for n in range(1, 6)]]  # fmt: skip


def test_colours_without_words_become_a_note_and_are_to_be_checked():
    colours = {"D2": Color("FFFF0000"), "D3": Color("FFFFC000"), "D4": Color(indexed=11), "D5": Color(theme=4), "D6": Color("FFD9D9D9")}  # fmt: skip

    read = reading(saved(coloured(PLAN, **colours)))

    assert [row.note.removeprefix("RAG in the spreadsheet: ") for row in read.rows] == [
        f"{word} (by colour)" for word in ("Red", "Amber", "Green", "Blue")
    ] + [""]
    assert read.questions == ("Column D 'RAG' has no words: we read its colours. Check them",)


def test_colours_in_a_column_without_a_name_are_asked_about():
    rows = [row[:3] for row in PLAN]
    fills = {f"D{n}": Color("FF00B050") for n in range(2, 6)}

    read = reading(saved(coloured(rows, **fills)))

    assert (meanings(read)[3], read.columns[3].asked) == ("rag", True)
    assert read.rows[0].note == "RAG in the spreadsheet: Green (by colour)"


def test_a_row_or_a_column_that_is_shaded_has_no_rag():
    rows = [[*row[:3], "Status" if row[0] == "Action" else "Open"] for row in PLAN]
    green, blue = Color("FFC6EFCE"), Color("FFDDEBF7")
    shaded = coloured(rows, **{f"{letter}3": green for letter in "ABCD"})
    striped = coloured(rows, **{f"D{n}": blue for n in range(2, 7)})

    for book in (shaded, striped):
        assert {row.note for row in reading(saved(book)).rows} == {"Progress in the spreadsheet: Open"}  # fmt: skip


def test_states_in_several_colours_keep_them():
    rows = [[*row[:3], "Status" if row[0] == "Action" else "On track"] for row in PLAN]

    read = reading(saved(coloured(rows, D2=Color("FF92D050"), D3=Color("FFFF9999"))))

    assert [row.note for row in read.rows[:3]] == ["RAG in the spreadsheet: Green (by colour)", "RAG in the spreadsheet: Red (by colour)", ""]  # fmt: skip


def test_colours_that_rules_set_are_said_to_be_unread():
    book = coloured(PLAN)
    book.active.conditional_formatting.add("D2:D6", FormulaRule(["TRUE"]))

    read = reading(saved(book))

    assert read.questions == ("Column D 'RAG' has no words: colours that rules set are not read",)


@pytest.mark.parametrize(
    ("figures", "word"),
    [("FF0000", "Red"), ("C00000", "Red"), ("FFC7CE", "Red"), ("FFC000", "Amber"), ("FFFF00", "Amber"), ("ED7D31", "Amber"), ("00B050", "Green"), ("92D050", "Green"), ("C6EFCE", "Green"), ("0070C0", "Blue"), ("7030A0", ""), ("808080", ""), ("FFFFFF", ""), ("000000", ""), ("zz", "")],
)  # fmt: skip
def test_colours_as_people_call_them(figures: str, word: str):
    assert colour_word(figures) == word


def test_a_column_of_completed_states_is_no_column_of_dates():
    rows = [["Action", "Owner", "Due date", "Status"], ["Train the staff", "Al Bo", datetime(2011, 6, 30), "Complete"]]  # fmt: skip

    assert [one.asked for one in reading(of_rows(rows)).columns] == [False] * 4


def test_headings_far_below_an_introduction():
    rows = [[f"Paragraph {n} of what the inspectors found"] for n in range(60)]

    read = reading(of_rows([*rows, ["Action", "Owner", "Due date"], ["Train the staff", "Al Bo", "30/06/2011"]]))  # fmt: skip

    assert (read.heading_rows, len(read.rows)) == ((61,), 1)


def test_a_sheet_on_its_side_is_asked_about():
    rows = [["Plan", None], ["Action", "Train the staff", "Write it"], ["Owner", "Al Bo", "Al Bo"], ["Due date", "30/06/2011", "31/07/2011"], ["Status", "Open", "Open"]]  # fmt: skip

    read = reading(of_rows(rows))

    assert (read.rows, read.questions) == ((), (ON_ITS_SIDE,))


def test_two_tables_side_by_side():
    names = ["Action", "Owner", "Due date"]
    rows = [[*names, None, *names], ["Train the staff", "Al Bo", "30/06/2011", None, "Paint the hall", "Di Fox", "31/07/2011"], [None, None, None, None, "Mend the roof", "Di Fox", "31/07/2011"]]  # fmt: skip

    read = reading(of_rows(rows))

    assert [(row.action, row.owners, row.due_on) for row in read.rows] == [("Train the staff", ("Al Bo",), date(2011, 6, 30))]  # fmt: skip
    assert read.questions[0] == "Columns E to G look like another table beside the first, and are not read. Put it on a sheet of its own"  # fmt: skip


def test_counts_below_the_plan_and_feet_of_pages_are_no_rows():
    rows: list[list[Any]] = [["Ref", "Action", "Owner", "Due date", "Status"]]
    rows += [["1", "Train the staff", "Al Bo", "30/06/2011", "On track"], ["Page 1 of 2"], ["Ref", "Action", "Owner", "Due date", "Status"], ["2", "Write the policy", "Al Bo", "30/06/2011", "On track"], [None, "Number completed", 1], [None, "No. of actions", 2]]  # fmt: skip

    read = reading(of_rows(rows))

    assert [(row.action, row.area) for row in read.rows] == [("Train the staff", ""), ("Write the policy", "")]  # fmt: skip
    assert [one.why for one in read.skipped] == ["a note", "the headings again", "a total", "a total"]  # fmt: skip
    assert read.questions == ()


def test_dittos_are_asked_about_with_what_stands_above():
    rows = [["Area", "Action", "Responsible", "Deadline"], ["Health", "Train the staff", "Ann Lee", "30/06/2011"], ["ditto", "Write the policy", '"', "As above"], ["", "Audit the files", '"', ""]]  # fmt: skip

    read = reading(of_rows(rows))

    assert [(row.area, row.owners, row.due_on) for row in read.rows[:2]] == [("Health", ("Ann Lee",), date(2011, 6, 30)), ("Health", (), None)]  # fmt: skip
    assert [(one.cell, one.suggestion) for one in read.problems] == [("D3", "30/06/2011"), ("C3", "Ann Lee"), ("D4", ""), ("C4", "Ann Lee")]  # fmt: skip


def test_a_row_that_explains_the_headings_and_names_known_only_below_their_group():
    rows = [["Finding", "Response", None, None], [None, "Action", "Who", "When"], [None, "(SMART)", "(lead)", "(dd/mm/yy)"], ["Weak records", "Train the staff", "Ann Lee", "30/06/11"]]  # fmt: skip

    read = reading(of_rows(rows, merged=["B1:D1"]))

    assert meanings(read) == ["area", "action", "owner", "due"]
    assert [one.asked for one in read.columns] == [False, False, True, True]
    assert [(row.number, row.due_on) for row in read.rows] == [(4, date(2011, 6, 30))]


def test_a_number_that_others_are_parts_of_stands_over_them():
    rows = [["Ref", "Action", "Owner", "Due date"], ["1", "Leadership"], ["1.1", "Train the staff", "Al Bo", "30/06/2011"], ["2.", "Practice"], ["2.1", "Write the policy", "Al Bo", "30/06/2011"]]  # fmt: skip

    read = reading(of_rows(rows))

    assert [row.area for row in read.rows] == ["1 Leadership", "2. Practice"]


def test_marks_that_nobody_sees_are_left_out():
    rows = [["\u200bAction", "Owner\u00a0"], ["Train\u00ad the staff", "\u200eAl\u00a0Bo\u200f"]]
    csv = "\n".join(",".join(row) for row in rows).encode()

    for data, name in ((of_rows(rows), "plan.xlsx"), (csv, "plan.csv")):
        (sheet,) = read_sheets(name, data)
        texts = [[cell.text for cell in row.cells] for row in sheet.rows]
        assert texts == [["Action", "Owner"], ["Train the staff", "Al Bo"]]
