"""Who covers for whom, from when to when."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    String,
    Text,
    bindparam,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from tracker.domain.access import OWNERS, REVIEWERS, Role
from tracker.domain.wording import local_day
from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime
from tracker.store.ladders import people_below
from tracker.store.once import asked_once
from tracker.store.people import Eyes, Person

COVER_GONE = "whoever covered no longer can"


class Cover(Base):
    """Days on which somebody is away. `covered_by` gets what would have gone to them; with nobody,
    reminders pause and nothing else does. Both dates are days away."""

    __tablename__ = "cover"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_start"),
        CheckConstraint("covered_by_id IS NULL OR covered_by_id <> person_id", name="by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    covered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    decides: Mapped[bool] = mapped_column(default=False)
    """Whether the cover may also decide sign-offs and new dates; else only update."""
    note: Mapped[str] = mapped_column(Text, default="")
    set_at: Mapped[datetime] = mapped_column(UtcDateTime())
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """When it was taken back before its last day."""
    ended_why: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    covered_by: Mapped[Person | None] = relationship(foreign_keys=[covered_by_id])


def in_force(on: date) -> ColumnElement[bool]:
    """The condition that a cover holds on a day."""
    return (Cover.from_on <= on) & (Cover.to_on >= on) & Cover.ended_at.is_(None)


def returned_since(since: date, today: date) -> dict[int, date]:
    """Who has come back from being away after `since` and by today, and on which day; one
    statement."""
    found = select(Cover.person_id, Cover.to_on, Cover.ended_at).where(
        Cover.from_on <= today, Cover.to_on >= since
    )
    back: dict[int, date] = {}
    for row in db.session.execute(found.order_by(Cover.id)):
        on = local_day(row.ended_at) if row.ended_at else row.to_on + timedelta(days=1)
        if since < on <= today:
            back[row.person_id] = max(on, back.get(row.person_id, on))
    return back


@asked_once
def covers_on(on: date) -> dict[int, Cover]:
    """Who is away on a day, by number, with their cover; one statement.

    One that began later wins where two overlap.
    """
    return {cover.person_id: cover for cover in db.session.scalars(_covers_asked(on))}


@lru_cache(maxsize=4)  # today is asked for on most pages, and making it costs more than asking
def _covers_asked(on: date) -> Select[Cover]:
    found = select(Cover).where(in_force(on)).order_by(Cover.from_on, Cover.id)
    return found.options(joinedload(Cover.person), joinedload(Cover.covered_by))


def away_for(eyes: Eyes, on: date, *, deciding: bool = False) -> Select[int]:
    """The numbers of those this person covers for on a day, as a question inside another.

    `deciding` narrows it to those they also decide for. Only roles that may own actions cover, and
    only roles that review decide, whatever has been set.
    """
    mine = (Cover.covered_by_id == eyes.id) & in_force(on)
    may = REVIEWERS if deciding else OWNERS
    if not eyes.active or eyes.role not in may:
        return select(Cover.person_id).where(false())
    return select(Cover.person_id).where(mine & Cover.decides if deciding else mine)


@asked_once
def is_covering(person: Person, owner_id: int, on: date) -> bool:
    """True when this person covers for that one on a day; asks only where two cover for them."""
    holds = covers_on(on).get(owner_id)
    if holds is None:
        return False
    found = away_for(person.eyes, on).where(Cover.person_id == owner_id).limit(1)
    return db.session.scalar(found) is not None


def stood_in_for(person: Person, *, concerned: AbstractSet[int], on: date) -> Person | None:
    """For whom this person reviews, when it is through a cover alone that one of the `concerned`
    (an action's owner and manager) is theirs to review; None when it is not."""
    if person.role is not Role.MANAGER:
        return None
    return decided_for(person, concerned=concerned, on=on)


def decided_for(person: Person, *, concerned: AbstractSet[int], on: date) -> Person | None:
    """For whom this person takes the decisions of one of the `concerned`, when it is through a
    cover alone, whatever their role; None when it is in their own right."""
    if concerned & people_below(person.id):
        return None
    found = select(Cover).where(Cover.covered_by_id == person.id, Cover.decides, in_force(on))
    covers = db.session.scalars(found.order_by(Cover.id).options(joinedload(Cover.person)))
    return next((one.person for one in covers if concerned & people_below(one.person_id)), None)


def cover_of(person_id: int, on: date) -> Cover | None:
    """The cover or pause that holds for a person on a day, or None."""
    return covers_on(on).get(person_id)


def spells_with(person_id: int, today: date) -> Sequence[Cover]:
    """The covers, now and later, in which a person is away or covers; soonest first."""
    return db.session.scalars(_spells_asked(), {"person": person_id, "today": today}).all()


@cache
def _spells_asked() -> Select[Cover]:
    person: BindParameter[int] = bindparam("person")
    part = or_(Cover.person_id == person, Cover.covered_by_id == person)
    return _current_asked(part, bindparam("today"))


def spells_of_all(today: date) -> Sequence[Cover]:
    """Every cover, now and later, soonest first."""
    return _current(true(), today)


def find_cover(cover_id: int, *, person_id: int, today: date) -> Cover | None:
    """A cover of this person's that holds now or later, or None."""
    found = _current((Cover.id == cover_id) & (Cover.person_id == person_id), today)
    return found[0] if found else None


def left_uncovered(today: date) -> list[Cover]:
    """Covers that ended because whoever covered no longer can, as when they were turned off, while
    nobody else covers on those days and the person is still here; soonest first."""
    lost = select(Cover).where(Cover.ended_why == COVER_GONE, Cover.to_on >= today)
    lost = lost.join(Cover.person).where(Person.active).order_by(Cover.from_on, Cover.id)
    found = db.session.scalars(lost.options(contains_eager(Cover.person))).all()
    others = spells_of_all(today)
    return [
        one
        for one in found
        if not any(
            other.person_id == one.person_id
            and other.from_on <= one.to_on
            and one.from_on <= other.to_on
            for other in others
        )
    ]


def _current(which: ColumnElement[bool], today: date) -> Sequence[Cover]:
    return db.session.scalars(_current_asked(which, today)).all()


def _current_asked(which: ColumnElement[bool], today: date | BindParameter[date]) -> Select[Cover]:
    found = select(Cover).where(which, Cover.ended_at.is_(None), Cover.to_on >= today)
    people = joinedload(Cover.person).joinedload(Person.team), joinedload(Cover.covered_by)
    return found.order_by(Cover.from_on, Cover.id).options(*people)
