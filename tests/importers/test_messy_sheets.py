"""Action plans as councils keep them: every one is mapped or asked about, and no date is guessed."""

from datetime import date, datetime
from time import perf_counter
from typing import Any

from openpyxl import Workbook

from tests.importers.workbooks import of_rows, saved, workbook
from tracker.domain.actions import Progress
from tracker.domain.sheet_names import Meaning
from tracker.domain.sheet_proposals import differences
from tracker.domain.spreadsheets import (
    NO_DUE,
    NO_HEADINGS,
    NO_ROWS,
    Corrections,
    SheetReading,
    read_sheet,
)
from tracker.importers.sheets import read_sheets


def reading(data: bytes, name: str = "plan.xlsx", **said: Any) -> SheetReading:
    """What the first sheet proposes; read a second time it must propose nothing new."""
    (sheet, *_) = read_sheets(name, data)
    read = read_sheet(sheet, Corrections(**said))
    again = read_sheet(read_sheets(name, data)[0], Corrections(**said))
    assert differences(read.rows, again.rows) == ()
    assert all(row.due_on or row.problems or not row.due_words for row in read.rows)
    return read


def meanings(read: SheetReading) -> list[str]:
    return [column.meaning.value for column in read.columns]


def sentences(read: SheetReading) -> list[str]:
    return [problem.sentence for problem in read.problems]


def test_titles_above_merged_areas_percentages_and_a_total_below():
    read = reading(
        of_rows(
            [
                ["Children and Enterprise: post-inspection action plan"],
                ["Updated: 12 May 2011"],
                ["No.", "Area for development", "Action", "Lead officer", "Target date", "RAG", "% complete", "Comments"],
                [1, "Minutes", "Send minutes within 5 days", "J Talbot / P Nair", datetime(2011, 6, 30), "A", 0.5, "Going well"],
                [None, None, "Train chairs", "Jean Talbot (Head of Service)", "31/06/2011", "G", 1, None],
                ["2", "Supervision", "Review the policy", "P Nair", "end of June 2011", "Red", 0.25, None],
                [None, None, None, "K Okafor", None, None, None, "Waiting for HR"],
                ["Total", None, None, None, None, None, 0.58],
                ["Key: R is off track"],
            ],
            merged=["A1:H1", "A2:H2", "A4:A5", "B4:B5"],
        )
    )  # fmt: skip

    assert meanings(read) == [
        "reference",
        "area",
        "action",
        "owner",
        "due",
        "rag",
        "percent",
        "update",
    ]
    assert sentences(read) == [
        'Row 5: due date "31/06/2011" is not a real date',
        'Row 6: due date "end of June 2011" has no day',
    ]
    assert [problem.suggestion for problem in read.problems] == ["30/06/2011", "30/06/2011"]
    first, second, third = read.rows
    assert (first.due_on, first.owners) == (date(2011, 6, 30), ("J Talbot", "P Nair"))
    assert first.note == "RAG in the spreadsheet: Amber\n50% complete in the spreadsheet"
    assert (second.area, second.reference, second.owners) == ("Minutes", "1", ("Jean Talbot",))
    assert (third.joined, third.owners, third.update) == (
        (7,),
        ("P Nair", "K Okafor"),
        "Waiting for HR",
    )
    assert [(one.row, one.why) for one in read.skipped] == [(8, "a total"), (9, "a note")]
    assert [person.name for person in read.people] == [
        "J Talbot",
        "P Nair",
        "Jean Talbot",
        "K Okafor",
    ]
    assert read.questions == ()


def test_two_rows_of_headings_and_sections_inside_the_sheet():
    read = reading(
        of_rows(
            [
                ["Ref", "Action", "Responsibility", None, "Target date", None, "Progress", None],
                [None, None, "Lead", "Support", "Original", "Revised", "RAG", "Comment"],
                ["SECTION 1: Leadership"],
                [
                    "1.1",
                    "Appoint a chair",
                    "Ann Lee",
                    "Bo Ray",
                    "31.3.11",
                    "30.6.11",
                    "Green",
                    "Partly",
                ],
                ["1.2", "Set up a board", "Ann Lee", None, "31/03/2011", "n/a", "Amber", None],
                ["SECTION 2: Practice"],
                ["2.1", "Audit files", "Cy Dee", None, "Summer term", None, "Red", "x"],
            ],
            merged=["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1", "A3:H3", "A6:H6"],
        )
    )

    assert read.heading_rows == (1, 2)
    assert meanings(read) == [
        "reference",
        "action",
        "owner",
        "nothing",
        "due",
        "revised",
        "rag",
        "update",
    ]
    assert [row.area for row in read.rows] == ["SECTION 1: Leadership"] * 2 + [
        "SECTION 2: Practice"
    ]
    first, second, _ = read.rows
    assert (first.due_on, first.original_due_on) == (date(2011, 6, 30), date(2011, 3, 31))
    assert (second.due_on, second.original_due_on) == (date(2011, 3, 31), None)
    assert sentences(read) == ['Row 7: due date "Summer term" is a time of year, not a day']


