"""Drafts and reports in few words, for the tests of their rules."""

from typing import Any

from tracker.domain.drafts import Draft, DraftArea
from tracker.domain.reports import ImportedFinding, ImportedReport, ReportHeader


def finding(text: str, **facts: Any) -> ImportedFinding:
    """A finding with these words."""
    empty = {"reference": "", "heading": "", "section": "", "addressee": "", "urgency": ""}
    return ImportedFinding(text=text, **{**empty, "page": None, "line": 1, **facts})


def report_of(*findings: ImportedFinding) -> ImportedReport:
    """A report that says nothing but these findings."""
    return ImportedReport(ReportHeader(), (), findings, (), (), source_text="")


def draft_of(*titles: str) -> Draft:
    """A draft dated 14 June 2012 with an area for each title, keyed '1', '2' and so on."""
    areas = tuple(
        DraftArea(key=str(number), wording=title, title=title)
        for number, title in enumerate(titles, start=1)
    )
    header = {"title": "The visit", "report_date": "2012-06-14"}
    return Draft(header=header, areas=areas, last_key=len(areas))
