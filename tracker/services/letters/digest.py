"""The manager's weekly digest: a sentence, then decisions, then exceptions, then counts."""

from datetime import date, datetime, timedelta
from typing import Any

from tracker.domain.actions import days_late
from tracker.domain.charts import Timing
from tracker.domain.digests import (
    MOST_LISTED,
    Digest,
    DigestAction,
    DigestArea,
    digest,
    facts_of_overdue,
    said,
)
from tracker.domain.narrowing import Stage
from tracker.domain.wording import (
    clock_time,
    count,
    day,
    long_day,
    number_word,
    preheader,
    short_day,
    topic,
)
from tracker.services.letters.accountable import accountable_to, shown_of
from tracker.services.letters.orders import Desk, Draft, NotWanted, Order
from tracker.services.stopping import Stoppable

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekly_digest(_order: Order, desk: Desk) -> Draft | NotWanted:
    """The summary of what the manager is accountable for; the all-clear goes once a month."""
    manager = desk.whose
    if not manager.wants_digest:
        return NotWanted("this person has stopped the weekly summary")
    actions, areas, plans = accountable_to(manager, seen_by=desk.reader, today=desk.today)
    found = digest(actions, areas, today=desk.today)
    if not actions or (found.is_all_clear and desk.today.day > 7):
        return NotWanted("nothing is overdue and nothing waits: the all-clear goes once a month")
    found = found.showing(shown_of(found.listed, desk.today))
    codes = {action.plan_code for action in actions}
    return digest_draft(found, codes.pop() if len(codes) == 1 else "plans", plans, desk)


def digest_draft(found: Digest, reference: str, plans: list[str], desk: Desk) -> Draft:
    """The summary of these facts; `plans` are the plans' full titles."""
    weekday = desk.whose.digest_weekday
    facts = _facts(
        found, weekday=weekday, plans=plans, now=desk.now, today=desk.today, base=desk.base
    )
    facts |= _lists(desk)
    own = (
        f"You get this every {_WEEKDAYS[weekday]} because you are the accountable manager for "
        "these actions."
    )
    facts |= {"why": desk.why(own), "own": desk.away is None}
    stops = None if desk.away else Stoppable.DIGEST
    return Draft("digest", reference, facts, stops=stops)


def _facts(
    digest: Digest, *, weekday: int, plans: list[str], now: datetime, today: date, base: str
) -> dict[str, Any]:
    monday = today - timedelta(days=today.weekday())
    return {
        "state": _state(digest),
        "headline": _headline(digest),
        "opening": _opening(digest, _WEEKDAYS[weekday]),
        "week": f"Week starting {long_day(monday)}.",
        "plans": plans[:MOST_LISTED],
        "more_plans": max(0, len(plans) - MOST_LISTED),
        "hint": _hint(digest, today),
        "all_clear": digest.is_all_clear,
        "decisions": [
            *(_new_date(a, base) for a in digest.new_dates),
            *(_sign_off(a, base) for a in digest.sign_offs),
        ][:MOST_LISTED],
        "decision_count": digest.decisions,
        "overdue": [_overdue(a, today, base) for a in digest.overdue[:MOST_LISTED]],
        "overdue_count": len(digest.overdue),
        "due_soon": [_due_soon(a, base) for a in digest.due_soon[:MOST_LISTED]],
        "due_soon_count": len(digest.due_soon),
        "finished": [_finished(a, base) for a in digest.finished[:MOST_LISTED]],
        "finished_count": len(digest.finished),
        "weekday": _WEEKDAYS[weekday],
        "areas": [_area(a) for a in digest.areas],
        "area_count": len(digest.areas),
        "totals": {
            "actions": digest.total,
            "done": digest.completed,
            "overdue": len(digest.overdue),
        },
        "total_line": f"All areas: {_counts(digest.total, digest.completed, len(digest.overdue))}.",
        "counted_at": f"{clock_time(now)} on {day(today)}",
        "counted_on": day(today),
        "review_url": f"{base}/review",
        "plans_url": f"{base}/plans",
        "preferences_url": f"{base}/account/notifications",
    }


def _lists(desk: Desk) -> dict[str, str]:
    """Where each list of the summary is whole: of a director's line, only what is counted here."""
    own = f"manager={desk.whose.id}"
    rows = f"{desk.base}/dashboard/actions?{own}"
    return {
        "waiting_url": f"{desk.base}/review/waiting?{own}",
        "overdue_url": f"{rows}&timing={Timing.OVERDUE}",
        "due_soon_url": f"{rows}&timing={Timing.DUE_SOON}",
        "finished_url": f"{rows}&stage={Stage.LAST_WEEK}",
    }


def _state(digest: Digest) -> str:
    parts = [f"{len(digest.overdue)} overdue"] if digest.overdue else ["nothing overdue"]
    if digest.decisions:
        parts.append(f"{digest.decisions} waiting for your decision")
    return ", ".join(parts)


def _headline(digest: Digest) -> str:
    late = len(digest.overdue)
    if not late:
        return "Nothing is overdue"
    return f"{late} of {count(digest.total, 'action')} {'is' if late == 1 else 'are'} overdue"


