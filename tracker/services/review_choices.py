"""What each choice of an overdue review does to an action, and how it is taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.domain import dates as rules
from tracker.domain.dates import DelayReason, Move, Verdict
from tracker.domain.errors import RuleBroken
from tracker.domain.on_hold import Choice, Rest
from tracker.domain.wording import count, day
from tracker.extensions import db
from tracker.services import dates, on_hold
from tracker.services.giving import chase, give, put_back, why_not
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.cover import stood_in_for
from tracker.store.decisions import Review, ReviewChoice, ReviewDecision
from tracker.store.history import Happened
from tracker.store.ladders import the_ladder
from tracker.store.people import Person
from tracker.store.review_facts import was_asked_since
from tracker.store.timeline import papers_of

FINAL = frozenset({ReviewChoice.DATE, ReviewChoice.REFUSE, ReviewChoice.HOLD})
"""Choices that are carried out at once and for good: a date is moved again, never back, and what is
on hold is taken up on the action's own page."""
_QUIET = frozenset({ReviewChoice.DATE, ReviewChoice.HOLD})
TELLS_NOBODY = "tells_nobody"
"""The fact of a decision that no owner was emailed about."""


@dataclass(frozen=True)
class Decision:
    """What is to happen to an overdue action."""

    choice: ReviewChoice
    note: str | None = ""
    """For the record; None keeps what is noted already. Of a new date or a refusal it is the
    reason, which the owner reads."""
    to: Person | None = None
    """The new owner; only, and always, when the choice is to give it."""
    words: str = ""
    """For the new owner."""
    on: date | None = None
    """The new due date; None where what the owner asked for is agreed. Of a hold the day on which
    it ends."""
    code: DelayReason | None = None
    """Why it takes longer, where nobody has asked for a new date."""
    tells_nobody: bool = False
    """True when no owner is to be emailed about it, where their plans allow that."""


@dataclass(frozen=True)
class Chair:
    """Who decides, in which review, when."""

    by: Person
    review: Review
    now: datetime
    today: date


def carry_out(action: Action, decision: Decision, chair: Chair) -> dict[str, Any]:
    """Do what was decided; returns what it came to, for the record. The caller commits.

    Raises RuleBroken when the rules forbid it.
    """
    if decision.tells_nobody and not may_tell_nobody(decision.choice, [action]):
        raise RuleBroken(
            f"The plan of action {action.number} does not allow this without telling its owner",
            field="quiet",
        )
    came_to = _DO[decision.choice](action, decision, chair)
    return came_to | ({TELLS_NOBODY: True} if decision.tells_nobody else {})


def may_tell_nobody(choice: ReviewChoice, actions: Iterable[Action]) -> bool:
    """Whether this may be decided about all of these without emailing their owners. A chase or a
    new owner is nothing without its letter."""
    return choice in _QUIET and all(action.plan.may_tell_nobody for action in actions)


def take_back(held: ReviewDecision, action: Action, *, by: Person, now: datetime) -> None:
    """Undo what a decision did, unless others have moved on from it or its letter has left."""
    done_at = datetime.fromisoformat(held.facts["done_at"])
    given = held.choice is ReviewChoice.GIVE and action.owner_id == held.given_to_id
    asks = held.choice in (ReviewChoice.CHASE, ReviewChoice.ESCALATE)
    chased = asks and action.chased_at == done_at
    if given or (chased and not was_asked_since(action.id, done_at)):
        put_back(action, held.facts["before"], by=by, now=now)
    if held.choice is ReviewChoice.ESCALATE:
        to = held.facts["to"]
        record(Happened.ESCALATED, at=now, actor=by, action=action, to=to, taken_back=True)


def is_the_same(held: ReviewDecision, decision: Decision, action: Action) -> bool:
    """True when only the note for the record may differ: the same was decided, and it still stands.

    An action given that is somebody else's again is given anew, and an owner who has answered since
    is chased anew.
    """
    to_id = decision.to.id if decision.to else None
    same = held.choice is decision.choice and held.given_to_id == to_id and not decision.words
    if decision.choice is ReviewChoice.GIVE:
        return same and action.owner_id == to_id
    if decision.choice is ReviewChoice.CHASE:
        return same and action.is_chased
    return same and decision.choice not in FINAL


def next_up(action: Action, by: Person) -> Person | None:
    """Whom this person takes an action to: the next manager above them, or above the accountable
    manager where they are not above that one themself; never its owner. None when nobody is."""
    ladder = the_ladder()
    line = [ladder.first_active(action.manager_id)]
    while (last := line[-1]) is not None and (above := ladder.above(last)) not in line:
        line.append(above)
    people = [one for one in line if one is not None]
    begin = people.index(by.id) if by.id in people else 0
    further = [one for one in people[begin + 1 :] if one not in (action.owner_id, by.id)]
    return db.session.get_one(Person, further[0]) if further else None


