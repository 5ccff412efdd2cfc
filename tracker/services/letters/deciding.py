"""The letters that ask a manager to decide: a new date is asked for, or something is ready to sign
off. One that waits by then is told; several that were joined come as one letter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.actions import is_overdue
from tracker.domain.decisions import is_for_the_board
from tracker.domain.digests import MOST_LISTED
from tracker.domain.rules import DECIDE_AGAIN_DAYS
from tracker.domain.wording import (
    ago,
    count,
    day,
    distance,
    listed,
    local_day,
    preheader,
    times,
    upper_first,
)
from tracker.domain.workdays import working_days_between
from tracker.extensions import db
from tracker.services.deciders import Decider, date_deciders, sign_off_deciders
from tracker.services.installation import closed_days
from tracker.services.letters.facts import measure_in_email, name_in_email, plan_in_email, quoted
from tracker.services.letters.orders import About, Desk, Draft, NotWanted, Order
from tracker.store.actions import Action
from tracker.store.doors import decides_for, visible_actions
from tracker.store.evidence import files_of
from tracker.store.measures import newest_readings
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.review_facts import ReviewFacts, facts_about


class Asks(StrEnum):
    """What the manager is asked; each is also the kind of the letter about it alone."""

    NEW_DATE = "new_date_asked"
    SIGN_OFF = "sign_off_asked"


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the reader, as the letter speaks of it.

    `quote` is the reason for a new date or what was done, when a letter may carry it.
    """

    asks: Asks
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
    to_on: date | None
    moves: int
    files: int
    quote: str
    accountable: bool = True
    """False when it is the reader's to decide though somebody else is accountable."""
    measure: str = ""
    """How far it has come, in short, where there is a target or a reading."""
    decider: Decider | None = None
    """Who decides it, unless it is invented."""

    @property
    def label(self) -> str:
        """'2.1 Supervision record'."""
        return f"{self.number} {self.name}"


def decision_asked(order: Order, desk: Desk) -> Draft | NotWanted:
    """What of it still waits, for the reader to decide."""
    if desk.away and not desk.away.decides:
        return NotWanted("the cover does not decide")
    waiting = _waiting(order, desk)
    if not waiting:
        return NotWanted("it has been decided or taken back, or is somebody else's to decide")
    if not order.is_above:
        return asked_draft(waiting, desk, again=_again(waiting) if order.is_repeat else "")
    draft = asked_draft(waiting, desk, again=_waited(waiting[0], desk.today))
    return replace(draft, facts={**draft.facts, "why": desk.why(_why_above(waiting))})


def asked_draft(waiting: Sequence[Waiting], desk: Desk, *, again: str = "") -> Draft:
    """The letter about what waits, the longest wait first. `again` is said of a long wait."""
    one = waiting[0] if len(waiting) == 1 else None
    first = waiting[0]
    plans = listed(list(dict.fromkeys(one.plan_words for one in waiting)))
    facts: dict[str, Any] = {
        "count": len(waiting),
        "asks": first.asks.value,
        "label": first.label,
        "name": first.name,
        "number": first.number,
        "to_on": day(first.to_on) if first.to_on else "",
        "headline": _headline(first) if one else f"{len(waiting)} decisions are waiting for you",
        "again": again,
        "hint": _hint(first) if one else _joint_hint(waiting),
        "lines": _lines(first, desk.today),
        "quote_label": _QUOTES[first.asks],
        "quote": first.quote,
        "stays": _stays(first, desk.today),
        "restricted": any(one.restricted for one in waiting),
        "items": [_item(one, desk) for one in waiting[:MOST_LISTED]],
        "url": _url(first, desk.base) if one else f"{desk.base}/review/waiting",
        "waiting_url": f"{desk.base}/review/waiting",
        "why": desk.why(_why(waiting, plans)),
    }
    kind = first.asks if one else _shared_kind(waiting)
    reference = one.ref if one else first.plan_code
    return Draft(kind.value, reference, facts, about=About(one.ref, one.name) if one else None)


def _why(waiting: Sequence[Waiting], plans: str) -> str:
    numbers = list(dict.fromkeys(one.number for one in waiting))
    which = f"{'action' if len(waiting) == 1 else 'actions'} {listed(numbers)}"
    if len(waiting) > MOST_LISTED:
        which = "actions"
    if all(one.accountable for one in waiting):
        return f"You get this because you are the accountable manager for {which} in {plans}."
    return f"You get this because it is yours to decide about {which} in {plans}."


