"""Reading a report without storing anything."""

from collections.abc import Iterator

from tracker.domain.reports import ImportedReport
from tracker.domain.wording import count
from tracker.importers import read_report


def read_file(filename: str, data: bytes) -> ImportedReport:
    """What the readers find in a file; raises RuleBroken when it cannot be read."""
    return read_report(filename, data)


def summary(report: ImportedReport) -> Iterator[str]:
    """What was found, in lines for a person at a terminal."""
    yield f"{count(len(report.findings), 'area')} for development"
    for finding in report.findings:
        yield f"  - {finding.text}"
    yield count(len(report.judgements), "judgement")
    for judgement in report.judgements:
        group = f"{judgement.group}: " if judgement.group else ""
        yield f"  - {group}{judgement.area}: {judgement.grade}"
    yield count(len(report.strengths), "strength")
    for check in report.checks:
        yield f"Check this: {check.sentence}"
