"""A frozen report as a file: a Word document, a PDF or an Excel workbook."""

from tracker.domain.board_paper import board_paper
from tracker.exporters.documents import document
from tracker.exporters.workbook import workbook
from tracker.services.board_reports.sheets import report_tables
from tracker.services.installation import settings
from tracker.store.board_reports import BoardReport
from tracker.store.council_template import template_bytes

ENDINGS = ("docx", "pdf", "xlsx")


def file_of(report: BoardReport, ending: str) -> tuple[str, bytes] | None:
    """The name and the bytes of a frozen report as a file with one of `ENDINGS`; None for a draft
    or another ending. The same report gives the same bytes; in Word, with the same template."""
    facts = report.frozen_facts
    if facts is None or ending not in ENDINGS:
        return None
    name = f"report-{facts.code.lower()}-{facts.as_at}.{ending}"
    if ending == "xlsx":
        return name, workbook(report_tables(facts))
    paper = board_paper(facts, report.commentary, issuer=settings().council_name)
    template = template_bytes() if ending == "docx" else None
    return name, document(paper, ending, template=template)