def _why_above(waiting: Sequence[Waiting]) -> str:
    names = dict.fromkeys(one.decider.person.name for one in waiting if one.decider)
    return (
        "You get this because nobody has decided yet, and you may decide in place of"
        f" {listed(list(names))}."
    )


def _shared_kind(waiting: Sequence[Waiting]) -> Asks:
    return waiting[0].asks if len({one.asks for one in waiting}) == 1 else Asks.NEW_DATE


def _waiting(order: Order, desk: Desk) -> list[Waiting]:
    actions = _actions(order, desk)
    ids = [action.id for action in actions]
    facts, files, readings = facts_about(ids), files_of(ids), newest_readings(ids)
    asked = [(a, one.asked_by_id) for a in actions if (one := facts[a.id].asked)]
    dates = date_deciders(asked, desk.today)
    sent = [(a, it.sent_by_id) for a in actions if (it := facts[a.id].sent)]
    signs = sign_off_deciders(sent, desk.today)
    found = [
        waiting
        for action in actions
        for waiting in _of(
            action,
            facts[action.id],
            _theirs(dates.get(action.id), signs.get(action.id), order, desk),
            desk.today,
            files=files.get(action.id, 0),
            accountable=action.manager_id == desk.whose.id,
            measure=measure_in_email(action, readings.get(action.id), desk.today),
        )
    ]
    return sorted(found, key=lambda one: (one.on, one.ref))


def _theirs(
    dates: Decider | None, signs: Decider | None, order: Order, desk: Desk
) -> dict[Asks, Decider]:
    """Who decides what waits, without what somebody else than the reader is to decide."""
    found = {}
    if dates and _is_theirs(dates, order, desk):
        found[Asks.NEW_DATE] = dates
    if signs and (_is_theirs(signs, order, desk) or signs.has_second(desk.whose)):
        found[Asks.SIGN_OFF] = signs
    return found


def _is_theirs(decider: Decider, order: Order, desk: Desk) -> bool:
    if order.is_above:
        return decider.is_open_to(desk.reader, decides_for(desk.reader, desk.today))
    covers = desk.reader.id != desk.whose.id
    return decider.person.id == desk.whose.id and not (covers and desk.reader.id in decider.barred)


def _actions(order: Order, desk: Desk) -> Sequence[Action]:
    found = (
        select(Action)
        .join(Action.plan)
        .where(Action.id.in_(order.action_ids), Action.open, Plan.state == PlanState.LIVE)
        .where(visible_actions(desk.reader, desk.today))
        .options(
            contains_eager(Action.plan),
            joinedload(Action.owner).joinedload(Person.team),
            joinedload(Action.manager),
        )
    )
    return db.session.scalars(found).all()


def _of(
    action: Action,
    facts: ReviewFacts,
    theirs: Mapping[Asks, Decider],
    today: date,
    **known: object,
) -> list[Waiting]:
    shared: dict[str, Any] = {
        "ref": action.ref,
        "plan_code": action.plan.code,
        "number": action.number,
        "name": name_in_email(action),
        "restricted": action.plan.restricted,
        "plan_words": plan_in_email(action.plan),
        "due_on": action.due_on,
        "late": is_overdue(action.standing, today),
        "moves": facts.dates_agreed,
        **known,
    }
    found = []
    if facts.asked and Asks.NEW_DATE in theirs:
        found.append(
            Waiting(
                asks=Asks.NEW_DATE,
                by=facts.asked.asked_by.name,
                on=local_day(facts.asked.asked_at),
                to_on=facts.asked.to_on,
                quote=quoted(facts.asked.reason, action.plan, today),
                decider=theirs[Asks.NEW_DATE],
                **shared,
            )
        )
    if facts.sent and Asks.SIGN_OFF in theirs:
        found.append(
            Waiting(
                asks=Asks.SIGN_OFF,
                by=facts.sent.sent_by.name,
                on=local_day(facts.sent.sent_at),
                to_on=None,
                quote=quoted(facts.sent.what_was_done, action.plan, today),
                decider=theirs[Asks.SIGN_OFF],
                **shared,
            )
        )
    return found


