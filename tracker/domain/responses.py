"""What the council answers to an area for development: whether it agrees, why, who decided it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.access import REVIEWERS
from tracker.domain.errors import RuleBroken

LONGEST_REASON = 2000
DECIDERS = REVIEWERS
"""Roles whose people may decide what is answered; who writes it down is another matter."""


class Response(StrEnum):
    """What is answered to an area for development."""

    AGREED = "agreed"
    PARTLY = "partly"
    NOT_AGREED = "not_agreed"


RESPONSE_WORDS = {
    Response.AGREED: "Agreed",
    Response.PARTLY: "Partly agreed",
    Response.NOT_AGREED: "Not agreed",
}


@dataclass(frozen=True)
class Responded:
    """A response as it was given, as far as it was answered."""

    response: Response | None
    reason: str = ""
    decided_by_id: int | None = None
    decided_on: date | None = None
    urgent: bool | None = None
    """Whether it is said to be a priority area; None leaves that as it is."""


@dataclass(frozen=True)
class Area:
    """An area for development as plans are counted: its place, and what was answered to it."""

    id: int
    number: str
    title: str
    response: Response | None = None
    responded_on: date | None = None

    def response_on(self, on: date) -> Response | None:
        """What had been answered by the end of a day, as far as is known from the last answer."""
        return self.response if self.responded_on and self.responded_on <= on else None


def faults_of(said: Responded, *, deciders: Collection[int], today: date) -> Iterator[RuleBroken]:
    """Everything wrong with a response, each with its field; `deciders` are those who may be named
    as having decided it."""
    if said.response is None:
        yield RuleBroken("Select whether the council agrees", field="response")
    elif said.response is not Response.AGREED and not said.reason:
        words = RESPONSE_WORDS[said.response].lower()
        yield RuleBroken(f"Say why it is {words}", field="reason")
    if len(said.reason) > LONGEST_REASON:
        yield RuleBroken(f"Reason must be {LONGEST_REASON} characters or less", field="reason")
    if said.decided_by_id not in deciders:
        yield RuleBroken("Select who decided this", field="decided_by")
    if said.decided_on is None:
        yield RuleBroken("Enter the day it was decided", field="decided")
    elif said.decided_on > today:
        yield RuleBroken("Day it was decided must be today or in the past", field="decided")
