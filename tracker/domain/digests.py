"""What a manager's weekly digest says, worked out from plain facts (`interaction.md` 3.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.actions import (
    STALE_AFTER_DAYS,
    Progress,
    Standing,
    days_late,
    is_due_soon,
    is_open,
    is_overdue,
    is_signed_off,
    silent_days,
)

MOST_LISTED = 10
"""Each list in a letter shows at most this many, then 'and 6 more'."""


@dataclass(frozen=True)
class DigestAction:
    """One action a manager is accountable for, as the digest needs it."""

    ref: str
    number: str
    name: str
    """The short title, or that it is in a restricted plan."""
    plan_code: str
    area: str
    """The number of the area it belongs to."""
    owner: str
    standing: Standing
    last_said: Progress | None
    week_ago: Standing | None
    """How it stood a week ago; None when there was no such action yet."""
    asked_on: date | None
    asked_for: date | None
    asked_from: date | None
    submitted_by: str
    files: int
    date_is_theirs: bool = True
    """False when somebody above the manager decides about the new date asked for."""
    measure: str = ""
    """How far it has come, in short, where there is a target or a reading."""
    steps: str = ""
    """How many of its milestones are finished, where it has any."""


@dataclass(frozen=True)
class DigestArea:
    """One area for development with its numbers."""

    plan_code: str
    number: str
    title: str
    actions: int
    done: int
    overdue: int


@dataclass(frozen=True)
class Digest:
    """Everything a digest says; lists are whole, and letters show the first ten of each."""

    total: int
    completed: int
    overdue: tuple[DigestAction, ...]
    overdue_a_week_ago: int
    new_dates: tuple[DigestAction, ...]
    sign_offs: tuple[DigestAction, ...]
    due_soon: tuple[DigestAction, ...]
    finished: tuple[DigestAction, ...]
    on_track: int
    next_due: DigestAction | None
    areas: tuple[DigestArea, ...]

    @property
    def decisions(self) -> int:
        """How many things wait for the manager to decide."""
        return len(self.new_dates) + len(self.sign_offs)

    @property
    def is_all_clear(self) -> bool:
        """True when nothing is overdue and nothing waits; such a digest goes once a month."""
        return not self.overdue and not self.decisions


def digest(
    actions: Sequence[DigestAction], areas: Sequence[tuple[str, str, str]], *, today: date
) -> Digest:
    """The digest of these actions today; `areas` are (plan code, number, title) in order."""
    week_ago = today - timedelta(days=7)
    waiting = [a for a in actions if is_open(a.standing.progress)]
    overdue = sorted((a for a in waiting if is_overdue(a.standing, today)), key=_due)
    return Digest(
        total=len(actions),
        completed=sum(is_signed_off(a.standing.progress) for a in actions),
        overdue=tuple(overdue),
        overdue_a_week_ago=sum(_was_overdue(a, week_ago) for a in actions),
        new_dates=tuple(
            sorted((a for a in waiting if a.asked_on and a.date_is_theirs), key=_asked)
        ),
        sign_offs=tuple(sorted((a for a in waiting if a.standing.submitted_on), key=_submitted)),
        due_soon=tuple(sorted((a for a in waiting if is_due_soon(a.standing, today)), key=_due)),
        finished=tuple(a for a in actions if _finished_since(a, week_ago)),
        on_track=sum(a.standing.progress is Progress.ON_TRACK for a in waiting),
        next_due=min((a for a in waiting if a.standing.due_on >= today), key=_due, default=None),
        areas=tuple(_area(area, actions, today) for area in areas),
    )


def is_new_this_week(action: DigestAction, today: date) -> bool:
    """True when an overdue action was not overdue a week ago."""
    return not _was_overdue(action, today - timedelta(days=7))


def facts_of_overdue(action: DigestAction, today: date) -> tuple[str, ...]:
    """'34 days overdue', 'Priya Nair', 'Off track', 'No update for 53 days', as far as they apply.

    An owner who says 'on track' of something overdue is quoted as having last said it: the two
    facts disagree, and the letter does not choose between them.
    """
    late = days_late(action.standing.due_on, today)
    new = " (new this week)" if is_new_this_week(action, today) else ""
    facts = [
        f"{late} day{'s' if late != 1 else ''} overdue{new}",
        action.owner,
        said(action.last_said),
    ]
    if action.asked_on:
        facts.append("New date asked for")
    elif action.standing.progress is Progress.SUBMITTED:
        facts.append("Waiting for sign-off")
    elif silent_days(action.standing, today) >= STALE_AFTER_DAYS:
        facts.append(f"No update for {silent_days(action.standing, today)} days")
    facts.append(action.measure)
    return tuple(fact for fact in facts if fact)


def said(last_said: Progress | None) -> str:
    """The owner's word: 'Off track', 'Last said on track' when late, 'No update yet'."""
    if last_said is None:
        return "No update yet"
    if last_said is Progress.ON_TRACK:
        return "Last said on track"
    return last_said.value.replace("_", " ").capitalize()


def _due(action: DigestAction) -> tuple[date, str]:
    return action.standing.due_on, action.ref


def _asked(action: DigestAction) -> tuple[date, str]:
    return action.asked_on or date.max, action.ref


def _submitted(action: DigestAction) -> tuple[date, str]:
    return action.standing.submitted_on or date.max, action.ref


def _was_overdue(action: DigestAction, on: date) -> bool:
    return action.week_ago is not None and is_overdue(action.week_ago, on)


def _finished_since(action: DigestAction, since: date) -> bool:
    on = action.standing.completed_on
    return is_signed_off(action.standing.progress) and on is not None and on >= since


def _area(area: tuple[str, str, str], actions: Sequence[DigestAction], today: date) -> DigestArea:
    plan_code, number, title = area
    own = [a for a in actions if (a.plan_code, a.area) == (plan_code, number)]
    return DigestArea(
        plan_code=plan_code,
        number=number,
        title=title,
        actions=len(own),
        done=sum(is_signed_off(a.standing.progress) for a in own),
        overdue=sum(is_overdue(a.standing, today) for a in own),
    )
