"""Who has said that they are leaving, so that their actions can be given to somebody else."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person


@dataclass(frozen=True)
class Leaver:
    """Somebody who leaves, and what of theirs is still open."""

    person_id: int
    name: str
    first: date
    """The first day on which they are not here."""
    note: str
    said_at: datetime
    owned: int
    managed: int

    @property
    def open_work(self) -> int:
        """How many open actions are to be given to others."""
        return self.owned + self.managed


def leavers() -> list[Leaver]:
    """Everybody who has said that they leave and is still turned on, the first to go first; one
    statement."""
    return _found(None)


def leaving_of(person_id: int) -> Leaver | None:
    """What this person has said about leaving, or None when they have not or took it back."""
    return next(iter(_found(person_id)), None)


def _found(person_id: int | None) -> list[Leaver]:
    """The last word of each counts: somebody may stay after all."""
    said = select(func.max(HistoryEntry.id).label("id"))
    said = said.where(HistoryEntry.kind == Happened.LEAVING)
    if person_id is not None:
        said = said.where(HistoryEntry.acting_for_id == person_id)
    last = said.group_by(HistoryEntry.acting_for_id).subquery()
    owned = select(func.count()).select_from(Action)
    owned = owned.where(Action.open, Action.owner_id == Person.id)
    managed = select(func.count()).select_from(Action)
    managed = managed.where(Action.open, Action.manager_id == Person.id)
    found = (
        select(
            Person.id,
            Person.name,
            HistoryEntry.at,
            HistoryEntry.facts,
            owned.correlate(Person).scalar_subquery().label("owned"),
            managed.correlate(Person).scalar_subquery().label("managed"),
        )
        .join(last, last.c.id == HistoryEntry.id)
        .join(Person, Person.id == HistoryEntry.acting_for_id)
        .where(Person.active)
    )
    leaving = [
        Leaver(
            person_id=row.id,
            name=row.name,
            first=date.fromisoformat(row.facts["first"]),
            note=row.facts.get("note", ""),
            said_at=row.at,
            owned=row.owned,
            managed=row.managed,
        )
        for row in db.session.execute(found)
        if not row.facts.get("taken_back")
    ]
    return sorted(leaving, key=lambda one: (one.first, one.name))
