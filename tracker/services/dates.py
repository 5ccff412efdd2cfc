"""New due dates: what an owner asks for and somebody above decides (`interaction.md` 2.5).

The due date moves when a new one is agreed and at no other time; the first one stays for ever. The
action carries the version of all this: whatever happens to a request makes a new version of it, so
that nobody decides about words they have not seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from tracker.domain.dates import (
    Decision,
    Move,
    Verdict,
    Wish,
    decision_faults,
    move_faults,
    wish_faults,
)
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.wording import day
from tracker.extensions import db
from tracker.services import post
from tracker.services.actions import why_not_update, why_over
from tracker.services.deciders import date_decider, why_not_decide_date, why_not_move_date
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.timeline import papers_of

ASK_ROUTE = "dates.ask"
"""What the form of whoever asks, changes or withdraws is kept under once it has taken effect."""
DECIDE_ROUTE = "dates.decide"


def why_not_decide_now(request: DateRequest, by: Person, today: date) -> str | None:
    """Why this person cannot decide about this request now, as a sentence; None when they can."""
    return why_over(request.action) or why_not_decide_date(request, by, today)


def ask(
    action: Action, wish: Wish, *, sent: SentForm, version: int | None, now: datetime, today: date
) -> str:
    """Ask for a new due date, or word what is asked for anew while it waits; returns what to say.

    Whoever decides is told; worded anew, they are told again if they had been. Raises Crossed when
    the action has changed since the form was shown (`version`), RuleBroken when it is not theirs to
    ask or breaks a rule, and AlreadyDone when this form has taken effect before.
    """
    decider = date_decider(action, sent.by.id, today).person
    said = f"Your request has gone to {decider.name}. {_until_then(action, sent.by)}"
    with _taking(action, sent, said, version=version, now=now, today=today) as before:
        for fault in wish_faults(wish, action.due_on, today):
            raise fault
        place(action, wish, before, by=sent.by, now=now)
        db.session.commit()
    return said


def place(
    action: Action, wish: Wish, before: DateRequest | None, *, by: Person, now: datetime
) -> None:
    """Ask for a new date, or word the request that waits (`before`) anew, and tell whoever decides.

    The caller has asked whether they may and whether the wish breaks a rule, makes a new version of
    the action, and commits.
    """
    request = before or DateRequest(action=action, asked_at=now, from_on=action.due_on)
    facts: dict[str, Any] = {"was_to_on": before.to_on.isoformat()} if before else {}
    _word(request, wish, by=by)
    request.changed_at = now if before else None
    db.session.add(request)
    record(
        Happened.DATE_REQUEST_CHANGED if before else Happened.DATE_ASKED,
        at=now,
        actor=by,
        acting_for=_acting_for(action, by),
        action=action,
        from_on=request.from_on.isoformat(),
        to_on=request.to_on.isoformat(),
        code=request.code,
        note=request.reason,
        interim=request.interim,
        risk=request.risk,
        **facts,
    )
    post.interrupt_letters_about(action)
    post.queue_new_date_asked(request, by=by, now=now)


def withdraw(
    action: Action, *, sent: SentForm, version: int | None, now: datetime, today: date
) -> str:
    """Take back the request that waits: nothing has changed; returns what to say.

    Whoever was to be told of it is not told any more. Raises as `ask` does, and RuleBroken when
    nothing waits.
    """
    said = f"The request is withdrawn. Action {action.number} is still due {day(action.due_on)}."
    with _taking(action, sent, said, version=version, now=now, today=today) as request:
        if request is None:
            raise RuleBroken(_nothing_waits(action))
        _withdraw(request, by=sent.by, acting_for=_acting_for(action, sent.by), now=now)
        post.interrupt_letters_about(action)
        db.session.commit()
    return said


def decide(
    action: Action,
    decision: Decision,
    *,
    sent: SentForm,
    version: int | None,
    now: datetime,
    today: date,
) -> str:
    """Agree to the new date that waits, to another one, or refuse; returns what to say.

    The owner is told. Raises Crossed when the action or the request has changed since the form was
    shown, RuleBroken when nothing waits, it is not theirs to decide or the decision breaks a rule,
    and AlreadyDone when this form has taken effect before.
    """
    request = papers_of(action).waiting_request
    said = f"{_decided(action, decision, request)} We will tell {action.owner.name} by email."
    with taking_effect(sent, route=DECIDE_ROUTE, message=said, now=now):
        if request is None:
            raise RuleBroken(_nothing_waits(action))
        reason = why_not_decide_now(request, sent.by, today)
        if reason:
            raise RuleBroken(reason)
        if version != action.version:
            raise Crossed
        settle(request, decision, by=sent.by, now=now, today=today)
        post.queue_new_date_decided(request, by=sent.by, now=now)
        db.session.commit()
    return said


def settle(
    request: DateRequest, decision: Decision, *, by: Person, now: datetime, today: date
) -> None:
    """Do what somebody who may has decided about a request that waits; the letter that tells the
    owner is the caller's.

    Raises RuleBroken when the decision breaks a rule. The caller commits.
    """
    due_on = request.action.due_on
    for fault in decision_faults(decision, asked_for=request.to_on, due_on=due_on, today=today):
        raise fault
    decider = date_decider(request.action, request.asked_by_id, today)
    _carry_out(request, decision, by=by, acting_for=decider.stood_in_for(by, today), now=now)
    post.interrupt_letters_about(request.action)


def move(action: Action, new: Move, *, by: Person, now: datetime, today: date) -> None:
    """Agree a new due date that nobody has asked for; the letter that tells the owner is the
    caller's.

    It counts as a request that its author agreed to, so that every move is found in one place.
    Raises RuleBroken when it breaks a rule or is not theirs to agree. The caller commits.
    """
    reason = why_over(action) or why_not_move_date(action, by, today)
    if reason:
        raise RuleBroken(reason, field="choice")
    for fault in move_faults(new, action.due_on, today):
        raise fault
    stand_in = date_decider(action, None, today).stood_in_for(by, today)
    request = DateRequest(action=action, asked_at=now, from_on=action.due_on, asked_by=by)
    request.to_on, request.code, request.reason = _wanted(new.to_on), new.code, new.reason
    db.session.add(request)
    agreed = Decision(Verdict.AGREE, reason=new.reason)
    _carry_out(request, agreed, by=by, acting_for=stand_in, now=now)
    post.interrupt_letters_about(action)


def close_request(action: Action, *, by: Person, acting_for: Person | None, now: datetime) -> None:
    """Withdraw the request that waits, if any, because the action it is about is completed and has
    no date left to move. The caller commits."""
    request = papers_of(action).waiting_request
    if request is not None:
        _withdraw(request, by=by, acting_for=acting_for, now=now)


def _withdraw(
    request: DateRequest, *, by: Person, acting_for: Person | None, now: datetime
) -> None:
    request.state, request.decided_at = RequestState.WITHDRAWN, now
    record(
        Happened.DATE_WITHDRAWN,
        at=now,
        actor=by,
        acting_for=acting_for,
        action=request.action,
        to_on=request.to_on.isoformat(),
    )


@contextmanager
def _taking(
    action: Action,
    sent: SentForm,
    said: str,
    *,
    version: int | None,
    now: datetime,
    today: date,
) -> Iterator[DateRequest | None]:
    """Take the form of somebody who speaks for the owner; gives the request that waits, if any."""
    with taking_effect(sent, route=ASK_ROUTE, message=said, now=now):
        reason = why_not_update(action, sent.by, today)
        if reason:
            raise RuleBroken(reason)
        if version != action.version:
            raise Crossed
        waiting = papers_of(action).waiting_request
        _new_version(action)
        yield waiting


def _new_version(action: Action) -> None:
    """Make a new version of the action though no column of it changes."""
    flag_modified(action, "due_on")


def _word(request: DateRequest, wish: Wish, *, by: Person) -> None:
    request.to_on, request.code, request.reason = _wanted(wish.to_on), wish.code, wish.reason
    request.interim, request.risk = wish.interim, wish.risk
    request.asked_by = by


def _wanted(on: date | None) -> date:
    if on is None:
        raise RuleBroken("Enter the date you need", field="other")
    return on


def _carry_out(
    request: DateRequest,
    decision: Decision,
    *,
    by: Person,
    acting_for: Person | None,
    now: datetime,
) -> None:
    action, agreed = request.action, decision.verdict is not Verdict.REFUSE
    request.state = RequestState.AGREED if agreed else RequestState.REFUSED
    request.decided_by, request.decided_at = by, now
    request.decision_reason = decision.reason
    request.agreed_on = (decision.on or request.to_on) if agreed else None
    before = action.due_on
    _new_version(action)
    if request.agreed_on:
        action.due_on = request.agreed_on
    record(
        Happened.DATE_MOVED if agreed else Happened.DATE_REFUSED,
        at=now,
        actor=by,
        acting_for=acting_for,
        action=action,
        from_on=before.isoformat(),
        to_on=request.moved_to.isoformat(),
        asked_for=request.to_on.isoformat(),
        note=decision.reason,
    )


def _decided(action: Action, decision: Decision, request: DateRequest | None) -> str:
    if decision.verdict is Verdict.REFUSE or request is None:
        return f"Refused: action {action.number} is still due {day(action.due_on)}."
    return f"Agreed: action {action.number} is now due {day(decision.on or request.to_on)}."


def _until_then(action: Action, by: Person) -> str:
    told = "you" if by.id == action.owner_id else action.owner.name
    return (
        f"We will email {told} when it is decided. Until then action {action.number} is still due"
        f" {day(action.due_on)}."
    )


def _acting_for(action: Action, by: Person) -> Person | None:
    return None if by.id == action.owner_id else action.owner


def _nothing_waits(action: Action) -> str:
    return f"No request for a new due date waits for action {action.number} any more."
