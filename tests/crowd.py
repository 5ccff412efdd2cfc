"""Many more actions in the demonstration's plan, for measuring what must not grow with them."""

from datetime import timedelta

from sqlalchemy import insert, select

from tracker.extensions import db
from tracker.store.actions import Action, ActionFinding
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.reports import Finding


def crowd(number: int) -> None:
    """Copy the plan's actions until there are `number` of them, and commit."""
    plan = db.session.scalars(select(Plan)).one()
    model = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    findings = list(db.session.scalars(select(Finding.id).order_by(Finding.position)))
    owners = list(
        db.session.scalars(select(Person.id).where(Person.role.in_(("officer", "partner"))))
    )
    there = len(db.session.scalars(select(Action.id)).all())
    columns = [column.key for column in Action.__table__.columns if column.key != "id"]
    facts = {name: getattr(model, name) for name in columns}
    rows = [
        facts
        | {
            "plan_id": plan.id,
            "number": f"{1 + n % len(findings)}.{100 + n}",
            "position": n,
            "owner_id": owners[n % len(owners)],
            "due_on": model.due_on + timedelta(days=n % 60),
            "original_due_on": model.due_on + timedelta(days=n % 60),
        }
        for n in range(there, number)
    ]
    db.session.execute(insert(Action), rows)
    added = db.session.scalars(
        select(Action.id).where(Action.number.like("%.1__%")).order_by(Action.id)
    )
    links = [
        {"action_id": i, "finding_id": findings[n % len(findings)]} for n, i in enumerate(added)
    ]
    if links:
        db.session.execute(insert(ActionFinding), links)
    db.session.commit()
