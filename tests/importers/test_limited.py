"""Reading in a child process: the same report as here, and a sentence when the child fails."""

import zlib

import pytest

from tests.importers.committee_paper import SAMPLES
from tests.importers.forms import as_docx, as_pdf
from tracker.domain.errors import RuleBroken
from tracker.importers import limited
from tracker.importers.readers import read_report, read_text

PAPER = (SAMPLES / "committee-paper.txt").read_text()
FAILED = "We could not read this file. Paste the text instead"


def refusal(name: str, data: bytes, *, seconds: float = 30, memory_mb: int = 512) -> str:
    with pytest.raises(RuleBroken) as refused:
        limited.read_limited(name, data, seconds=seconds, memory_mb=memory_mb)
    assert refused.value.field == "report"
    return refused.value.message


def test_the_child_reads_what_we_would_have_read():
    files = {
        "paper.txt": PAPER.encode(),
        "paper.docx": as_docx(PAPER, lists=True),
        "paper.pdf": as_pdf(PAPER, ruled=True),
    }

    told = {name: limited.read_limited(name, data) for name, data in files.items()}

    assert told == {name: read_report(name, data) for name, data in files.items()}
    assert told["paper.txt"] == read_text(PAPER)


def test_the_childs_own_sentence_is_passed_on():
    assert refusal("report.pdf", b"") == "The selected file is empty"


def test_a_child_that_takes_too_long_is_ended():
    assert refusal("report.pdf", as_pdf(PAPER, ruled=True), seconds=0.05) == FAILED


def test_a_child_that_wants_too_much_memory_is_refused():
    assert refusal("report.txt", PAPER.encode() * 3000, memory_mb=48) == FAILED


def test_a_name_is_only_a_name():
    told = limited.read_limited("--help; rm -rf $HOME 'x'.txt", PAPER.encode())

    assert told == read_text(PAPER)


def test_the_child_loads_neither_the_web_nor_the_database():
    boot = limited._CHILD.replace("limited.answer()", "print(sorted(sys.modules))")
    told = limited.subprocess.run(
        [limited.sys.executable, "-I", "-c", boot, str(limited._PACKAGE)],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout

    assert [name for name in ("flask", "sqlalchemy", "apscheduler") if f"'{name}'" in told] == []
    assert "'tracker.importers.limited'" in told


def pdf_of(*objects: bytes) -> bytes:
    whole = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(whole)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    whole += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    size = len(objects) + 1
    return whole + b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start)


def stream(body: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(body), entries, body)


CATALOGUE = b"<</Type /Catalog /Pages 2 0 R>>"
ONE_PAGE = b"<</Type /Pages /Kids [3 0 R] /Count 1>>"
DAMAGED = "The selected file is damaged. Save it again and try again, or paste the text"
SCAN = "We could not find any text in this PDF. It may be a scan. Paste the text instead"


def test_a_pdf_that_unpacks_to_half_a_gigabyte_is_refused():
    packed = zlib.compress(bytes(1 << 29), 9)
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R>>"
    bomb = pdf_of(CATALOGUE, ONE_PAGE, page, stream(packed, b"/Filter /FlateDecode"))

    assert refusal("report.pdf", bomb, memory_mb=384) == DAMAGED


def test_a_pdf_whose_pages_hold_themselves_is_refused():
    assert refusal("report.pdf", pdf_of(CATALOGUE, b"<</Type /Pages /Kids [2 0 R]>>")) == SCAN


def test_a_pdf_that_draws_itself_is_refused():
    inside = b"/Resources <</XObject <</A 5 0 R>>>>"
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R %s>>" % inside
    form = stream(b"/A Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + inside)

    assert refusal("report.pdf", pdf_of(CATALOGUE, ONE_PAGE, page, stream(b"/A Do"), form)) == SCAN
