"""Reports to a board through their pages: begun, written to, frozen, published, downloaded."""

import io
from urllib.parse import urlencode

from docx import Document
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser

from tests.cast import Cast
from tests.web.pages import CheckedClient
from tests.web.test_plans import main_words
from tracker.extensions import db
from tracker.store.plans import Plan

ON = {"as_at-day": "4", "as_at-month": "7", "as_at-year": "2011"}
SINCE = {"since-day": "4", "since-month": "6", "since-year": "2011"}


def begun(client: CheckedClient, **more: str) -> str:
    """The address of a new draft about the demonstration."""
    answer = client.send(
        "/reports/board", {"plan": "SLAC", **ON, **SINCE, "people": "posts", **more}
    )
    assert answer.status_code == 303, main_words(answer.get_data(as_text=True))
    return answer.location


def text(client: CheckedClient, address: str) -> str:
    return main_words(client.get(address).get_data(as_text=True))


def test_a_report_is_begun_written_to_frozen_published_and_downloaded(cast: Cast) -> None:
    sam, margaret = cast.client("sam"), cast.client("margaret")
    draft = begun(sam)
    assert "2 more are completed than on 4 June 2011, and 3 more are overdue." in text(sam, draft)
    words = {"risks": "Two posts are vacant.\n\nWe advertise again.", "financial": "None."}
    assert sam.send(draft, {**words, "then": "save"}).location == draft
    assert "Two posts are vacant." in text(sam, draft)
    sam.send(draft, {**words, "then": "freeze"})
    page = text(sam, draft)
    assert "Board members cannot read it yet" in page
    assert "9.4 We advertise again." in page
    assert "4 Overdue 1 Waiting for sign-off" in page
    assert "12.1 None." in page
    assert "11.1 To be completed by the author." in page
    assert "No reports yet" in text(margaret, "/reports")
    assert margaret.get(draft).status_code == 404
    sam.send(draft)
    assert "Two posts are vacant." in text(margaret, draft)
    _check_the_files(margaret, draft)


def test_the_letter_before_a_board_opens_the_form_with_its_plan_and_today(cast: Cast) -> None:
    sam = cast.client("sam")
    page = LexborHTMLParser(sam.get("/reports/board?plan=SLAC").data)

    assert "selected" in page.css_first("option[value=SLAC]").attributes
    typed = [page.css_first(f"[name={name}]").attributes["value"] for name in ON]
    assert typed == list(ON.values())
    assert sam.get("/reports/board?plan=NONE").status_code == 200
    assert "No reports yet" in text(sam, "/reports")


def test_other_reports_lead_to_the_lists_there_are(cast: Cast) -> None:
    jean = cast.client("jean")
    page = LexborHTMLParser(jean.get("/reports").data)

    forms = page.css("form[method=get][action='/dashboard/actions']")
    asked = [(one.css_first("select"), one.css("option[value]")[1]) for one in forms]
    assert [select.attributes["name"] for select, _one in asked] == [
        *("officer", "directorate", "partner")
    ]
    for select, one in asked:
        query = {select.attributes["name"]: one.attributes["value"]}
        assert one.text() in text(jean, f"/dashboard/actions?{urlencode(query)}")
    files = [one.attributes["href"] for one in page.css("main li a[href*='as=']")]
    assert len(files) == 6
    for address in files:
        assert jean.get(address).mimetype != "text/html"
    assert "Other reports" not in text(cast.client("margaret"), "/reports")


def _check_the_files(client: CheckedClient, report: str) -> None:
    paper = Document(io.BytesIO(client.get(f"{report}/report.docx").data))
    headings = [one.text for one in paper.paragraphs if one.style.name == "Heading 1"]
    assert len(headings) == 16
    assert any("We advertise again." in one.text for one in paper.paragraphs)
    book = load_workbook(io.BytesIO(client.get(f"{report}/report.xlsx").data))
    assert book.sheetnames == ["Actions", "Areas", "New due dates", "Colours", "About"]
    rows = list(book["Actions"].iter_rows(values_only=True))
    assert (len(rows), rows[1][0], rows[1][9], rows[1][10]) == (
        14,
        "SLAC-1.1",
        "Red",
        "34 days overdue",
    )
    assert client.get(f"{report}/report.pdf").data.startswith(b"%PDF-")
    assert client.get(f"{report}/report.html").status_code == 404


def test_a_draft_has_no_file_and_can_be_thrown_away(cast: Cast) -> None:
    sam = cast.client("sam")
    draft = begun(sam)
    assert sam.get(f"{draft}/report.docx").status_code == 404
    sam.send(draft, form=1)
    assert sam.get(draft).status_code == 404


def test_every_area_leads_to_its_claim_and_its_proof(cast: Cast) -> None:
    sam = cast.client("sam")
    page = LexborHTMLParser(sam.get(begun(sam)).text)
    leads = [one.attributes["href"] or "" for one in page.css(".app-part a")]
    areas = [one for one in leads if "/areas/" in one]
    assert areas == [f"/plans/SLAC/areas/{number}" for number in range(1, 8)]
    assert {one: sam.get(one).status_code for one in leads} == dict.fromkeys(leads, 200)


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(cast: Cast) -> None:
    sam = cast.client("sam")
    answer = sam.send(
        "/reports/board", {"plan": "SLAC", **ON, "as_at-year": "2012", "people": "posts"}
    )
    assert answer.status_code == 422
    assert "Date must be today or in the past" in answer.text
    assert 'value="2012"' in answer.text
    draft = begun(sam)
    answer = sam.send(draft, {"risks": "x" * 10_001, "next_steps": "Kept words", "then": "freeze"})
    assert answer.status_code == 422
    assert "Risks must be 10,000 characters or less" in answer.text
    assert "Kept words" in answer.text


def test_somebody_else_saved_first(cast: Cast) -> None:
    sam = cast.client("sam")
    draft = begun(sam)
    sam.send(draft, {"risks": "The first words", "then": "save", "version": "1"})
    answer = sam.send(draft, {"risks": "The second words", "then": "save", "version": "1"})
    assert answer.status_code == 409
    assert "Somebody else saved this report" in answer.text
    assert "The second words" in answer.text


def test_of_a_restricted_plan_no_trace_for_those_outside(cast: Cast) -> None:
    sam, margaret = cast.client("sam"), cast.client("margaret")
    plan = db.session.query(Plan).one()
    plan.restricted = True
    db.session.commit()
    answer = sam.send("/reports/board", {"plan": "SLAC", **ON, "people": "posts"})
    assert "Tick the box if it may stand in a report" in answer.text
    report = begun(sam, restricted="y")
    sam.send(report, {"then": "freeze"})
    sam.send(report)
    assert "Restricted" in text(sam, report)
    for address in (report, f"{report}/report.docx"):
        assert margaret.get(address).status_code == 404
    assert "Safeguarding" not in text(margaret, "/reports")
