"""Reports on their way in: each format becomes one plain document, and one set of rules reads it."""

from tracker.domain.errors import RuleBroken
from tracker.domain.reports import ImportedReport
from tracker.importers import text
from tracker.importers.reading import report_from

LARGEST = 20 * 1024 * 1024


def read_text(pasted: str) -> ImportedReport:
    """What pasted text says. Finding nothing is not an error; having no text is."""
    if not pasted.strip():
        raise RuleBroken("Select a report or paste its text", field="report")
    return report_from(text.document_from(pasted))
