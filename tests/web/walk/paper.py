"""One action as somebody who knows only the rules would keep it on paper."""

from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.web.walk.office import PERFORMANCE, Office, decider_of

WITH_OWNER = frozenset({"not_started", "on_track", "at_risk", "off_track", "returned"})
SIGNED_OFF = frozenset({"completed", "check_due", "embedded"})
OVER = SIGNED_OFF | {"no_longer_needed"}

Chase = tuple[date, int]
"""The day somebody asked for an update, and at which step of the walk."""
Said = tuple[str, str, str, str]
"""An update: who said it, on whose behalf if not their own, where it left the action, and the
words."""


@dataclass
class Paper:
    """One action as it is kept on paper."""

    owner: str
    state: str
    last: str | None
    due: date
    first_due: date
    manager: str = "jean"
    moves: int = 0
    asked: tuple[str, date] | None = None
    sender: str = ""
    sent_on: date | None = None
    check_on: date | None = None
    until: date | None = None
    signatory: str = ""
    no_changes: int = 0
    chased: Chase | None = None
    answered: int = 0
    """At which step of the walk the owner last said how it goes."""
    measure: str = ""
    updates: list[Said] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    evidence: list[tuple[str, str]] = field(default_factory=list)
    """What stands: who added it and what it is said to show."""
    milestones: dict[str, bool] = field(default_factory=dict)
    """Each by its title, and whether it is finished."""
    readings: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What was done, for whoever reads of a failure."""

    def copy(self) -> "Paper":
        """The same for a trial: whose it is and how it stands can change there. The lists are
        shared."""
        return copy(self)

    def begin(self, today: date) -> None:
        """What the morning of a day does by itself."""
        if self.state == "completed" and self.check_on and self.check_on <= today:
            self.state = "check_due"
        if self.until and self.until <= today:
            self.take_up()

    @property
    def is_over(self) -> bool:
        """True once nothing more is asked of its owner."""
        return self.state in OVER

    def is_overdue(self, today: date) -> bool:
        """True when its day has passed while the owner's clock runs."""
        if self.state in OVER | {"on_hold"}:
            return False
        stopped = self.sent_on if self.state == "submitted" else None
        return self.due < min(today, stopped or today)

    def is_decided_by(self, who: str, office: Office, *, asker: str, higher: bool = False) -> bool:
        """Whether somebody may decide about it, when `asker` has asked: never a party."""
        return self.decides_for(who, office, asker=asker, higher=higher) is not None

    def decides_for(
        self, who: str, office: Office, *, asker: str, higher: bool = False
    ) -> str | None:
        """For whom somebody decides about it: see `Office.decides_in_place_of`."""
        parties = self.parties(office, asker)
        if who in parties:
            return None
        decider = decider_of(parties, manager=self.manager, higher=higher)
        return office.decides_in_place_of(who, decider)

    def parties(self, office: Office, asker: str = "") -> set[str]:
        """Those who never decide about it: its owner, whoever covers for the owner, and who asked
        or sent it in."""
        return {self.owner, office.cover_of(self.owner), asker} - {""}

    def is_seen_to_by(self, who: str, office: Office) -> bool:
        """True for those who keep its milestones and its measure."""
        return who == self.manager or office.speaks_for(who, self.owner)

    def stands_in(self, who: str) -> str:
        """On whose behalf somebody speaks; empty for the owner."""
        return "" if who == self.owner else self.owner

    def covered_by(self, who: str) -> str:
        """On whose behalf somebody keeps its milestones and measure; empty in their own right."""
        return "" if who in (self.owner, self.manager, PERFORMANCE) else self.owner

    def say(self, who: str, answer: str, words: str, step: int) -> None:
        """Somebody says how it goes."""
        if answer == "no_change":
            self.no_changes += 1
        else:
            self.state = self.last = answer
            self.no_changes = 0
        self.updates.append((who, self.stands_in(who), self.state, words))
        self.answered = step

    def send(self, who: str, words: str, today: date, step: int) -> None:
        """Somebody sends it for sign-off."""
        self.state, self.sender, self.sent_on = "submitted", who, today
        self.no_changes, self.answered = 0, step
        self.updates.append((who, self.stands_in(who), self.state, words))

    def take_up(self) -> None:
        """It goes on as its owner last said."""
        self.state, self.until = self.last or "not_started", None

    def hand_to(self, owner: str) -> None:
        """It becomes somebody else's, of whom nothing has been asked yet."""
        self.owner, self.chased, self.no_changes = owner, None, 0

    def move_to(self, due: date) -> None:
        """A new due date is agreed."""
        self.due, self.asked, self.moves = due, None, self.moves + 1

    def hold(self, until: date) -> None:
        """It rests until a day."""
        self.state, self.until, self.asked = "on_hold", until, None


def wanted(due: date, today: date) -> date:
    """The date an owner asks for."""
    return max(due, today) + timedelta(days=14)


def instead(due: date, today: date) -> date:
    """The date somebody above agrees in place of it."""
    return wanted(due, today) + timedelta(days=3)


def rests_until(today: date) -> date:
    """The day on which what is put on hold goes on."""
    return today + timedelta(days=20)