def what_happens(ref: str, decision: Decision) -> str:
    """What to say of a decision that is saved."""
    number, choice = ref.rpartition("-")[2], decision.choice
    if choice is ReviewChoice.CHASE:
        return f"We will ask the owner of action {number} for an update when you finish the review."
    if choice is ReviewChoice.GIVE and decision.to:
        return f"You have given action {number} to {decision.to.name}. We will tell them by email."
    if choice is ReviewChoice.ESCALATE:
        return f"Action {number} goes to the next manager when you finish the review."
    if choice is ReviewChoice.DATE:
        until = f" {day(decision.on)}" if decision.on else " the date asked for"
        return f"Agreed: action {number} is now due{until}. We will tell the owner by email."
    if choice is ReviewChoice.HOLD and decision.on:
        return (
            f"Action {number} is on hold until {day(decision.on)}. We will tell the owner by email."
        )
    if choice is ReviewChoice.REFUSE:
        return f"Refused: action {number} keeps its due date. We will tell the owner by email."
    return f"Action {number} is left until next month."


def what_happens_to_many(number: int, decision: Decision) -> str:
    """The same of a decision about several actions."""
    actions, choice = count(number, "action"), decision.choice
    told = "Nobody is emailed." if decision.tells_nobody else "We will tell their owners by email."
    if choice is ReviewChoice.GIVE and decision.to:
        return f"You have given {actions} to {decision.to.name}. We will tell them by email."
    if choice is ReviewChoice.DATE and decision.on:
        return f"{actions} {'is' if number == 1 else 'are'} now due {day(decision.on)}. {told}"
    if choice is ReviewChoice.HOLD and decision.on:
        return f"{actions} put on hold until {day(decision.on)}. {told}"
    if choice is ReviewChoice.ESCALATE:
        return f"{actions} go to the next manager when you finish the review."
    return f"We will ask the owners of {actions} for an update when you finish the review."


def _chase(action: Action, _decision: Decision, chair: Chair) -> dict[str, Any]:
    stand_in = _in_place_of(action, chair)
    chase(action, by=chair.by, acting_for=stand_in, now=chair.now, today=chair.today)
    return {}


def _give(action: Action, decision: Decision, chair: Chair) -> dict[str, Any]:
    if decision.to is None:
        raise RuleBroken("Select who to give it to", field="to")
    give(
        action,
        to=decision.to,
        by=chair.by,
        acting_for=_in_place_of(action, chair),
        words=decision.words,
        now=chair.now,
    )
    return {}


def _move(action: Action, decision: Decision, chair: Chair) -> dict[str, Any]:
    """Agree what was asked for, or another date, or one that nobody asked for."""
    request, reason = papers_of(action).waiting_request, decision.note or ""
    if request is None:
        new = Move(decision.on, decision.code, reason)
        dates.move(action, new, by=chair.by, now=chair.now, today=chair.today)
    else:
        asked_for = decision.on in (None, request.to_on)
        verdict = Verdict.AGREE if asked_for else Verdict.ANOTHER
        on = None if asked_for else decision.on
        _settle(action, rules.Decision(verdict, on, reason), chair)
    return {"agreed_on": action.due_on.isoformat()}


def _refuse(action: Action, decision: Decision, chair: Chair) -> dict[str, Any]:
    _settle(action, rules.Decision(Verdict.REFUSE, reason=decision.note or ""), chair)
    return {}


def _settle(action: Action, decision: rules.Decision, chair: Chair) -> None:
    request = papers_of(action).waiting_request
    if request is None:
        raise RuleBroken(f"Nobody asks for a new due date of action {action.number} any more.")
    reason = dates.why_not_decide_now(request, chair.by, chair.today)
    if reason:
        raise RuleBroken(reason, field="choice")
    dates.settle(request, decision, by=chair.by, now=chair.now, today=chair.today)


def _escalate(action: Action, _decision: Decision, chair: Chair) -> dict[str, Any]:
    """Take it further up, and ask its owner for an update, so that they hear of it as well."""
    to = next_up(action, chair.by)
    if to is None:
        raise RuleBroken(f"There is nobody above you to take action {action.number} to.")
    stand_in = _in_place_of(action, chair)
    if why_not(action, by=chair.by, today=chair.today) is None:
        chase(action, by=chair.by, acting_for=stand_in, now=chair.now, today=chair.today)
    record(
        Happened.ESCALATED,
        at=chair.now,
        actor=chair.by,
        acting_for=stand_in,
        action=action,
        to=to.name,
    )
    return {"to_id": to.id, "to": to.name}


def _hold(action: Action, decision: Decision, chair: Chair) -> dict[str, Any]:
    rest = Rest(Choice.HOLD, decision.note or "", decision.on)
    on_hold.carry_out(action, rest, by=chair.by, now=chair.now, today=chair.today)
    return {"until": decision.on.isoformat()} if decision.on else {}


def _leave(action: Action, _decision: Decision, chair: Chair) -> dict[str, Any]:
    record(
        Happened.LEFT,
        at=chair.now,
        actor=chair.by,
        acting_for=_in_place_of(action, chair),
        action=action,
        review=chair.review.id,
    )
    return {}


_DO = {
    ReviewChoice.CHASE: _chase,
    ReviewChoice.DATE: _move,
    ReviewChoice.REFUSE: _refuse,
    ReviewChoice.GIVE: _give,
    ReviewChoice.ESCALATE: _escalate,
    ReviewChoice.HOLD: _hold,
    ReviewChoice.LEAVE: _leave,
}


def _in_place_of(action: Action, chair: Chair) -> Person | None:
    concerned = {action.owner_id, action.manager_id}
    return stood_in_for(chair.by, concerned=concerned, on=chair.today)
