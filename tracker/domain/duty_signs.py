"""Which duty a report seems to give rise to, by what it says; no duty where that is not plain.

A suggestion, never a decision: a performance officer sees it with its source, and may choose
another or none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.drafts import Draft
from tracker.domain.duties import Duty, in_force
from tracker.domain.reports import ImportedReport
from tracker.domain.response_dates import ResponseDue, response_from, start_day

_STATEMENT = r"\bwritten statement of (?:proposed )?action\b"
_ASKS = re.compile(r"\b(?:should|must|requires?|required)\b", re.IGNORECASE)
_SENTENCE = 160
"""Characters before what is asked for within which the word that asks for it is looked for."""
_VISIT = re.compile(r"\b(?:focused|monitoring) visit|\bprogress\b", re.IGNORECASE)
"""Visits between inspections, which are no inspection reports under section 136."""


@dataclass(frozen=True)
class _Sign:
    """What a report must show for a duty: patterns of its inspectorates, its framework or title,
    and its text. An empty pattern asks nothing. `asked` when the sentence must ask for what the
    text names, and not only name it."""

    key: str
    bodies: str
    kind: str = ""
    text: str = ""
    asked: bool = False


_SIGNS = (
    _Sign(
        "joint-inspection-statement",
        r"Ofsted",
        r"joint targeted|\bSEND\b|\bJTAI\b",
        _STATEMENT,
        asked=True,
    ),
    _Sign(
        "area-send-priority-action-plan",
        r"Ofsted",
        r"\bSEND\b",
        r"\bpriority action plan\b",
        asked=True,
    ),
    _Sign("childrens-services-statement", r"^Ofsted$", r"\(SIF\)|\(ILACS\)"),
    _Sign("police-comments", r"^HMICFRS$", r"\bPEEL\b"),
    _Sign("fire-cause-of-concern", r"^HMICFRS$", r"fire and rescue", r"\bwithin 28 days\b"),
    _Sign("iopc-recommendation", r"^IOPC$", text=r"\brecommend(?:ations?|ed|s)?\b"),
    _Sign("coroner-response", "", r"prevent(?:ion of)? future deaths"),
    _Sign("cqc-improvement-plan", r"^Care Quality Commission$", text=r"regulation 17\(3\)"),
    _Sign("ombudsman-report", r"^Local Government and Social Care Ombudsman$", text=r"section 31"),
    _Sign("prisons-urgent-notification", r"^HMI Prisons$", text=r"\burgent notification\b"),
    _Sign(
        "school-piap-wales",
        r"^Estyn$",
        text=r"\b(?:requires|in need of) (?:special measures|significant improvement)\b",
    ),
    _Sign("auditor-recommendation-wales", r"^Audit Wales$", text=r"\bsection 25\b"),
    _Sign("peer-challenge-plan", "", r"\bpeer challenge\b"),
)


def response_of(draft: Draft, found: ImportedReport) -> ResponseDue:
    """When the answer is due: as a person has said, else as it seems from the report."""
    if draft.response is not None:
        return response_from(draft.response)
    return suggested_response(draft.header, found)


def suggested_response(header: Mapping[str, str], found: ImportedReport) -> ResponseDue:
    """When the answer to a report seems to be due, from the facts about it as a person has left
    them and from what the reader found. Whatever is not plain is None."""
    stated = found.header.response_due
    published_on, report_date = (_date(header, name) for name in ("published_on", "report_date"))
    duty = _suggested_duty(header, found.source_text, on=published_on or report_date)
    stated_on = stated.as_date() if stated else None
    if duty is None:
        return ResponseDue(stated_on=stated_on)
    start_on = start_day(
        duty,
        published_on=published_on,
        report_date=report_date,
        is_cover_paper=bool(header.get("report_to")),
    )
    return ResponseDue(duty, start_on, stated_on)


def _suggested_duty(header: Mapping[str, str], text: str, *, on: date | None) -> Duty | None:
    title = header.get("title", "")
    if _VISIT.search(title):
        return None
    bodies = header.get("inspectorates", "")
    kind = f"{header.get('framework', '')} {title}"
    words = " ".join(text.split())
    keys = [
        sign.key
        for sign in _SIGNS
        if re.search(sign.bodies, bodies, re.IGNORECASE)
        and re.search(sign.kind, kind, re.IGNORECASE)
        and _says(sign, words)
    ]
    return in_force(keys[0], on) if len(keys) == 1 else None


def _says(sign: _Sign, words: str) -> bool:
    """Whether the text shows the sign; the place is found first, so that no text takes long."""
    found = re.finditer(sign.text, words, re.IGNORECASE)
    return any(not sign.asked or _asks(words, one.start(), one.end()) for one in found)


def _asks(words: str, start: int, end: int) -> bool:
    before = words[max(0, start - _SENTENCE) : start].rpartition(".")[2]
    return bool(_ASKS.search(before)) or words.startswith(" is required", end)


def _date(header: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(header.get(name, ""))
    except ValueError:
        return None
