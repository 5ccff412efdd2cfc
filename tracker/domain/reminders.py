"""When an owner is reminded of what (`interaction.md` 1.6, 3.1 and 3.2).

Rules describe windows, not days: 'five working days late or more', never 'exactly five', so that a
morning missed is caught up by the next. Each occasion has a key that holds the due date, so a
moved date arms its reminders again, and holds the step rather than the day, so that holidays
cannot make it happen twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from tracker.domain.actions import (
    Progress,
    Standing,
    is_open,
    silent_days,
)
from tracker.domain.board_dates import BoardAsk
from tracker.domain.rules import AGENDA_DUE_DAYS, DEFAULTS, Rules
from tracker.domain.weeks import ALL_DAYS, Days, week_of, weekly_day
from tracker.domain.wording import count, day
from tracker.domain.workdays import (
    Holidays,
    next_working_day,
    working_days_between,
)

_AGENDA_LOOKS_AHEAD, _WEEK = timedelta(AGENDA_DUE_DAYS), timedelta(weeks=1)
TOLD_LATELY = timedelta(days=6)
"""Within it an agenda does not repeat what its owner was told on the day. Shorter than from one
week's agenda to the next, whichever of them a bank holiday has moved from Monday to Tuesday."""


AGENDA = "agenda|"  # what the keys of agendas begin with; each is asked for in its own week only


class Pattern(StrEnum):
    """How often a person wants to be reminded."""

    WEEKLY = "weekly"
    DAILY = "daily"
    ONLY_DUE = "only_due"


class Why(StrEnum):
    """Why an action needs its owner; each is also the kind of the letter about it alone."""

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    UPDATE_REQUEST = "update_request"


class OwnedAction(NamedTuple):
    """The facts about one action that its reminders are worked out from."""

    id: int
    owner_id: int
    standing: Standing
    given_on: date
    manager_name: str
    chased: bool
    asked_for_on: date | None
    """The new date its owner has asked for and nobody has decided yet."""
    rules: Rules = DEFAULTS
    plan_paused: bool = False
    moves: int = 0
    """How many new dates were agreed before that one, which is then not the manager's to decide."""
    board: BoardAsk | None = None
    """When its owner is asked for the sake of a board, if they are."""
    reviewed_on: date | None = None
    """When a review last decided what happens about it."""


@dataclass(frozen=True)
class Owner:
    """The facts about one person that their reminders are worked out from.

    `away` says in words why nothing goes to them or to anybody for them; `covered_by` is who gets
    what would have gone to them.
    """

    id: int
    pattern: Pattern
    agenda_weekday: int
    digest_weekday: int | None = None
    """The day of their weekly summary as a manager, which their own agenda keeps clear of."""
    covered_by: int | None = None
    away: str = ""
    reader_since: date | None = None
    """Since when whoever gets it now has got it, if a cover began or ended lately: what was told
    before that was told to somebody else."""


class Need(NamedTuple):
    """That an action needs its owner, why, and the key of the occasion."""

    action_id: int
    why: Why
    key: str


class Silence(NamedTuple):
    """That an action would need its owner but nothing is said, and the reason in words."""

    action_id: int | None
    reason: str


@dataclass(frozen=True)
class Reminder:
    """One letter to one owner: what it is about, and the week's agenda it stands for, if any."""

    owner_id: int
    needs: tuple[Need, ...]
    agenda_key: str | None


@dataclass(frozen=True)
class Verdict:
    """What a morning comes to for one owner.

    `passed_over` holds the keys of older steps that a newer one makes pointless: they are recorded
    as skipped, so that a week of outage is not told step by step. `empty_agenda` is the key of an
    agenda that had nothing in it.
    """

    reminder: Reminder | None
    silences: tuple[Silence, ...]
    passed_over: tuple[str, ...] = ()
    empty_agenda: str | None = None


@dataclass(frozen=True)
class Morning:
    """The day being planned and what has been planned before.

    `planned` maps the keys of occasions already planned or skipped to their days; `told` says by
    action how many timed letters have been about it in the last seven days. `digest_days` are the
    weekdays on which weekly letters go.
    """

    today: date
    holidays: Holidays
    planned: Mapping[str, date]
    told: Mapping[int, int] = field(default_factory=dict)
    digest_days: tuple[int, ...] = DEFAULTS.digest_days


def why_now(action: OwnedAction, today: date) -> Why | None:
    """The first reason this action has to trouble its owner today, silence aside; None if none."""
    standing = action.standing
    if not is_open(standing.progress):
        return None
    if standing.due_on < today:
        return Why.OVERDUE
    if standing.due_on == today:
        return Why.DUE_TODAY
    if standing.due_on <= today + _AGENDA_LOOKS_AHEAD:
        return Why.DUE_SOON
    if asked_for_board(action, today):
        return Why.UPDATE_REQUEST
    if action.chased or _quiet_days(action, today) >= action.rules.ask_after:
        return Why.UPDATE_REQUEST
    return None


