"""People and teams as an administrator looks them up; counts of work, never its titles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.access import Role
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.people import Person, Team
from tracker.store.plans import Plan

ROWS_A_PAGE = 25


@dataclass(frozen=True)
class Listed:
    """One person in the table of people."""

    person: Person
    open_actions: int


@dataclass(frozen=True)
class OpenWork:
    """How many open actions a person owns, and for how many they are the accountable manager."""

    owned: int
    managed: int

    @property
    def total(self) -> int:
        """What has to be moved before they can leave."""
        return self.owned + self.managed


def people_page(matching: str, page: int | None = None) -> list[Listed]:
    """The people whose name or address holds `matching`, or one page of them: those turned on
    first, by name."""
    owned = (
        select(func.count())
        .select_from(Action)
        .where(Action.owner_id == Person.id, Action.open)
        .scalar_subquery()
    )
    found = (
        select(Person, owned)
        .where(_matches(matching))
        .order_by(Person.active.desc(), Person.name, Person.id)
        .options(joinedload(Person.team))
    )
    if page is not None:
        found = found.offset((page - 1) * ROWS_A_PAGE).limit(ROWS_A_PAGE)
    return [Listed(person, number) for person, number in db.session.execute(found)]


def how_many_people(matching: str) -> int:
    """How many people match; everybody when nothing is looked for."""
    found = select(func.count()).select_from(Person).where(_matches(matching))
    return db.session.scalar(found) or 0


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """The names of some people, by number; one statement."""
    found = select(Person.id, Person.name).where(Person.id.in_(set(person_ids)))
    return {row.id: row.name for row in db.session.execute(found)}


def find_person(person_id: int) -> Person | None:
    """The person with their team and manager, or None."""
    options = [joinedload(Person.team), joinedload(Person.manager)]
    return db.session.get(Person, person_id, options=options)


def open_work_of(person_id: int) -> OpenWork:
    """What would be nobody's if this person left now."""
    found = select(
        func.count().filter(Action.owner_id == person_id),
        func.count().filter(Action.manager_id == person_id),
    ).where(Action.open, or_(Action.owner_id == person_id, Action.manager_id == person_id))
    owned, managed = db.session.execute(found).one()
    return OpenWork(owned=owned, managed=managed)


def open_actions_of(person_id: int) -> Sequence[Action]:
    """The open actions a person owns or is accountable for, in the order of their numbers."""
    mine = or_(Action.owner_id == person_id, Action.manager_id == person_id)
    return db.session.scalars(
        select(Action).where(Action.open, mine).order_by(Action.id).with_for_update(key_share=True)
    ).all()


def how_many_due(owner_id: int, first: date, last: date) -> int:
    """How many of somebody's open actions fall due between two days, both included."""
    found = select(func.count()).where(
        Action.owner_id == owner_id, Action.open, Action.due_on.between(first, last)
    )
    return db.session.scalar(found) or 0


def actions_to_move(person_id: int) -> Sequence[Action]:
    """The open actions a person owns with their plans, in the order of plans and numbers."""
    found = select(Action).join(Action.plan).where(Action.open, Action.owner_id == person_id)
    found = found.order_by(Plan.code, Action.position, Action.id)
    return db.session.scalars(found.options(contains_eager(Action.plan))).all()


def people_below(person_id: int) -> Sequence[Person]:
    """Those turned on whose manager this person is, by name."""
    found = select(Person).where(Person.manager_id == person_id, Person.active)
    return db.session.scalars(found.order_by(Person.name, Person.id)).all()


def find_team(team_id: int) -> Team | None:
    """The team with its head and parent, or None."""
    options = [joinedload(Team.head), joinedload(Team.parent)]
    return db.session.get(Team, team_id, options=options)


def team_named(name: str) -> Team | None:
    """The team of this name, whatever its case, or None."""
    return db.session.scalar(select(Team).where(func.lower(Team.name) == name.strip().lower()))


def officers_without_manager() -> Sequence[Person]:
    """Officers who are turned on and have no manager above them who is, by name."""
    manager = select(Person.id).where(Person.active)
    return db.session.scalars(
        select(Person)
        .where(Person.active, Person.role == Role.OFFICER)
        .where(or_(Person.manager_id.is_(None), Person.manager_id.not_in(manager)))
        .order_by(Person.name, Person.id)
    ).all()


def _matches(text: str) -> ColumnElement[bool]:
    sought = text.strip().lower()
    if not sought:
        return true()
    return or_(
        func.lower(Person.name).contains(sought, autoescape=True),
        Person.email.contains(sought, autoescape=True),
    )
