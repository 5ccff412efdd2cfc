"""The facts at the top of a report: who reports what to whom, about whom, and when."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.reports import HeaderValue, ReportHeader
from tracker.importers import frameworks
from tracker.importers.dates import dates_in, first_date, range_in
from tracker.importers.document import Block, Document, Kind, tidy
from tracker.importers.title import body_in, title_of

_LABELS: dict[str, str] = {
    "report_to": r"report to|to|committee|meeting|decision maker",
    "report_date": r"date|date of (?:meeting|report)|meeting date|report date",
    "reporting_officer": r"reporting officer|report (?:of|by|author)|lead officer|author",
    "subject": r"subject|title|report title|title of report|re",
    "wards": r"wards?(?:\(s\))?(?: affected| involved)?|wards?\(s\) affected",
    "inspection": r"(?:inspection|visit|fieldwork) dates?|dates? of (?:inspection|visit)",
    "published": r"(?:report )?published(?: on)?|publication date|"
    r"date (?:of publication|published)",
    "body": r"(?:name of )?(?:local authority|provider|organisation|body inspected|service)"
    r"(?: name)?",
    "inspectorate": r"inspectorates?|inspecting bod(?:y|ies)|inspected by",
    "framework": r"framework|type of inspection|inspection type",
}
_NEEDS_COLON = frozenset(
    {"report_to", "report_date", "subject", "body", "inspectorate", "framework"}
)
_LABEL = {
    name: re.compile(rf"^(?:{words})\s*(?P<colon>[:\t–-]|\s(?=\S)|$)\s*(?P<rest>.*)$", re.I | re.S)
    for name, words in _LABELS.items()
}
_TOP = 60
"""Blocks from the top within which the header is looked for."""

_PUBLISHED = re.compile(
    r"\b(?:will be|was|were|to be|is|been|report|first)?\s*publi(?:shed|cation)\b", re.IGNORECASE
)
_INSPECTED = re.compile(
    r"\b(?:inspection|inspected|visit(?:ed)?|undertaken|carried out|took place|fieldwork)\b", re.I
)
_DUE = re.compile(
    r"\b(?:statement|response|action plan|plan|respond|submit|send|reply)\b.{0,160}?\bby\b",
    re.I | re.S,
)


@dataclass(frozen=True)
class _Place:
    """Words of the document and where they stand."""

    text: str
    line: int
    page: int | None

    def value(self, value: str, doubt: str | None = None) -> HeaderValue:
        return HeaderValue(value, self.text[:500], self.page, self.line, doubt)


def header_of(document: Document) -> ReportHeader:
    """What the report says of itself. What it does not say stays None."""
    places = list(_places(document.blocks))
    labelled = _labelled(places[: _TOP * 2])
    start, end = _inspection(places, labelled.get("inspection"))
    title = _title(document, labelled)
    bodies = _inspectorates(places, labelled.get("inspectorate"))
    return ReportHeader(
        title=title,
        report_to=labelled.get("report_to"),
        report_date=_dated(labelled.get("report_date")) or _letter_date(places),
        reporting_officer=labelled.get("reporting_officer"),
        subject=labelled.get("subject"),
        wards=labelled.get("wards"),
        inspectorates=bodies,
        framework=labelled.get("framework") or _framework(places, title),
        body_inspected=labelled.get("body") or _body(places, title),
        inspection_from=start,
        inspection_to=end,
        published_on=_dated(labelled.get("published")) or _published(places),
        response_due=_response_due(places),
    )


def _places(blocks: Sequence[Block]) -> Iterator[_Place]:
    for block in blocks:
        if block.kind is Kind.TABLE:
            for row in block.rows:
                yield _Place("\t".join(cell for cell in row.cells if cell), row.line, row.page)
        else:
            yield _Place(block.text, block.line, block.page)


def _labelled(places: Sequence[_Place]) -> dict[str, HeaderValue]:
    """Values printed after their label: 'REPORT TO: Executive Board', 'WARD(S) Borough-wide'."""
    told: dict[str, HeaderValue] = {}
    for number, place in enumerate(places):
        after = places[number + 1] if number + 1 < len(places) else None
        for name, label in _LABEL.items():
            found = label.match(place.text) if name not in told else None
            if found is None or not _is_label(name, found):
                continue
            rest = tidy(found["rest"])
            if rest:
                told[name] = place.value(rest)
            elif found["colon"] == ":" and after is not None and len(after.text) < 200:
                told[name] = after.value(tidy(after.text))
    return told


def _is_label(name: str, found: re.Match[str]) -> bool:
    if found["colon"] in {":", "\t"}:
        return True
    capitals = found[0][: found.start("colon")].isupper()
    if name in {"published", "inspection"}:
        return first_date(found["rest"]) is not None
    return capitals and name not in _NEEDS_COLON and len(found["rest"].split()) <= 12


def _dated(told: HeaderValue | None) -> HeaderValue | None:
    day = first_date(told.value) if told is not None else None
    if told is None or day is None:
        return None
    return HeaderValue(day.isoformat(), told.source, told.page, told.line)


def _letter_date(places: Sequence[_Place]) -> HeaderValue | None:
    """A letter begins with its date on a line of its own."""
    for place in places[:8]:
        day = first_date(place.text)
        if day is not None and len(place.text) <= 40 and not re.search(r"[:–]", place.text):
            return place.value(day.isoformat())
    return None


def _inspection(
    places: Sequence[_Place], labelled: HeaderValue | None
) -> tuple[HeaderValue | None, HeaderValue | None]:
    """First and last day of the inspection, from its label or from a sentence about it."""
    if labelled is not None:
        place = _Place(labelled.source, labelled.line, labelled.page)
        span = range_in(place.text)
        day = first_date(place.text)
        if span is not None:
            return place.value(span.start.isoformat()), place.value(span.end.isoformat())
        if day is not None:
            return place.value(day.isoformat()), place.value(day.isoformat())
    for place in places[:_TOP]:
        span = range_in(place.text)
        if span is not None and _INSPECTED.search(place.text):
            return place.value(span.start.isoformat()), place.value(span.end.isoformat())
    return None, None


def _published(places: Sequence[_Place]) -> HeaderValue | None:
    """A publication date told in a sentence: 'The full report will be published on the 25th …'."""
    for place in places[:_TOP]:
        for found in _PUBLISHED.finditer(place.text):
            after = place.text[found.end() : found.end() + 40]
            day = first_date(after)
            if day is not None and re.match(r"\s*(?:on|:)?\s*(?:the )?\w*,?\s*\d", after):
                return place.value(day.isoformat())
    return None


def _response_due(places: Sequence[_Place]) -> HeaderValue | None:
    for place in places:
        found = _DUE.search(place.text)
        if found is not None:
            day = next((day for day, at in dates_in(place.text) if at >= found.end()), None)
            if day is not None and _near(place.text, found.end(), day):
                return place.value(day.isoformat())
    return None


def _near(text: str, end: int, day: date) -> bool:
    return first_date(text[end : end + 40]) == day


def _title(document: Document, labelled: dict[str, HeaderValue]) -> HeaderValue | None:
    subject = labelled.get("subject")
    if subject is not None:
        return subject
    found = title_of(document.blocks)
    if found is None:
        return None
    words, block, doubt = found
    return HeaderValue(
        words, document.line(block.line) or block.text, block.page, block.line, doubt
    )


def _inspectorates(places: Sequence[_Place], labelled: HeaderValue | None) -> HeaderValue | None:
    if labelled is not None:
        return labelled
    return _first_with(places[:_TOP], frameworks.inspectorates_in) or _first_with(
        places, frameworks.inspectorates_in
    )


def _first_with(places: Sequence[_Place], find: Callable[[str], str | None]) -> HeaderValue | None:
    """The value that names most, found earliest."""
    best: HeaderValue | None = None
    for place in places:
        value = find(place.text)
        if value and (
            best is None
            or value.count(",") + value.count(" and ")
            > (best.value.count(",") + best.value.count(" and "))
        ):
            best = place.value(value)
    return best


def _framework(places: Sequence[_Place], title: HeaderValue | None) -> HeaderValue | None:
    if title is not None and (kind := frameworks.framework_in(title.value)):
        return HeaderValue(kind, title.source, title.page, title.line)
    for place in places[:_TOP]:
        kind = frameworks.framework_in(place.text)
        if kind:
            return place.value(kind)
    return None


def _body(places: Sequence[_Place], title: HeaderValue | None) -> HeaderValue | None:
    if title is not None and (body := body_in(title.value)):
        return HeaderValue(body, title.source, title.page, title.line)
    for place in places[:_TOP]:
        body = body_in(place.text)
        if body:
            return place.value(body, "It was found in the text, not in the title.")
    return None
