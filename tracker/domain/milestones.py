"""What is asked of somebody who adds or changes a milestone of an action."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count, day

LONGEST_TITLE = 200
MOST_ON_ACTION = 50


@dataclass(frozen=True)
class Step:
    """A milestone as somebody words it; `owner_id` is None where it is the action's owner's."""

    title: str
    due_on: date | None
    owner_id: int | None = None


@dataclass(frozen=True)
class Span:
    """The days an action lasts, within which its milestones lie."""

    starts_on: date
    due_on: date


def in_short(steps: Iterable[tuple[date | None, date | None]], today: date) -> str:
    """'1 of 3 milestones finished, 1 late, next due 15 July 2011'; empty where there are none.

    Each step is the day it is due and the day it was finished, None where there is no such day.
    """
    told = list(steps)
    if not told:
        return ""
    open_days = [due_on for due_on, done_on in told if done_on is None]
    late = sum(due_on is not None and due_on < today for due_on in open_days)
    ahead = min((due_on for due_on in open_days if due_on and due_on >= today), default=None)
    parts = [f"{len(told) - len(open_days)} of {count(len(told), 'milestone')} finished"]
    parts += [f"{late} late"] if late else []
    parts += [f"next due {day(ahead)}"] if ahead else []
    return ", ".join(parts)


def faults_of(step: Step, span: Span, *, was_due_on: date | None = None) -> Iterator[RuleBroken]:
    """Everything wrong with a milestone, each with its field.

    A date that stays as it was (`was_due_on`) is no fault: the action's may have moved since.
    """
    if not step.title:
        yield RuleBroken("Enter the milestone", field="title")
    if len(step.title) > LONGEST_TITLE:
        words = f"Milestone must be {LONGEST_TITLE} characters or less"
        yield RuleBroken(words, field="title")
    if step.due_on is None:
        yield RuleBroken("Enter the date it is due", field="due")
    elif step.due_on != was_due_on:
        yield from _outside(step.due_on, span)


def _outside(due_on: date, span: Span) -> Iterator[RuleBroken]:
    if due_on > span.due_on:
        words = f"The date must be on or before {day(span.due_on)}, when the action is due"
        yield RuleBroken(words, field="due")
    elif due_on < span.starts_on:
        words = f"The date must be on or after {day(span.starts_on)}, when the action starts"
        yield RuleBroken(words, field="due")
