"""What a letter says of one thing that was decided about an action, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from tracker.domain.digests import MOST_LISTED
from tracker.domain.wording import count, day, distance, listed, preheader
from tracker.services.letters.officer import Voice, voice_to
from tracker.services.letters.orders import About, Desk, Draft


class Outcome(StrEnum):
    """What was decided."""

    AGREED = "agreed"
    REFUSED = "refused"
    RETURNED = "returned"
    REOPENED = "reopened"
    SIGNED_OFF = "signed_off"
    HELD = "held"
    RESUMED = "resumed"
    DROPPED = "dropped"


ENDED = frozenset({Outcome.SIGNED_OFF, Outcome.DROPPED})
"""Outcomes after which nothing is asked about the action any more."""


@dataclass(frozen=True)
class Decided:
    """One decision as the letter speaks of it.

    `asked_for` is the date that was asked for, None where nobody had asked, `asker` who asked where
    the owner did not themself. `quote` is the reason when a letter may carry it, `check_on` the day
    on which what is signed off is looked at again, `until` the day on which what is on hold goes
    on.
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
    asker: str = ""
    quote: str = ""
    check_on: date | None = None
    until: date | None = None

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
        "until": _day(first.until),
        "headline": _HEADLINES[first.outcome](first, voice) if one else _joint(kind, decided),
        "hint": _hint(first, others, voice) if one else _joint_hint(decided),
        "lines": _lines(first, voice),
        "quote": first.quote,
        "next": _next(first, desk.today),
        "restricted": any(d.restricted for d in decided),
        "items": [item(d, voice, desk) for d in decided[:MOST_LISTED]],
        "others": [_other(o, desk) for o in others[:MOST_LISTED]],
        "other_count": len(others),
        "have": voice.have,
        "url": f"{desk.base}/a/{first.ref}"
        if one and one.outcome not in ENDED
        else f"{desk.base}/",
        "why": desk.why(
            f"You get this because you own {'action' if one else 'actions'} {numbers} in {plans}."
        ),
    }
    about = About(one.ref, one.name) if one else None
    return Draft(kind, one.ref if one else first.plan_code, facts, about=about)


_RESTS = {
    Outcome.HELD: "put it on hold",
    Outcome.RESUMED: "took it up again",
    Outcome.DROPPED: "decided that it is no longer needed",
}

_HEADLINES: dict[Outcome, Callable[[Decided, Voice], str]] = {
    Outcome.AGREED: lambda d, _voice: f"Action {d.number} is now due {day(d.due_on)}",
    Outcome.REFUSED: lambda d, _voice: f"Action {d.number} is still due {day(d.due_on)}",
    Outcome.RETURNED: lambda d, voice: f"Action {d.number} is returned to {voice.you}",
    Outcome.REOPENED: lambda d, _voice: f"Action {d.number} is open again",
    Outcome.SIGNED_OFF: lambda d, _voice: f"Action {d.number} is signed off",
    Outcome.HELD: lambda d, _voice: f"Action {d.number} is on hold until {_day(d.until)}",
    Outcome.RESUMED: lambda d, _voice: f"Action {d.number} goes on, due {day(d.due_on)}",
    Outcome.DROPPED: lambda d, _voice: f"Action {d.number} is no longer needed",
}


def _joint(kind: str, decided: Sequence[Decided]) -> str:
    number = len(decided)
    return {
        "new_date_decided": f"{number} new dates are decided",
        "returned": f"{number} actions are returned to you",
        "signed_off": f"{number} actions are signed off",
        "on_hold": f"{number} actions are put on hold, taken up again or no longer needed",
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
    if one.outcome in _RESTS:
        return [f"{one.by} {_RESTS[one.outcome]} on {day(one.on)}"]
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
    if one.from_on and one.asked_for is None:
        return [f"{one.by} moved it from {day(one.from_on)} to {day(one.due_on)} on {day(one.on)}"]
    asker = one.asker or voice.begin
    asked = (
        f"{asker} asked to move it from {day(one.from_on)} to {day(one.asked_for)}"
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
    if one.outcome in ENDED:
        return ""
    if one.outcome is Outcome.HELD:
        return f"Nothing is asked of it until then. It goes on by itself on {_day(one.until)}."
    if one.outcome is Outcome.RESUMED:
        return f"It is due {day(one.due_on)}. Reminders follow that date."
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


def item(one: Decided, voice: Voice, desk: Desk) -> dict[str, Any]:
    """One decision in a list of several."""
    state = {
        Outcome.AGREED: f"now due {day(one.due_on)}",
        Outcome.REFUSED: f"still due {day(one.due_on)}",
        Outcome.RETURNED: "returned",
        Outcome.REOPENED: f"open again, due {day(one.due_on)}",
        Outcome.SIGNED_OFF: "signed off",
        Outcome.HELD: f"on hold until {_day(one.until)}",
        Outcome.RESUMED: f"goes on, due {day(one.due_on)}",
        Outcome.DROPPED: "no longer needed",
    }[one.outcome]
    return {
        "label": f"Action {one.number}, {one.name}: {state}",
        "facts": [*_lines(one, voice), f"Why: {one.quote.rstrip('.')}" if one.quote else ""],
        "url": f"{desk.base}/a/{one.ref}",
    }


def _other(one: Open, desk: Desk) -> dict[str, Any]:
    return {
        "label": f"Action {one.label}",
        "facts": [f"Due {day(one.due_on)}, {distance(one.due_on, desk.today)}"],
        "url": f"{desk.base}/a/{one.ref}",
    }


def _day(on: date | None) -> str:
    return day(on) if on else ""
