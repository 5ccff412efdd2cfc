"""What is read from an inspection report: header facts, judgements, findings, strengths, doubts.

Everything here is what the report says, as printed; nothing is invented or mended. Each value
knows the line it came from, and what looks odd carries a doubt for a person to settle. How a file
becomes one of these is the business of `importers/`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

LONGEST_GRADE = 1000
"""Characters; some inspections give a paragraph in the place of a grade."""


@dataclass(frozen=True)
class HeaderValue:
    """One fact from the top of a report, as printed, and where it was found.

    Dates are written `2011-03-31`. `line` counts from 1 in the report's `source_text`; `page` is
    None for a document without pages. `doubt` is a sentence when a person must check the value.
    """

    value: str
    source: str
    page: int | None
    line: int
    doubt: str | None = None

    def as_date(self) -> date | None:
        """The value as a date; None when it is not one."""
        try:
            return date.fromisoformat(self.value)
        except ValueError:
            return None


@dataclass(frozen=True)
class ReportHeader:
    """What the report says of itself; None where it says nothing."""

    title: HeaderValue | None = None
    report_to: HeaderValue | None = None
    report_date: HeaderValue | None = None
    reporting_officer: HeaderValue | None = None
    subject: HeaderValue | None = None
    wards: HeaderValue | None = None
    inspectorates: HeaderValue | None = None
    framework: HeaderValue | None = None
    body_inspected: HeaderValue | None = None
    inspection_from: HeaderValue | None = None
    inspection_to: HeaderValue | None = None
    published_on: HeaderValue | None = None
    response_due: HeaderValue | None = None


@dataclass(frozen=True)
class ImportedJudgement:
    """A graded area. The same area may occur in two groups, so a grade needs its group."""

    group: str
    area: str
    grade: str
    page: int | None
    line: int


@dataclass(frozen=True)
class ImportedFinding:
    """One area for development, worded as printed without its bullet or number.

    `reference` is that number or letter where it has one, `section` the number of the part of the
    report it stands in, `urgency` the time band or priority it was printed under, and `doubts`
    are sentences a person should read before accepting it.
    """

    text: str
    reference: str
    heading: str
    section: str
    addressee: str
    urgency: str
    page: int | None
    line: int
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportedStrength:
    """Something the inspectors praised; `group` is the letter or heading it stands under."""

    group: str
    text: str
    page: int | None
    line: int


@dataclass(frozen=True)
class Check:
    """Something to point out: a sentence, and the header fields and lines it is about."""

    sentence: str
    fields: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class ReportPart:
    """A part of the report that could be chosen as the one that has the findings."""

    heading: str
    page: int | None
    line: int
    findings: tuple[ImportedFinding, ...]


@dataclass(frozen=True)
class ImportedReport:
    """All that was read from one report. `source_text` is its plain text, kept for ever."""

    header: ReportHeader
    judgements: tuple[ImportedJudgement, ...]
    findings: tuple[ImportedFinding, ...]
    strengths: tuple[ImportedStrength, ...]
    checks: tuple[Check, ...]
    source_text: str
    parts: tuple[ReportPart, ...] = field(default=())

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the report that have text under them, in order, each once."""
        return tuple(dict.fromkeys(part.heading for part in self.parts))


def findings_under(report: ImportedReport, heading: str) -> tuple[ImportedFinding, ...]:
    """What would be the findings if a person chose the part called `heading`.

    Every list item, or every paragraph where there is no list. Empty for a heading the report
    does not have.
    """
    return tuple(
        finding for part in report.parts if part.heading == heading for finding in part.findings
    )


def as_json(report: ImportedReport) -> dict[str, Any]:
    """The report as values that JSON can hold; `from_json` gives the same report back."""
    return asdict(report)


def from_json(stored: Mapping[str, Any]) -> ImportedReport:
    """The report that `as_json` made this from."""
    return ImportedReport(
        header=ReportHeader(
            **{one.name: _value(stored["header"].get(one.name)) for one in fields(ReportHeader)}
        ),
        judgements=tuple(ImportedJudgement(**one) for one in stored["judgements"]),
        findings=_findings(stored["findings"]),
        strengths=tuple(ImportedStrength(**one) for one in stored["strengths"]),
        checks=tuple(
            Check(one["sentence"], tuple(one["fields"]), tuple(one["lines"]))
            for one in stored["checks"]
        ),
        source_text=stored["source_text"],
        parts=tuple(
            ReportPart(**{**one, "findings": _findings(one["findings"])}) for one in stored["parts"]
        ),
    )


def _value(stored: Mapping[str, Any] | None) -> HeaderValue | None:
    return None if stored is None else HeaderValue(**stored)


def _findings(stored: list[Mapping[str, Any]]) -> tuple[ImportedFinding, ...]:
    return tuple(ImportedFinding(**{**one, "doubts": tuple(one["doubts"])}) for one in stored)
