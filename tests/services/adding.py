"""Somebody who adds evidence to an action, each step as its page would take it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import select

from tests.importers import evidence_files as made
from tests.services.forms_sent import sent_by
from tests.services.meetings import the
from tracker import clock
from tracker.domain.evidence import Described, Shows
from tracker.extensions import db
from tracker.services import evidence, evidence_arriving
from tracker.services.evidence_arriving import Arrived
from tracker.services.forms import SentForm
from tracker.store.actions import Evidence
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person

SAID = Described("What the audit of June found", Shows.IMPACT)


@dataclass
class Adding:
    """One person before one action: `Adding(cast.priya, "1.1").file()`."""

    by: Person
    number: str

    def brings(self, data: bytes = made.PDF, name: str = "Audit.pdf") -> Arrived:
        """Upload a file, as far as quarantine."""
        return evidence_arriving.receive(
            io.BytesIO(data),
            name,
            action=the(self.number),
            by=self.by,
            now=clock.now(),
            today=clock.today(),
        )

    def saves(self, arrived: Arrived, said: Described = SAID, sent: SentForm | None = None) -> str:
        """Save what was uploaded."""
        return evidence.add_file(
            the(self.number),
            arrived,
            said,
            sent=sent or sent_by(self.by),
            now=clock.now(),
            today=clock.today(),
        )

    def file(self, data: bytes = made.PDF, name: str = "Audit.pdf") -> Evidence:
        """Upload a file and save it."""
        self.saves(self.brings(data, name))
        return newest()

    def link(self, link: str = "https://www.gov.uk/report?a=1", said: Described = SAID) -> str:
        """Add a link."""
        sent = sent_by(self.by)
        action = the(self.number)
        return evidence.add_link(
            action, link, said, sent=sent, now=clock.now(), today=clock.today()
        )

    def removes(self, one: Evidence, reason: str = "The wrong file.") -> str:
        """Remove a piece of evidence."""
        action = the(self.number)
        return evidence.remove(action, one, reason, sent=sent_by(self.by), now=clock.now())


def newest() -> Evidence:
    """The evidence added last, as the database has it now."""
    found = select(Evidence).order_by(Evidence.id.desc()).limit(1)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def entries(*kinds: Happened) -> Sequence[HistoryEntry]:
    """What the history has of these kinds, the oldest first."""
    found = select(HistoryEntry).where(HistoryEntry.kind.in_(kinds)).order_by(HistoryEntry.id)
    return db.session.scalars(found).all()


def on_disk(app: Flask | None = None) -> dict[str, list[Path]]:
    """The files there are, in quarantine and out of it."""
    settings = (app or current_app).extensions["settings"]
    folder = settings.instance / "evidence"
    return {
        "out": sorted(path for path in folder.glob("*") if path.is_file()),
        "quarantine": sorted((folder / "quarantine").glob("*")),
    }


NOTHING: dict[str, list[Path]] = {"out": [], "quarantine": []}


def read(one: Evidence) -> bytes | None:
    """What is in the file of this evidence, as whoever opens it gets it."""
    file = evidence.opened(one)
    if file is None:
        return None
    with file:
        return file.read()
