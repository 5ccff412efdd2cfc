"""Taking a spreadsheet in through the pages: the whole journey, coming back to it, what is refused."""

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl
import pytest
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.services.sheeting import actions_of, csv_of
from tests.web.pages import CheckedClient, post_forms
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.store.actions import Action
from tracker.store.plans import Plan
from tracker.store.sessions import SignInSession

MESSY = csv_of(
    "1.1,Minutes,Send minutes within 5 days,Priya Nair,31/06/2011,On track,Going well",
    "1.2,Minutes,Train all chairs,Ash,31/10/2011,Fine,",
    ",,and tell them,,,,",
    "2.1,Supervision,Review the policy,Tom Ashworth,30/11/2011,,",
)


@dataclass
class SheetIn:
    """One spreadsheet in one browser."""

    client: CheckedClient
    id: str = ""

    def upload(self, data: bytes, name: str = "plan.csv", **fields: Any) -> TestResponse:
        """Send a file; the draft's number is remembered when there is one."""
        file = {"report": (io.BytesIO(data), name)}
        response = self.client.send("/plans/import/spreadsheet", {**file, **fields})
        if response.status_code == 303:
            self.id = response.location.split("/")[3]
        return response

    def at(self, step: str) -> str:
        """The address of a step."""
        return f"/import/sheet/{self.id}/{step}"

    def words(self, step: str) -> str:
        """The words of a step's page."""
        response = self.client.get(self.at(step))
        assert response.status_code == 200, (response.status_code, response.location)
        return response.get_data(as_text=True)

    def send(self, step: str, then: str = "continue", **fields: Any) -> TestResponse:
        """Fill in a step's form and press one of its buttons."""
        return self.client.send(self.at(step), {"then": then, **fields})


@pytest.fixture
def sam(cast: Cast) -> SheetIn:
    """The performance officer's browser, nothing taken in yet."""
    return SheetIn(cast.client("sam"))


def leads(response: TestResponse, to: str) -> None:
    assert (response.status_code, response.location) == (303, to), response.get_data(as_text=True)


def test_a_messy_file_becomes_a_plan_and_nothing_is_made_before_the_last_step(
    cast: Cast, sam: SheetIn
):
    before = len(db.session.scalars(select(Plan.id)).all())

    sam.upload(MESSY)
    page = sam.words("columns")
    assert "We read 4 rows, with headings in row 1." in page
    leads(sam.send("columns"), sam.at("people"))
    page = sam.words("people")
    assert all(words in page for words in ("‘Ash’", "‘Fine’", "Tom Ashworth</li>"))
    refused = sam.send("people", manager=str(cast.jean.id))
    assert refused.status_code == 422
    assert "Select who is meant by ‘Ash’" in refused.get_data(as_text=True)
    leads(
        sam.send("people", manager=str(cast.jean.id), name_0=str(cast.tom.id), state_0="on_track"),
        sam.at("rows"),
    )
    page = sam.words("rows")
    assert "Row 2: due date &#34;31/06/2011&#34; is not a real date. We suggest 30/06/2011" in page
    refused = sam.send("rows")
    assert refused.status_code == 422
    assert "Row 4: select what it is" in refused.get_data(as_text=True)
    leads(sam.send("rows", cell_E2="30/06/2011", row_4="more"), sam.at("add"))
    page = sam.words("add")
    assert "Add 3 actions" in page
    assert len(db.session.scalars(select(Plan.id)).all()) == before

    leads(sam.send("add", then="add", title="Visits", code="vis", tell="send"), sam.at("done"))

    assert "3 actions added" in sam.words("done")
    assert [(one.ref, one.owner.name, one.due_on) for one in actions_of("VIS")] == [
        ("VIS-1.1", "Priya Nair", date(2011, 6, 30)),
        ("VIS-1.2", "Tom Ashworth", date(2011, 10, 31)),
        ("VIS-2.1", "Tom Ashworth", date(2011, 11, 30)),
    ]


