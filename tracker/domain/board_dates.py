"""Working back from a board's meeting: when its papers are published, cleared and drafted, and when
owners are asked, so that what they say is in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import day
from tracker.domain.workdays import Holidays, last_working_day

ASKED_BEFORE = 5
"""Working days owners have from being asked: one weekly agenda always falls within them."""
MOST_DAYS = 30
PACK_ASKED = (12, 3)
"""Working days before a meeting on which whoever runs the plan is told that its report is to be
made: once, and once more while none has been frozen."""


@dataclass(frozen=True)
class Lead:
    """How many working days papers take, which each council knows for itself.

    `papers` are clear days: neither that of publication nor that of the meeting counts. Five for a
    council's committees in England (Local Government Act 1972, section 100B as amended; clear days
    as in R v Swansea City Council, ex parte Elitestone, 1993).
    """

    papers: int = 5
    clearance: int = 5
    drafting: int = 3


@dataclass(frozen=True)
class BoardDates:
    """The days before a meeting, the last first."""

    meets_on: date
    papers_on: date
    """The last day on which the papers can be published."""
    drafted_by: date
    """When the draft has to be ready for those who clear it."""
    updates_by: date
    """The last day on which an update still goes into the draft."""
    ask_from: date


@dataclass(frozen=True)
class BoardAsk:
    """That owners are asked for an update before a meeting, from a day to a day."""

    meets_on: date
    ask_from: date
    updates_by: date

    def wants(self, heard_on: date, today: date) -> bool:
        """Whether somebody last heard on a day is asked today."""
        return self.ask_from <= today <= self.updates_by and heard_on < self.ask_from

    @property
    def words(self) -> str:
        """'The board meets on 21 July 2011: what you say by 1 July 2011 goes into its report.'"""
        meets, by = day(self.meets_on), day(self.updates_by)
        return f"The board meets on {meets}: what you say by {by} goes into its report."


def working_back(meets_on: date, lead: Lead, holidays: Holidays) -> BoardDates:
    """The days before a meeting, each a working day."""
    papers_on = _working_days_before(meets_on, lead.papers + 1, holidays)
    drafted_by = _working_days_before(papers_on, lead.clearance, holidays)
    updates_by = _working_days_before(drafted_by, lead.drafting, holidays)
    ask_from = _working_days_before(updates_by, ASKED_BEFORE, holidays)
    return BoardDates(meets_on, papers_on, drafted_by, updates_by, ask_from)


def pack_step(meets_on: date, today: date, holidays: Holidays) -> int | None:
    """The latest step of `PACK_ASKED` whose day has come; None before the first, and from the day
    of the meeting on."""
    if today >= meets_on:
        return None
    come = [days for days in PACK_ASKED if _working_days_before(meets_on, days, holidays) <= today]
    return min(come, default=None)


def faults_of(meets_on: date | None, review_on: date | None, today: date) -> Iterator[RuleBroken]:
    """What is wrong with a plan's dates, each with its field."""
    if meets_on and meets_on < today:
        yield RuleBroken("Next board must be today or in the future", field="board")
    if review_on and review_on < today:
        yield RuleBroken("Next review must be today or in the future", field="review")


def _working_days_before(on: date, days: int, holidays: Holidays) -> date:
    for _ in range(days):
        on = last_working_day(on - timedelta(days=1), holidays)
    return on