_QUOTES = {Asks.NEW_DATE: "Why more time is needed", Asks.SIGN_OFF: "What was done"}
_LINKS = {Asks.NEW_DATE: "new-date", Asks.SIGN_OFF: "sign-off"}


def _url(one: Waiting, base: str) -> str:
    return f"{base}/a/{one.ref}/{_LINKS[one.asks]}"


def _headline(one: Waiting) -> str:
    if one.asks is Asks.NEW_DATE:
        return f"Action {one.number}: a new date is asked for"
    return f"Action {one.number} is ready to sign off"


def _hint(one: Waiting) -> str:
    if one.asks is Asks.NEW_DATE:
        return preheader(
            f"{one.by} asks to move it from {day(one.due_on)}.",
            f"It was due {day(one.due_on)}.",
            f"{_moved(one.moves)}.",
        )
    return preheader(
        f"{one.by} sent it on {day(one.on)} with {_files(one.files)}.",
        f"It was sent on {day(one.on)} with {_files(one.files)}.",
    )


def _joint_hint(waiting: Sequence[Waiting]) -> str:
    sign_offs = sum(one.asks is Asks.SIGN_OFF for one in waiting)
    dates = len(waiting) - sign_offs
    kinds = [count(sign_offs, "sign-off")] if sign_offs else []
    kinds += [count(dates, "new date")] if dates else []
    longest = waiting[0]
    return preheader(
        f"{listed(kinds)}.", f"Waiting longest: action {longest.number}, since {day(longest.on)}."
    )


def _lines(one: Waiting, today: date) -> list[str]:
    """The facts of one request, each a sentence without its stop."""
    if one.asks is Asks.NEW_DATE and one.to_on:
        return [
            f"{one.by} asks to move it from {day(one.due_on)} to {day(one.to_on)}",
            f"Asked {day(one.on)}, {ago(one.on, today)}",
            _moved(one.moves),
            *(["It is listed for the board"] if is_for_the_board(one.moves) else []),
            *([raised.rstrip(".")] if one.decider and (raised := one.decider.why_raised) else []),
        ]
    return [
        f"{one.by} says it is done",
        f"Sent {day(one.on)}{_timing(one)}",
        upper_first(_files(one.files)),
        *([one.measure] if one.measure else []),
    ]


def _item(one: Waiting, desk: Desk) -> dict[str, Any]:
    what = "new date asked for" if one.asks is Asks.NEW_DATE else "ready to sign off"
    return {
        "label": f"Action {one.number}, {one.name}: {what}",
        "facts": _lines(one, desk.today),
        "url": _url(one, desk.base),
    }


def _stays(one: Waiting, today: date) -> str:
    """What does not change until the manager has decided."""
    if one.asks is Asks.SIGN_OFF:
        return (
            f"{one.by} gets no reminders about it while it waits for you."
            if one.late
            else f"It does not count as overdue while it waits for you, and {one.by} gets no "
            "reminders about it."
        )
    standing = f" ({distance(one.due_on, today)})" if one.late else ""
    return f"It stays due on {day(one.due_on)}{standing}, and {one.by} gets no reminders about it."


def _again(waiting: Sequence[Waiting]) -> str:
    if len(waiting) > 1:
        return "You have been asked to decide these before."
    one = waiting[0]
    told = f"You were asked on {day(one.on)}, and it still waits for you."
    second = one.decider.action.signatory_id if one.decider and one.asks is Asks.SIGN_OFF else None
    above = one.decider.next_above(besides=second) if one.decider else None
    if above is None:
        return told
    limit = count(2 * DECIDE_AGAIN_DAYS, "working day")
    return f"{told} When it has waited {limit}, {above.name} is asked too."


def _waited(longest: Waiting, today: date) -> str:
    """'It has waited 10 working days for Jean Talbot.'"""
    waited = working_days_between(longest.on, today, closed_days(today))
    with_whom = longest.decider.person.name if longest.decider else "a decision"
    return f"It has waited {count(waited, 'working day')} for {with_whom}."


def _moved(moves: int) -> str:
    if not moves:
        return "It has not been moved before"
    return f"It has been moved {times(moves)} before"


def _timing(one: Waiting) -> str:
    early = (one.due_on - one.on).days
    if early > 0:
        return f", {count(early, 'day')} before it was due"
    return f", {count(-early, 'day')} after it was due" if early else ", the day it was due"


def _files(files: int) -> str:
    return count(files, "evidence file") if files else "no evidence files"