def asked_for_board(action: OwnedAction, today: date) -> bool:
    """True while a board that meets soon wants to hear of it and its owner has not been heard since
    they were to be asked."""
    heard_on = max(action.standing.last_update_on or date.min, action.given_on)
    return action.board is not None and action.board.wants(heard_on, today)


def silence(action: OwnedAction, today: date) -> str | None:
    """Why this action's owner is left in peace today, in words; None when they are not.

    A saved update counts for as many days as the rules say, unless the action has come due since:
    that is news.
    """
    standing, quiet_days = action.standing, action.rules.quiet_days
    if standing.progress is Progress.SUBMITTED:
        return f"waiting for sign-off by {action.manager_name}"
    if standing.progress is Progress.ON_HOLD:
        return "on hold"
    if action.asked_for_on:
        whose = "to be decided" if action.moves else f"for {action.manager_name} to decide"
        return f"new date of {day(action.asked_for_on)} waiting {whose}"
    if action.plan_paused:
        return "reminders of this plan are paused"
    heard_on = max(standing.last_update_on or action.given_on, action.given_on)
    came_due_since = heard_on < standing.due_on <= today
    if today < heard_on + timedelta(days=quiet_days) and not came_due_since:
        return _heard(standing.last_update_on == heard_on, heard_on, quiet_days)
    return None


# A morning says the same few hundred of them for very many actions.
@lru_cache(maxsize=4096)
def _heard(updated: bool, heard_on: date, quiet_days: int) -> str:
    verb = "updated" if updated else "given"
    return f"{verb} on {day(heard_on)}, so nothing for {count(quiet_days, 'day')}"


def agenda_day(
    owner: Owner, today: date, holidays: Holidays, *, days: Days = ALL_DAYS
) -> date | None:
    """The day this week's agenda is due, or None while it is not due yet.

    A day missed is made up later in the same week. A manager's own agenda keeps clear of the day of
    their weekly summary: it goes on the next working day, or on the one before when there is none
    left in the week.
    """
    chosen = weekly_day(owner.agenda_weekday, today, holidays, days=days)
    if owner.digest_weekday is not None:
        digest_on = weekly_day(owner.digest_weekday, today, holidays, days=days)
        rest = [one for one in week_of(today, holidays, ALL_DAYS) if one != digest_on]
        if chosen == digest_on and rest:
            chosen = next((one for one in rest if one > chosen), rest[-1])
    return chosen if chosen <= today else None


def agenda_key(owner: Owner, on: date) -> str:
    """The key of a week's agenda: 'agenda|to:3|2011-W27', by ISO week and ISO year.

    What went to a cover is another key, so that whoever comes back has an agenda of their own.
    """
    year, week, _ = on.isocalendar()
    by = f"|by:{owner.covered_by}" if owner.covered_by else ""
    return f"{AGENDA}to:{owner.id}{by}|{year}-W{week:02}"


_SOONEST_FIRST = attrgetter("standing.due_on", "id")


def remind(owner: Owner, actions: Iterable[OwnedAction], morning: Morning) -> Verdict:
    """The one letter about this owner's actions this morning, if any, and why there is silence.

    `actions` are the owner's open ones. However much there is to say, it is one letter; on the day
    of an agenda that had nothing in it there is none.
    """
    actions = sorted(actions, key=_SOONEST_FIRST)
    silences: list[Silence] = []
    awake: list[OwnedAction] = []
    for action in actions:
        reason = silence(action, morning.today) or owner.away or _too_often(action, morning)
        if reason is None:
            awake.append(action)
        elif why_now(action, morning.today):
            silences.append(Silence(action.id, reason))
    if owner.away:
        return Verdict(None, tuple(silences))
    alone = len(actions) == 1
    due = agenda_day(owner, morning.today, morning.holidays, days=morning.digest_days)
    agenda_on = morning.planned.get(agenda_key(owner, morning.today))
    if due and agenda_on is None:
        return _agenda(owner, awake, morning, tuple(silences), alone=alone)
    if agenda_on == morning.today:
        return Verdict(None, tuple(silences))
    return _steps(owner, awake, morning, tuple(silences), alone=alone)


def _agenda(
    owner: Owner,
    awake: list[OwnedAction],
    morning: Morning,
    silences: tuple[Silence, ...],
    *,
    alone: bool,
) -> Verdict:
    week = agenda_key(owner, morning.today)
    told_on_the_day = alone or owner.pattern is Pattern.DAILY
    needs: list[Need] = []
    passed: list[str] = []
    for action in awake:
        why = why_now(action, morning.today)
        if not why or not _wanted(owner, why):
            continue
        keys = _step_keys(action, why, morning)
        told_on = morning.planned.get(keys[-1], date.min)
        told_them = told_on >= (owner.reader_since or date.min)
        if told_on_the_day and told_them and morning.today - told_on < TOLD_LATELY:
            silences = (*silences, Silence(action.id, f"told on {day(told_on)}"))
            continue
        needs.append(Need(action.id, why, keys[-1]))
        if _step_on_the_day(owner, action, morning, alone=alone) is why:
            passed += [key for key in keys[:-1] if key not in morning.planned]
    if needs:
        return Verdict(Reminder(owner.id, tuple(needs), week), silences, tuple(passed))
    nothing = () if silences else (Silence(None, "nothing needs this person this week"),)
    return Verdict(None, (*silences, *nothing), empty_agenda=week)


