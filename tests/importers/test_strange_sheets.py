"""Sheets as strangers keep them: owner beside date, colours for words, a sheet for each theme."""

from datetime import date, datetime

from tests.importers.test_messy_sheets import meanings, reading, sentences
from tests.importers.workbooks import of_rows
from tracker.domain.actions import Progress


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
