"""The letters that tell an owner what was decided: a new date agreed or refused, an action
returned, signed off, put on hold or dropped. What has been overtaken since is not told."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.actions import Progress, is_overdue, is_signed_off
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.letters.facts import name_in_email, owned_by, plan_in_email, quoted
from tracker.services.letters.orders import Desk, Draft, NotWanted, Order
from tracker.services.letters.outcomes import Decided, Open, Outcome, decided_draft
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest, RequestState, Submission, SubmissionState
from tracker.store.doors import visible_actions
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.rechecks import CheckOutcome, Recheck

_RESTS = {
    Happened.HELD: Outcome.HELD,
    Happened.RESUMED: Outcome.RESUMED,
    Happened.DROPPED: Outcome.DROPPED,
}


def new_date_decided(order: Order, desk: Desk) -> Draft | NotWanted:
    """What was decided about the dates asked for, where that is the date that holds."""
    found = dates_decided(order.action_ids, desk)
    if not found:
        return NotWanted("the action is somebody else's, finished, or its date has moved again")
    return decided_draft("new_date_decided", found, desk)


def on_hold(order: Order, desk: Desk) -> Draft | NotWanted:
    """What was put on hold, taken up again or dropped, where that still holds."""
    found = rests_decided(order.action_ids, desk)
    if not found:
        return NotWanted("something else has been decided since, or it is somebody else's")
    return decided_draft("on_hold", found, desk)


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


def dates_decided(action_ids: Collection[int], desk: Desk) -> list[Decided]:
    """What was last decided about the due dates of these actions, where that still holds."""
    actions = _actions(action_ids, desk)
    requests = _last(DateRequest, actions)
    return [
        decided
        for action in actions
        if action.open
        and (request := requests.get(action.id))
        and (decided := _date_decided(action, request, desk.today))
    ]


def rests_decided(action_ids: Collection[int], desk: Desk) -> list[Decided]:
    """Which of these actions somebody last put on hold, took up again or dropped, where that still
    holds."""
    actions = _actions(action_ids, desk)
    ids = [action.id for action in actions]
    found = (
        select(HistoryEntry)
        .where(HistoryEntry.action_id.in_(ids), HistoryEntry.kind.in_(_RESTS))
        .order_by(HistoryEntry.id)
    )
    last = {entry.action_id: entry for entry in db.session.scalars(found)}
    return [
        _rested(action, last[action.id], desk.today)
        for action in actions
        if action.id in last and _still_rests(action, last[action.id])
    ]


def _still_rests(action: Action, entry: HistoryEntry) -> bool:
    if entry.kind is Happened.HELD:
        return action.progress is Progress.ON_HOLD
    if entry.kind is Happened.DROPPED:
        return action.progress is Progress.NO_LONGER_NEEDED
    return action.open and action.progress is not Progress.ON_HOLD and entry.actor_id is not None


def _rested(action: Action, entry: HistoryEntry, today: date) -> Decided:
    return _decided(
        action,
        _RESTS[entry.kind],
        entry.actor_id,
        local_day(entry.at),
        today,
        quote=quoted(entry.facts.get("note", ""), action.plan, today),
        until=action.held_until,
    )


def _actions(action_ids: Collection[int], desk: Desk) -> Sequence[Action]:
    found = (
        select(Action)
        .join(Action.plan)
        .where(Action.id.in_(action_ids), Action.owner_id == desk.whose.id)
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
    by_itself = agreed and request.asked_by_id == request.decided_by_id
    return _decided(
        action,
        Outcome.AGREED if agreed else Outcome.REFUSED,
        *_by_and_on(request, today),
        today,
        from_on=request.from_on,
        asked_for=None if by_itself else request.to_on,
        asker="" if request.asked_by_id == action.owner_id else request.asked_by.name,
        quote=quoted(request.decision_reason, action.plan, today),
    )


def _submissions(
    order: Order, desk: Desk, state: SubmissionState, outcome: Outcome
) -> list[Decided]:
    actions = _actions(order.action_ids, desk)
    last = _last(Submission, actions)
    ended = outcome is Outcome.SIGNED_OFF
    checks = {
        action_id: one.due_on
        for action_id, one in _last(Recheck, actions).items()
        if ended and one.outcome is None
    }
    return [
        _decided(
            action,
            outcome,
            *_by_and_on(last[action.id], desk.today),
            desk.today,
            check_on=checks.get(action.id),
        )
        for action in actions
        if action.id in last
        and last[action.id].state is state
        and is_signed_off(action.progress) == ended
        and action.open != ended
    ]


def _opened_again(order: Order, desk: Desk) -> list[Decided]:
    actions = _actions(order.action_ids, desk)
    sent, checked = _last(Submission, actions), _last(Recheck, actions)
    return [
        _decided(action, Outcome.REOPENED, *_by_and_on(checked[action.id], desk.today), desk.today)
        for action in actions
        if action.open
        and action.id in checked
        and checked[action.id].outcome is CheckOutcome.NOT_LASTED
        and sent[action.id].state is SubmissionState.SIGNED_OFF
    ]


def _by_and_on(
    decision: DateRequest | Submission | Recheck, today: date
) -> tuple[int | None, date]:
    """The number of who decided it, and the day."""
    on = local_day(decision.decided_at) if decision.decided_at else today
    return decision.decided_by_id, on


def _decided(
    action: Action, outcome: Outcome, by_id: int | None, on: date, today: date, **more: Any
) -> Decided:
    by = db.session.get(Person, by_id) if by_id else None
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
