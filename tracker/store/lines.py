"""Who stands below somebody, and below those they decide for, as questions inside others or, once a
page has asked for them, as numbers."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import CompoundSelect, Select, literal, select, union_all

from tracker.extensions import db
from tracker.store.cover import away_for
from tracker.store.ladders import below, managed
from tracker.store.once import already, asked_once
from tracker.store.people import Eyes, Person

MOST_NAMED = 300
"""How many people a question names at most: those below somebody with more are asked for inside
it, since a database takes only so many values at once."""

_KEPT = 1024
"""Questions that are kept: making one takes longer than asking it."""

People = frozenset[int]
_Made = TypeVar("_Made")


class Line(NamedTuple):
    """The numbers of the people below somebody."""

    below: People
    """Along the ladder, heads of teams included."""
    managed: People
    """Along the managers alone."""
    below_away: People
    """The same of those whom they cover for with the right to decide."""
    managed_away: People


Inside = Select[Any] | list[int]
"""People as a question inside another, or as their numbers."""


class Groups(NamedTuple):
    """Those below somebody, or below some, as a condition has them."""

    below: Inside
    managed: Inside


@asked_once
def everyone_below(eyes: Eyes, on: date) -> Line:
    """Who is below somebody on a day, themself included; one statement.

    A page that asks many questions about what somebody reviews asks for this first: then each of
    them names the people, and none climbs the ladder again.
    """
    found: dict[str, set[int]] = {name: set() for name in Line._fields}
    for name, number in db.session.execute(_who_is_below(eyes, on)):
        found[name].add(number)
    return Line(*(frozenset(found[name]) for name in Line._fields))


@lru_cache(maxsize=_KEPT)
def _who_is_below(eyes: Eyes, on: date) -> CompoundSelect[str, int]:
    groups = (*_asked_below(eyes), *_asked_below_away(eyes, on))
    parts = [
        select(literal(name), people.subquery().c[0])
        for name, people in zip(Line._fields, groups, strict=True)
    ]
    return union_all(*parts)


def known_line(eyes: Eyes, on: date | None) -> Line | None:
    """What `everyone_below` has found in this transaction; None when nobody asked, or when they are
    too many to be named."""
    line = None if on is None else already(everyone_below, eyes, on)
    return None if line is None or sum(map(len, line)) > MOST_NAMED else line


def kept_for_eyes(made: Callable[[Eyes, date], _Made]) -> Callable[[Person, date], _Made]:
    """Keep the question that a function makes for somebody on a day, as long as the people below
    them are the same. It may look at nothing else."""

    @lru_cache(maxsize=_KEPT)
    def kept(eyes: Eyes, on: date, _line: Line | None) -> _Made:
        return made(eyes, on)

    @wraps(made)
    def question(person: Person, on: date) -> _Made:
        return kept(person.eyes, on, known_line(person.eyes, on))

    return question


def own_groups(eyes: Eyes, line: Line | None) -> Groups:
    """Those below somebody: by number where they are known, or else as questions."""
    if line is None:
        return Groups(*_asked_below(eyes))
    return Groups(sorted(line.below), sorted(line.managed))


def away_groups(eyes: Eyes, on: date, line: Line | None) -> Groups | None:
    """The same of those for whom they decide on a day; None where it is known to be nobody."""
    if line is None:
        return Groups(*_asked_below_away(eyes, on))
    if not line.below_away:
        return None
    return Groups(sorted(line.below_away), sorted(line.managed_away))


def _asked_below(eyes: Eyes) -> tuple[Select[Any], Select[Any]]:
    themself = Person.id == eyes.id
    return below(themself), managed(themself)


def _asked_below_away(eyes: Eyes, on: date) -> tuple[Select[Any], Select[Any]]:
    away = Person.id.in_(away_for(eyes, on, deciding=True))
    return below(away), managed(away)
