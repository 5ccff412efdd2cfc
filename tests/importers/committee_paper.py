"""What a committee's cover paper about an inspection must give, whatever form it comes in."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tracker.domain.reports import ImportedReport

SAMPLES = Path(__file__).parent / "samples"
SHARED = Path(__file__).resolve().parents[2].parent / "shared"
"""Real reports, kept beside the checkout where there are any; the suite does not need them."""


class Facts(NamedTuple):
    """What must be the same in every form of the paper."""

    findings: list[tuple[str, str, str]]
    judgements: list[tuple[str, str, str]]
    strengths: list[tuple[str, str]]
    doubted: list[tuple[str, str]]
    header: list[str | None]


def facts(report: ImportedReport) -> Facts:
    """The facts of a report without the places they stand in."""
    head = report.header
    dates = {"report_date": head.report_date, "published_on": head.published_on}
    told = (head.report_to, head.reporting_officer, head.subject, head.wards)
    days = (head.inspection_from, head.inspection_to)
    return Facts(
        [(one.text, one.section, one.heading) for one in report.findings],
        [(one.group, one.area, one.grade) for one in report.judgements],
        [(one.group, one.text) for one in report.strengths],
        [(name, one.value) for name, one in dates.items() if one is not None and one.doubt],
        [one.value if one else None for one in (*told, *days)],
    )


def sizes(report: ImportedReport) -> tuple[int, dict[str, int], dict[str, int]]:
    """How many findings, judgements by group and strengths by group."""
    judged = Counter(one.group for one in report.judgements)
    praised = Counter(one.group for one in report.strengths)
    return len(report.findings), dict(judged), dict(praised)