def test_two_rows_of_headings_in_a_text_file_without_merged_cells():
    text = "Ref,Action,Lead,Date,,Progress\n,,,Original,Revised,\n1,Appoint a chair,Ann Lee,31/03/2011,30/06/2011,On track\n2,Train the staff,Ann Lee,30/04/2011,,On track\n"

    read = reading(text.encode(), "plan.csv")

    assert [column.name for column in read.columns][3:5] == ["Date: Original", "Date: Revised"]
    assert meanings(read) == ["reference", "action", "owner", "due", "revised", "progress"]


def test_welsh_headings_dates_and_people():
    read = reading(
        of_rows(
            [
                ["Cyfeirnod", "Argymhelliad", "Camau gweithredu", "Perchennog", "Dyddiad cwblhau", "Statws", "CAG", "Sylwadau", "Tystiolaeth", "Meini prawf llwyddiant"],
                ["1", "Gwella goruchwyliaeth", "Hyfforddi rheolwyr tîm", "Nia Hughes a Rhys Jones", "31 Mawrth 2012", "Ar y trywydd iawn", "Gwyrdd", "Da", "Cofnodion", "100% o staff"],
                ["2", "Gwella cofnodion", "Adolygu’r polisi", "Siân ap Gwilym", "diwedd Mehefin 2012", "Heb ddechrau", "Coch"],
                ["3", "Gwella archwilio", "Archwilio ffeiliau", "Nia Hughes", "parhaus", "Yn mynd rhagddo", "Oren"],
            ]
        )
    )  # fmt: skip

    assert meanings(read) == ["reference", "area", "action", "owner", "due", "progress", "rag", "update", "evidence", "measure"]  # fmt: skip
    assert [row.due_on for row in read.rows] == [date(2012, 3, 31), None, None]
    assert [row.progress for row in read.rows] == [Progress.ON_TRACK, Progress.NOT_STARTED, None]
    assert [(person.name, person.rows) for person in read.people] == [("Nia Hughes", (2, 4)), ("Rhys Jones", (2,)), ("Siân ap Gwilym", (3,))]  # fmt: skip
    assert read.questions == (
        'Progress "Yn mynd rhagddo" is not one we know. Choose what it means',
    )


def test_american_dates_are_asked_about_and_so_is_what_stands_beside_them():
    rows = [["Task", "Who", "Due"], ["Write the policy", "Al Bo", "07/31/2011"], ["Train all staff", "Al Bo", "04/05/2011"], ["Check it all", "Cy Do", "05/05/2011"]]  # fmt: skip

    read = reading(of_rows(rows))

    assert [row.due_on for row in read.rows] == [None, None, date(2011, 5, 5)]
    assert [problem.suggestion for problem in read.problems] == ["31/07/2011", "04/05/2011"]


def test_a_start_date_with_the_month_first_makes_due_dates_asked_about_too():
    rows = [["Task", "Start", "Due"], ["Write the policy", "01/31/2011", "04/05/2011"]]

    assert reading(of_rows(rows)).rows[0].due_on is None


def test_dates_that_could_all_be_either_way_round_are_asked_about():
    due = ["03/04/2011", "05/06/2011", "07/08/2011", "09/10/2011", "11/12/2011"]
    firsts = ["01/04/2011", "01/05/2011", "01/06/2011", "01/07/2011", "01/08/2011"]

    def undated(dates: list[str]) -> int:
        rows = [["Task", "Who", "Due"], *[[f"Write policy {on}", "Al Bo", on] for on in dates]]
        return sum(row.due_on is None for row in reading(of_rows(rows)).rows)

    assert undated(due) == 5
    assert undated([*due, "31/12/2011"]) == 0
    assert undated(firsts) == 0


