"""People, and the teams, directorates and partner bodies they belong to."""

import enum
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Select, String, func, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tracker.domain.access import Accounts, Role, accounts_by_person, mailbox
from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime, word
from tracker.store.once import asked_once


class TeamKind(enum.StrEnum):
    """What a team is in the tree of the council, or a body beside it."""

    COUNCIL = "council"
    DIRECTORATE = "directorate"
    TEAM = "team"
    PARTNER = "partner"


class ReminderPattern(enum.StrEnum):
    """How often a person wants to be reminded (`interaction.md` 2.16)."""

    WEEKLY = "weekly"
    DAILY = "daily"
    ONLY_DUE = "only_due"


class Team(Base):
    """A team, a directorate, the council itself, or a partner body such as a health trust."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[TeamKind] = mapped_column(word(TeamKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    head_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", use_alter=True, name="fk_team_head_id_person")
    )
    label: Mapped[str] = mapped_column(String(40), default="")
    """The word after a partner's name in lists and letters: 'health' in 'Helen Pryce (health)'."""
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped["Team | None"] = relationship(remote_side=[id])
    head: Mapped["Person | None"] = relationship(foreign_keys=[head_id], post_update=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads a plain dict


class Eyes(NamedTuple):
    """All that decides what a person may see, but for the rows themselves.

    Those with the same eyes see the same, so a condition made for them can be kept.
    """

    id: int
    role: Role
    active: bool
    opened: frozenset[int] = frozenset()
    """The plans that are open to an administrator for a while."""

    @property
    def eyes(self) -> "Eyes":
        """Themselves: a question for a person can be made for anybody with the same eyes."""
        return self


class Person(Base):
    """Somebody who is asked, decides or reads. Their post and their name are kept apart."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_manager_id", "manager_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    post: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[Role] = mapped_column(word(Role))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    reminders: Mapped[ReminderPattern] = mapped_column(
        word(ReminderPattern), default=ReminderPattern.WEEKLY
    )
    agenda_weekday: Mapped[int] = mapped_column(default=0)
    wants_digest: Mapped[bool] = mapped_column(default=True)
    digest_weekday: Mapped[int] = mapped_column(default=0)
    text_only: Mapped[bool] = mapped_column(default=False)
    wants_board_digest: Mapped[bool] = mapped_column(default=True)
    sending_hour: Mapped[int | None]
    """The hour from which this person's timed letters may leave; None for the council's own."""
    paused_from: Mapped[date | None]
    paused_until: Mapped[date | None]
    """The first and last day of a pause from timed letters that this person set."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=1)

    team: Mapped[Team | None] = relationship(foreign_keys=[team_id])
    manager: Mapped["Person | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads a plain dict

    opened = frozenset[int]()
    """The plans that are open to this person as their request is answered; kept in no column, so
    that whoever did not ask sees none."""

    @property
    def eyes(self) -> Eyes:
        """What this person sees with."""
        return Eyes(self.id, self.role, self.active, self.opened)

    @property
    def given_name(self) -> str:
        """The first word of the name, as letters greet people: 'Priya'."""
        return self.name.split()[0] if self.name.strip() else self.name

    @property
    def name_and_body(self) -> str:
        """'Helen Pryce (health)' for a partner, 'Priya Nair' for the council's own people."""
        return name_and_body(self.name, *((self.team.kind, self.team.label) if self.team else ()))


def name_and_body(name: str, kind: TeamKind | None = None, label: str | None = None) -> str:
    """How somebody of a team of this kind is called, as `Person.name_and_body`."""
    return f"{name} ({label})" if kind is TeamKind.PARTNER and label else name


def get_person(person_id: int) -> Person:
    """The person with this number; raises NoResultFound when there is none."""
    return db.session.get_one(Person, person_id)


def person_by_email(email: str) -> Person | None:
    """The person with this address, whatever its case, or None."""
    return db.session.scalar(select(Person).where(Person.email == tidy_email(email)))


def tidy_email(email: str) -> str:
    """An address as it is stored and compared: no spaces around it, lower case."""
    return email.strip().lower()


@asked_once
def second_accounts() -> Accounts:
    """Whose accounts seem to be the same human being's, as far as anybody has more than one. One
    statement, and one more where an address has a tag."""
    found = list(db.session.execute(_perhaps_second()))
    boxes = {mailbox(email) for _id, _name, email in found if "+" in email}
    if boxes:
        columns = select(Person.id, Person.name, Person.email)
        found += db.session.execute(columns.where(Person.email.in_(boxes)))
    return accounts_by_person({(number, name, email) for number, name, email in found})


@cache
def _perhaps_second() -> Select[int, str, str]:
    """Those who share a name with somebody, and those whose address has a tag."""
    name = func.lower(Person.name)
    doubled = select(name).group_by(name).having(func.count() > 1)
    tagged = Person.email.contains("+", autoescape=True)
    columns = select(Person.id, Person.name, Person.email)
    return columns.where(or_(name.in_(doubled), tagged))


def active_people(roles: frozenset[Role]) -> Sequence[Person]:
    """People who are turned on and play one of the roles, by name."""
    found = select(Person).where(Person.active, Person.role.in_(roles)).order_by(Person.name)
    return db.session.scalars(found.options(joinedload(Person.team))).all()


def all_people(*, matching: str = "") -> Sequence[Person]:
    """Everybody, active first, then by name; `matching` is looked for in name and address."""
    found = select(Person).order_by(Person.active.desc(), Person.name, Person.id)
    if matching.strip():
        sought = matching.strip().lower()
        found = found.where(
            func.lower(Person.name).contains(sought, autoescape=True)
            | Person.email.contains(sought, autoescape=True)
        )
    return db.session.scalars(found.options(joinedload(Person.team))).all()


def all_teams() -> Sequence[Team]:
    """Every team, by name."""
    return db.session.scalars(select(Team).order_by(Team.name).options(joinedload(Team.head))).all()


def people_by_id(numbers: Collection[int]) -> dict[int, Person]:
    """These people with their teams, by number; one statement."""
    found = select(Person).where(Person.id.in_(numbers)).options(joinedload(Person.team))
    return {person.id: person for person in db.session.scalars(found)}


def line_of(manager_id: int) -> frozenset[int]:
    """The manager's own number and those of everybody below, however many rungs down."""
    below = select(Person.id).where(Person.id == manager_id).cte("line", recursive=True)
    below = below.union(select(Person.id).join(below, Person.manager_id == below.c.id))
    return frozenset(db.session.scalars(select(below.c.id)))
