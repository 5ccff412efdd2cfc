"""Reading a report or a spreadsheet without storing anything."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tracker.domain.drafts import draft_from
from tracker.domain.duty_signs import suggested_response
from tracker.domain.errors import RuleBroken
from tracker.domain.reports import ImportedReport, as_json
from tracker.domain.sheet_proposals import Difference, differences
from tracker.domain.spreadsheets import SheetReading, read_sheet
from tracker.domain.wording import count
from tracker.importers import LARGEST, TOO_LARGE
from tracker.importers.limited import read_limited, sheets_limited
from tracker.importers.sheets import is_sheet
from tracker.services.response_dates import response_as_json

_SECONDS, _MEMORY_MB = 60, 1024
"""More than a page allows, for nobody else waits for a terminal."""


def read_file(file: Path) -> ImportedReport:
    """What the readers find in a file; raises RuleBroken when it cannot be read.

    Bounded in time and memory, whatever the file is: no more of it is taken in than says that it
    is too large.
    """
    return read_limited(file.name, _bytes_of(file), seconds=_SECONDS, memory_mb=_MEMORY_MB)


def is_spreadsheet(file: Path) -> bool:
    """Whether a file is read as a spreadsheet, by its name."""
    return is_sheet(file.name)


def read_spreadsheet(file: Path) -> tuple[SheetReading, ...]:
    """What each sheet of a file proposes, bounded like `read_file`; RuleBroken when it cannot be
    read."""
    data = _bytes_of(file)
    if len(data) >= LARGEST:
        raise RuleBroken(TOO_LARGE, field="report")
    sheets = sheets_limited(file.name, data, seconds=_SECONDS, memory_mb=_MEMORY_MB)
    return tuple(map(read_sheet, sheets))


def differences_between(
    before: Sequence[SheetReading], after: Sequence[SheetReading]
) -> tuple[Difference, ...]:
    """What the plans of a file propose that those of an earlier one did not."""
    old, new = (
        [row for reading in readings if reading.is_plan for row in reading.rows]
        for readings in (before, after)
    )
    return differences(old, new)


def _bytes_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST)


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
