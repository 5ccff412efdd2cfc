"""The letters that tell an owner what was decided: a new date agreed or refused, an action returned
or signed off. What has been overtaken since is not told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.actions import is_overdue, is_signed_off
from tracker.domain.digests import MOST_LISTED
from tracker.domain.wording import count, day, distance, listed, local_day, preheader
from tracker.extensions import db
from tracker.services.letters.facts import name_in_email, owned_by, plan_in_email, quoted
from tracker.services.letters.officer import Voice, voice_to
from tracker.services.letters.orders import About, Desk, Draft, NotWanted, Order
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest, RequestState, Submission, SubmissionState
from tracker.store.doors import visible_actions
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.rechecks import CheckOutcome, Recheck


class Outcome(StrEnum):
    """What was decided."""

    AGREED = "agreed"
    REFUSED = "refused"
    RETURNED = "returned"
    REOPENED = "reopened"
    SIGNED_OFF = "signed_off"


@dataclass(frozen=True)
class Decided:
    """One decision as the letter speaks of it.

    `asked_for` is the date the owner had asked for, `quote` the reason when a letter may carry it,
    `check_on` the day on which what is signed off is looked at again.
    """

    outcome: Outcome
    ref: str
    plan_code: str
    number: str
    name: str
    restricted: bool
    plan_words: str
    by: str
    on: date
    due_on: date
    late: bool
    from_on: date | None = None
    asked_for: date | None = None
    quote: str = ""
    check_on: date | None = None

    @property
    def label(self) -> str:
        """'6.1 Check consent forms before each session'."""
        return f"{self.number} {self.name}"


@dataclass(frozen=True)
class Open:
    """One of the owner's other actions that is still open."""

    ref: str
    label: str
    due_on: date


def new_date_decided(order: Order, desk: Desk) -> Draft | NotWanted:
    """What was decided about the dates asked for, where that is the date that holds."""
    actions = _actions(order, desk)
    requests = _last(DateRequest, actions)
    found = [
        decided
        for action in actions
        if action.open
        and (request := requests.get(action.id))
        and (decided := _date_decided(action, request, desk.today))
    ]
    if not found:
        return NotWanted("the action is somebody else's, finished, or its date has moved again")
    return decided_draft("new_date_decided", found, desk)


def returned(order: Order, desk: Desk) -> Draft | NotWanted:
    """What was returned, or opened again after it was signed off, and has not been sent again."""
    found = _submissions(order, desk, SubmissionState.RETURNED, Outcome.RETURNED)
    found += _opened_again(order, desk)
    if not found:
        return NotWanted("the action has been sent again, finished, or is somebody else's")
    return decided_draft("returned", found, desk)


def signed_off(order: Order, desk: Desk) -> Draft | NotWanted:
    """What was signed off, and what else the owner still has open."""
    found = _submissions(order, desk, SubmissionState.SIGNED_OFF, Outcome.SIGNED_OFF)
    if not found:
        return NotWanted("the action has been opened again, or is somebody else's")
    others = [
        Open(one.ref, one.label, one.standing.due_on)
        for one in owned_by(desk.whose, seen_by=desk.reader, today=desk.today)
    ]
    return decided_draft("signed_off", found, desk, others=others)


def decided_draft(
    kind: str, decided: Sequence[Decided], desk: Desk, *, others: Sequence[Open] = ()
) -> Draft:
    """The letter about these decisions, in the order they were made."""
    voice = voice_to(desk.reader, desk.whose)
    one = decided[0] if len(decided) == 1 else None
    first = decided[0]
    plans = listed(list(dict.fromkeys(d.plan_words for d in decided)))
    numbers = listed([d.number for d in decided[:MOST_LISTED]])
    facts = {
        "count": len(decided),
        "outcome": first.outcome.value,
        "label": first.label,
        "name": first.name,
        "number": first.number,
        "due": day(first.due_on),
        "headline": _HEADLINES[first.outcome](first, voice) if one else _joint(kind, decided),
        "hint": _hint(first, others, voice) if one else _joint_hint(decided),
        "lines": _lines(first, voice),
        "quote": first.quote,
        "next": _next(first, desk.today),
        "restricted": any(d.restricted for d in decided),
        "items": [_item(d, voice, desk) for d in decided[:MOST_LISTED]],
        "others": [_other(o, desk) for o in others[:MOST_LISTED]],
        "other_count": len(others),
        "have": voice.have,
        "url": f"{desk.base}/a/{first.ref}"
        if one and one.outcome is not Outcome.SIGNED_OFF
        else f"{desk.base}/",
        "why": desk.why(
            f"You get this because you own {'action' if one else 'actions'} {numbers} in {plans}."
        ),
    }
    about = About(one.ref, one.name) if one else None
    return Draft(kind, one.ref if one else first.plan_code, facts, about=about)


