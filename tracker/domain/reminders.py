"""When an owner is reminded of what (`interaction.md` 1.6, 3.1 and 3.2).

Rules describe windows, not days: 'five working days late or more', never 'exactly five', so that a
morning missed is caught up by the next. Each occasion has a key that holds the due date, so a
moved date arms its reminders again, and holds the step rather than the day, so that holidays
cannot make it happen twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.actions import (
    DUE_SOON_DAYS,
    STALE_AFTER_DAYS,
    Progress,
    Standing,
    is_open,
    silent_days,
)
from tracker.domain.wording import count, day
from tracker.domain.workdays import (
    Holidays,
    last_working_day,
    next_working_day,
    working_days_between,
)

QUIET_DAYS = 14
"""Days for which a saved update silences reminders about its action, unless it comes due."""
OVERDUE_LADDER = (1, 5, 10)
"""Working days late at which an owner is told on the day; after that only in the agenda."""
DUE_SOON_WORKING_DAYS = 10
AGENDA_DUE_DAYS = 7
MOST_A_WEEK = 3
"""Timed letters a week about any one action."""
TOLD_LATELY = timedelta(days=6)
"""Within it an agenda does not repeat what its owner was told on the day. Shorter than from one
week's agenda to the next, whichever of them a bank holiday has moved from Monday to Tuesday."""


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


@dataclass(frozen=True)
class OwnedAction:
    """The facts about one action that its reminders are worked out from."""

    id: int
    owner_id: int
    standing: Standing
    given_on: date
    manager_name: str
    chased: bool
    asked_for_on: date | None
    """The new date its owner has asked for and nobody has decided yet."""


@dataclass(frozen=True)
class Owner:
    """The facts about one person that their reminders are worked out from."""

    id: int
    pattern: Pattern
    agenda_weekday: int


@dataclass(frozen=True)
class Need:
    """That an action needs its owner, why, and the key of the occasion."""

    action_id: int
    why: Why
    key: str


@dataclass(frozen=True)
class Silence:
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

    `planned` maps the keys of this owner's occasions already planned or skipped to their days.
    """

    today: date
    holidays: Holidays
    planned: Mapping[str, date]


def why_now(action: OwnedAction, today: date) -> Why | None:
    """The first reason this action has to trouble its owner today, silence aside; None if none."""
    standing = action.standing
    if not is_open(standing.progress):
        return None
    if standing.due_on < today:
        return Why.OVERDUE
    if standing.due_on == today:
        return Why.DUE_TODAY
    if standing.due_on <= today + timedelta(days=AGENDA_DUE_DAYS):
        return Why.DUE_SOON
    if action.chased or _quiet_days(action, today) >= STALE_AFTER_DAYS:
        return Why.UPDATE_REQUEST
    return None


def silence(action: OwnedAction, today: date) -> str | None:
    """Why this action's owner is left in peace today, in words; None when they are not.

    A saved update counts for 14 days, unless the action has come due since: that is news.
    """
    standing = action.standing
    if standing.progress is Progress.SUBMITTED:
        return f"waiting for sign-off by {action.manager_name}"
    if action.asked_for_on:
        return f"new date of {day(action.asked_for_on)} waiting for {action.manager_name} to decide"
    heard_on = max(standing.last_update_on or action.given_on, action.given_on)
    came_due_since = heard_on < standing.due_on <= today
    if today < heard_on + timedelta(days=QUIET_DAYS) and not came_due_since:
        updated = standing.last_update_on == heard_on
        verb = "updated" if updated else "given"
        return f"{verb} on {day(heard_on)}, so nothing for {QUIET_DAYS} days"
    return None


def quiet_until(updated_on: date, due_on: date) -> date:
    """The first day on which an update made on `updated_on` no longer silences reminders.

    The due date itself breaks the silence when it comes first.
    """
    until = updated_on + timedelta(days=QUIET_DAYS)
    return min(until, due_on) if due_on > updated_on else until


def agenda_day(owner: Owner, today: date, holidays: Holidays) -> date | None:
    """The day this week's agenda is due, or None while it is not due yet.

    A day missed is made up later in the same week.
    """
    chosen = weekly_day(owner.agenda_weekday, today, holidays)
    return chosen if chosen <= today else None


def weekly_day(weekday: int, today: date, holidays: Holidays) -> date:
    """This week's working day for a weekly letter: the chosen weekday (Monday is 0), else the first
    working day after it in the week, else the last one before it."""
    monday = today - timedelta(days=today.weekday())
    wanted = monday + timedelta(days=weekday)
    after = next_working_day(wanted, holidays)
    return after if after < monday + timedelta(days=7) else last_working_day(wanted, holidays)


def agenda_key(owner_id: int, on: date) -> str:
    """The key of a week's agenda: 'agenda|to:3|2011-W27', by ISO week and ISO year."""
    year, week, _ = on.isocalendar()
    return f"agenda|to:{owner_id}|{year}-W{week:02}"


