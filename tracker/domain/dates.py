"""Asking for a new due date, and deciding about it (`interaction.md` 2.5).

The first date that was agreed never changes; the due date moves only when somebody agrees.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import day
from tracker.domain.workdays import Holidays, next_working_day

LONGEST_REASON = 500


class DelayReason(StrEnum):
    """Why an action takes longer, so that a board can see which reasons come again.

    The list is ours, drawn from what published trackers give as their reasons: North Devon's table
    of requests for an extension and the reasons Treasury's DAO 02/20 wants with a deferral
    (`domain.md` 2.7). No body prescribes one.
    """

    ANOTHER_BODY = "another_body"
    STAFFING = "staffing"
    MORE_WORK = "more_work"
    MONEY = "money"
    PRIORITIES = "priorities"
    OTHER = "other"


DELAY_WORDS = {
    DelayReason.ANOTHER_BODY: "Waiting for another body",
    DelayReason.STAFFING: "Recruitment or staffing",
    DelayReason.MORE_WORK: "More work than planned",
    DelayReason.MONEY: "Procurement or money",
    DelayReason.PRIORITIES: "Priorities changed",
    DelayReason.OTHER: "Something else",
}


class Verdict(StrEnum):
    """What is decided about a request."""

    AGREE = "agree"
    ANOTHER = "another"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Proposal:
    """A date that one press asks for."""

    words: str
    on: date


@dataclass(frozen=True)
class Wish:
    """A request as its author words it. `risk` and `interim` may be empty."""

    to_on: date | None
    code: DelayReason | None
    reason: str
    interim: str = ""
    """What keeps children and families safe meanwhile."""
    risk: str = ""


@dataclass(frozen=True)
class Decision:
    """What somebody decides. `on` is the date they agree instead; only for `Verdict.ANOTHER`."""

    verdict: Verdict | None
    on: date | None = None
    reason: str = ""


def proposals(due_on: date, today: date, holidays: Holidays) -> tuple[Proposal, Proposal]:
    """Two weeks and one month after the due date, or after today when that has passed; each moved
    to the next working day when the council is closed."""
    begin, after = (due_on, "later") if due_on >= today else (today, "from today")
    return (
        Proposal(f"2 weeks {after}", next_working_day(begin + timedelta(weeks=2), holidays)),
        Proposal(f"1 month {after}", next_working_day(_month_after(begin), holidays)),
    )


def wish_faults(wish: Wish, due_on: date, today: date) -> Iterator[RuleBroken]:
    """Everything that is wrong with a request, each with the field it belongs to."""
    if wish.to_on is None:
        yield RuleBroken("Enter the date you need", field="other")
    elif wrong := _wrong_date(wish.to_on, due_on, today):
        yield RuleBroken(f"Date you need must be {wrong}", field="other")
    if wish.code is None:
        yield RuleBroken("Select the main reason", field="code")
    if not wish.reason:
        yield RuleBroken("Say why more time is needed", field="reason")
    named = (
        ("reason", "Why more time is needed", wish.reason),
        ("interim", "What keeps children and families safe", wish.interim),
        ("risk", "What could go wrong", wish.risk),
    )
    for field, name, text in named:
        if len(text) > LONGEST_REASON:
            words = f"{name} must be {LONGEST_REASON} characters or less"
            yield RuleBroken(words, field=field)


@dataclass(frozen=True)
class Move:
    """A new due date that is agreed without having been asked for, as its author words it."""

    to_on: date | None
    code: DelayReason | None
    reason: str


def move_faults(move: Move, due_on: date, today: date) -> Iterator[RuleBroken]:
    """Everything that is wrong with a move, each with the field it belongs to."""
    if move.to_on is None:
        yield RuleBroken("Enter the new due date", field="on")
    elif wrong := _wrong_date(move.to_on, due_on, today):
        yield RuleBroken(f"New due date must be {wrong}", field="on")
    if move.code is None:
        yield RuleBroken("Select the main reason", field="code")
    if not move.reason:
        yield RuleBroken("Say why more time is agreed", field="reason")
    if len(move.reason) > LONGEST_REASON:
        yield RuleBroken(f"Reason must be {LONGEST_REASON} characters or less", field="reason")


def decision_faults(
    decision: Decision, *, asked_for: date, due_on: date, today: date
) -> Iterator[RuleBroken]:
    """Everything that is wrong with a decision, each with the field it belongs to."""
    if decision.verdict is None:
        yield RuleBroken("Select what you want to do", field="verdict")
    elif decision.verdict is Verdict.AGREE and asked_for < today:
        yield RuleBroken(
            f"{day(asked_for)} has passed. Agree a different date, or refuse", field="verdict"
        )
    elif decision.verdict is Verdict.ANOTHER:
        yield from _another_faults(decision, due_on, today)
    elif decision.verdict is Verdict.REFUSE and not decision.reason:
        yield RuleBroken("Say why you refuse", field="reason")
    if len(decision.reason) > LONGEST_REASON:
        yield RuleBroken(f"Reason must be {LONGEST_REASON} characters or less", field="reason")


def _another_faults(decision: Decision, due_on: date, today: date) -> Iterator[RuleBroken]:
    if decision.on is None:
        yield RuleBroken("Enter the date you agree", field="on")
    elif wrong := _wrong_date(decision.on, due_on, today):
        yield RuleBroken(f"Date you agree must be {wrong}", field="on")
    if not decision.reason:
        yield RuleBroken("Say why you agree a different date", field="reason")


def _wrong_date(on: date, due_on: date, today: date) -> str:
    if on <= due_on:
        return f"after {day(due_on)}"
    return "today or in the future" if on < today else ""


def _month_after(on: date) -> date:
    """The same day of the next month, or its last day when it is shorter."""
    year, month = (on.year + 1, 1) if on.month == 12 else (on.year, on.month + 1)
    return on.replace(year=year, month=month, day=min(on.day, monthrange(year, month)[1]))
