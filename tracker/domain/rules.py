"""The rules of reminding: what each is, what it is unless somebody says otherwise, and what fits.

Laid down for the council, for a plan or for one action; each level overrides the one above by
naming only what differs. These are the only declarations of these numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

MOST_STEPS = 5
EARLIEST_HOUR, LATEST_HOUR = 6, 20
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
AGENDA_DUE_DAYS = 7
"""Days ahead that a weekly letter to an owner asks about; what is due later it only lists."""
ASK_AGAIN_DAYS = 14
"""Days after an unanswered request for an update until the next (`interaction.md` 3.2)."""
DECIDE_AGAIN_DAYS = 5
"""Working days after which somebody who has not decided is told once more, and after each as many
more the next one above them."""


class Level(StrEnum):
    """Where a rule is laid down; a later one overrides an earlier one."""

    COUNCIL = "council"
    PLAN = "plan"
    ACTION = "action"


@dataclass(frozen=True)
class Rules:
    """What holds for one action, or for the council where no action is meant."""

    before: tuple[int, ...] = (10,)
    """Working days before the due date at which people told on the day are told."""
    on_the_day: bool = True
    overdue: tuple[int, ...] = (1, 5, 10)
    """Working days late at which people told on the day are told; after that in the agenda."""
    manager_after: int | None = 10
    """Working days late at which the manager is asked to decide; None for never."""
    director_after: int | None = 20
    ask_every: int | None = None
    """Days without an update after which one is asked for; None leaves it to `stale_after`."""
    ask_grace: int = 0
    stale_after: int = 30
    quiet_days: int = 14
    """Days for which a saved update silences reminders, unless the action comes due."""
    most_a_week: int = 3
    """Timed letters a week about any one action, to whomever."""
    digest_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    """Weekdays on which weekly letters go; Monday is 0."""
    digest_hour: int = 7
    send_from: int = 8
    send_until: int = 18
    most_a_day: int = 1
    """Timed letters a working day to any one person."""

    @property
    def ask_after(self) -> int:
        """Days without an update after which one is asked for."""
        if self.ask_every is None:
            return self.stale_after
        return min(self.stale_after, self.ask_every + self.ask_grace)

    @property
    def ask_again(self) -> int:
        """Days after an unanswered request until the next."""
        return min(ASK_AGAIN_DAYS, self.ask_every or ASK_AGAIN_DAYS)


DEFAULTS = Rules()

COUNCIL_ONLY = frozenset({"digest_days", "digest_hour", "send_from", "send_until", "most_a_day"})
"""Rules about people and the day rather than about an action: only the council lays them down."""


def names_at(level: Level) -> tuple[str, ...]:
    """The rules that may be laid down at a level, in the order of the page."""
    every = tuple(field.name for field in fields(Rules))
    return every if level is Level.COUNCIL else tuple(n for n in every if n not in COUNCIL_ONLY)


def merged(*said: Mapping[str, Any]) -> Rules:
    """What holds when these levels speak, the uppermost first; what none says is the default."""
    if not any(said):
        return DEFAULTS
    values: dict[str, Any] = {}
    known = {field.name for field in fields(Rules)}
    for level in said:
        values |= {name: _value(value) for name, value in level.items() if name in known}
    return replace(DEFAULTS, **values)


def _value(kept: Any) -> Any:
    """A value as it is kept, JSON, as the rules hold it."""
    return tuple(kept) if isinstance(kept, list) else kept


@dataclass(frozen=True)
class Fault:
    """That rules do not fit: a whole sentence, and the rule it is about."""

    rule: str
    sentence: str


_BOUNDS = {
    "manager_after": (1, 120, "working days late"),
    "director_after": (1, 120, "working days late"),
    "ask_every": (7, 180, "days"),
    "ask_grace": (0, 30, "days"),
    "stale_after": (7, 365, "days"),
    "quiet_days": (0, 60, "days"),
    "most_a_week": (1, 5, "emails a week"),
    "most_a_day": (1, 3, "emails a day"),
}


def faults(rules: Rules) -> Iterator[Fault]:
    """Everything that does not fit about the rules that would hold, in the order of the page."""
    yield from _faults_of_steps("before", rules.before, "before the due date")
    yield from _faults_of_steps("overdue", rules.overdue, "after the due date")
    if list(rules.overdue) != sorted(set(rules.overdue)):
        yield Fault("overdue", "Enter the days in order, each once, such as 1, 5, 10")
    for name, (least, most, what) in _BOUNDS.items():
        value = getattr(rules, name)
        if value is not None and not least <= value <= most:
            yield Fault(name, f"Enter a number of {what} between {least} and {most}")
    yield from _faults_between(rules)
    for name in ("digest_hour", "send_from", "send_until"):
        yield from _faults_of_hour(name, getattr(rules, name))
    if rules.send_until <= rules.send_from:
        yield Fault("send_until", "The last hour for sending must be after the first")
    if not rules.digest_days:
        yield Fault("digest_days", "Select at least one day for weekly emails")


def _faults_of_steps(name: str, steps: tuple[int, ...], what: str) -> Iterator[Fault]:
    if len(steps) > MOST_STEPS:
        yield Fault(name, f"Enter at most {MOST_STEPS} days")
    if any(not 1 <= step <= 120 for step in steps):
        yield Fault(name, f"Each must be a number of working days {what} between 1 and 120")


def _faults_between(rules: Rules) -> Iterator[Fault]:
    """What does not fit between two rules."""
    both = rules.manager_after, rules.director_after
    if both[0] is not None and both[1] is not None and both[1] <= both[0]:
        yield Fault(
            "director_after", "The director must be told later than the manager: enter more days"
        )
    if rules.ask_every is not None and rules.ask_every < rules.quiet_days:
        yield Fault(
            "ask_every",
            f"An update silences reminders for {rules.quiet_days} days, so updates cannot be asked"
            " for more often than that. Enter more days, or fewer quiet days",
        )


def _faults_of_hour(name: str, hour: int) -> Iterator[Fault]:
    if hour == 1:
        yield Fault(
            name,
            "Nothing is sent between 1am and 2am, which the clocks skip or repeat. Enter an hour"
            " between 6am and 8pm",
        )
    elif not EARLIEST_HOUR <= hour <= LATEST_HOUR:
        yield Fault(name, "Enter an hour between 6am and 8pm")


def quiet_until(updated_on: date, due_on: date, *, rules: Rules = DEFAULTS) -> date:
    """The first day on which an update made on `updated_on` no longer silences reminders.

    The due date itself breaks the silence when it comes first.
    """
    until = updated_on + timedelta(days=rules.quiet_days)
    return min(until, due_on) if due_on > updated_on else until