def remind(owner: Owner, actions: Iterable[OwnedAction], morning: Morning) -> Verdict:
    """The one letter this owner gets this morning, if any, and why there is silence otherwise.

    `actions` are the owner's open ones. However much there is to say, it is one letter.
    """
    actions = sorted(actions, key=lambda a: (a.standing.due_on, a.id))
    silences: list[Silence] = []
    awake: list[OwnedAction] = []
    for action in actions:
        reason = silence(action, morning.today) or _too_often(action, morning)
        if reason is None:
            awake.append(action)
        elif why_now(action, morning.today):
            silences.append(Silence(action.id, reason))
    week = agenda_key(owner.id, morning.today)
    if agenda_day(owner, morning.today, morning.holidays) and week not in morning.planned:
        return _agenda(owner, awake, morning, tuple(silences), alone=len(actions) == 1)
    return _steps(owner, awake, morning, tuple(silences), alone=len(actions) == 1)


def _agenda(
    owner: Owner,
    awake: list[OwnedAction],
    morning: Morning,
    silences: tuple[Silence, ...],
    *,
    alone: bool,
) -> Verdict:
    week = agenda_key(owner.id, morning.today)
    told_on_the_day = alone or owner.pattern is Pattern.DAILY
    needs: list[Need] = []
    for action in awake:
        why = why_now(action, morning.today)
        if not why or not _wanted(owner, why):
            continue
        key = _step_keys(action, why, morning)[-1]
        told_on = morning.planned.get(key, date.min)
        if told_on_the_day and morning.today - told_on < TOLD_LATELY:
            silences = (*silences, Silence(action.id, f"told on {day(told_on)}"))
        else:
            needs.append(Need(action.id, why, key))
    if needs:
        return Verdict(Reminder(owner.id, tuple(needs), week), silences)
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
    today, holidays = morning.today, morning.holidays
    if _is_due(action, today, holidays):
        return Why.DUE_TODAY
    told_on_the_day = alone or owner.pattern is Pattern.DAILY
    if working_days_between(action.standing.due_on, today, holidays):
        return Why.OVERDUE if told_on_the_day or owner.pattern is Pattern.ONLY_DUE else None
    if not told_on_the_day or owner.pattern is Pattern.ONLY_DUE:
        return None
    if working_days_between(today, action.standing.due_on, holidays) <= DUE_SOON_WORKING_DAYS:
        return Why.DUE_SOON
    return Why.UPDATE_REQUEST if why_now(action, today) is Why.UPDATE_REQUEST else None


def _is_due(action: OwnedAction, today: date, holidays: Holidays) -> bool:
    """True on the due date, and before it on the last working day when it falls on a closed one."""
    due_on = action.standing.due_on
    if due_on < today:
        return False
    return due_on == today or next_working_day(today + timedelta(days=1), holidays) > due_on


def _step_keys(action: OwnedAction, why: Why, morning: Morning) -> list[str]:
    """The keys of every step of this family reached so far, the newest last."""
    if why is Why.OVERDUE:
        late = working_days_between(action.standing.due_on, morning.today, morning.holidays)
        reached = [_key(action, f"+{step}") for step in OVERDUE_LADDER if step <= late]
        return reached or [_key(action, "+0")]
    if why is Why.UPDATE_REQUEST:
        quiet = _quiet_days(action, morning.today)
        since = morning.today - timedelta(days=quiet)
        return [f"stale|act:{action.id}|since:{since}|n:{quiet // QUIET_DAYS}|to:{action.owner_id}"]
    return [_key(action, "0" if why is Why.DUE_TODAY else "-10")]


def _key(action: OwnedAction, step: str) -> str:
    due_on = action.standing.due_on
    return f"reminder|act:{action.id}|due:{due_on}|step:{step}|to:{action.owner_id}"


def _wanted(owner: Owner, why: Why) -> bool:
    return owner.pattern is not Pattern.ONLY_DUE or why in (Why.OVERDUE, Why.DUE_TODAY)


def _too_often(action: OwnedAction, morning: Morning) -> str | None:
    mark, week_ago = f"|act:{action.id}|", morning.today - timedelta(days=7)
    recent = {on for key, on in morning.planned.items() if mark in key and on > week_ago}
    return f"told {count(len(recent), 'time')} this week" if len(recent) >= MOST_A_WEEK else None


def _quiet_days(action: OwnedAction, today: date) -> int:
    """Days since the owner was last heard or was given the action, whichever is later."""
    return min(silent_days(action.standing, today), (today - action.given_on).days)


def is_due_soon(standing: Standing, today: date) -> bool:
    """True when an open action falls due within the 14 days that letters look ahead."""
    return (
        is_open(standing.progress)
        and standing.progress is not Progress.SUBMITTED
        and today <= standing.due_on <= today + timedelta(days=DUE_SOON_DAYS)
    )
