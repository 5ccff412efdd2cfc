"""Files that are refused, each with a sentence that says what to do."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.importers.committee_paper import SAMPLES
from tests.importers.forms import as_docx, as_pdf
from tracker.domain.errors import RuleBroken
from tracker.importers import LARGEST
from tracker.importers.readers import ALL, read_report, read_text

PAPER = (SAMPLES / "committee-paper.txt").read_text()


def refusal(name: str, data: bytes) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as refused:
        read_report(name, data)
    return refused.value.message, refused.value.field


def drawn(*, words: str = "", password: str | None = None) -> bytes:
    held = io.BytesIO()
    canvas = Canvas(held, encrypt=StandardEncryption(password) if password else None)
    canvas.drawString(72, 700, words)
    canvas.rect(72, 500, 100, 100)
    canvas.showPage()
    canvas.save()
    return held.getvalue()


def with_part(name: str, part: bytes, *, base: bytes | None = None) -> bytes:
    """A Word file with one more part, or with one part replaced."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or as_docx(PAPER, lists=True))) as old,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, part)
    return held.getvalue()


DAMAGED = "The selected file is damaged. Save it again and try again, or paste the text"
UNUSUAL = "The selected file is not a usual Word file. Paste the text instead"
NOT_A_REPORT = "The selected file must be a Word, PDF or text file"
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("report.pdf", lambda: b"", "The selected file is empty"),
    "too large": (
        "report.txt",
        lambda: b"a" * LARGEST,
        "The selected file must be smaller than 20MB",
    ),
    "a picture": ("report.png", lambda: b"\x89PNG\r\n\x1a\n\x00\x00", NOT_A_REPORT),
    "a program": ("report.exe", lambda: b"MZ\x90\x00", NOT_A_REPORT),
    "a picture called text": ("report.txt", lambda: b"\x89PNG\r\n\x1a\n\x00\x00", NOT_A_REPORT),
    "an old Word file": ("report.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", NOT_A_REPORT),
    "a workbook": ("report.xlsx", lambda: b"PK\x03\x04 and the rest", NOT_A_REPORT),
    "spaces only": (
        "report.txt",
        lambda: b" \n \n",
        "We could not find any text in this file. Paste the text instead",
    ),
    "a scan": (
        "report.pdf",
        drawn,
        "We could not find any text in this PDF. It may be a scan. Paste the text instead",
    ),
    "a PDF with a password": (
        "report.pdf",
        lambda: drawn(words=PAPER[:60].replace("\n", " "), password="open sesame"),
        "The selected file is protected with a password. Save it without one, or paste the text",
    ),
    "half a PDF": ("report.pdf", lambda: as_pdf(PAPER, ruled=True)[:900], DAMAGED),
    "a PDF by name only": ("report.pdf", lambda: b"\x89PNG\r\n\x1a\n\x00\x00", DAMAGED),
    "half a Word file": ("report.docx", lambda: as_docx(PAPER, lists=True)[:9000], DAMAGED),
    "a Word file without a document": ("report.docx", lambda: zipped({"a.txt": b"a"}), DAMAGED),
    "a Word file that is not XML": (
        "report.docx",
        lambda: with_part("word/document.xml", b"<w:document"),
        DAMAGED,
    ),
    "a bomb": (
        "report.docx",
        lambda: with_part("word/media/image1.bin", bytes(70 * 1024 * 1024)),
        UNUSUAL,
    ),
    "a part that unpacks to far more": (
        "report.docx",
        lambda: with_part("word/media/image1.bin", bytes(8 * 1024 * 1024)),
        UNUSUAL,
    ),
    "macros": ("report.docm", lambda: with_part("word/vbaProject.bin", b"Sub"), UNUSUAL),
    "a part outside": ("report.docx", lambda: with_part("../../etc/passwd", b"x"), UNUSUAL),
    "entities": (
        "report.docx",
        lambda: with_part(
            "word/document.xml",
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        ),
        UNUSUAL,
    ),
}


