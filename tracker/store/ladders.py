"""The ladder of managers and heads of teams: read rung by rung as it is climbed, or looked down in
one question."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, or_, select, union_all
from sqlalchemy.orm import joinedload

from tracker.domain.ladder import Ladder
from tracker.extensions import db
from tracker.store.aliases import shared_alias
from tracker.store.once import asked_once
from tracker.store.people import Person, Team

_HEAD, _UNIT = shared_alias(Person), shared_alias(Team)
_WITH_THE_HEADS = (
    joinedload(Team.head),
    joinedload(Team.parent).joinedload(Team.head),
)
_WITH_THOSE_ABOVE = (
    joinedload(Person.manager).joinedload(Person.team),
    joinedload(Person.team).options(*_WITH_THE_HEADS),
)


@asked_once
def the_ladder() -> Ladder:
    """Everybody as they are now. A rung that this session has read already costs no statement, and
    one that it reads comes with the next."""
    return Ladder(_People(), _Teams())


def below(top: ColumnElement[bool]) -> Select[Any]:
    """The numbers of the people for whom `top` holds and of everybody below them on the ladder, as
    a question inside another: along the managers and, from those without one, along the heads."""
    # Without names of their own, so that one statement may ask more than once.
    rungs = _rungs()
    found = select(Person.id).where(top).cte(recursive=True)
    found = found.union(select(rungs.c.lower).join(found, rungs.c.upper == found.c.id))
    return select(found.c.id)


def managed(top: ColumnElement[bool]) -> Select[Any]:
    """The same along the managers alone."""
    line = select(Person.id).where(top).cte(recursive=True)
    line = line.union(select(Person.id).join(line, Person.manager_id == line.c.id))
    return select(line.c.id)


def people_below(person_id: int) -> frozenset[int]:
    """Somebody's own number and those of everybody below them on the ladder; one statement."""
    return frozenset(db.session.scalars(below(Person.id == person_id)))


def _rungs() -> CTE:
    """Who is right below whom, those who are turned off included: they stand between others."""
    managed = select(Person.id.label("lower"), Person.manager_id.label("upper")).where(
        Person.manager_id.is_not(None)
    )
    near = _teams_to_look_in()
    headed = (
        select(near.c.person_id, _HEAD.id)
        .join(_UNIT, _UNIT.id == near.c.team_id)
        .join(_HEAD, _HEAD.id == _UNIT.head_id)
        .where(_HEAD.active, _HEAD.id != near.c.person_id)
    )
    return union_all(managed, headed).cte()


def _teams_to_look_in() -> CTE:
    """For each person without a manager their own team and, while none has another head who is
    turned on, the teams above it, up to the first that has."""
    near = (
        select(Person.id.label("person_id"), Person.team_id.label("team_id"))
        .where(Person.manager_id.is_(None), Person.team_id.is_not(None))
        .cte(recursive=True)
    )
    nobody = or_(_UNIT.head_id.is_(None), ~_HEAD.active, _HEAD.id == near.c.person_id)
    higher = (
        select(near.c.person_id, _UNIT.parent_id)
        .join(_UNIT, _UNIT.id == near.c.team_id)
        .outerjoin(_HEAD, _HEAD.id == _UNIT.head_id)
        .where(_UNIT.parent_id.is_not(None), nobody)
    )
    return near.union(higher)


class _People:
    """People by number, each read with those right above: whoever climbs asks for them next."""

    def __init__(self) -> None:
        self._read: dict[int, Person | None] = {}

    def get(self, number: int, /) -> Person | None:
        if number not in self._read:
            self._read[number] = db.session.get(Person, number, options=_WITH_THOSE_ABOVE)
        return self._read[number]


class _Teams:
    """Teams by number, each with its head and the team above."""

    def __init__(self) -> None:
        self._read: dict[int, Team | None] = {}

    def get(self, number: int, /) -> Team | None:
        if number not in self._read:
            self._read[number] = db.session.get(Team, number, options=_WITH_THE_HEADS)
        return self._read[number]
