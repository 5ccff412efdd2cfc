"""What a person has said so far of a report on its way in, as plain values that JSON can hold.

A draft begins with what the reader found and is changed step by step: the rules over its areas are
in `draft_areas`, those over its actions in `draft_actions`. Wording as printed is only ever cut or
joined, never edited; the council's own words stand beside it.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from tracker.domain.reports import ImportedFinding, ImportedReport

HEADER_FIELDS = (
    "title",
    "inspectorates",
    "framework",
    "body_inspected",
    "inspection_from",
    "inspection_to",
    "published_on",
    "report_date",
    "report_to",
    "reporting_officer",
    "wards",
)
"""The header facts a person checks, in the order they are shown; dates are `2011-03-31`."""
DATES = frozenset({"inspection_from", "inspection_to", "published_on", "report_date"})

LONGEST_TITLE = 200
LONGEST_ACTION = 300
LONGEST_SHORT_TITLE = 60
LONGEST_CODE = 8
SUGGESTED_TITLE = 160
"""A suggested title for an area is cut to this, so that it can be read in a list."""

_DANGLING = re.compile(
    r"[\s,;:–-]+(?:a|an|and|at|by|for|from|in|of|on|or|that|the|to|with)?$", re.IGNORECASE
)
_SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the"})
_LEAD_IN = re.compile(r"^(?:taking steps to )?ensur(?:e|ing)\s+(?:that\s+)?", re.IGNORECASE)
_ABOUT = re.compile(r"^[\w’'& -]*?\binspection of (?:the )?", re.IGNORECASE)


@dataclass(frozen=True)
class DraftArea:
    """An area for development: the wording as printed, and the council's own title for it.

    `key` is never used again within its draft. `added` marks one that a person typed in because
    the reader missed it; `suggested` that an action has been suggested for it once.
    """

    key: str
    wording: str
    title: str
    included: bool = True
    added: bool = False
    suggested: bool = False
    reference: str = ""
    heading: str = ""
    section: str = ""
    addressee: str = ""
    urgency: str = ""
    page: int | None = None
    line: int | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class DraftJudgement:
    """A judgement as read, with what the person says of it."""

    group: str
    area: str
    grade: str
    included: bool = True


@dataclass(frozen=True)
class DraftAction:
    """An action to be: it stands under one area and may answer others.

    `owner` and `manager` are people's numbers; None, like an empty text, is a gap to be filled.
    """

    key: str
    area: str
    also: tuple[str, ...] = ()
    title: str = ""
    short_title: str = ""
    owner: int | None = None
    manager: int | None = None
    due_on: date | None = None
    measure: str = ""


@dataclass(frozen=True)
class Sending:
    """What the plan will be called, and whether its owners are told, at once or on a day."""

    code: str = ""
    title: str = ""
    tell: bool = True
    tell_on: date | None = None
    """The day on which the emails leave; None for at once."""


@dataclass(frozen=True)
class Draft:
    """Everything said so far. `last_key` is the last key given to an area or an action."""

    header: Mapping[str, str]
    areas: tuple[DraftArea, ...] = ()
    judgements: tuple[DraftJudgement, ...] = ()
    keeps_strengths: bool = False
    actions: tuple[DraftAction, ...] = ()
    sending: Sending = field(default_factory=Sending)
    last_key: int = 0
    response: Mapping[str, str] | None = None
    """When the answer is due, as `ResponseDue.as_words` gives it; None until a person says so."""

    @property
    def included(self) -> tuple[DraftArea, ...]:
        """The areas that will be in the plan, in order."""
        return tuple(area for area in self.areas if area.included)

    @property
    def report_date(self) -> date | None:
        """The date of the report, when there is one."""
        return _date_or_none(self.header.get("report_date", ""))


def draft_from(report: ImportedReport) -> Draft:
    """The draft a report begins with: everything found is included, strengths are not."""
    header = {name: value.value for name in HEADER_FIELDS if (value := _value(report, name))}
    judgements = tuple(DraftJudgement(j.group, j.area, j.grade) for j in report.judgements)
    return with_found_areas(Draft(header=header, judgements=judgements), report.findings)


def with_found_areas(draft: Draft, findings: tuple[ImportedFinding, ...]) -> Draft:
    """The draft with these areas in place of those read before; areas a person added stay."""
    keys = range(draft.last_key + 1, draft.last_key + 1 + len(findings))
    found = tuple(_area(str(key), one) for key, one in zip(keys, findings, strict=True))
    added = tuple(area for area in draft.areas if area.added)
    return replace(draft, areas=(*found, *added), last_key=draft.last_key + len(findings))


def new_key(draft: Draft) -> tuple[str, Draft]:
    """A key nobody has, and the draft that remembers having given it."""
    return str(draft.last_key + 1), replace(draft, last_key=draft.last_key + 1)


def own_title(wording: str) -> str:
    """A first title for an area, for the council to change: what is to be so, on one line, cut
    short. 'Ensuring that consent is given.' becomes 'Consent is given'."""
    said = " ".join(wording.split()).rstrip(".;, ")
    said = _LEAD_IN.sub("", said) or said
    return shortened(said[:1].upper() + said[1:], SUGGESTED_TITLE)


def shortened(text: str, most: int) -> str:
    """The text, or as many of its first words as fit without leaving a loose 'and' or 'of'."""
    if len(text) <= most:
        return text
    kept = text[: most + 1].rsplit(" ", 1)[0][:most]
    while kept != (shorter := _DANGLING.sub("", kept)):
        kept = shorter
    return kept or text[:most]


def suggested_plan_title(header: Mapping[str, str]) -> str:
    """'Safeguarding and looked after children' for an inspection of those services."""
    named = header.get("framework") or header.get("title") or ""
    subject = _ABOUT.sub("", " ".join(named.split()))
    subject = re.sub(r"\s+services$", "", subject, flags=re.IGNORECASE)
    return shortened(subject[:1].upper() + subject[1:], LONGEST_TITLE)


def suggested_code(title: str) -> str:
    """'SLAC' for 'Safeguarding and looked after children'; always 2 to 8 letters or figures."""
    words = re.findall(r"[A-Za-z0-9]+", title)
    initials = "".join(word[0] for word in words if word.lower() not in _SMALL_WORDS).upper()
    longer = initials if len(initials) > 1 else "".join(words).upper()
    return longer[: LONGEST_CODE - 2] if len(longer) > 1 else "PLAN"


def as_json(draft: Draft) -> dict[str, Any]:
    """The draft as values that JSON can hold; `from_json` gives the same draft back."""
    stored = asdict(draft)
    for action in stored["actions"]:
        action["due_on"] = action["due_on"].isoformat() if action["due_on"] else None
    tell_on = draft.sending.tell_on
    stored["sending"]["tell_on"] = tell_on.isoformat() if tell_on else None
    return stored


def from_json(stored: Mapping[str, Any]) -> Draft:
    """The draft that `as_json` made this from."""
    known = {one.name for one in fields(Draft)}
    rest = {name: value for name, value in stored.items() if name in known}
    rest["areas"] = tuple(
        DraftArea(**{**area, "doubts": tuple(area["doubts"])}) for area in stored["areas"]
    )
    rest["judgements"] = tuple(DraftJudgement(**one) for one in stored["judgements"])
    rest["actions"] = tuple(_action(one) for one in stored["actions"])
    rest["sending"] = _sending(stored["sending"])
    return Draft(**rest)


def _action(stored: Mapping[str, Any]) -> DraftAction:
    due_on = _date_or_none(stored["due_on"] or "")
    return DraftAction(**{**stored, "also": tuple(stored["also"]), "due_on": due_on})


def _sending(stored: Mapping[str, Any]) -> Sending:
    return Sending(**{**stored, "tell_on": _date_or_none(stored.get("tell_on") or "")})


def _area(key: str, found: ImportedFinding) -> DraftArea:
    return DraftArea(
        key=key,
        wording=found.text,
        title=own_title(found.text),
        reference=found.reference,
        heading=found.heading,
        section=found.section,
        addressee=found.addressee,
        urgency=found.urgency,
        page=found.page,
        line=found.line,
        doubts=found.doubts,
    )


def _value(report: ImportedReport, name: str) -> Any:
    return getattr(report.header, name)


def _date_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
