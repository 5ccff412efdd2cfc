"""Whatever a sheet holds, it is read without an error, without a guessed date and always alike."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.sheet_names import SEVERAL
from tracker.domain.sheet_people import Known
from tracker.domain.sheet_proposals import differences
from tracker.domain.sheet_telling import readings_as_json, readings_in_words
from tracker.domain.sheets import EMPTY, Cell, Sheet, SheetRow, sheets_as_json, sheets_from_json
from tracker.domain.spreadsheets import read_sheet

NAMES = ("Ref", "Area", "Action", "Owner", "Manager", "Due date", "Revised date", "Status", "RAG", "% complete", "Update", "Date completed", "", "Zzz")  # fmt: skip
WORDS = ("31/03/2011", "31/06/2011", "03/04/2011", "07/31/2011", "Mar-12", "ongoing", "Q2 2012/13", "J Talbot / P Nair", "TBC", "Red", "50%", "1.1", "Write the policy", "Total", "Key: red", "Complete", "x" * 300)  # fmt: skip

text_cells = st.builds(Cell, st.sampled_from(WORDS) | st.sampled_from(NAMES) | st.text(max_size=12))
date_cells = st.dates(date(1900, 1, 1), date(2120, 1, 1)).map(
    lambda on: Cell(on.strftime("%d/%m/%Y"), on=on)
)
other_cells = st.sampled_from(
    [
        EMPTY,
        Cell("0.5", number=0.5),
        Cell("40633", number=40633),
        Cell(problem="is a formula that has no value yet"),
        Cell("Write the policy", from_above=True),
        Cell("Leadership", from_left=True),
        Cell("March 2012", on=date(2012, 3, 1)),
    ]
)
rows_of_cells = st.lists(text_cells | date_cells | other_cells, min_size=6, max_size=6).map(tuple)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=6, max_size=6))
    before = draw(st.lists(rows_of_cells, max_size=2))
    after = draw(st.lists(rows_of_cells, max_size=8))
    every = [*before, tuple(map(Cell, names)), *after]
    return Sheet("Plan", tuple(SheetRow(n, cells) for n, cells in enumerate(every, start=1)))


@settings(max_examples=150, deadline=None)
@given(sheets())
def test_any_sheet_is_read(sheet: Sheet):
    read = read_sheet(sheet, known=[Known("1", "Jean Talbot")])

    assert differences(read.rows, read_sheet(sheet).rows) == ()
    assert sheets_from_json(sheets_as_json([sheet])) == (sheet,)
    assert len({row.key for row in read.rows}) == len(read.rows)
    meanings = [column.meaning for column in read.columns if column.meaning not in SEVERAL]
    assert len(meanings) == len(set(meanings))
    for row in read.rows:
        assert row.due_on or not row.due_words or row.problems
        assert row.completed_on or not row.completed_words or row.problems
    assert len(list(readings_in_words([read]))) > len(read.problems)
    assert readings_as_json([read])["sheets"][0]["to_fix"] <= len(read.rows)


@settings(max_examples=60, deadline=None)
@given(sheets(), st.data())
def test_a_row_that_was_moved_down_by_an_empty_one_is_the_same(sheet: Sheet, data: st.DataObject):
    place = data.draw(st.integers(0, len(sheet.rows) - 1))
    moved = tuple(
        SheetRow(row.number + (1 if n >= place else 0), row.cells)
        for n, row in enumerate(sheet.rows)
    )
    first = read_sheet(sheet)
    if place and sheet.rows[place].number in {*first.heading_rows}:
        return

    assert differences(first.rows, read_sheet(Sheet("Plan", moved)).rows) == ()