def test_dates_that_the_program_turned_round_are_asked_about():
    rows: list[list[Any]] = [["Action", "Owner", "Due date"]]
    rows += [["Write the policy", "Al Bo", due] for due in (datetime(2011, 3, 4), datetime(2011, 5, 6), "31/03/2011", "30/06/2011", datetime(2011, 7, 7))]  # fmt: skip

    read = reading(of_rows(rows))

    assert [row.due_on for row in read.rows] == [None, None, date(2011, 3, 31), date(2011, 6, 30), date(2011, 7, 7)]  # fmt: skip
    assert [problem.suggestion for problem in read.problems] == ["03/04/2011", "05/06/2011"]


def test_a_month_typed_into_excel_is_no_first_of_the_month():
    book = Workbook()
    for row in (
        ["Action", "Owner", "Deadline"],
        ["Write the policy", "Al Bo", datetime(2012, 3, 1)],
    ):
        book.active.append(row)
    book.active["C2"].number_format = "mmm-yy"

    read = reading(saved(book))

    assert read.rows[0].due_on is None
    assert sentences(read) == ['Row 2: due date "March 2012" has no day']
    assert read.problems[0].suggestion == "31/03/2012"


def test_semicolons_windows_1252_and_progress_in_sentences():
    text = "Action;Person responsible;By when;Progress\r\nReview café contract – urgent;Siân O’Neill;31-Mar-12;Supervision is now monthly and audited by managers\r\nTrain staff in recording;J. Talbot;Mar-12;We have trained 14 of the 30 staff who need it\r\n"

    read = reading(text.encode("cp1252"), "plan.csv")

    assert meanings(read) == ["action", "owner", "due", "update"]
    assert read.rows[0].action == "Review café contract – urgent"
    assert sentences(read) == [
        'Row 3: due date "Mar-12" could be a month and a year, or a day without a year'
    ]


def test_formulas_without_a_value_are_problems_at_their_cells():
    rows = [["Action", "Owner", "Due date"], ["Write the policy", "Al Bo", "=TODAY()+30"], ["Train all staff", "=A1", datetime(2011, 5, 1)]]  # fmt: skip

    read = reading(of_rows(rows))

    assert [(problem.cell, problem.meaning) for problem in read.problems] == [
        ("C2", Meaning.DUE),
        ("B3", Meaning.OWNER),
    ]
    assert "is a formula that has no value yet" in sentences(read)[0]


def test_several_sheets_one_of_them_a_plan():
    data = workbook(
        ("Contents", lambda sheet: sheet.append(["1", "The plan"])),
        ("Plan", lambda sheet: [sheet.append(row) for row in (["Action", "Owner", "Due date"], ["Write the policy", "Al Bo", "31/03/2011"])]),
        ("Lists", lambda sheet: [sheet.append([colour]) for colour in ("Red", "Amber", "Green")]),
    )  # fmt: skip

    readings = [read_sheet(sheet) for sheet in read_sheets("plan.xlsx", data)]

    assert [one.is_plan for one in readings] == [False, True, False]
    assert readings[2].questions == (NO_HEADINGS,)


def test_headings_that_are_questions():
    read = reading(
        of_rows(
            [
                ["What needs to improve?", "What will we do?", "Who will do it?", "When will it be done?", "How will we know?", "Where are we now?"],
                ["Timeliness of assessments", "Weekly tracking meeting", "Ann Lee", "Sept 2011", "90% in time", "The meeting is set up"],
                [None, "Recruit two workers", "HR", "ASAP", "Posts filled", "The advert is out"],
            ]
        )
    )  # fmt: skip

    assert meanings(read) == ["area", "action", "owner", "due", "measure", "update"]
    assert [row.area for row in read.rows] == ["Timeliness of assessments"] * 2
    assert sentences(read) == [
        'Row 2: due date "Sept 2011" has no day',
        'Row 3: due date "ASAP" is not a date',
    ]


def test_a_section_above_the_headings_counts_when_others_follow():
    rows = [["Plan 2"], ["Theme 1: Leadership"], ["Action", "Owner", "Due date", datetime(2011, 4, 1)], ["Write the policy", "Al Bo", "31/03/2011", "G"], ["Theme 2: Practice"], ["Train all staff", "Al Bo", "31/03/2011", "A"]]  # fmt: skip

    read = reading(of_rows(rows, merged=["A1:D1", "A2:D2", "A5:D5"]))

    assert [row.area for row in read.rows] == ["Theme 1: Leadership", "Theme 2: Practice"]


