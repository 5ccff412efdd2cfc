"""The letter that hands an action long overdue to the manager, and then to the director above."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.actions import RESTS, days_late, is_overdue
from tracker.domain.digests import MOST_LISTED, said
from tracker.domain.wording import ago, count, day, listed, local_day, preheader, times, upper_first
from tracker.domain.workdays import working_days_between
from tracker.extensions import db
from tracker.services.installation import closed_days
from tracker.services.letters.facts import name_in_email, plan_in_email
from tracker.services.letters.orders import About, Desk, Draft, NotWanted, Order
from tracker.store.actions import Action
from tracker.store.doors import in_line, visible_actions
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.review_facts import ReviewFacts, facts_about

DIRECTOR = 2
"""The level at which it goes to whoever is above the accountable manager."""


@dataclass(frozen=True)
class Escalated:
    """One action as the letter speaks of it."""

    ref: str
    plan_code: str
    number: str
    name: str
    restricted: bool
    plan_words: str
    due_on: date
    working_days: int
    owner: str
    manager: str
    last_said: str
    updated_on: date | None
    reminders: int
    moves: int
    chased_by: str
    chased_on: date | None

    @property
    def label(self) -> str:
        """'1.1 Conference minutes within 15 working days'."""
        return f"{self.number} {self.name}"


def escalation(order: Order, desk: Desk) -> Draft | NotWanted:
    """The actions that still are overdue, in the owner's hands and below the reader."""
    found = [
        action
        for action in _actions(order.action_ids, desk)
        if is_overdue(action.standing, desk.today)
    ]
    facts = facts_about([action.id for action in found])
    holidays = closed_days(desk.today)
    held = [
        _escalated(
            action, facts[action.id], working_days_between(action.due_on, desk.today, holidays)
        )
        for action in found
        if action.progress not in RESTS and not facts[action.id].asked
    ]
    if not held:
        return NotWanted("none of it is overdue without a decision pending any more")
    return escalation_draft(held, level=order.level, desk=desk)


def escalation_draft(held: Sequence[Escalated], *, level: int, desk: Desk) -> Draft:
    """The letter about these actions, the longest overdue first."""
    one = held[0] if len(held) == 1 else None
    worst = held[0]
    late = count(days_late(worst.due_on, desk.today), "day")
    numbers = f"action {worst.number}" if one else "these actions"
    plans = listed(list(dict.fromkeys(action.plan_words for action in held)))
    role = (
        f"you are above {listed(list(dict.fromkeys(a.manager for a in held)))}, who "
        f"{'is' if len({a.manager for a in held}) == 1 else 'are'} accountable for {numbers}"
        if level >= DIRECTOR
        else f"you are the accountable manager for {numbers}"
    )
    facts = {
        "count": len(held),
        "late": late,
        "label": worst.label,
        "headline": f"Action {worst.number} is escalated to you"
        if one
        else f"{len(held)} actions are escalated to you",
        "hint": _hint(worst, desk.today)
        if one
        else preheader(
            f"Longest overdue: action {worst.number}, {late}.", "Each one waits for you to decide."
        ),
        "role": f"{upper_first(role)}.",
        "actions": [_item(action, desk) for action in held[:MOST_LISTED]],
        "told": f"{_owners(held)} told in the next reminder that {'it is' if one else 'they are'} "
        "with you.",
        "restricted": any(action.restricted for action in held),
        "url": f"{desk.base}/review?item={worst.ref}" if one else f"{desk.base}/review",
        "review_url": f"{desk.base}/review",
        "why": desk.why(f"You get this because {role} in {plans}."),
    }
    about = About(one.ref, one.name) if one else None
    return Draft("escalation", one.ref if one else worst.plan_code, facts, about=about)


def _actions(action_ids: Collection[int], desk: Desk) -> Sequence[Action]:
    found = (
        select(Action)
        .join(Action.plan)
        .where(Action.id.in_(action_ids), Action.open, Plan.state == PlanState.LIVE)
        .where(visible_actions(desk.reader, desk.today), in_line(desk.whose, None))
        .order_by(Action.due_on, Action.id)
        .options(
            contains_eager(Action.plan),
            joinedload(Action.owner).joinedload(Person.team),
            joinedload(Action.manager),
            joinedload(Action.chased_by),
        )
    )
    return db.session.scalars(found).all()


def _escalated(action: Action, facts: ReviewFacts, working_days: int) -> Escalated:
    return Escalated(
        ref=action.ref,
        plan_code=action.plan.code,
        number=action.number,
        name=name_in_email(action),
        restricted=action.plan.restricted,
        plan_words=plan_in_email(action.plan),
        due_on=action.due_on,
        working_days=working_days,
        owner=action.owner.name_and_body,
        manager=action.manager.name,
        last_said=said(action.last_said),
        updated_on=action.standing.last_update_on,
        reminders=facts.reminders,
        moves=facts.dates_agreed,
        chased_by=action.chased_by.name if action.chased_by else "",
        chased_on=local_day(action.chased_at) if action.chased_at else None,
    )


def _item(action: Escalated, desk: Desk) -> dict[str, Any]:
    late = count(days_late(action.due_on, desk.today), "day")
    working = count(action.working_days, "working day")
    moved = f"The due date has moved {times(action.moves)}" if action.moves else ""
    chased = (
        f"{action.chased_by} asked for an update on {day(action.chased_on)}"
        if action.chased_on
        else ""
    )
    return {
        "number": action.number,
        "name": action.name,
        "label": f"Action {action.number}, {action.name}",
        "facts": [
            f"{late} overdue, {working} (due {day(action.due_on)})",
            f"Owner: {action.owner}",
            action.last_said,
            moved,
        ],
        "tried": [_sent(action.reminders).rstrip("."), _updated(action, desk.today), chased],
        "url": f"{desk.base}/review?item={action.ref}",
    }


def _owners(held: Sequence[Escalated]) -> str:
    owners = list(dict.fromkeys(action.owner for action in held))
    if len(owners) > MOST_LISTED:
        return "Their owners are"
    return f"{listed(owners)} {'is' if len(owners) == 1 else 'are'}"


def _hint(action: Escalated, today: date) -> str:
    updated, sent = _update_words(action, today), _sent(action.reminders)
    return preheader(f"{updated} {sent}", updated, sent, f"It was due {day(action.due_on)}.")


def _update_words(action: Escalated, today: date) -> str:
    if action.updated_on is None:
        return f"Owner {action.owner} has not updated it yet."
    return f"Owner {action.owner} last updated it {ago(action.updated_on, today)}."


def _updated(action: Escalated, today: date) -> str:
    if action.updated_on is None:
        return "No update yet"
    return f"Last update {day(action.updated_on)}, {ago(action.updated_on, today)}"


def _sent(reminders: int) -> str:
    return f"{count(reminders, 'reminder')} sent." if reminders else "No reminder has been sent."
