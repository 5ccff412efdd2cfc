"""What the coming mornings bring one owner if nothing changes, and why a morning brought nothing.

Every verdict is the planner's own, `reminders.remind`, run forward a day at a time: nothing about
when somebody is reminded is said here a second time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.occasions import rule_of
from tracker.domain.reminders import (
    Morning,
    Need,
    OwnedAction,
    Owner,
    Pattern,
    Verdict,
    agenda_day,
    agenda_key,
    remind,
    why_now,
)
from tracker.domain.wording import day, long_day
from tracker.domain.workdays import Holidays, is_working_day

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Day:
    """One working morning: what the planner decided, and what it knew when it did."""

    morning: Morning
    verdict: Verdict


def mornings(
    owner: Owner,
    actions: Sequence[OwnedAction],
    *,
    first: date,
    last: date,
    holidays: Holidays,
    planned: Mapping[str, date],
    digest_days: tuple[int, ...],
) -> Iterator[Day]:
    """The working mornings from one day to another, each knowing what those before it planned."""
    known = dict(planned)
    told_on: dict[int, list[date]] = {}
    on = first
    while on <= last:
        if is_working_day(on, holidays):
            lately = {number: _in_the_week_to(on, days) for number, days in told_on.items()}
            morning = Morning(on, holidays, dict(known), lately, digest_days)
            verdict = remind(owner, actions, morning)
            yield Day(morning, verdict)
            known |= _used_by(verdict, on)
            for need in verdict.reminder.needs if verdict.reminder else ():
                told_on.setdefault(need.action_id, []).append(on)
        on += timedelta(days=1)


def _in_the_week_to(on: date, days: Sequence[date]) -> int:
    return sum(one > on - timedelta(days=7) for one in days)


def need_of(verdict: Verdict, action_id: int) -> Need | None:
    """What a letter of this morning says of one action; None when it says nothing of it."""
    needs = verdict.reminder.needs if verdict.reminder else ()
    return next((need for need in needs if need.action_id == action_id), None)


def why_quiet(owner: Owner, action: OwnedAction, found: Day) -> str:
    """Why a working morning brought this owner nothing about this action, as a sentence without its
    full stop. Only for one that brought nothing."""
    verdict, today = found.verdict, found.morning.today
    for silence in verdict.silences:
        if silence.action_id == action.id:
            return silence.reason
    if why_now(action, today) is None:
        return f"nothing about it needs its owner yet: it is due on {day(action.standing.due_on)}"
    told = _told(action, found.morning)
    if told:
        key, on = told
        rule = rule_of(key) or "this"
        return (
            f"already told on {day(on)}, and no further step has been reached since. The rule was:"
            f" {rule[:1].lower()}{rule[1:]}"
        )
    return _waits_for_agenda(owner, found)


def closed_day(on: date, holidays: Holidays) -> str | None:
    """That nothing is sent on a day, as a sentence without its full stop; None on a working day."""
    if is_working_day(on, holidays):
        return None
    return f"{long_day(on)} is not a working day"


def _waits_for_agenda(owner: Owner, found: Day) -> str:
    if owner.pattern is Pattern.ONLY_DUE:
        return "they asked to be told only when something is due or overdue"
    weekday = WEEKDAYS[owner.agenda_weekday]
    asked = f"they get one email a week, on {weekday}s, because they own several actions"
    today, holidays = found.morning.today, found.morning.holidays
    sent_on = found.morning.planned.get(agenda_key(owner, today))
    if sent_on and sent_on > date.min:
        return f"{asked}. This week’s went on {day(sent_on)}"
    if sent_on or agenda_day(owner, today, holidays, days=found.morning.digest_days):
        return f"{asked}. This week nothing needed them on that day"
    return f"{asked}. This week’s has not come yet"


_NOT_ABOUT_A_DATE = ("stale|", "board_ask|")
"""How the keys of requests for an update begin, which hold whatever the due date."""


def _told(action: OwnedAction, morning: Morning) -> tuple[str, date] | None:
    """The newest letter about this action's due date as it stands, by its key."""
    mark, due = f"|act:{action.id}|", f"|due:{action.standing.due_on}|"
    told = [
        (on, key)
        for key, on in morning.planned.items()
        if mark in key and on > date.min and (due in key or key.startswith(_NOT_ABOUT_A_DATE))
    ]
    return (max(told)[1], max(told)[0]) if told else None


def _used_by(verdict: Verdict, on: date) -> dict[str, date]:
    used = dict.fromkeys(verdict.passed_over, date.min)
    if verdict.empty_agenda:
        used[verdict.empty_agenda] = date.min
    if verdict.reminder:
        used |= dict.fromkeys((need.key for need in verdict.reminder.needs), on)
        if verdict.reminder.agenda_key:
            used[verdict.reminder.agenda_key] = on
    return used
