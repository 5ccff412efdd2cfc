"""What a person's calendar says: a day, a few words, and nothing that a plan keeps to itself.

A calendar is copied to phones and to other firms' servers, so an entry names an action by its
number alone unless its plan says that titles may be there. Of a restricted plan it names nothing.
"""

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.domain.access import OWNERS, PLAN_READERS, Role

FEED_ROLES = OWNERS | PLAN_READERS
"""Roles with days of their own to see."""
PLAN_DAYS_ROLES = PLAN_READERS - {Role.OFFICER}
"""Roles that see the days of the plans they may open: those who run, answer for or read them."""
REFRESHED_EVERY = timedelta(hours=6)
"""How often calendars are asked to fetch a feed again."""
FETCH_NOTED_EVERY = timedelta(hours=1)


class About(enum.StrEnum):
    """What falls on a day."""

    ACTION = "action"
    MILESTONE = "milestone"
    CHECK = "check"
    REVIEW = "review"
    BOARD = "board"


_WORDS = {
    About.ACTION: "Action {} due",
    About.MILESTONE: "Milestone of action {} due",
    About.CHECK: "Check action {} again",
    About.REVIEW: "Review of plan {}",
    About.BOARD: "Board meeting about plan {}",
}
_WORDS_WITHOUT_A_NAME = {
    About.ACTION: "Action due",
    About.MILESTONE: "Milestone due",
    About.CHECK: "Check due",
    About.REVIEW: "Plan review",
    About.BOARD: "Board meeting",
}


@dataclass(frozen=True)
class Entry:
    """One day in a calendar. `number` tells it from others of its kind for as long as it exists."""

    about: About
    number: int
    on: date
    ref: str
    """'SLAC-1.1', or a plan's code."""
    title: str
    restricted: bool
    with_title: bool
    moved: int
    """How often it has changed: calendars take the highest."""
    changed_at: datetime
    covered: bool = False
    """True when it is somebody else's, for whom the reader covers: whose is not said."""

    @property
    def words(self) -> str:
        """What the calendar shows."""
        cover = " (you cover)" if self.covered else ""
        if self.restricted:
            return f"{_WORDS_WITHOUT_A_NAME[self.about]}{cover}"
        named = f"{_WORDS[self.about].format(self.ref)}{cover}"
        return f"{named}: {self.title}" if self.with_title else named

    @property
    def path(self) -> str:
        """The page it leads to; the first page where its own would name a restricted plan."""
        if self.restricted:
            return "/"
        of_plan = self.about in (About.REVIEW, About.BOARD)
        return f"/plans/{self.ref}" if of_plan else f"/actions/{self.ref}"

    @property
    def key(self) -> str:
        """The same for as long as it exists, wherever its day moves."""
        return f"{self.about}-{self.number}"


def is_worth_noting(before: datetime | None, now: datetime) -> bool:
    """True when it is time to note again that a feed was fetched."""
    return before is None or now - before >= FETCH_NOTED_EVERY