def _actions(order: Order, desk: Desk) -> Sequence[Action]:
    found = (
        select(Action)
        .join(Action.plan)
        .where(Action.id.in_(order.action_ids), Action.owner_id == desk.whose.id)
        .where(Plan.state == PlanState.LIVE, visible_actions(desk.reader, desk.today))
        .order_by(Action.position, Action.id)
        .options(contains_eager(Action.plan), joinedload(Action.manager))
    )
    return db.session.scalars(found).all()


def _last(table: Any, actions: Iterable[Action]) -> dict[int, Any]:
    """The last request, submission or check of each action that has any."""
    ids = [action.id for action in actions]
    found = select(table).where(table.action_id.in_(ids)).order_by(table.id)
    return {row.action_id: row for row in db.session.scalars(found)}


def _date_decided(action: Action, request: DateRequest, today: date) -> Decided | None:
    agreed = request.state is RequestState.AGREED
    overtaken = agreed and (request.agreed_on or request.to_on) != action.due_on
    if request.state not in (RequestState.AGREED, RequestState.REFUSED) or overtaken:
        return None
    return _decided(
        action,
        Outcome.AGREED if agreed else Outcome.REFUSED,
        request,
        today,
        from_on=request.from_on,
        asked_for=request.to_on,
        quote=quoted(request.decision_reason, action.plan, today),
    )


def _submissions(
    order: Order, desk: Desk, state: SubmissionState, outcome: Outcome
) -> list[Decided]:
    actions = _actions(order, desk)
    last = _last(Submission, actions)
    ended = outcome is Outcome.SIGNED_OFF
    checks = {
        action_id: one.due_on
        for action_id, one in _last(Recheck, actions).items()
        if ended and one.outcome is None
    }
    return [
        _decided(action, outcome, last[action.id], desk.today, check_on=checks.get(action.id))
        for action in actions
        if action.id in last
        and last[action.id].state is state
        and is_signed_off(action.progress) == ended
        and action.open != ended
    ]


def _opened_again(order: Order, desk: Desk) -> list[Decided]:
    actions = _actions(order, desk)
    sent, checked = _last(Submission, actions), _last(Recheck, actions)
    return [
        _decided(action, Outcome.REOPENED, checked[action.id], desk.today)
        for action in actions
        if action.open
        and action.id in checked
        and checked[action.id].outcome is CheckOutcome.NOT_LASTED
        and sent[action.id].state is SubmissionState.SIGNED_OFF
    ]


def _decided(
    action: Action,
    outcome: Outcome,
    decision: DateRequest | Submission | Recheck,
    today: date,
    **more: Any,
) -> Decided:
    by = db.session.get(Person, decision.decided_by_id) if decision.decided_by_id else None
    on = local_day(decision.decided_at) if decision.decided_at else today
    return Decided(
        outcome=outcome,
        ref=action.ref,
        plan_code=action.plan.code,
        number=action.number,
        name=name_in_email(action),
        restricted=action.plan.restricted,
        plan_words=plan_in_email(action.plan),
        by=by.name if by else action.manager.name,
        on=on,
        due_on=action.due_on,
        late=is_overdue(action.standing, today),
        **more,
    )


_HEADLINES: dict[Outcome, Callable[[Decided, Voice], str]] = {
    Outcome.AGREED: lambda d, _voice: f"Action {d.number} is now due {day(d.due_on)}",
    Outcome.REFUSED: lambda d, _voice: f"Action {d.number} is still due {day(d.due_on)}",
    Outcome.RETURNED: lambda d, voice: f"Action {d.number} is returned to {voice.you}",
    Outcome.REOPENED: lambda d, _voice: f"Action {d.number} is open again",
    Outcome.SIGNED_OFF: lambda d, _voice: f"Action {d.number} is signed off",
}


