"""Being away: who covers, for which days, and what that comes to (`interaction.md` 2.17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count, day, span
from tracker.domain.workdays import Holidays, add_working_days, next_working_day

LONGEST_PAUSE = 10
"""Working days for which reminders may pause with nobody covering."""
LONGEST_NOTE = 500


class Away(StrEnum):
    """How somebody is away."""

    COVERED = "covered"
    PAUSED = "paused"
    LEAVING = "leaving"


@dataclass(frozen=True)
class Plan:
    """What somebody wants to happen while they are away. Both dates are days away."""

    kind: Away
    first: date
    last: date
    covered_by: str = ""
    """The name of whoever covers; empty for a pause."""
    cover_may_decide: bool = False
    """Whether whoever covers has a role that decides at all."""
    decides: bool = False


@dataclass(frozen=True)
class Spell:
    """Days that are spoken for already, and the other person's name; empty when nobody covers."""

    first: date
    last: date
    other: str = ""

    def meets(self, plan: Plan) -> bool:
        """True when a day is in both."""
        return self.first <= plan.last and plan.first <= self.last

    @property
    def words(self) -> str:
        """'from 4 to 15 July 2011', 'on 4 July 2011'."""
        days = span(self.first, self.last)
        return f"on {days}" if self.first == self.last else f"from {days}"


@dataclass(frozen=True)
class Diary:
    """What is known already about everybody concerned."""

    today: date
    holidays: Holidays
    covers: str
    """'You cover' or 'Priya Nair covers', for sentences."""
    own: tuple[Spell, ...] = ()
    """When this person is away already, and who covers."""
    duties: tuple[Spell, ...] = ()
    """When this person covers for somebody else, and for whom."""
    cover_away: tuple[Spell, ...] = ()
    """When the person chosen is away themselves."""
    began: date | None = None
    """The first day of the cover this plan takes the place of, which may be past."""


def faults(plan: Plan, diary: Diary) -> Iterator[RuleBroken]:
    """Everything that is wrong with a plan, each with the field it belongs to."""
    wrong_days = list(_wrong_days(plan, diary))
    yield from wrong_days
    if wrong_days:
        return
    if plan.kind is Away.PAUSED:
        yield from _too_long(plan, diary.holidays)
    yield from _taken(plan, diary)
    if plan.decides and not plan.cover_may_decide:
        yield RuleBroken(
            f"{plan.covered_by} cannot decide. Choose a manager, or let them update only",
            field="decides",
        )


def _wrong_days(plan: Plan, diary: Diary) -> Iterator[RuleBroken]:
    if plan.first < diary.today and plan.first != diary.began:
        yield RuleBroken("First day away must be today or in the future", field="first")
    if plan.last < plan.first:
        yield RuleBroken(
            "Last day away must be the same as or after the first day away", field="last"
        )
    elif plan.last < diary.today:
        yield RuleBroken("Last day away must be today or in the future", field="last")


def _too_long(plan: Plan, holidays: Holidays) -> Iterator[RuleBroken]:
    latest = longest_pause(plan.first, holidays)
    if plan.last > latest:
        yield RuleBroken(
            f"Reminders can pause for up to {LONGEST_PAUSE} working days, here until"
            f" {day(latest)}. For longer, choose someone to cover",
            field="last",
        )


def longest_pause(first: date, holidays: Holidays) -> date:
    """The last day of the longest pause that begins on a day: the day before work begins again."""
    last = add_working_days(first - timedelta(days=1), LONGEST_PAUSE, holidays)
    return next_working_day(last + timedelta(days=1), holidays) - timedelta(days=1)


def _taken(plan: Plan, diary: Diary) -> Iterator[RuleBroken]:
    already = next((spell for spell in diary.own if spell.meets(plan)), None)
    if already and already.other and already.other == plan.covered_by:
        yield RuleBroken(
            f"{already.other} is covering already {already.words}. Change that, or choose other"
            " days",
            field="covered_by",
        )
    elif already:
        what = f"{already.other} is covering" if already.other else "Reminders are paused"
        yield RuleBroken(
            f"{what} already {already.words}. Change that, or choose other days", field="first"
        )
    duty = next((spell for spell in diary.duties if spell.meets(plan)), None)
    if duty:
        yield RuleBroken(
            f"{diary.covers} for {duty.other} {duty.words}. Somebody else has to cover for"
            f" {duty.other} first",
            field="first",
        )
    away = next((spell for spell in diary.cover_away if spell.meets(plan)), None)
    if plan.kind is Away.COVERED and away:
        yield RuleBroken(
            f"{plan.covered_by} is away too {away.words}. Choose someone else", field="covered_by"
        )


@dataclass(frozen=True)
class Work:
    """What somebody leaves behind while they are away."""

    owned: int
    """Open actions in live plans."""
    due: int
    """Those of them that fall due on the days away."""
    decides: bool
    """Whether decisions wait for this person at all."""


def effects(plan: Plan, work: Work, holidays: Holidays, *, name: str = "") -> list[str]:
    """What a plan comes to, a sentence or two at a time.

    `name` is the person away when somebody else is told; without one they are told themselves.
    """
    who, are, get = (name, "is", "gets") if name else ("you", "are", "get")
    back = day(back_on(plan.last, holidays))
    cover = plan.covered_by or "Nobody"
    if work.owned:
        which, owned = "those", count(work.owned, "action")
        said = [f"{owned}. {_due(work.due)} while {who} {are} away."]
    else:
        which, owner = "all", f"{name} owns" if name else "You own"
        said = [f"{owner} no open actions."]
    said.append(f"{cover} gets {which} reminders, {who} {get} one summary on {back}.")
    if work.decides and plan.decides:
        said.append(
            f"{cover} also decides what waits for {name or 'you'} and reviews what is overdue, but"
            " never decides about their own actions."
        )
    elif work.decides:
        said.append(f"Decisions wait until {back}.")
    return [*said, "What stays overdue is still taken to the next manager."]


def _due(number: int) -> str:
    if not number:
        return "None falls due"
    return "1 falls due" if number == 1 else f"{number} fall due"


def back_on(last: date, holidays: Holidays) -> date:
    """The first working day after the last day away."""
    return next_working_day(last + timedelta(days=1), holidays)