def _steps(
    owner: Owner,
    awake: list[OwnedAction],
    morning: Morning,
    silences: tuple[Silence, ...],
    *,
    alone: bool,
) -> Verdict:
    needs: list[Need] = []
    passed: list[str] = []
    for action in awake:
        why = _step_on_the_day(owner, action, morning, alone=alone)
        keys = _step_keys(action, why, morning) if why else []
        if why and keys[-1] not in morning.planned:
            needs.append(Need(action.id, why, keys[-1]))
            passed += [key for key in keys[:-1] if key not in morning.planned]
    reminder = Reminder(owner.id, tuple(needs), None) if needs else None
    return Verdict(reminder, silences, tuple(passed))


def _step_on_the_day(
    owner: Owner, action: OwnedAction, morning: Morning, *, alone: bool
) -> Why | None:
    """Which step, outside the agenda, this action has reached: the day itself for everybody; the
    rest only for those with one action or who asked for daily letters."""
    today, holidays, rules = morning.today, morning.holidays, action.rules
    if is_told_today(action, today, holidays):
        return Why.DUE_TODAY
    told_on_the_day = alone or owner.pattern is Pattern.DAILY
    late = working_days_between(action.standing.due_on, today, holidays)
    if late:
        told = told_on_the_day or owner.pattern is Pattern.ONLY_DUE
        return Why.OVERDUE if told and any(step <= late for step in rules.overdue) else None
    if not told_on_the_day or owner.pattern is Pattern.ONLY_DUE:
        return None
    ahead = working_days_between(today, action.standing.due_on, holidays)
    if any(ahead <= step for step in rules.before):
        return Why.DUE_SOON
    return Why.UPDATE_REQUEST if why_now(action, today) is Why.UPDATE_REQUEST else None


def is_told_today(action: OwnedAction, today: date, holidays: Holidays) -> bool:
    """True on the due date, and before it on the last working day when it falls on a closed one;
    never where the rules leave the day itself out."""
    due_on = action.standing.due_on
    if due_on < today or not action.rules.on_the_day:
        return False
    return due_on == today or next_working_day(today + timedelta(days=1), holidays) > due_on


def _step_keys(action: OwnedAction, why: Why, morning: Morning) -> list[str]:
    """The keys of every step of this family reached so far, the newest last."""
    due_on, rules = action.standing.due_on, action.rules
    if why is Why.OVERDUE:
        late = working_days_between(due_on, morning.today, morning.holidays)
        reached = [_key(action, f"+{step}") for step in rules.overdue if step <= late]
        return reached or [_key(action, "+0")]
    if why is Why.UPDATE_REQUEST and action.board and asked_for_board(action, morning.today):
        meets_on = action.board.meets_on
        return [f"board_ask|act:{action.id}|meets:{meets_on}|to:{action.owner_id}"]
    if why is Why.UPDATE_REQUEST:
        return [_stale_key(action, morning.today)]
    if why is Why.DUE_TODAY:
        return [_key(action, "0")]
    ahead = working_days_between(morning.today, due_on, morning.holidays)
    steps = sorted(rules.before, reverse=True)
    return [_key(action, f"-{step}") for step in steps if ahead <= step] or [_key(action, "-soon")]


def _stale_key(action: OwnedAction, today: date) -> str:
    """A request is repeated at a distance counted from whole weeks of silence, so that one made on
    a Monday, in an agenda, is not made again in the middle of a week."""
    quiet, rules = _quiet_days(action, today), action.rules
    whole_weeks = rules.ask_after - rules.ask_after % 7
    number = whole_weeks // rules.ask_again + (quiet - whole_weeks) // rules.ask_again
    since = today - timedelta(days=quiet)
    return f"stale|act:{action.id}|since:{since}|n:{number}|to:{action.owner_id}"


def _key(action: OwnedAction, step: str) -> str:
    due_on = action.standing.due_on
    return f"reminder|act:{action.id}|due:{due_on}|step:{step}|to:{action.owner_id}"


def _wanted(owner: Owner, why: Why) -> bool:
    return owner.pattern is not Pattern.ONLY_DUE or why in (Why.OVERDUE, Why.DUE_TODAY)


def _too_often(action: OwnedAction, morning: Morning) -> str | None:
    """Why nothing more is said about this action this week. The last letter of the week is kept
    for the due date when that comes within it."""
    told, most = morning.told.get(action.id, 0), action.rules.most_a_week
    today, due_on = morning.today, action.standing.due_on
    comes_due = today < due_on < today + _WEEK and action.rules.on_the_day
    if comes_due and not is_told_today(action, today, morning.holidays):
        most -= 1
    return f"told {count(told, 'time')} this week" if told >= most else None


def _quiet_days(action: OwnedAction, today: date) -> int:
    """Days since the owner was last heard or was given the action, whichever is later."""
    return min(silent_days(action.standing, today), (today - action.given_on).days)
