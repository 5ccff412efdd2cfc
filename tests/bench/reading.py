"""How long a person waits while a long report is read."""

from tests.bench.table import Row, timed
from tests.importers.committee_paper import SAMPLES
from tests.importers.forms import as_pdf, wrapped
from tracker.importers import limited
from tracker.importers.readers import read_text

NARRATIVE = "12. Inspectors saw that families were helped early, and that this was written down. "


def reading() -> list[Row]:
    """A report of 160,000 letters, a paragraph without an end, ten thousand short lines; goal two
    seconds each (`performance.md` row 22); and a PDF, in the child process that reads those, goal a
    second and a half."""
    paper = (SAMPLES / "committee-paper.txt").read_text()
    texts = {
        "a report of 160,000 letters": paper + wrapped("\n\n".join([NARRATIVE * 4] * 500)),
        "one line without an end": "Recommendations\n\n"
        + "the council and its partners should " * 5_000,
        "ten thousand short lines": "Areas for improvement\n"
        + "- answer letters sooner\n" * 10_000,
    }
    return [*(_row(name, text) for name, text in texts.items()), _pdf_row(paper)]


def _row(name: str, text: str) -> Row:
    with timed() as took:
        read_text(text)
    return Row(f"reading {name}", took.seconds, "s", floor=2, goal=2, least=True, number="22")


def _pdf_row(paper: str) -> Row:
    report = as_pdf("\n".join([paper, *[NARRATIVE * 6] * 225]), ruled=True)
    with timed() as took:
        limited.read_limited("report.pdf", report)
    words = "reading a PDF of 30 pages"
    return Row(words, took.seconds, "s", floor=1.5, goal=1.5, least=True)
