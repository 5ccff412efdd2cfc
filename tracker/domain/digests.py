"""What a manager's weekly digest says, worked out from plain facts (`interaction.md` 3.3)."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from tracker.domain.actions import (
    STALE_AFTER_DAYS,
    Progress,
    days_late,
    is_due_soon,
    is_open,
    is_overdue,
    is_signed_off,
)

MOST_LISTED = 10
"""Each list in a letter shows at most this many, then 'and 6 more'."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said of an action only where a list shows it."""

    ref: str = ""
    number: str = ""
    name: str = ""
    """The short title, or that it is in a restricted plan."""
    owner: str = ""
    """With their body, where they work for another."""
    sender: str = ""
    """Who sent it in or asks for a new date, by name."""
    last_said: Progress | None = None
    silent_for: int = 0
    """Days since the last update."""
    asked_from: date | None = None
    asked_for: date | None = None
    files: int = 0
    measure: str = ""
    """How far it has come, in short, where there is a target or a reading."""
    steps: str = ""
    """How many of its milestones are finished, where it has any."""


NOT_SHOWN = Shown()


class DigestAction(NamedTuple):
    """One action a manager is accountable for, as it is counted and put in order: there may be
    thousands."""

    id: int
    plan_code: str
    area: str
    """The number of the area it belongs to."""
    progress: Progress
    due_on: date
    submitted_on: date | None
    completed_on: date | None
    was_overdue: bool
    """Whether it was overdue a week ago."""
    asked_on: date | None = None
    """When a new date was asked for that nobody has decided about yet."""
    date_is_theirs: bool = True
    """False when somebody above the manager decides about the new date asked for."""
    shown: Shown = NOT_SHOWN
    """Of those that a list shows, once `Digest.showing` has been given it."""


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

    @property
    def listed(self) -> frozenset[int]:
        """The numbers of the actions that a letter names."""
        lists = (self.overdue, self.new_dates, self.sign_offs, self.due_soon, self.finished)
        named = {action.id for one in lists for action in one[:MOST_LISTED]}
        return frozenset(named | ({self.next_due.id} if self.next_due else set()))

    def showing(self, shown: Mapping[int, Shown]) -> "Digest":
        """The same, with what is said of these actions, by number."""

        def show(action: DigestAction) -> DigestAction:
            return action._replace(shown=shown[action.id]) if action.id in shown else action

        return replace(
            self,
            overdue=tuple(map(show, self.overdue)),
            new_dates=tuple(map(show, self.new_dates)),
            sign_offs=tuple(map(show, self.sign_offs)),
            due_soon=tuple(map(show, self.due_soon)),
            finished=tuple(map(show, self.finished)),
            next_due=show(self.next_due) if self.next_due else None,
        )


def digest(
    actions: Sequence[DigestAction], areas: Sequence[tuple[str, str, str]], *, today: date
) -> Digest:
    """The digest of these actions today; `areas` are (plan code, number, title) in order. What is
    alike in a list stays in the order of the actions."""
    waiting = [a for a in actions if is_open(a.progress)]
    overdue = sorted((a for a in waiting if is_overdue(a, today)), key=_due)
    return Digest(
        total=len(actions),
        completed=sum(is_signed_off(a.progress) for a in actions),
        overdue=tuple(overdue),
        overdue_a_week_ago=sum(a.was_overdue for a in actions),
        new_dates=tuple(
            sorted((a for a in waiting if a.asked_on and a.date_is_theirs), key=_asked)
        ),
        sign_offs=tuple(sorted((a for a in waiting if a.submitted_on), key=_submitted)),
        due_soon=tuple(sorted((a for a in waiting if is_due_soon(a, today)), key=_due)),
        finished=tuple(a for a in actions if _finished_since(a, today - timedelta(days=7))),
        on_track=sum(a.progress is Progress.ON_TRACK for a in waiting),
        next_due=min((a for a in waiting if a.due_on >= today), key=_due, default=None),
        areas=tuple(_areas(areas, actions, {a.id for a in overdue})),
    )


def facts_of_overdue(action: DigestAction, today: date) -> tuple[str, ...]:
    """'34 days overdue', 'Priya Nair', 'Off track', 'No update for 53 days', as far as they apply.

    An owner who says 'on track' of something overdue is quoted as having last said it: the two
    facts disagree, and the letter does not choose between them.
    """
    late = days_late(action.due_on, today)
    new = " (new this week)" if not action.was_overdue else ""
    facts = [
        f"{late} day{'s' if late != 1 else ''} overdue{new}",
        action.shown.owner,
        said(action.shown.last_said),
    ]
    if action.asked_on:
        facts.append("New date asked for")
    elif action.progress is Progress.SUBMITTED:
        facts.append("Waiting for sign-off")
    elif action.shown.silent_for >= STALE_AFTER_DAYS:
        facts.append(f"No update for {action.shown.silent_for} days")
    facts.append(action.shown.measure)
    return tuple(fact for fact in facts if fact)


def said(last_said: Progress | None) -> str:
    """The owner's word: 'Off track', 'Last said on track' when late, 'No update yet'."""
    if last_said is None:
        return "No update yet"
    if last_said is Progress.ON_TRACK:
        return "Last said on track"
    return last_said.value.replace("_", " ").capitalize()


def _due(action: DigestAction) -> date:
    return action.due_on


def _asked(action: DigestAction) -> date:
    return action.asked_on or date.max


def _submitted(action: DigestAction) -> date:
    return action.submitted_on or date.max


def _finished_since(action: DigestAction, since: date) -> bool:
    on = action.completed_on
    return is_signed_off(action.progress) and on is not None and on >= since


def _areas(
    areas: Sequence[tuple[str, str, str]], actions: Sequence[DigestAction], overdue: Container[int]
) -> Iterator[DigestArea]:
    by_area: dict[tuple[str, str], list[DigestAction]] = {}
    for action in actions:
        by_area.setdefault((action.plan_code, action.area), []).append(action)
    for plan_code, number, title in areas:
        own = by_area.get((plan_code, number), [])
        yield DigestArea(
            plan_code=plan_code,
            number=number,
            title=title,
            actions=len(own),
            done=sum(is_signed_off(action.progress) for action in own),
            overdue=sum(action.id in overdue for action in own),
        )
