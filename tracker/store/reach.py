"""Who no letter reaches, and the open actions that are nobody's because of it.

An action is reachable when a letter about it would come to somebody today: to its owner, or to
whoever covers for them. A pause with nobody covering is the owner's own choice, and what stays
overdue still goes to the next manager, so it is not counted here.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, Row, and_, func, or_, select, true

from tracker.domain.access import OWNERS
from tracker.domain.wording import day, local_day
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.aliases import shared_alias
from tracker.store.cover import Cover, in_force
from tracker.store.doors import visible_actions
from tracker.store.outbox import Suppression, address_hash
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.watch import watch

_OWNER, _COVERING = shared_alias(Person), shared_alias(Person)

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_IN_NO_ADDRESS = (" ", "\t", "\n", "\r", "@%@")
"""What no usable address holds; of the last, SQL looks for two @ with anything between."""


@dataclass(frozen=True)
class WithoutMail:
    """Somebody who is here and gets no mail, since when if that is known, and which open actions
    nobody is told about because of it: their own, and those of whoever they cover for."""

    person_id: int
    name: str
    why: str
    since: datetime | None
    action_ids: tuple[int, ...]


@dataclass(frozen=True)
class Orphan:
    """An open action in a live plan that no letter can be sent about, and why."""

    action_id: int
    ref: str
    number: str
    title: str
    due_on: date
    owner_id: int
    owner: str
    why: str


@dataclass(frozen=True)
class _Reader:
    """Whoever would get the letters about one owner's actions today."""

    id: int
    name: str
    email: str
    active: bool

    def unreachable(self, refused: dict[str, datetime]) -> str:
        """Why no letter reaches them; empty when one does."""
        if not self.active:
            return f"{self.name} is turned off"
        if not _ADDRESS.fullmatch(self.email.strip()):
            return f"{self.name} has no email address that can be used"
        since = refused.get(address_hash(self.email))
        if since:
            return f"Email to {self.name} has been refused since {day(local_day(since))}"
        return ""


@dataclass(frozen=True)
class _Reach:
    """One owner, how many open actions they have, and who would be written to about them."""

    owner: str
    reader: _Reader
    actions: int
    why: str


def people_without_mail(on: date) -> list[WithoutMail]:
    """Everybody turned on who may own actions and whom no letter reaches, by name; eight statements
    at most, however many there are."""
    refused = _refused_addresses()
    found = select(Person.id, Person.name, Person.email, Person.active)
    found = found.where(Person.active, Person.role.in_(OWNERS)).order_by(Person.name, Person.id)
    people = [_Reader(*row) for row in db.session.execute(found)]
    silent = [(one, why) for one in people if (why := one.unreachable(refused))]
    owners = {owner_id: reach.reader.id for owner_id, reach in _unreachable(on).items()}
    lost: dict[int, list[int]] = {}
    for action in _open_actions(owners):
        lost.setdefault(owners[action.owner_id], []).append(action.id)
    return [
        WithoutMail(
            person_id=one.id,
            name=one.name,
            why=why,
            since=refused.get(address_hash(one.email)),
            action_ids=tuple(lost.get(one.id, ())),
        )
        for one, why in silent
    ]


def orphaned_actions(on: date) -> list[Orphan]:
    """Every open action in a live plan that nobody can be reached about, first due first; five
    statements at most, however many there are."""
    broken = _unreachable(on)
    return [
        Orphan(
            action_id=row.id,
            ref=f"{row.code}-{row.number}",
            number=row.number,
            title=row.title,
            due_on=row.due_on,
            owner_id=row.owner_id,
            owner=broken[row.owner_id].owner,
            why=broken[row.owner_id].why,
        )
        for row in _open_actions(broken)
    ]


def orphan_count(on: date) -> int:
    """How many actions `orphaned_actions` has; two statements, and two more if there are any."""
    return sum(reach.actions for reach in _unreachable(on).values())


