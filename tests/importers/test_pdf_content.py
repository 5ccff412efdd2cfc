"""What stands on a PDF page, taken apart quickly, is what pdfminer finds there."""

import io
import random
from typing import Any

import pytest
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTCurve, LTFigure
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import PSEOF
from reportlab.pdfgen.canvas import Canvas

from tracker.importers.pdf_chars import _Reading
from tracker.importers.pdf_content import Content, Interpreter

PIECES = [
    b"12 -3 +4 5. .5 -.25 4.5.6 1-2 -- - + 007 1e3 . 12345678901234567890123 0.1",
    b"(plain) (nested (brackets)) (\\(escaped\\)) (\\101\\12 \\7x\\q) (a\\\nb) (\\0533)",
    b"(\\777)",
    b"<48656c6c6f> <4> <48 65>",
    b"<48>>>",
    b"<</MCID 12>> <</MCID 1 /Lang (en)>> <</A [1 2]>>",
    b"[(a)-12.5(b) .5<41>] TJ [ 1 2 [3] /X (c)] 0 d [1.5.2(a)(b)]TJ [(a)%c\n(b)]TJ",
    b"/F1 11 Tf /F#31 /A/B / /\xff\xfe x",
    b"T* ' \" true false null foo\x00bar % words\n",
    b"BI /W 1 /H 1 ID \x01(EI3 EI IDea BIg",
    b"BI /F /A85 ID !!~> EI ",
    b"{ 1 add } ] >> ) >",
]


def stream(data: bytes) -> PDFStream:
    return PDFStream({}, data)


def found_by_pdfminer(parts: list[bytes]) -> list[Any]:
    parser, found = PDFContentParser([stream(part) for part in parts]), []
    while True:
        try:
            found.append(parser.nextobject()[1])
        except PSEOF:
            return found


def told(read: Any, parts: list[bytes]) -> str:
    """What was read, or how reading it failed; a picture is told by what is in it."""
    try:
        found = read(parts)
    except Exception as refused:
        return repr(refused)
    return repr([one.rawdata if isinstance(one, PDFStream) else one for one in found])


def found_here(parts: list[bytes]) -> list[Any]:
    return list(Content([stream(part) for part in parts]).objects())


@pytest.mark.parametrize("seed", range(40))
def test_the_objects_are_those_that_pdfminer_finds(seed: int):
    chance = random.Random(seed)
    whole = b" ".join(chance.choices(PIECES, k=8))
    cut = chance.randrange(len(whole))
    for parts in ([whole], [whole[:cut], whole[cut:]], [whole[:cut] + b"(" + whole[cut:]]):
        assert told(found_here, parts) == told(found_by_pdfminer, parts)


def test_what_does_not_fit_what_is_fetched_at_once_is_not_cut(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Content, "BUFSIZ", 40)
    whole = b"[(words) -12.5 (more)] TJ /Name 12.25 (a word) Tj " * 40

    assert found_here([whole]) == found_by_pdfminer([whole])


def drawn() -> PDFPage:
    held = io.BytesIO()
    paper = Canvas(held, invariant=1)
    paper.drawString(60, 700, "Level words, and \u2022 a bullet")
    paper.rect(50, 50, 100, 20)
    for turned in (8, 90, 180):
        paper.saveState()
        paper.translate(200, 400)
        paper.rotate(turned)
        paper.drawString(10, 10, f"Turned by {turned}")
        paper.restoreState()
    paper.scale(-1, 1)
    paper.drawString(-300, 60, "Mirrored")
    paper.scale(-1, 1)
    lines = paper.beginText(60, 90)
    lines.setHorizScale(80)
    lines.setCharSpace(1.2)
    lines.setWordSpace(3)
    lines.setRise(4)
    lines.textLine("Squeezed and risen words")
    paper.drawText(lines)
    paper.beginForm("form")
    paper.drawString(70, 70, "Inside a form")
    paper.line(60, 60, 70, 70)
    paper.endForm()
    paper.doForm("form")
    paper.save()
    return next(PDFPage.create_pages(PDFDocument(PDFParser(held))))


def test_letters_stand_where_pdfminer_puts_them():
    page, manager = drawn(), PDFResourceManager()
    laid, here = PDFPageAggregator(manager), _Reading(manager, 1, 0.0)
    PDFPageInterpreter(manager, laid).process_page(page)
    Interpreter(manager, here).process_page(page)
    items = [
        one
        for item in laid.get_result()
        for one in (item if isinstance(item, LTFigure) else [item])
    ]
    letters = [one for one in items if isinstance(one, LTChar) and one.upright]

    assert [(one.left, one.right, one.top, one.middle, one.size) for one in here.glyphs] == [
        (one.x0, one.x1, -one.y1, -(one.y0 + one.y1) / 2, one.size) for one in letters
    ]
    assert here.rules == sum(isinstance(one, LTCurve) for one in items) == 2