def test_headings_that_come_again_and_another_table_below():
    names = ["Action", "Owner", "Due date"]
    read = reading(
        of_rows([names, ["Write the policy", "Al Bo", "31/03/2011"], names, ["Train all staff", "Al Bo", "30/04/2011"], ["Owner", "Risk", "Action"], ["Cy Do", "High", "Mend it"]])
    )  # fmt: skip

    assert [row.action for row in read.rows] == ["Write the policy", "Train all staff"]
    assert [(one.row, one.why) for one in read.skipped] == [(3, "the headings again"), (5, "the headings of another table")]  # fmt: skip
    assert read.questions == ("Row 5 begins another table. Put it on a sheet of its own",)


def test_a_row_with_only_an_action_is_asked_about_once():
    rows = [["Action", "Owner", "Due date", "Comments"], ["Write the policy", "Al Bo", "31/03/2011", "x"], ["and publish it"]]  # fmt: skip

    read = reading(of_rows(rows))

    assert sentences(read) == [
        'Row 3: action "and publish it" stands alone. Is it an action, a heading, or does it go on from the row above'
    ]


def test_an_action_merged_over_two_dates_is_asked_about():
    rows = [["Action", "Owner", "Due date"], ["Write the policy", "Al Bo", "31/03/2011"], [None, "Cy Do", "30/06/2011"]]  # fmt: skip

    read = reading(of_rows(rows, merged=["A2:A3"]))

    assert [row.action for row in read.rows] == ["Write the policy"] * 2
    assert [problem.says for problem in read.problems] == [
        "is shared with the row above. Is it one action or two"
    ]
    assert len({row.key for row in read.rows}) == 2


def test_what_is_missing_is_said_at_its_cell():
    rows = [["Area", "Action", "Owner", "Due date"], ["Minutes", "Write the policy", None, None], ["Minutes", None, "Al Bo", "31/03/2011"]]  # fmt: skip

    assert sentences(reading(of_rows(rows))) == [
        "Row 2: due date is missing",
        "Row 2: owner is missing",
        "Row 3: action is missing",
    ]


def test_hidden_rows_and_columns_are_asked_about():
    book = Workbook()
    for row in (["Action", "Owner", "Due date"], ["Write the policy", "Al Bo", "31/03/2011"]):
        book.active.append(row)
    book.active.row_dimensions[2].hidden = book.active.column_dimensions["B"].hidden = True

    read = reading(saved(book))

    assert read.rows[0].hidden
    assert read.questions == (
        "1 row hidden in the file: leave out or keep?",
        "Column B is hidden in the file",
    )


def test_a_sheet_without_rows_or_without_dates_says_so():
    assert reading(of_rows([["Action", "Owner", "Due date"]])).questions == (NO_ROWS,)
    assert (
        NO_DUE in reading(of_rows([["Action", "Owner"], ["Write the policy", "Al Bo"]])).questions
    )


def test_a_rag_column_without_words_or_colours_is_said_to_be_unread():
    read = reading(of_rows([["Action", "Owner", "Due date", "RAG"], ["Write the policy", "Al Bo", "31/03/2011"]]))  # fmt: skip

    assert read.questions == ("Column D 'RAG' has no words and no colours that we know",)


def test_corrections_override_headings_columns_and_cells():
    rows = [["Action", "Owner", "Due"], ["Thing", "Whom", "Wann"], ["Write the policy", "Al Bo", "31/06/2011"]]  # fmt: skip

    read = reading(
        of_rows(rows),
        heading_row=2,
        columns={"Thing": Meaning.ACTION, "B": Meaning.MANAGER, "Wann": Meaning.DUE},
        cells={"C3": "30/06/2011"},
    )

    assert meanings(read) == ["action", "manager", "due"]
    assert {column.confidence for column in read.columns} == {1.0}
    assert read.rows[0].due_on == date(2011, 6, 30)
    assert read.rows[0].managers == ("Al Bo",)
    assert read.problems == ()


def test_three_thousand_rows_are_read_in_seconds():
    names = ["Ref", "Recommendation", "Action", "Owner", "Due date", "Status", "Update"]
    rows = [[n, f"Recommendation {n // 3}", f"Do thing number {n} for ward {n % 30}", f"Officer {chr(65 + n % 26)}mith", datetime(2011, 1 + n % 12, 1 + n % 28), "On track", "Some words " * 8] for n in range(3_000)]  # fmt: skip
    data = of_rows([names, *rows])
    begun = perf_counter()

    read = read_sheet(read_sheets("plan.xlsx", data)[0])

    assert perf_counter() - begun < 20
    assert (len(read.rows), read.problems, len(read.people)) == (3_000, (), 26)
