"""Reading a report without storing anything."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracker.domain.drafts import draft_from
from tracker.domain.duty_signs import suggested_response
from tracker.domain.reports import ImportedReport, as_json
from tracker.domain.wording import count
from tracker.importers import LARGEST
from tracker.importers.limited import read_limited
from tracker.services.response_dates import response_as_json

_SECONDS, _MEMORY_MB = 60, 1024
"""More than a page allows, for nobody else waits for a terminal."""


def read_file(file: Path) -> ImportedReport:
    """What the readers find in a file; raises RuleBroken when it cannot be read.

    Bounded in time and memory, whatever the file is: no more of it is taken in than says that it
    is too large.
    """
    with file.open("rb") as opened:
        data = opened.read(LARGEST)
    return read_limited(file.name, data, seconds=_SECONDS, memory_mb=_MEMORY_MB)


def for_machines(report: ImportedReport) -> dict[str, Any]:
    """What was found, as values that JSON can hold, with when the answer seems to be due."""
    response = suggested_response(draft_from(report).header, report)
    return {**as_json(report), "response": response_as_json(response)}


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
