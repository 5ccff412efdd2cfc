"""Changing who is above whom."""

from sqlalchemy import update

from tracker.extensions import db
from tracker.store.people import Person, Team


def with_nobody_above(person: Person) -> None:
    """Commit that this person has no manager, and that no team has a head."""
    person.manager = None
    db.session.execute(update(Team).values(head_id=None))
    db.session.commit()
