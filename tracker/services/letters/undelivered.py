"""The alarm that people are not getting their mail, to whoever can put it right."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from tracker.domain.access import Role
from tracker.domain.digests import MOST_LISTED
from tracker.domain.wording import count, day, listed, local_day, preheader
from tracker.extensions import db
from tracker.services.letters.facts import name_in_email
from tracker.services.letters.orders import Desk, Draft, NotWanted, Order
from tracker.store.actions import Action
from tracker.store.doors import visible_actions
from tracker.store.outbox import Suppression, address_hash
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState

MOST_NAMED = 3
"""Actions of one person that are named; the rest are counted."""


@dataclass(frozen=True)
class Unreached:
    """Somebody no mail goes to, since when, and their open actions as the reader may see them."""

    name: str
    since: date
    actions: int
    named: tuple[str, ...]


def delivery_problem(_order: Order, desk: Desk) -> Draft | NotWanted:
    """Who gets no mail as the letter is written."""
    if desk.reader.role not in (Role.ADMINISTRATOR, Role.PERFORMANCE):
        return NotWanted("this person no longer looks after people's addresses")
    found = _unreached(desk)
    if not found:
        return NotWanted("everybody's mail is going out again")
    return undelivered_draft(found, desk)


def undelivered_draft(found: Sequence[Unreached], desk: Desk) -> Draft:
    """The alarm about these people, the longest without mail first."""
    people = len(found)
    mends = desk.reader.role is Role.ADMINISTRATOR
    facts = {
        "count": people,
        "state": f"{count(people, 'person', 'people')} {'is' if people == 1 else 'are'}",
        "hint": preheader(_refused(people), f"{listed([one.name for one in found])}."),
        "mends": mends,
        "items": [_item(one) for one in found[:MOST_LISTED]],
        "url": f"{desk.base}/admin/users" if mends else f"{desk.base}/review/silent",
        "why": "You get this, once a day at most, because you look after the people in the tracker."
        if mends
        else "You get this, once a day at most, because you look after the plans in the tracker.",
    }
    return Draft("delivery_problem", "mail", facts)


def _refused(people: int) -> str:
    if people == 1:
        return "The address was refused, so nothing more is sent to it."
    both = "Both addresses were" if people == 2 else f"All {people} addresses were"
    return f"{both} refused, so nothing more is sent to them."


def _unreached(desk: Desk) -> list[Unreached]:
    since = {
        row.address_hash: local_day(row.since)
        for row in db.session.execute(
            select(Suppression.address_hash, Suppression.since).where(
                Suppression.cleared_at.is_(None)
            )
        )
    }
    people = [
        person
        for person in db.session.scalars(select(Person).where(Person.active))
        if address_hash(person.email) in since
    ]
    counts, named = _open_actions([person.id for person in people], desk)
    found = [
        Unreached(
            person.name,
            since[address_hash(person.email)],
            counts[person.id],
            tuple(named.get(person.id, ())),
        )
        for person in people
    ]
    return sorted(found, key=lambda one: (one.since, one.name))


def _open_actions(
    owner_ids: Sequence[int], desk: Desk
) -> tuple[Counter[int], dict[int, list[str]]]:
    """How many actions each owner has open, and those the reader may see, by name."""
    live = (Action.open, Action.owner_id.in_(owner_ids), Plan.state == PlanState.LIVE)
    counted = select(Action.owner_id, func.count().label("number")).join(Action.plan)
    rows = db.session.execute(counted.where(*live).group_by(Action.owner_id))
    counts = Counter({row.owner_id: row.number for row in rows})
    seen = select(Action).join(Action.plan).where(*live, visible_actions(desk.reader))
    seen = seen.order_by(Action.due_on, Action.id).options(contains_eager(Action.plan))
    named: dict[int, list[str]] = {}
    for action in db.session.scalars(seen):
        named.setdefault(action.owner_id, []).append(f"{action.number} {name_in_email(action)}")
    return counts, named


def _item(one: Unreached) -> dict[str, Any]:
    named = list(one.named[:MOST_NAMED])
    rest = one.actions - len(named)
    if named and rest:
        named.append(f"{rest} more")
    actions = f"{count(one.actions, 'open action')}{': ' if named else ''}{listed(named)}"
    since = f"No email since {day(one.since)}"
    return {"name": one.name, "facts": [since, actions if one.actions else "No open actions"]}
