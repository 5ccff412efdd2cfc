"""Assurance packs: one archive that shows an inspector what was done, and how to check it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO

from tracker.domain.papers import Paper
from tracker.domain.redaction import Known, Redactor
from tracker.domain.wording import day
from tracker.exporters.documents import document
from tracker.extensions import db
from tracker.services.assurance_files import Archive, Facts
from tracker.services.assurance_paper import Covered, Minute, paper_of
from tracker.services.assurance_tables import Told, post_of
from tracker.services.holding import mail_hold
from tracker.services.installation import settings
from tracker.store.assurance import OnRecord, areas_for, on_record
from tracker.store.board_meetings import decisions_of
from tracker.store.chain import stored_head
from tracker.store.council_template import template_bytes
from tracker.store.people import Person, all_people
from tracker.store.plans import Plan
from tracker.store.reports import Finding
from tracker.store.schemes import scheme_now


class Kind(StrEnum):
    """What kind of file the document of a pack is."""

    WORD = "docx"
    PDF = "pdf"


@dataclass(frozen=True)
class Asked:
    """What somebody wants a pack to hold."""

    area: Finding | None = None
    """One area for development; None for the whole report."""
    by_post: bool = True
    """Whether people are told by their job titles, and named nowhere."""
    kind: Kind = Kind.WORD
    with_files: bool = False


@dataclass(frozen=True)
class Drawn:
    """A pack before it is written."""

    paper: Paper
    facts: Facts
    records: Sequence[OnRecord]
    redact: Callable[[str], str]


def draw_up(plan: Plan, asked: Asked, *, by: Person, now: datetime, today: date) -> Drawn:
    """What this person sees of a plan they may open, as a paper.

    As many statements for one action as for a thousand.
    """
    # Held until the end: whoever is spoken of has been read already, with their team.
    people = all_people()
    told = Told(asked.by_post, today, mail_hold(), scheme_now(plan.id))
    records = on_record(plan, area=asked.area, seen_by=by, on=today)
    areas = areas_for(plan, asked.area.number if asked.area else "")
    redact: Callable[[str], str] = _redactor(people) if asked.by_post else _as_it_is
    head = stored_head(db.session.connection())
    shown = f"Entry {head.seq}, seal {head.last[:16]}" if head else "None is kept"
    covered = Covered(plan, areas, asked.area is None, records, _minutes(plan, asked, records))
    paper = paper_of(
        covered, told, by=by, now=now, issuer=settings().council_name, head=shown
    ).with_texts(redact)
    facts = Facts(
        plan=plan.code,
        covers=paper.subtitle,
        names="job titles" if asked.by_post else "names",
        made_at=now,
        made_by=redact(told.who(by)),
        head=head,
    )
    return Drawn(paper, facts, records, redact)


def _minutes(plan: Plan, asked: Asked, records: Sequence[OnRecord]) -> list[Minute]:
    """What the board decided; of one area what is about its actions or the plan as a whole."""
    own = {one.action.id for one in records}
    return [
        Minute(day(one.meets_on), one.minute, one.words)
        for one in decisions_of(plan.id)
        if asked.area is None or not one.actions or own & {action.id for action in one.actions}
    ]


def write_pack(
    plan: Plan, asked: Asked, out: IO[bytes], *, by: Person, now: datetime, today: date
) -> str:
    """Write a pack of what this person sees of a plan they may open; returns its name."""
    drawn = draw_up(plan, asked, by=by, now=now, today=today)
    stem = _stem(plan, asked, today)
    with Archive(out, drawn.facts) as archive:
        archive.add(f"{stem}.{asked.kind}", _document(drawn.paper, asked.kind))
        if asked.with_files:
            _add_evidence(archive, drawn)
    return f"{stem}.zip"


def _document(paper: Paper, kind: Kind) -> bytes:
    return document(paper, kind, template=template_bytes() if kind is Kind.WORD else None)


def _redactor(people: Sequence[Person]) -> Redactor:
    return Redactor(Known(one.name, post_of(one)) for one in people)


def _as_it_is(text: str) -> str:
    return text


def _stem(plan: Plan, asked: Asked, today: date) -> str:
    """'assurance-SLAC-area-4-2011-07-04'."""
    area = re.sub(r"[^A-Za-z0-9]+", "-", asked.area.number).strip("-") if asked.area else ""
    parts = ("assurance", plan.code, f"area-{area}" if area else "", today.isoformat())
    return "-".join(filter(None, parts))


def _add_evidence(archive: Archive, drawn: Drawn) -> None:
    """Every file of evidence that stands; what cannot be put in is told."""
    for one in drawn.records:
        for file in one.evidence:
            if file.stored and file.removed_at is None:
                archive.add_evidence(one.action.ref, file, drawn.redact(file.name))
