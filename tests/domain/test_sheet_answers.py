"""What was said of a spreadsheet: kept as JSON, and what of it holds for the next file."""

import json
from datetime import date

from tracker.domain.actions import Progress
from tracker.domain.sheet_answers import (
    Choice,
    Part,
    SheetAnswers,
    as_json,
    for_a_newer_file,
    from_json,
    name_key,
    of_another_sheet,
    with_columns_remembered,
)
from tracker.domain.sheet_lines import RowSaid
from tracker.domain.sheet_names import Meaning
from tracker.domain.sheets import Cell, Sheet, SheetRow
from tracker.domain.spreadsheets import SheetReading, read_sheet

SAID = SheetAnswers(
    sheet=1,
    heading_row=3,
    columns={"C": Meaning.ACTION},
    cells={"E4": "30/06/2011"},
    rows={7: RowSaid.OUT},
    states={"fine": Progress.ON_TRACK, "hm": None},
    people={name_key(Part.OWNER, "J. Talbot"): 7},
    owner=1,
    manager=2,
    due_on=date(2012, 3, 31),
    choices={"abc": Choice.SKIP},
    title="Visits",
    code="VIS",
)


def read(*names: str) -> SheetReading:
    """A sheet with these headings and one row."""
    rows = [names, ["Do something good"] * len(names)]
    cells = [tuple(Cell(text) for text in row) for row in rows]
    return read_sheet(Sheet("", tuple(SheetRow(n, row) for n, row in enumerate(cells, start=1))))


def test_they_survive_being_stored():
    assert from_json(json.loads(json.dumps(as_json(SAID)))) == SAID


def test_a_name_is_known_however_it_is_written():
    assert name_key(Part.OWNER, "J. TALBOT") == name_key(Part.OWNER, "j talbot")
    assert name_key(Part.OWNER, "J Talbot") != name_key(Part.MANAGER, "J Talbot")


def test_another_sheet_keeps_people_and_nothing_about_cells():
    other = of_another_sheet(SAID, 0, None)

    assert (other.columns, other.cells, other.rows, other.choices) == ({}, {}, {}, {})
    assert (other.people, other.states, other.manager) == (SAID.people, SAID.states, 2)


def test_a_newer_file_keeps_columns_that_are_called_the_same():
    before = read("Action", "Lead")

    same = for_a_newer_file(SAID, before, read("Action", "Lead"))
    other = for_a_newer_file(SAID, before, read("Action", "By whom"))

    assert (same.columns, same.cells, same.rows) == (SAID.columns, {}, {})
    assert (other.columns, other.heading_row) == ({}, None)
    assert other.choices == SAID.choices


def test_remembered_columns_do_not_override_what_is_said_now():
    columns = read("Action", "Blah", "Lead").columns
    known = {"Blah": Meaning.MEASURE, "Lead": Meaning.OWNER}

    assert with_columns_remembered(SheetAnswers(), columns, known).columns["B"] is Meaning.MEASURE
    said = SheetAnswers(columns={"B": Meaning.UPDATE})
    assert with_columns_remembered(said, columns, known).columns["B"] is Meaning.UPDATE