def visible_among(action_ids: Iterable[int], *, seen_by: Person, on: date) -> frozenset[int]:
    """Those of these actions whose titles this person may read; one statement."""
    found = select(Action.id).join(Action.plan)
    found = found.where(Action.id.in_(list(action_ids)), visible_actions(seen_by, on))
    return frozenset(db.session.scalars(found))


_REFUSED = select(Suppression.address_hash, Suppression.since).where(
    Suppression.cleared_at.is_(None)
)


def _refused_addresses() -> dict[str, datetime]:
    """The addresses no mail goes to, by their hash, with since when; asked for where `watch`, which
    the pages of those who run the service ask anyway, says that there are any."""
    if not watch().refuses:
        return {}
    return {row.address_hash: row.since for row in db.session.execute(_REFUSED)}


def _unreachable(on: date) -> dict[int, _Reach]:
    """The owners nobody can be written to about, by number; two statements, and two more where
    there are any. Of two covers on one day the one that began later holds, as in `store.cover`."""
    refused = _refused_addresses()
    found = db.session.execute(_in_doubt(on, any_refused=bool(refused)))
    silent = {row.owner_id: reach for row in found if (reach := _reach(row, refused)).why}
    return {
        owner_id: replace(silent[owner_id], actions=number)
        for owner_id, number in _open_counts(silent).items()
    }


def _reach(row: Row[Any], refused: dict[str, datetime]) -> _Reach:
    """Nobody covers for somebody turned off: their covers have ended, and letters would too."""
    owner = _Reader(row.owner_id, row.owner, row.email, row.active)
    cover = _Reader(row.cover_id, row.cover, row.cover_email, row.cover_active)
    covered = row.cover_id is not None and owner.active
    reader = cover if covered else owner
    why = reader.unreachable(refused)
    if why and covered:
        why = f"{cover.name} covers for {owner.name}. {why}"
    return _Reach(row.owner, reader, 0, why)


@lru_cache(maxsize=4)  # today is asked for on every page, and making it costs more than asking
def _in_doubt(on: date, *, any_refused: bool) -> Executable:
    """Everybody whom a letter may not reach, with whoever covers for them: those whose own row says
    so, and those with a cover. While any address is refused that is everybody, since addresses are
    kept there only as hashes."""
    owner, cover = _OWNER, _COVERING
    today = and_(Cover.person_id == owner.id, in_force(on), Cover.covered_by_id.is_not(None))
    facts = (
        owner.id.label("owner_id"),
        owner.name.label("owner"),
        owner.email,
        owner.active,
        cover.id.label("cover_id"),
        cover.name.label("cover"),
        cover.email.label("cover_email"),
        cover.active.label("cover_active"),
    )
    odd = (owner.email.like(f"%{mark}%") for mark in _IN_NO_ADDRESS)
    doubtful = or_(~owner.active, owner.email.not_like("_%@%_"), *odd, Cover.id.is_not(None))
    return (
        select(*facts)
        .outerjoin(Cover, today)
        .outerjoin(cover, cover.id == Cover.covered_by_id)
        .where(true() if any_refused else doubtful)
        .order_by(owner.name, owner.id, Cover.from_on, Cover.id)
    )


def _open_counts(owner_ids: Collection[int]) -> dict[int, int]:
    """How many open actions in live plans each of these people owns, if any; in their order."""
    if not owner_ids:
        return {}
    found = select(Action.owner_id, func.count().label("number")).join(Action.plan)
    found = found.where(Action.open, Plan.state == PlanState.LIVE)
    found = found.where(Action.owner_id.in_(list(owner_ids))).group_by(Action.owner_id)
    numbers = {row.owner_id: row.number for row in db.session.execute(found)}
    return {one: numbers[one] for one in owner_ids if one in numbers}


def _open_actions(owner_ids: Collection[int]) -> Sequence[Row[Any]]:
    found: Executable = (
        select(Action.id, Plan.code, Action.number, Action.title, Action.due_on, Action.owner_id)
        .join(Action.plan)
        .where(Action.open, Plan.state == PlanState.LIVE, Action.owner_id.in_(list(owner_ids)))
        .order_by(Action.due_on, Plan.code, Action.position)
    )
    return db.session.execute(found).all()
