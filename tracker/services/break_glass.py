"""Opening a plan to an administrator for a while, and shutting it again before its time."""

from datetime import datetime, timedelta

from sqlalchemy import select

from tracker.domain.access import Role
from tracker.domain.break_glass import faults_of
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import moment
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.post import plan_letter
from tracker.services.record import record
from tracker.store import opened_plans as store
from tracker.store.doors import get_plan
from tracker.store.history import Happened
from tracker.store.opened_plans import OpenedPlan
from tracker.store.people import Person
from tracker.store.plans import Plan

OPEN_ROUTE = "break_glass.open_plan"
SHUT_ROUTE = "break_glass.shut"
SHUT_WORDS = "The plan is shut again"


def open_plan(
    code: str, reason: str, hours: int | None, *, sent: SentForm, now: datetime
) -> OpenedPlan:
    """Let an administrator read a plan for some hours, tell its lead and write it down.

    Raises RuleBroken when a rule is broken, there is no such plan, it is open to them already, or
    they are no administrator; AlreadyDone when this form has taken effect before.
    """
    by = sent.by
    with taking_effect(sent, route=OPEN_ROUTE, message=opened_words(code, hours, now), now=now):
        if by.role is not Role.ADMINISTRATOR or not by.active:
            raise RuleBroken("Only an administrator opens a plan in this way.")
        for fault in faults_of(code, reason, hours):
            raise fault
        plan = db.session.scalar(select(Plan).where(Plan.code == code.strip().upper()))
        if plan is None:
            raise RuleBroken("There is no plan with this code", field="code")
        if plan.id in store.plans_open_to(by.id, now):
            raise RuleBroken("This plan is open to you already", field="code")
        opened = OpenedPlan(
            person_id=by.id,
            plan_id=plan.id,
            reason=" ".join(reason.split()),
            opened_at=now,
            until=now + timedelta(hours=hours or 0),
        )
        db.session.add(opened)
        db.session.flush()
        record(
            Happened.PLAN_OPENED,
            at=now,
            actor=by,
            plan_id=plan.id,
            until=opened.until.isoformat(),
            note=opened.reason,
        )
        _tell(opened, plan, by=by, now=now)
        db.session.commit()
    return opened


def opening_of(opening_id: int, *, seen_by: Person) -> OpenedPlan | None:
    """An opening that this person may shut: their own, or one of a plan that they may open as a
    performance officer. None for every other: missing and hidden look the same."""
    opening = db.session.get(OpenedPlan, opening_id)
    if opening is None or opening.person_id == seen_by.id:
        return opening
    oversees = seen_by.role is Role.PERFORMANCE and seen_by.active
    sees = oversees and get_plan(opening.plan.code, seen_by=seen_by) is not None
    return opening if sees else None


def shut(opening: OpenedPlan, *, sent: SentForm, now: datetime) -> None:
    """End it before its time. One that is over already stays as it is.

    Raises RuleBroken when it is not theirs to end, and AlreadyDone when this form has taken effect
    before.
    """
    with taking_effect(sent, route=SHUT_ROUTE, message=SHUT_WORDS, now=now):
        if opening_of(opening.id, seen_by=sent.by) is None:
            raise RuleBroken("This is not yours to end.")
        if opening.shut_at is None and opening.until > now:
            opening.shut_at, opening.shut_by_id = now, sent.by.id
            record(
                Happened.PLAN_SHUT,
                at=now,
                actor=sent.by,
                plan_id=opening.plan_id,
                to=opening.person.name,
            )
        db.session.commit()


def opened_words(code: str, hours: int | None, now: datetime) -> str:
    """What is said when a plan has been opened."""
    until = moment(now + timedelta(hours=hours or 0))
    return f"Plan {code.strip().upper()} is open to you until {until}. Its lead is told"


def _tell(opened: OpenedPlan, plan: Plan, *, by: Person, now: datetime) -> None:
    """Tell the plan's lead; where they are turned off, the performance officers who may open it."""
    told = [plan.lead] if plan.lead.active else _overseers(plan)
    for person in told:
        key = f"plan_opened|{opened.id}|to:{person.id}"
        plan_letter(
            key, "plan_opened", person.id, send_at=now, by=by, now=now, facts={"row": opened.id}
        )


def _overseers(plan: Plan) -> list[Person]:
    found = select(Person).where(Person.role == Role.PERFORMANCE, Person.active)
    return [one for one in db.session.scalars(found) if get_plan(plan.code, seen_by=one)]