def _opening(digest: Digest, weekday: str) -> str:
    if digest.is_all_clear:
        on_track = digest.on_track
        line = (
            f"{count(digest.total, 'action')}: {digest.completed} completed, {on_track} on track."
        )
        ahead = digest.next_due
        coming = (
            f" Next due: {ahead.shown.number} {ahead.shown.name}, {day(ahead.due_on)}."
            if ahead
            else ""
        )
        return f"{line}{coming}"
    change = len(digest.overdue) - digest.overdue_a_week_ago
    than = f"{abs(change)} {'more' if change > 0 else 'fewer'} than" if change else "the same as"
    waiting = digest.decisions
    decisions = (
        f" {count(waiting, 'decision')} {'is' if waiting == 1 else 'are'} waiting for you."
        if waiting
        else ""
    )
    return f"That is {than} last {weekday}.{decisions}"


def _hint(digest: Digest, today: date) -> str:
    """The preheader: the next most useful fact after the subject."""
    parts = []
    if digest.overdue:
        worst = digest.overdue[0]
        name, number = worst.shown.name, worst.shown.number
        what = f"action {number}" if name.startswith("in a ") else topic(name)
        late = count(days_late(worst.due_on, today), "day")
        parts.append(f"Longest overdue: {what}, {late}.")
    kinds = [
        f"{number_word(number)} {one if number == 1 else many}"
        for number, one, many in (
            (len(digest.sign_offs), "sign-off", "sign-offs"),
            (len(digest.new_dates), "new date", "new dates"),
        )
        if number
    ]
    if kinds:
        verb = "is" if digest.decisions == 1 else "are"
        words = " and ".join(kinds)
        parts.append(f"{words[:1].upper()}{words[1:]} {verb} waiting for you.")
    both = " ".join(parts)
    if len(parts) > 1 and len(both) <= MOST_FOR_TWO:
        return both
    ahead = digest.next_due
    coming = f"Next due: {ahead.shown.number}, {long_day(ahead.due_on)}." if ahead else ""
    done = f"{count(digest.total, 'action')}, {digest.completed} completed."
    return preheader(*parts, coming, done)


MOST_FOR_TWO = 100
"""What is overdue and what waits are worth ten characters more than other letters have."""


def _new_date(action: DigestAction, base: str) -> dict[str, Any]:
    shown = action.shown
    before, asked = shown.asked_from, shown.asked_for
    same_year = before and asked and before.year == asked.year
    from_words = (short_day if same_year else day)(before) if before else ""
    to_words = day(asked) if asked else ""
    return {
        "label": f"Action {shown.number}, {shown.name}: new date asked for",
        "short": f"{shown.number} {shown.name}: new date asked for",
        "facts": [
            f"{shown.sender} asks to move from {from_words} to {to_words}",
            f"Asked {day(action.asked_on)}" if action.asked_on else "",
        ],
        "url": f"{base}/a/{shown.ref}/new-date",
    }


def _sign_off(action: DigestAction, base: str) -> dict[str, Any]:
    shown = action.shown
    sent_on, due_on = action.submitted_on, action.due_on
    early = (due_on - sent_on).days if sent_on else 0
    timing = (
        f", {count(early, 'day')} before it was due"
        if early > 0
        else ", the day it was due"
        if early == 0
        else f", {count(-early, 'day')} after it was due"
    )
    files = count(shown.files, "evidence file") if shown.files else "No evidence files"
    return {
        "label": f"Action {shown.number}, {shown.name}: ready to sign off",
        "short": f"{shown.number} {shown.name}: ready to sign off",
        "facts": [
            f"{shown.sender} says it is done",
            f"Sent {day(sent_on)}{timing}" if sent_on else "",
            files,
            shown.steps,
            shown.measure,
        ],
        "url": f"{base}/a/{shown.ref}/sign-off",
    }


def _overdue(action: DigestAction, today: date, base: str) -> dict[str, Any]:
    shown = action.shown
    return {
        "label": f"Action {shown.number}, {shown.name}",
        "short": f"{shown.number} {shown.name}",
        "facts": list(facts_of_overdue(action, today)),
        "url": f"{base}/a/{shown.ref}",
    }


def _due_soon(action: DigestAction, base: str) -> dict[str, Any]:
    shown = action.shown
    word = said(shown.last_said).removeprefix("Last said ").capitalize()
    return {
        "day": long_day(action.due_on),
        "label": f"action {shown.number}, {shown.name}",
        "facts": [one for one in (shown.owner, word, shown.steps, shown.measure) if one],
        "url": f"{base}/a/{shown.ref}",
    }


def _finished(action: DigestAction, base: str) -> dict[str, Any]:
    shown, on = action.shown, action.completed_on
    return {
        "label": f"Action {shown.number}, {shown.name}",
        "short": f"{shown.number} {shown.name}",
        "facts": [
            one for one in (f"Signed off {day(on)}" if on else "Signed off", shown.measure) if one
        ],
        "url": f"{base}/a/{shown.ref}",
    }


def _area(area: DigestArea) -> dict[str, Any]:
    return {
        "number": area.number,
        "title": area.title,
        "counts": _counts(area.actions, area.done, area.overdue),
        "actions": area.actions,
        "done": area.done,
        "overdue": area.overdue,
    }


def _counts(actions: int, done: int, overdue: int) -> str:
    return f"{count(actions, 'action')}, {done} done, {overdue} overdue"
