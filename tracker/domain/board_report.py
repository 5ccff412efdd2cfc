"""What a board is told of a plan as at a day, beside an earlier day (`interaction.md` 2.14).

Facts only: what a person adds is commentary, kept beside them. The same plan, days and choice of
names give the same facts whenever they are asked for.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.domain.actions import (
    STALE_AFTER_DAYS,
    Progress,
    Rag,
    is_open,
    is_signed_off,
)
from tracker.domain.charts import month_before
from tracker.domain.colours import DEFAULT, Band, LegendLine, bands
from tracker.domain.frozen import later
from tracker.domain.papers import Rated
from tracker.domain.trends import Totals

Rating = tuple[Rag, str]


@dataclass(frozen=True)
class ReportedAction:
    """One action on the day of the report."""

    ref: str
    number: str
    title: str
    owner: str
    """By name, or by post."""
    areas: tuple[str, ...]
    progress: Progress
    due_on: date
    first_due_on: date
    expected_on: date | None
    completed_on: date | None
    submitted_on: date | None
    last_update_on: date | None
    last_said: Progress | None
    now: Rating
    then: Rating | None
    """How it was rated on the earlier day; None where there is none, or it was not there yet."""
    progress_then: Progress | None
    overdue: bool
    overdue_then: bool
    days_late: int
    silent_days: int
    moves: int
    """How many new due dates had been agreed."""
    evidence: int
    doing: tuple[str, ...]
    """What is being done about it, in sentences without their stops."""
    measure: str


@dataclass(frozen=True)
class ReportedDate:
    """A new due date that was asked for and waits, or was agreed since the earlier day."""

    ref: str
    number: str
    title: str
    owner: str
    from_on: date
    to_on: date
    reason: str
    moves: int
    """How many had been agreed before this one."""
    agreed_on: date | None
    """None while it waits for a decision."""
    asked_on: date


@dataclass(frozen=True)
class ReportedArea:
    """One area for development: how it stands, and how it stood."""

    number: str
    title: str
    response: str
    now: Rating
    then: Rating | None
    covered: bool
    """False when it needs an action and none answers it."""
    actions: int
    done: int
    evidence: int


@dataclass(frozen=True)
class ReportFacts:
    """Everything a board report says of its plan."""

    code: str
    plan: str
    restricted: bool
    report_to: str
    officer: str
    subject: str
    wards: str
    as_at: date
    since: date | None
    """The day it is compared with."""
    by_name: bool
    areas: tuple[ReportedArea, ...]
    actions: tuple[ReportedAction, ...]
    dates: tuple[ReportedDate, ...]
    next_board_on: date | None
    legend: tuple[LegendLine, ...] = later(())
    """What the colours meant on the day of the report; empty in one frozen before plans had schemes
    of their own."""
    names_then: tuple[tuple[Rag, str], ...] = later(())
    """The plan's own names for colours on the earlier day."""
    recoloured: bool = later(False)
    """True when what the colours mean changed between the two days."""

    @property
    def bands(self) -> tuple[Band, ...]:
        """The parts of a bar, as the legend has them."""
        said = {line.rag: line.name or line.means for line in self.legend}
        return tuple(replace(one, name=said.get(one.holds, one.name)) for one in bands(DEFAULT))

    def rated_now(self, rated: Rating) -> Rated:
        """A colour of the day of the report as the plan called it then, with its reason."""
        names = {line.rag: line.name for line in self.legend}
        return Rated(*rated, names.get(rated[0], ""))

    def rated_then(self, rated: Rating) -> Rated:
        """The same of the earlier day."""
        return Rated(*rated, dict(self.names_then).get(rated[0], ""))

    @property
    def now(self) -> Totals:
        """The numbers of the day of the report."""
        return _totals((one.progress, one.overdue) for one in self.actions)

    @property
    def then(self) -> Totals | None:
        """The numbers of the earlier day, where there is one on which the plan had begun."""
        before = _totals(
            (one.progress_then, one.overdue_then) for one in self.actions if one.progress_then
        )
        return before if self.since and before.actions else None

    @property
    def live(self) -> list[ReportedAction]:
        """What is still to be done, the soonest due first."""
        return self._those(lambda one: is_open(one.progress))

    @property
    def completed(self) -> list[ReportedAction]:
        """What was signed off since the earlier day, or ever where there is none."""
        return self._those(
            lambda one: (
                is_signed_off(one.progress)
                and (self.since is None or (one.completed_on or date.min) > self.since)
            )
        )

    @property
    def overdue(self) -> list[ReportedAction]:
        """What is overdue, the longest first."""
        return self._those(lambda one: one.overdue)

    @property
    def awaiting(self) -> list[ReportedAction]:
        """What waits to be signed off."""
        return self._those(lambda one: one.progress is Progress.SUBMITTED)

    @property
    def at_risk(self) -> list[ReportedAction]:
        """What is not overdue and may become so: at risk, off track, or silent."""
        return self._those(
            lambda one: (
                is_open(one.progress) and not one.overdue and one.now[0] in (Rag.AMBER, Rag.RED)
            )
        )

    @property
    def long_overdue(self) -> list[ReportedAction]:
        """What has been overdue for more than a month."""
        return self._those(lambda one: one.overdue and one.due_on < month_before(self.as_at))

    @property
    def silent(self) -> list[ReportedAction]:
        """What nobody has spoken of for a month though its owner is asked to."""
        return self._those(
            lambda one: (
                is_open(one.progress)
                and one.progress not in (Progress.SUBMITTED, Progress.ON_HOLD)
                and one.silent_days >= STALE_AFTER_DAYS
            )
        )

    @property
    def uncovered(self) -> list[ReportedArea]:
        """Areas for which there is no action, or none is left."""
        return [area for area in self.areas if not area.covered]

    def in_bands(self, actions: Sequence[ReportedAction]) -> tuple[int, ...]:
        """How many of these actions fall into each of `bands`."""
        held = [one.now[0] for one in actions]
        return tuple(held.count(band.holds) for band in self.bands)

    def of_area(self, number: str) -> list[ReportedAction]:
        """The actions that answer an area, in the plan's order."""
        return [one for one in self.actions if number in one.areas]

    def _those(self, wanted: Callable[[ReportedAction], bool]) -> list[ReportedAction]:
        return sorted(filter(wanted, self.actions), key=lambda one: (one.due_on, one.ref))


def _totals(stood: Iterable[tuple[Progress, bool]]) -> Totals:
    """The numbers of actions of which each gives its progress, and whether it is overdue."""
    every = list(stood)
    return Totals(
        actions=len(every),
        open=sum(is_open(progress) for progress, _overdue in every),
        overdue=sum(overdue for _progress, overdue in every),
        completed=sum(is_signed_off(progress) for progress, _overdue in every),
    )