def _joint(kind: str, decided: Sequence[Decided]) -> str:
    number = len(decided)
    return {
        "new_date_decided": f"{number} new dates are decided",
        "returned": f"{number} actions are returned to you",
        "signed_off": f"{number} actions are signed off",
    }[kind]


def _hint(one: Decided, others: Sequence[Open], voice: Voice) -> str:
    if one.outcome is Outcome.RETURNED:
        return preheader(
            f"{one.by} needs more before signing off.", "More is needed before it is signed off."
        )
    if one.outcome is Outcome.REOPENED:
        return preheader(
            f"{one.by} checked it again: it has not lasted.", "It has not lasted. See what to do."
        )
    if one.outcome is Outcome.SIGNED_OFF:
        rest = count(len(others), "other open action") if others else "no other open action"
        return preheader(f"Completed {day(one.on)}. Thank you.", f"{voice.have} {rest}.")
    return preheader(
        f"{one.by} decided this on {day(one.on)}.",
        f"It was decided on {day(one.on)}.",
        "See what it means for your reminders.",
    )


def _joint_hint(decided: Sequence[Decided]) -> str:
    people = listed(list(dict.fromkeys(d.by for d in decided)))
    numbers = listed([d.number for d in decided])
    return preheader(
        f"Actions {numbers}. Decided by {people}.",
        f"Decided by {people}.",
        f"{len(decided)} of your actions, one email. See them all.",
    )


def _lines(one: Decided, voice: Voice) -> list[str]:
    """The facts of one decision, each a sentence without its stop."""
    if one.outcome is Outcome.SIGNED_OFF:
        again = [f"It will be looked at again on {day(one.check_on)}"] if one.check_on else []
        return [f"{one.by} signed it off on {day(one.on)}", *again]
    if one.outcome is Outcome.REOPENED:
        return [
            f"{one.by} checked on {day(one.on)} whether it has lasted, and it has not",
            "What was found is on the page, not in this email",
        ]
    if one.outcome is Outcome.RETURNED:
        return [
            f"{one.by} looked at it on {day(one.on)} and needs more before signing off",
            "What is needed is on the page, not in this email",
        ]
    asked = (
        f"{voice.begin} asked to move it from {day(one.from_on)} to {day(one.asked_for)}"
        if one.from_on and one.asked_for
        else ""
    )
    verb = "agreed" if one.outcome is Outcome.AGREED else "refused"
    other = (
        f" to {day(one.due_on)} instead"
        if one.outcome is Outcome.AGREED and one.asked_for != one.due_on
        else ""
    )
    return [asked, f"{one.by} {verb}{other} on {day(one.on)}"]


def _next(one: Decided, today: date) -> str:
    """What the owner does now."""
    if one.outcome is Outcome.SIGNED_OFF:
        return ""
    if one.outcome is Outcome.AGREED:
        return f"Reminders now follow {day(one.due_on)}. Nothing else is needed today."
    if one.outcome is Outcome.REFUSED:
        standing = f" It is {distance(one.due_on, today)}." if one.late else ""
        return f"The due date has not moved.{standing} Say how it is going when you can."
    if one.outcome is Outcome.REOPENED:
        return f"It is now due {day(one.due_on)}. Reminders follow that date."
    if one.late:
        return (
            f"It was due {day(one.due_on)} and counts as overdue again: send it back as soon as "
            "you can."
        )
    return f"Send it back by {day(one.due_on)}."


def _item(one: Decided, voice: Voice, desk: Desk) -> dict[str, Any]:
    state = {
        Outcome.AGREED: f"now due {day(one.due_on)}",
        Outcome.REFUSED: f"still due {day(one.due_on)}",
        Outcome.RETURNED: "returned",
        Outcome.REOPENED: f"open again, due {day(one.due_on)}",
        Outcome.SIGNED_OFF: "signed off",
    }[one.outcome]
    return {
        "label": f"Action {one.number}, {one.name}: {state}",
        "facts": _lines(one, voice),
        "url": f"{desk.base}/a/{one.ref}",
    }


def _other(one: Open, desk: Desk) -> dict[str, Any]:
    return {
        "label": f"Action {one.label}",
        "facts": [f"Due {day(one.due_on)}, {distance(one.due_on, desk.today)}"],
        "url": f"{desk.base}/a/{one.ref}",
    }
