"""A performance officer taking a report in through the services, a step at a time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from tests.importers.committee_paper import SAMPLES
from tracker import clock
from tracker.domain.drafts import Draft, Sending, from_json
from tracker.extensions import Base, db
from tracker.services.imports import (
    ASSIGN_STEP,
    CHECK_STEP,
    ITEMS_STEP,
    Sent,
    Upload,
    begin,
    save,
)
from tracker.services.starting import start_plan
from tracker.store.imports import ImportDraft
from tracker.store.people import Person

PAPER = (SAMPLES / "committee-paper.txt").read_text()
NOW = clock.now
SENDING = Sending("VISIT", "Visits to children")


def as_it_is(draft: Draft) -> Draft:
    """A change that changes nothing."""
    return draft


@dataclass
class Drafting:
    """A person working on one draft, each form with a number of its own."""

    by: Person
    id: str = "a-draft"
    forms: int = 0

    def sent(self, *, version: int | None = None) -> Sent:
        """A form nobody has sent before, built from the draft as it is now."""
        self.forms += 1
        row = db.session.get(ImportDraft, self.id)
        seen = version if version is not None else row.version if row else None
        return Sent(self.by, self.id, seen, f"form {self.forms} of {self.by.name}", "/next")

    def begins(self, upload: Upload) -> "Drafting":
        """Take in a report, or start from blank."""
        begin(upload, sent=self.sent(), now=NOW())
        return self

    def saves(self, change: Callable[[Draft], Draft] = as_it_is, *, reached: int = 0) -> None:
        """Save a change to the draft."""
        save(self.sent(), change, now=NOW(), reached=reached)

    def draft(self) -> Draft:
        """What has been said so far."""
        return from_json(db.session.get_one(ImportDraft, self.id).answers)

    def ready(self, *owners: Person, manager: Person, due_on: date) -> "Drafting":
        """Finish every step but the last, the actions given to the owners in turn."""
        ids, manager_id = [owner.id for owner in owners], manager.id

        def give(draft: Draft) -> Draft:
            actions = tuple(
                replace(one, owner=ids[n % len(ids)], manager=manager_id, due_on=due_on)
                for n, one in enumerate(draft.actions)
            )
            return replace(draft, actions=actions)

        self.saves(reached=ITEMS_STEP)
        self.saves(reached=ASSIGN_STEP)
        self.saves(give, reached=CHECK_STEP)
        return self

    def starts(self, sending: Sending = SENDING) -> str:
        """Create the plan."""
        return start_plan(self.sent(), sending, now=NOW(), today=clock.today())


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def more(before: dict[str, int]) -> dict[str, int]:
    """How many rows were added since, where there were any."""
    after = rows()
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}
