"""The same actions on several days: how many were open, overdue and completed, and the change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.actions import Standing, is_open, is_overdue, is_signed_off
from tracker.domain.wording import count, day

MONTHS = 12


@dataclass(frozen=True)
class Totals:
    """The numbers of one day. What is overdue is open as well."""

    actions: int = 0
    open: int = 0
    overdue: int = 0
    completed: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.actions + other.actions,
            self.open + other.open,
            self.overdue + other.overdue,
            self.completed + other.completed,
        )


def totals(standings: Iterable[Standing], today: date) -> Totals:
    """The numbers of these actions on a day."""
    every = list(standings)
    return Totals(
        actions=len(every),
        open=sum(is_open(one.progress) for one in every),
        overdue=sum(is_overdue(one, today) for one in every),
        completed=sum(is_signed_off(one.progress) for one in every),
    )


def times(number: int, standing: Standing, today: date) -> Totals:
    """The numbers of so many actions that all stand alike."""
    one = totals([standing], today)
    return Totals(number, one.open * number, one.overdue * number, one.completed * number)


def month_ends(today: date, months: int = MONTHS) -> list[date]:
    """The last days of the months before this one, the earliest first."""
    found = [today.replace(day=1) - timedelta(days=1)]
    while len(found) < months:
        found.append(found[-1].replace(day=1) - timedelta(days=1))
    return found[::-1]


def next_month_end(today: date) -> date:
    """The last day of this month."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def trend(by_day: Mapping[date, Totals], days: Sequence[date]) -> list[tuple[date, Totals]]:
    """The days on which there was anything, in their order."""
    return [(on, by_day[on]) for on in days if on in by_day and by_day[on].actions]


def changed(now: Totals, then: Totals) -> list[str]:
    """'2 more completed', '3 more overdue': what is not as many as it was."""
    pairs = (
        (now.completed - then.completed, "completed"),
        (now.overdue - then.overdue, "overdue"),
    )
    return [_more(change, what) for change, what in pairs if change]


def since_then(now: Totals, then: Totals, since: date) -> str:
    """'2 more completed and 3 more overdue than on 4 June 2011.'"""
    if not then.actions:
        return f"There is nothing to compare with: none of these actions was there on {day(since)}."
    said = changed(now, then)
    if not said:
        return f"As many are completed and as many are overdue as on {day(since)}."
    return f"{' and '.join(said)} than on {day(since)}."


def since_words(now: Totals, then: Totals, since: date) -> str:
    """'Since 4 June 2011: 2 more completed, 3 more overdue'; how many due dates moved follows."""
    new = now.actions - then.actions
    said = changed(now, then) or ["as many completed and overdue as then"]
    added = [f"{count(new, 'action')} added"] if new > 0 else []
    return f"Since {day(since)}: {', '.join([*said, *added])}"


def _more(change: int, what: str) -> str:
    return f"{abs(change)} {'more' if change > 0 else 'fewer'} {what}"
