"""Whatever a sheet is like, each date in it is the one a person would say, or is asked about."""

from collections.abc import Callable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.sheet_names import Meaning
from tracker.domain.sheet_proposals import differences
from tracker.domain.sheets import Cell, Sheet, SheetRow
from tracker.domain.spreadsheets import Corrections, read_sheet

Writes = Callable[[date], str]


def american(day: date) -> str:
    return day.strftime("%m/%d/%Y")


CERTAIN: tuple[Writes, ...] = (
    lambda day: day.strftime("%d/%m/%Y"),
    lambda day: day.strftime("%d.%m.%y"),
    lambda day: day.strftime("%A %d %B %Y"),
    lambda day: day.strftime("by %d %b %Y"),
    lambda day: day.strftime("%Y-%m-%dT00:00:00"),
    lambda day: day.strftime("%d/%m/%Y 17:00"),
)
UNCERTAIN: tuple[Writes, ...] = (
    lambda day: day.strftime("%B %Y"),
    lambda day: day.strftime("%d %B"),
    lambda day: day.strftime("w/c %d/%m/%Y"),
    lambda day: day.strftime("from %d/%m/%Y"),
    lambda day: day.strftime("%d/%m/%Y or sooner"),
    lambda day: day.strftime("%d/%m/%Y, then 31/12/2012"),
    lambda day: str(day.toordinal() - 693_594),
    lambda day: f"Q{(day.month + 8) // 3 % 4 + 1} {day.year}/{day.year % 100 + 1}",
    lambda _day: "Ongoing",
    lambda _day: "within 3 months of publication",
)
DAYS = st.dates(date(2010, 4, 1), date(2013, 3, 31))
WRITTEN = st.tuples(DAYS, st.sampled_from(CERTAIN) | st.sampled_from(UNCERTAIN))
HEADINGS = (["Ref", "Action", "Lead", "Due date"], ["Rhif", "Gweithred", "Perchennog", "Dyddiad cwblhau"], ["No.", "What will we do?", "Who", "By when"])  # fmt: skip
WHO = ("Ann Lee", "J. Talbot & P Nair", "Head of Service", "Siân Puw", "")


def sheet_of(head: list[str], rows: list[list[str]], above: int) -> Sheet:
    every = [*[["Some words about it"] + [""] * (len(head) - 1)] * above, head, *rows]
    return Sheet("", tuple(SheetRow(n, tuple(map(Cell, row))) for n, row in enumerate(every, 1)))


def check(sheet: Sheet, dates: list[tuple[date, Writes]], said: Corrections | None = None) -> None:
    read = read_sheet(sheet, said)
    assert differences(read.rows, read_sheet(sheet, said).rows) == ()
    assert len(read.rows) == len(dates)
    for row, (day, writes) in zip(read.rows, dates, strict=True):
        asked = any(one.meaning in {Meaning.DUE, Meaning.BOTH} for one in row.problems)
        assert row.due_on == day or (row.due_on is None and asked), (row, day)
        assert row.due_on is None or writes not in UNCERTAIN, row


@settings(max_examples=35)
@given(st.sampled_from(HEADINGS), st.lists(WRITTEN, min_size=1, max_size=8), st.integers(0, 3))
def test_a_date_in_a_column_of_its_own(head: list[str], dates: list[tuple[date, Writes]], above: int):  # fmt: skip
    rows = [[str(n), f"Train team {n} of the staff", "Ann Lee", writes(day)] for n, (day, writes) in enumerate(dates)]  # fmt: skip

    check(sheet_of(head, rows, above), dates, Corrections(columns={"D": Meaning.DUE}))


@settings(max_examples=35)
@given(st.lists(st.tuples(WRITTEN, st.sampled_from(WHO), st.sampled_from((" by ", " – ", ", ", "\n", " "))), min_size=1, max_size=8))  # fmt: skip
def test_a_date_in_one_cell_with_its_owner(cells: list[tuple[tuple[date, Writes], str, str]]):
    rows = [[f"Train team {n} of the staff", f"{who}{between}{writes(day)}".strip()] for n, ((day, writes), who, between) in enumerate(cells)]  # fmt: skip

    said = Corrections(columns={"B": Meaning.BOTH})
    check(sheet_of(["Action", "Lead and timescale"], rows, 1), [one for one, _, _ in cells], said)


@settings(max_examples=20)
@given(st.lists(DAYS, min_size=3, max_size=12))
def test_dates_with_the_month_first_are_never_read_the_other_way_once_one_shows_it(days: list[date]):  # fmt: skip
    dates = [(day, american) for day in [*days, date(2011, 6, 30)]]
    rows = [[str(n), f"Train team {n} of the staff", "Ann Lee", writes(day)] for n, (day, writes) in enumerate(dates)]  # fmt: skip

    check(sheet_of(HEADINGS[0], rows, 0), dates)


@settings(max_examples=35)
@given(st.lists(st.lists(st.sampled_from(["", '"', "Action", "Owner", "30/06/2011", "Ann Lee", "Ann Lee 30/06/2011", "x", "Total", "1", "Due date", "ditto", "Lead and date", "Some longer words", "✓", "June"]), min_size=4, max_size=4), max_size=9))  # fmt: skip
def test_any_words_at_all_are_read_the_same_twice_and_no_date_is_lost(rows: list[list[str]]):
    sheet = Sheet("", tuple(SheetRow(n, tuple(map(Cell, row))) for n, row in enumerate(rows, 1) if any(row)))  # fmt: skip
    read = read_sheet(sheet)

    assert differences(read.rows, read_sheet(sheet).rows) == ()
    assert all(row.due_on or row.problems or not row.due_words for row in read.rows)