def test_the_draft_is_in_the_list_and_goes_on_where_it_was_left(sam: SheetIn):
    sam.upload(MESSY)
    leads(sam.send("columns", then="save"), "/plans")

    page = sam.client.get("/plans").get_data(as_text=True)

    assert f'href="/import/sheet/{sam.id}"' in page
    leads(sam.client.get(f"/import/sheet/{sam.id}"), sam.at("columns"))


def test_a_plan_is_exported_edited_and_taken_in_again(cast: Cast, sam: SheetIn):
    answer = sam.client.get("/plans/SLAC/actions.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = book.active
    cells = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert len(cells) == 13
    cells["1.2"][2].value = "Train 8 minute-takers"
    cells["2.2"][3].value = "Marcus Bell"
    book.save(edited := io.BytesIO())

    sam.upload(edited.getvalue(), "plan.xlsx", into="SLAC")
    sam.send("columns")
    sam.send("people")
    page = sam.words("rows")

    assert all(words in page for words in ("Train 8 minute-takers", "In your file: Marcus Bell"))
    assert page.count("What should happen?") == 2
    leads(sam.send("rows"), sam.at("add"))
    assert "Change 2 actions" in sam.words("add")
    leads(sam.send("add", then="add", tell="not"), sam.at("done"))
    found = {one.number: one for one in actions_of("SLAC")}
    assert (found["1.2"].title, found["2.2"].owner.name) == ("Train 8 minute-takers", "Marcus Bell")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_that_nobody_edited_proposes_nothing(sam: SheetIn, ending: str):
    data = sam.client.get(f"/plans/SLAC/actions.{ending}").data

    sam.upload(data, f"plan.{ending}", into="SLAC")
    sam.send("columns")
    sam.send("people")

    assert "Nothing in this file is new to the plan." in sam.words("rows")


def test_text_that_looks_like_a_formula_stays_text_there_and_back(sam: SheetIn):
    action = db.session.scalars(select(Action).where(Action.number == "1.2")).one()
    action.title = "=1+1 and more training for every chair"
    db.session.commit()
    for ending in ("csv", "xlsx"):
        data = sam.client.get(f"/plans/SLAC/actions.{ending}").data
        sam.upload(data, f"plan.{ending}", into="SLAC")
        sam.send("columns")
        sam.send("people")
        assert "Nothing in this file is new to the plan." in sam.words("rows")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_is_known_column_by_column(sam: SheetIn, ending: str):
    data = sam.client.get(f"/plans/import/spreadsheet/template.{ending}").data
    refused = sam.upload(data, f"template.{ending}")
    assert refused.status_code == 303
    page = sam.client.get(refused.location, follow_redirects=True).get_data(as_text=True)
    assert "The sheet has headings but no rows." in page or "does not look like" in page


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "", "Select a spreadsheet"),
        (b"%PDF-1.7", "a.pdf", "The selected file must be an Excel workbook (.xlsx) or a CSV file"),
        (b"", "a.csv", "The selected file is empty"),
        (b"PK\x03\x04broken", "a.xlsx", "The selected file is damaged"),
    ],
    ids=["nothing", "pdf", "empty", "broken"],
)
def test_what_cannot_be_read_gets_a_sentence(sam: SheetIn, data: bytes, name: str, sentence: str):
    refused = sam.upload(data, name)

    assert refused.status_code == 422
    assert sentence in refused.get_data(as_text=True)


def test_a_spreadsheet_uploaded_as_a_report_is_taken_for_what_it_is(sam: SheetIn):
    file = {"report": (io.BytesIO(MESSY), "plan.csv")}

    answer = sam.client.send("/plans/import", file)

    assert answer.location.startswith("/import/sheet/")


