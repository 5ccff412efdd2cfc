"""What to point out to a person: things that look odd. They are shown, never mended."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from tracker.domain.reports import (
    Check,
    HeaderValue,
    ImportedFinding,
    ImportedJudgement,
    ReportHeader,
)
from tracker.importers.dates import spoken
from tracker.importers.document import Document
from tracker.importers.findings import Found

NOTHING_FOUND = (
    "We could not find a list of areas for development. "
    "Choose the part of the report that has them, or add them yourself."
)


def with_doubts(header: ReportHeader) -> ReportHeader:
    """The header with both dates doubted where the report says they cannot both be right."""
    sentence = _ahead(header)
    report, published = header.report_date, header.published_on
    if sentence is None or report is None or published is None:
        return header
    return replace(
        header,
        report_date=replace(report, doubt=sentence),
        published_on=replace(published, doubt=sentence),
    )


def checks_of(
    document: Document,
    header: ReportHeader,
    found: Found,
    judgements: Sequence[ImportedJudgement],
) -> tuple[Check, ...]:
    """Everything a person should look at, most important first."""
    return (
        *_unread(document),
        *_nothing_found(found),
        *_counts(found),
        *_dates(header),
        *_committee(found),
        *_doubtful(found.findings),
        *_grades_differ(judgements),
    )


def _unread(document: Document) -> Iterator[Check]:
    if document.unread:
        yield Check(document.unread)


def _nothing_found(found: Found) -> Iterator[Check]:
    if not found.findings:
        yield Check(NOTHING_FOUND, ("findings",), found.nothing)


def _counts(found: Found) -> Iterator[Check]:
    stated = [(count, line) for count, line in found.stated if count > 1]
    if len(stated) == 1 and stated[0][0] != len(found.findings):
        count, line = stated[0]
        yield Check(
            f"Check this: the report says there are {count}, and we found {len(found.findings)}.",
            ("findings",),
            (line,),
        )


def _dates(header: ReportHeader) -> Iterator[Check]:
    sentence = _ahead(header)
    lines = tuple(one.line for one in (header.report_date, header.published_on) if one)
    if sentence is not None:
        yield Check(sentence, ("report_date", "published_on"), lines)
    yield from _out_of_order(header)


def _ahead(header: ReportHeader) -> str | None:
    """What is odd about a report that speaks of a publication before its own date as to come."""
    report, published = _day(header.report_date), _day(header.published_on)
    source = header.published_on.source if header.published_on else ""
    to_come = "will be" in source or "to be published" in source
    if report is None or published is None or published >= report or not to_come:
        return None
    return (
        f"Check this: the report is dated {spoken(report)} but says the inspectors’ report "
        f"‘will be published’ on {spoken(published)}, which is earlier."
    )


def _out_of_order(header: ReportHeader) -> Iterator[Check]:
    ended, published = _day(header.inspection_to), _day(header.published_on)
    if ended is not None and published is not None and published < ended:
        yield Check(
            f"Check this: the report was published on {spoken(published)}, before the inspection "
            f"ended on {spoken(ended)}.",
            ("inspection_to", "published_on"),
        )


def _day(value: HeaderValue | None) -> date | None:
    return value.as_date() if value is not None else None


def _committee(found: Found) -> Iterator[Check]:
    if found.committee:
        yield Check(
            "The committee’s own recommendations were left out: they are decisions about this "
            "paper, not areas for development.",
            ("findings",),
            found.committee,
        )


def _doubtful(findings: Sequence[ImportedFinding]) -> Iterator[Check]:
    lines = tuple(finding.line for finding in findings if finding.doubts)
    if lines:
        what = "1 area" if len(lines) == 1 else f"{len(lines)} areas"
        yield Check(f"Check this: we are not sure of the wording of {what}.", ("findings",), lines)


def _grades_differ(judgements: Sequence[ImportedJudgement]) -> Iterator[Check]:
    seen: dict[tuple[str, str], ImportedJudgement] = {}
    for judgement in judgements:
        key = (judgement.group.casefold(), judgement.area.casefold())
        other = seen.setdefault(key, judgement)
        if other.grade.casefold() != judgement.grade.casefold():
            yield Check(
                f"Check this: ‘{judgement.area}’ is graded both {other.grade} and "
                f"{judgement.grade}.",
                ("judgements",),
                (other.line, judgement.line),
            )
