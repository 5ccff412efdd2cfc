"""The paper of an assurance pack: what was asked, what was answered, and all that was done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.domain.actions import Rag, Standing, is_signed_off
from tracker.domain.charts import in_bands, worst
from tracker.domain.colours import bands
from tracker.domain.papers import (
    Bars,
    Block,
    Facts,
    Grid,
    Heading,
    Paper,
    Para,
    Quote,
    Series,
)
from tracker.domain.responses import RESPONSE_WORDS
from tracker.domain.wording import count, day, moment, span
from tracker.services.assurance_tables import Told, facts_of, tables_of
from tracker.store.assurance import OnRecord
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.reports import Finding, Report

REDACTED = (
    "Names of people who have an account are replaced by their job titles, and email addresses and"
    " phone numbers are taken out. Somebody without an account, and a first name or surname that is"
    " also an ordinary word, such as Mark or Young, may still be named in what people wrote."
)
WITH_NAMES = "People are named as they are on record."


@dataclass(frozen=True)
class Minute:
    """What a board decided about the plan, and where it is written down."""

    on: str
    reference: str
    words: str


@dataclass(frozen=True)
class Covered:
    """All that a pack tells of."""

    plan: Plan
    areas: Sequence[Finding]
    """Those of the whole report, or the one asked for."""
    is_whole: bool
    records: Sequence[OnRecord]
    minutes: Sequence[Minute] = ()


def paper_of(
    covered: Covered, told: Told, *, by: Person, now: datetime, issuer: str, head: str
) -> Paper:
    """The paper; `head` says up to where the history goes that it was drawn from."""
    plan = covered.plan
    what = "The whole report" if covered.is_whole else _heading(covered.areas[0])
    return Paper(
        title=f"Assurance pack: {plan.title}",
        subtitle=what,
        marking="Restricted: only for those named as readers" if plan.restricted else "",
        facts=(
            *_report_facts(plan.report),
            ("Plan", plan.code),
            ("Drawn up", f"{moment(now)} by {told.who(by)}"),
            ("History", head),
        ),
        blocks=tuple(_blocks(covered, told)),
        issuer=issuer,
    )


def _report_facts(report: Report | None) -> Iterator[tuple[str, str]]:
    if report is None:
        return
    visited = ""
    if report.inspection_from and report.inspection_to:
        visited = span(report.inspection_from, report.inspection_to)
    rows = (
        ("Report", report.title),
        ("Inspected by", report.inspectorates),
        ("Inspection", visited),
        ("Published", day(report.published_on) if report.published_on else ""),
    )
    yield from ((label, text) for label, text in rows if text)


def _blocks(covered: Covered, told: Told) -> Iterator[Block]:
    number = len(covered.records)
    yield Heading("What this pack holds")
    areas = count(len(covered.areas), "area for development", "areas for development")
    yield Para(
        f"{count(number, 'action')} in {areas}, with everything on record about each: milestones,"
        " readings of its measure, updates, new due dates, sign-off, later checks,"
        " evidence, comments and the emails sent."
    )
    yield Para(REDACTED if told.by_post else WITH_NAMES)
    yield from _overview(covered, told)
    if covered.minutes:
        rows = tuple((one.on, one.reference, one.words) for one in covered.minutes)
        yield Heading("Decisions of the board")
        yield Grid("What the board decided", ("When", "Minute", "Decision"), rows, (2, 2, 6))
    first_told: dict[int, Finding] = {}
    for area in covered.areas:
        yield from _area(area, covered.records, first_told, told)
    loose = [one for one in covered.records if one.action.id not in first_told]
    if loose:
        yield Heading("Actions that answer no area")
        for one in loose:
            yield from _action(one, told)


def _overview(covered: Covered, told: Told) -> Iterator[Block]:
    """How each area stands, in numbers and in words."""
    standings = {area.id: _standings(area, covered.records) for area in covered.areas}
    if not standings:
        return
    late = [
        f"{area.number} ({reason})"
        for area in covered.areas
        for rag, reason in [_worst(standings[area.id], area, told)]
        if rag is Rag.RED
    ]
    said = f"Red: area {', '.join(late)}." if late else "None is red."
    yield Heading("How each area stands", 2)
    yield Bars(
        "Actions in each area",
        f"Stacked bars of {count(len(covered.areas), 'area')}. {said}",
        tuple(Series(band.name, band.holds) for band in bands(told.scheme)),
        tuple(
            (f"{area.number} {area.title}", _banded(standings[area.id], told))
            for area in covered.areas
        ),
    )
    yield Grid(
        "Areas for development",
        ("Area", "Response", "Completed", "How it stands"),
        tuple(
            (
                f"{area.number} {area.title}",
                RESPONSE_WORDS[area.response] if area.response else "No response yet",
                f"{sum(is_signed_off(one.progress) for one in own)} of {len(own)}",
                told.rated(_worst(own, area, told)),
            )
            for area in covered.areas
            for own in [standings[area.id]]
        ),
        (6, 2, 2, 4),
        first_names=True,
    )


def _worst(own: Sequence[Standing], area: Finding, told: Told) -> tuple[Rag, str]:
    return worst(own, told.today, told.scheme, area.response)


def _banded(own: Sequence[Standing], told: Told) -> tuple[int, ...]:
    return tuple(in_bands(own, told.today, told.scheme))


def _standings(area: Finding, records: Sequence[OnRecord]) -> list[Standing]:
    return [one.action.standing for one in records if area in one.action.findings]


def _area(
    area: Finding, records: Sequence[OnRecord], first_told: dict[int, Finding], told: Told
) -> Iterator[Block]:
    yield Heading(_heading(area))
    yield Quote(area.wording, _source(area))
    yield _response(area, told)
    own = [one for one in records if area in one.action.findings]
    if not own:
        yield Para("No action on record answers this area.")
    for one in own:
        before = first_told.get(one.action.id)
        if before:
            words = f"Action {one.action.ref} answers this area too. It is told under area"
            yield Para(f"{words} {before.number}.")
            continue
        first_told[one.action.id] = area
        yield from _action(one, told)


def _heading(area: Finding) -> str:
    return f"Area {area.number}: {area.title}"


def _source(area: Finding) -> str:
    page = f"page {area.page}" if area.page else ""
    said = ", ".join(filter(None, [area.reference, page, area.heading, area.section]))
    return f"Report, {said}" if said else "As printed in the report"


def _response(area: Finding, told: Told) -> Facts:
    if area.response is None:
        return Facts((("Response", "No response yet"),))
    rows = (
        ("Response", RESPONSE_WORDS[area.response]),
        ("Reason", area.response_reason),
        ("Decided by", told.who(area.responded_by)),
        ("Decided on", day(area.responded_on) if area.responded_on else ""),
        ("Priority area", "Yes" if area.urgent else ""),
    )
    return Facts(tuple((label, text) for label, text in rows if text))


def _action(one: OnRecord, told: Told) -> Iterator[Block]:
    yield Heading(f"{one.action.ref} {one.action.title}", 2)
    yield facts_of(one.action, told)
    yield from tables_of(one, told)
    if not (one.updates or one.submissions):
        yield Para("No update is on record.")