def zipped(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return held.getvalue()


@pytest.mark.parametrize(("name", "made", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    name: str, made: Callable[[], bytes], sentence: str
):
    assert refusal(name, made()) == (sentence, "report")


def test_text_that_is_called_a_pdf_is_read_as_text():
    assert read_report("report.PDF", PAPER.encode()) == read_report("report.txt", PAPER.encode())


def test_pasting_nothing_is_refused():
    with pytest.raises(RuleBroken) as refused:
        read_text(" \n\t ")

    assert (refused.value.message, refused.value.field) == (
        "Select a report or paste its text",
        "report",
    )


def test_finding_nothing_is_not_an_error_and_offers_the_parts_of_the_report():
    report = read_text("Introduction\n\nWe came in May.\n\nOur view\n\nLess haste\nMore care\n")

    assert report.findings == ()
    assert report.headings == ("Introduction", "Our view")
    assert "Choose the part of the report that has them" in report.checks[0].sentence


def test_each_kind_of_file_is_recognised_by_one_reader():
    files = {
        "paper.txt": PAPER.encode(),
        "paper.docx": as_docx(PAPER, lists=True),
        "paper.pdf": as_pdf(PAPER, ruled=True),
        "paper.html": b"<!DOCTYPE html><title>Paper</title><p>Words",
    }

    told = {
        name: [one.name for one in ALL if one.reads(name, data[:4096])]
        for name, data in files.items()
    }

    assert told == {
        "paper.txt": ["text"],
        "paper.docx": ["Word"],
        "paper.pdf": ["PDF"],
        "paper.html": ["web page"],
    }


def test_a_file_is_known_by_its_content_when_its_name_says_nothing():
    made = as_pdf(PAPER, ruled=True)

    assert read_report("download", made) == read_report("paper.pdf", made)
    assert read_report("download", PAPER.encode()) == read_text(PAPER)


def test_lists_inside_lists_of_a_word_file_are_parts_of_one_finding():
    document = docx.Document()
    document.add_heading("Areas for improvement", 1)
    document.add_paragraph("Improve records by:", style="List Number")
    document.add_paragraph("writing them sooner", style="List Bullet 2")
    document.add_paragraph("reading them", style="List Bullet 2")
    document.add_paragraph("Answer letters", style="List Number")
    held = io.BytesIO()
    document.save(held)

    found = read_report("paper.docx", held.getvalue()).findings

    assert [(one.text, one.reference) for one in found] == [
        ("Improve records by:\n– writing them sooner\n– reading them", ""),
        ("Answer letters", ""),
    ]


def test_a_saved_web_page_is_read_without_its_menu():
    page = """<!DOCTYPE html><html><body><nav><ul><li>Home<li>Recommendations</ul></nav><main>
    <h1>Inspection of Northbank</h1><h2>Recommendations</h2><p>Within 28 days, the service should:
    </p><ol><li>answer <b>every</b> call</li><li>visit homes<br>at risk</li></ol>
    <h2>Next steps</h2><ul><li>We will come back.</li></ul></main><footer>Contact us</footer>"""

    found = read_report("page.html", page.encode()).findings

    assert [(one.text, one.heading, one.addressee, one.urgency) for one in found] == [
        ("answer every call", "Recommendations", "service", "Within 28 days"),
        ("visit homes at risk", "Recommendations", "service", "Within 28 days"),
    ]


def test_a_table_of_a_word_file_says_who_must_do_what():
    document = docx.Document()
    document.add_heading("Areas for priority action", 2)
    table = document.add_table(3, 2)
    rows = [
        ("Responsible body", "Areas for priority action"),
        ("Northbank Council", "Leaders should see every child."),
        ("Northbank NHS Trust", "The trust should answer within a week."),
    ]
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            table.cell(number, column).text = words
    held = io.BytesIO()
    document.save(held)

    found = read_report("letter.docx", held.getvalue()).findings

    assert [(one.text, one.addressee, one.urgency) for one in found] == [
        ("Leaders should see every child.", "Northbank Council", "Areas for priority action"),
        (
            "The trust should answer within a week.",
            "Northbank NHS Trust",
            "Areas for priority action",
        ),
    ]