def test_columns_that_cannot_be_are_pointed_out(sam: SheetIn):
    sam.upload(MESSY)

    refused = sam.send("columns", column_C="nothing", column_E="nothing", column_F="reference")

    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Match a column to Action" in page
    assert "Match a column to Due date, or set one date for all" in page
    assert "Column A is the reference already" in page


def test_all_suggestions_are_taken_with_one_press(cast: Cast, sam: SheetIn):
    sam.upload(
        csv_of("1,A,Do it,Priya Nair,31/06/2011,,", "2,A,Do more,Priya Nair,end of May 2011,,")
    )
    sam.send("columns")
    sam.send("people", manager=str(cast.jean.id))
    assert "Use all 2 suggestions" in sam.words("rows")

    sam.send("rows", then="suggest")

    assert "Every row is ready." in sam.words("rows")


def test_nobody_sees_a_draft_for_a_plan_they_may_not_see(cast: Cast, sam: SheetIn):
    sam.upload(MESSY, into="SLAC")
    plan = db.session.scalars(select(Plan).where(Plan.code == "SLAC")).one()
    plan.restricted, plan.lead_id = True, cast.alan.id
    db.session.commit()

    assert sam.client.get(sam.at("columns")).status_code == 404
    assert sam.client.get("/plans/SLAC/actions.csv").status_code == 404
    assert "plan.csv" not in sam.client.get("/plans").get_data(as_text=True)


def test_a_newer_file_takes_the_place_of_the_first(cast: Cast, sam: SheetIn):
    sam.upload(MESSY)
    file = (io.BytesIO(csv_of("1.1,A,Do it,Priya Nair,30/06/2011,,")), "new.csv")

    leads(sam.client.send(sam.at("again"), {"report": file}), f"/import/sheet/{sam.id}")

    assert "We read 1 row" in sam.words("columns")


def test_two_windows_do_not_undo_each_other(sam: SheetIn):
    sam.upload(MESSY)
    first = sam.client.get(sam.at("columns"))
    sam.send("columns")

    form = post_forms(first.get_data(as_text=True))[0][1]
    crossed = sam.client.post(
        sam.at("columns"), data={**form, "then": "continue", "column_G": "nothing"}
    )

    assert crossed.status_code == 409
    assert "Something has changed since you opened this page" in crossed.get_data(as_text=True)


def test_owner_and_date_in_one_column_are_told_apart(cast: Cast, sam: SheetIn):
    head = "No,Area,Action,Lead and timescale"
    sam.upload(
        csv_of(
            "1,Minutes,Send the minutes on time,Priya Nair by 30 September 2011",
            "2,Minutes,Train all of the chairs,Tom Ashworth - 31/10/2011",
            head=head,
        )
    )
    leads(sam.send("columns"), sam.at("people"))
    leads(sam.send("people", manager=str(cast.jean.id)), sam.at("rows"))
    leads(sam.send("rows"), sam.at("add"))
    sam.send("add", then="add", title="Visits", code="vis", tell="not")

    assert [(one.owner.name, one.due_on) for one in actions_of("VIS")] == [
        ("Priya Nair", date(2011, 9, 30)),
        ("Tom Ashworth", date(2011, 10, 31)),
    ]


def test_what_was_typed_while_the_session_ended_is_there_after_signing_in(cast: Cast, sam: SheetIn):
    sam.upload(csv_of("1,A,Do it,Priya Nair,31/06/2011,,"))
    sam.send("columns")
    sam.send("people", manager=str(cast.jean.id))
    form = post_forms(sam.words("rows"))[0][1]
    email = cast.sam.email
    db.session.execute(delete(SignInSession))
    db.session.commit()

    asked = sam.client.post(
        sam.at("rows"), data={**form, "then": "continue", "cell_E2": "1/7/2011"}
    )
    assert "/sign-in" in asked.location
    sam.client.send(asked.location, {"email": email, "password": PASSWORD})

    assert 'value="1/7/2011"' in sam.words("rows")
    leads(sam.send("rows"), sam.at("add"))
