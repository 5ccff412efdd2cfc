"""Reports on their way in: each format becomes one plain document, one set of rules reads it.

A reader is a module with `reads(filename, start)` and `read(data)`; `ALL` names them in the order
they are asked.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.domain.errors import RuleBroken
from tracker.domain.reports import ImportedReport
from tracker.importers import LARGEST, TOO_LARGE, docx, html, pdf, text
from tracker.importers.document import Document
from tracker.importers.reading import report_from

_START = 4096

EMPTY = "The selected file is empty"
NOT_A_REPORT = "The selected file must be a Word, PDF or text file"
NO_TEXT = "We could not find any text in this file. Paste the text instead"
NOTHING_PASTED = "Select a report or paste its text"


@dataclass(frozen=True)
class Reader:
    """One format: how a file of it is recognised, and how it becomes a document."""

    name: str
    reads: Callable[[str, bytes], bool]
    read: Callable[[bytes], Document]


ALL = (
    Reader("PDF", pdf.reads, pdf.read),
    Reader("Word", docx.reads, docx.read),
    Reader("web page", html.reads, html.read),
    Reader("text", text.reads, text.read),
)


def reader_of(filename: str, data: bytes) -> Reader:
    """The reader for this file, by its content and name; RuleBroken when there is none."""
    start = data[:_START]
    for reader in ALL:
        if reader.reads(filename, start):
            return reader
    raise RuleBroken(NOT_A_REPORT, field="report")


def read_report(filename: str, data: bytes) -> ImportedReport:
    """What the report in this file says. Finding nothing in it is not an error.

    Raises RuleBroken, with `field="report"` and a sentence that says what to do, for a file that
    is empty, too large, damaged, protected, a scan, or no report at all.
    """
    if not data:
        raise RuleBroken(EMPTY, field="report")
    if len(data) >= LARGEST:
        raise RuleBroken(TOO_LARGE, field="report")
    document = reader_of(filename, data).read(data)
    if not document.text.strip():
        raise RuleBroken(NO_TEXT, field="report")
    return report_from(document)


def read_text(pasted: str) -> ImportedReport:
    """What pasted text says. Finding nothing in it is not an error; having no text is."""
    if not pasted.strip():
        raise RuleBroken(NOTHING_PASTED, field="report")
    return report_from(text.document_from(pasted))
