"""The council's own Word template: used for papers once it has been checked and tried."""

import io

import pytest
from docx import Document

from tests.cast import Cast
from tests.web.pages import CheckedClient
from tests.web.test_board_reports import begun
from tests.web.test_plans import main_words
from tracker.services import council_template as services

ADDRESS = "/admin/word-template"


def template(*paragraphs: str) -> bytes:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Letterhead of the council"
    for words in paragraphs:
        document.add_paragraph(words)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def put(client: CheckedClient, name: str, data: bytes) -> tuple[int, str]:
    answer = client.send(ADDRESS, {"file": (io.BytesIO(data), name)})
    page = answer.get_data(as_text=True)
    return answer.status_code, main_words(page) if answer.status_code == 422 else ""


def opened(client: CheckedClient, address: str) -> tuple[str, list[str]]:
    document = Document(io.BytesIO(client.get(address).data))
    said = [one.text for one in document.paragraphs]
    return document.sections[0].header.paragraphs[0].text, said


def test_papers_are_written_into_the_template_until_it_is_taken_away(cast: Cast) -> None:
    sam = cast.client("sam")
    code, _words = put(
        sam, "House style.docx", template("To {{ report_to }}", "{{ report }}", "The end")
    )
    assert code == 303
    assert "In use: House style.docx" in main_words(sam.get(ADDRESS).get_data(as_text=True))
    header, said = opened(sam, f"{ADDRESS}/trial.docx")
    assert header == "Letterhead of the council"
    assert (said[0], said[-1]) == ("To Executive Board", "The end")
    report = begun(sam)
    sam.send(report, {"then": "freeze"})
    assert opened(sam, f"{report}/report.docx")[0] == "Letterhead of the council"
    assert sam.send(ADDRESS, form=1).status_code == 303
    assert opened(sam, f"{report}/report.docx")[0] != "Letterhead of the council"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("", b"", "Select a file"),
        ("style.pdf", b"%PDF-1.7", "must be a Word document"),
        ("style.docx", b"%PDF-1.7", "is not"),
        ("style.docx", template("{{ report"), "cannot be filled in"),
        ("style.docx", template("{{ ''.__class__.__mro__ }}"), "cannot be filled in"),
        ("style.docx", b"PK\x03\x04" + b"0" * 100_000, "5MB or less"),
    ],
)
def test_what_is_no_template_is_refused_and_the_one_in_use_stays(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, why: str
) -> None:
    chris = cast.client("chris")
    monkeypatch.setattr(services, "MOST_BYTES", 100_000)
    put(chris, "First.docx", template("{{ report }}"))
    code, words = put(chris, name, data)
    assert code == 422
    assert why in words
    assert "In use: First.docx" in words
