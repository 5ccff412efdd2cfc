"""Who owns open actions and gets no mail."""

from datetime import datetime

from sqlalchemy import select

from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.outbox import Suppression, address_hash
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState


def people_without_mail() -> dict[int, datetime]:
    """Everybody who owns open actions and whose address takes no mail, and since when.

    Two statements, however many people there are.
    """
    closed = select(Suppression.address_hash, Suppression.since)
    closed = closed.where(Suppression.cleared_at.is_(None))
    since = {row.address_hash: row.since for row in db.session.execute(closed)}
    owners = select(Action.owner_id).join(Action.plan)
    owners = owners.where(Action.open, Plan.state == PlanState.LIVE)
    found = select(Person.id, Person.email).where(Person.active, Person.id.in_(owners))
    return {
        row.id: since[hashed]
        for row in db.session.execute(found)
        if (hashed := address_hash(row.email)) in since
    }
