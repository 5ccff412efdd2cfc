"""Planning a morning of the demonstration, and what came of it by first names."""

from datetime import date, datetime

from sqlalchemy import select

from tracker import clock
from tracker.extensions import db
from tracker.services import morning
from tracker.store.actions import Action
from tracker.store.cover import Cover
from tracker.store.outbox import (
    LetterState,
    Notification,
    OccasionSkip,
)
from tracker.store.people import Person

MONDAY, TUESDAY = "2011-07-04T08:00", "2011-07-05T08:00"

Row = tuple[str, str, str]


def action(number: str) -> Action:
    return db.session.scalars(select(Action).where(Action.number == number)).one()


def planned(on: str) -> list[Row]:
    """(kind, to, for) of the timed letters planned on a day, by first names."""
    names = {p.id: p.given_name for p in db.session.scalars(select(Person))}
    found = db.session.scalars(
        select(Notification).where(Notification.local_date == date.fromisoformat(on[:10]))
    )
    return sorted(
        (row.kind, names[row.recipient_id], names.get(row.facts.get("for", 0), "")) for row in found
    )


def morning_of(moment: str) -> list[Row]:
    """Plan a morning, and say what was planned."""
    morning.plan_due(clock.at(moment))
    return planned(moment)


def reasons(purpose: str = "") -> dict[str, str]:
    """Why somebody got nothing, by first name, of the last morning."""
    found = db.session.execute(
        select(Person.name, OccasionSkip.reason)
        .join(Person, Person.id == OccasionSkip.recipient_id)
        .where(OccasionSkip.dedupe_key.contains(purpose, autoescape=True))
    )
    return {row.name.split()[0]: row.reason for row in found}


def send_all() -> None:
    """As if the post room had sent everything that waits."""
    for letter in db.session.scalars(
        select(Notification).where(Notification.state == LetterState.READY)
    ):
        letter.state, letter.finished_at = LetterState.SENT, letter.created_at
    db.session.commit()


def cover(person: Person, by: Person | None, *, decides: bool = False, now: datetime) -> None:
    db.session.add(
        Cover(
            person_id=person.id,
            covered_by_id=by.id if by else None,
            from_on=date(2011, 7, 4),
            to_on=date(2011, 7, 15),
            decides=decides,
            set_at=now,
            set_by_id=person.id,
        )
    )
    db.session.commit()
