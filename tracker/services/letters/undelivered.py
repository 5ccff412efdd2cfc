"""The alarm that people are not getting their mail, to whoever can put it right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from tracker.domain.access import Role
from tracker.domain.digests import MOST_LISTED
from tracker.domain.wording import count, day, listed, local_day, preheader
from tracker.extensions import db
from tracker.services.letters.facts import name_in_email
from tracker.services.letters.orders import Desk, Draft, NotWanted, Order
from tracker.store.actions import Action
from tracker.store.doors import visible_actions
from tracker.store.reach import people_without_mail

MOST_NAMED = 3
"""Actions of one person that are named; the rest are counted."""


@dataclass(frozen=True)
class Unreached:
    """Somebody no mail goes to, since when, and their open actions as the reader may see them."""

    name: str
    since: date | None
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
        "url": f"{desk.base}/people/unreachable",
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
    silent = people_without_mail(desk.today)
    named = _named([action_id for one in silent for action_id in one.action_ids], desk)
    found = [
        Unreached(
            one.name,
            local_day(one.since) if one.since else None,
            len(one.action_ids),
            tuple(named[action_id] for action_id in one.action_ids if action_id in named),
        )
        for one in silent
    ]
    return sorted(found, key=lambda one: (one.since or date.min, one.name))


def _named(action_ids: Sequence[int], desk: Desk) -> dict[int, str]:
    """Those of the actions that the reader may see, by number, as a letter names them."""
    seen = select(Action).join(Action.plan)
    seen = seen.where(Action.id.in_(action_ids), visible_actions(desk.reader, desk.today))
    return {
        action.id: f"{action.number} {name_in_email(action)}"
        for action in db.session.scalars(seen.options(contains_eager(Action.plan)))
    }


def _item(one: Unreached) -> dict[str, Any]:
    named = list(one.named[:MOST_NAMED])
    rest = one.actions - len(named)
    if named and rest:
        named.append(f"{rest} more")
    actions = f"{count(one.actions, 'open action')}{': ' if named else ''}{listed(named)}"
    since = f"No email since {day(one.since)}" if one.since else "No email address that can be used"
    return {"name": one.name, "facts": [since, actions if one.actions else "No open actions"]}
