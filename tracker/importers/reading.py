"""One reading of a plain document, whatever format it came from."""

from collections.abc import Sequence

from tracker.domain.reports import ImportedReport, ReportPart
from tracker.importers.checks import checks_of, with_doubts
from tracker.importers.document import Document
from tracker.importers.findings import every_item, findings_in
from tracker.importers.header import header_of
from tracker.importers.headings import Topic
from tracker.importers.judgements import judgements_in
from tracker.importers.outline import Section, sections_of
from tracker.importers.strengths import strengths_in


def report_from(document: Document) -> ImportedReport:
    """Everything that can be read from this document."""
    sections = sections_of(document.blocks)
    found = findings_in(sections)
    judgements = judgements_in(document.blocks)
    header = with_doubts(header_of(document))
    return ImportedReport(
        header=header,
        judgements=judgements,
        findings=found.findings,
        strengths=strengths_in(sections),
        checks=checks_of(document, header, found, judgements),
        source_text=document.text,
        parts=parts_of(sections),
    )


def parts_of(sections: Sequence[Section]) -> tuple[ReportPart, ...]:
    """The parts a person could choose from: each heading with what stands under it."""
    parts = (
        ReportPart(section.heading, section.page, section.line, every_item(section))
        for section in sections
        if section.heading and section.topic is not Topic.CONTENTS
    )
    return tuple(part for part in parts if part.findings)
