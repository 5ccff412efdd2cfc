"""Covers as tests set them."""

from datetime import date

from tracker import clock
from tracker.extensions import db
from tracker.store.cover import Cover
from tracker.store.people import Person

FIRST, LAST = date(2011, 7, 4), date(2011, 7, 15)
BEFORE, AFTER = date(2011, 7, 3), date(2011, 7, 16)


def covered(
    person: Person,
    by: Person | None,
    *,
    first: date = FIRST,
    last: date = LAST,
    decides: bool = False,
    note: str = "",
) -> Cover:
    """Commit that somebody covers for a person, or that nobody does."""
    cover = Cover(
        person_id=person.id,
        covered_by_id=by.id if by else None,
        from_on=first,
        to_on=last,
        decides=decides,
        note=note,
        set_at=clock.now(),
        set_by_id=person.id,
    )
    db.session.add(cover)
    db.session.commit()
    return cover
