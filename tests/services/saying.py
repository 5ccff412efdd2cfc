"""Owners at the form of an update."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from tests.services.forms_sent import sent_by
from tracker import clock
from tracker.domain.actions import Answer
from tracker.domain.updates import Said
from tracker.extensions import db
from tracker.services.actions import post_progress
from tracker.store.actions import Action
from tracker.store.people import Person
from tracker.store.timeline import newest_entry


def the(number: str) -> Action:
    """The action with this number, as the database has it now."""
    found = select(Action).where(Action.number == number)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


@dataclass
class Desk:
    """A person at their form: it shows the action as it is when the desk is made."""

    by: Person
    number: str

    def __post_init__(self) -> None:
        action = the(self.number)
        self.version, self.seen = action.version, newest_entry(action)

    def says(self, answer: Answer, note: str = "", on: date | None = None, **more: Any) -> Action:
        """Save this answer; gives the action as it is afterwards."""
        facts = {
            "sent": sent_by(self.by),
            "version": self.version,
            "seen": self.seen,
            "milestones_done": None,
            "message": "Saved",
            "now": clock.now(),
            "today": clock.today(),
        }
        post_progress(the(self.number), Said(answer, note, on), **(facts | more))
        return the(self.number)
