"""What is true of one action: its progress and its timing. The colour both add up to is in
`colours.py`."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

ASKED_BEFORE_DAYS = 7
"""So many days before its due date an owner is asked about an action."""
_ASKED_BEFORE = timedelta(ASKED_BEFORE_DAYS)  # made once: a morning adds it to very many dates
STALE_AFTER_DAYS = 30
"""Days without an update after which an action counts as silent (`interaction.md` 0.3)."""
DUE_SOON_DAYS = 14


class Progress(StrEnum):
    """What the owner says, or where the decision stands. Overdue is a condition, not one."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    COMPLETED = "completed"
    CHECK_DUE = "check_due"
    EMBEDDED = "embedded"
    ON_HOLD = "on_hold"
    NO_LONGER_NEEDED = "no_longer_needed"


PROGRESS_WORDS = {
    Progress.NOT_STARTED: "Not started",
    Progress.ON_TRACK: "On track",
    Progress.AT_RISK: "At risk",
    Progress.OFF_TRACK: "Off track",
    Progress.SUBMITTED: "Waiting for sign-off",
    Progress.RETURNED: "Returned",
    Progress.COMPLETED: "Completed",
    Progress.CHECK_DUE: "Check-again due",
    Progress.EMBEDDED: "Embedded",
    Progress.ON_HOLD: "On hold",
    Progress.NO_LONGER_NEEDED: "No longer needed",
}

SIGNED_OFF = frozenset({Progress.COMPLETED, Progress.CHECK_DUE, Progress.EMBEDDED})
"""Done and signed off, whether or not it is checked again later."""
ENDED = SIGNED_OFF | {Progress.NO_LONGER_NEEDED}
"""Nothing more is asked of the owner. A check that is due is asked of whoever decides."""


RESTS = frozenset({Progress.SUBMITTED, Progress.ON_HOLD})
"""Still open, and nothing is asked of the owner: it waits for sign-off, or for a day to come."""


class Answer(StrEnum):
    """What an owner answers when asked how an action is going."""

    NO_CHANGE = "no_change"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    DONE = "done"


ANSWER_WORDS = {
    Answer.NO_CHANGE: "No change",
    Answer.ON_TRACK: "On track",
    Answer.AT_RISK: "At risk",
    Answer.OFF_TRACK: "Off track",
    Answer.DONE: "Done",
}

ANSWER_LINKS = {
    "same": Answer.NO_CHANGE,
    "on": Answer.ON_TRACK,
    "risk": Answer.AT_RISK,
    "off": Answer.OFF_TRACK,
    "done": Answer.DONE,
}
"""The last word of a short link in a letter, and the answer it chooses on the form."""

MOST_NO_CHANGES = 2
"""'No change' is a real answer, but not for ever: after two running, words are needed."""


class Rag(StrEnum):
    """The calculated colour; always shown with its reason."""

    BLUE = "blue"
    GREY = "grey"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class Standing(NamedTuple):
    """The facts a colour is worked out from."""

    progress: Progress
    due_on: date
    expected_on: date | None
    started_on: date
    last_update_on: date | None
    completed_on: date | None
    submitted_on: date | None


class _Due(Protocol):
    """How far an action is, and when it is due."""

    @property
    def progress(self) -> Progress:
        """How far it is."""

    @property
    def due_on(self) -> date:
        """When it is due."""


class Heard(_Due, Protocol):
    """What it takes to say whether its owner should say something: a `Standing` has it, and so may
    a row."""

    @property
    def started_on(self) -> date:
        """When it began."""

    @property
    def last_update_on(self) -> date | None:
        """When anything was last said about it, if anything was."""


class Timed(_Due, Protocol):
    """What it takes to say whether an action is late: a `Standing` has it, and so may a row."""

    @property
    def submitted_on(self) -> date | None:
        """When it was sent for sign-off, if it waits for that."""


def is_open(progress: Progress) -> bool:
    """True until an action is signed off or no longer needed."""
    return progress not in ENDED


def is_signed_off(progress: Progress) -> bool:
    """True once somebody has accepted that an action is done, and for as long as it lasts."""
    return progress in SIGNED_OFF


def days_late(due_on: date, today: date) -> int:
    """Whole days past the due date; an action due today is not late."""
    return max(0, (today - due_on).days)


def is_overdue(standing: Timed, today: date) -> bool:
    """True when the due date has passed and the owner still holds the action.

    An action sent for sign-off on or before its due date is not overdue while it waits: the
    owner's clock has stopped and the wait is the manager's. One sent late stays overdue. While an
    action is on hold nothing is late.
    """
    if not is_open(standing.progress) or standing.progress is Progress.ON_HOLD:
        return False
    stopped_on = standing.submitted_on if standing.progress is Progress.SUBMITTED else None
    return standing.due_on < min(today, stopped_on or today)


def silent_days(standing: Heard, today: date) -> int:
    """Days since the last update, or since the action began when there has been none."""
    return max(0, (today - (standing.last_update_on or standing.started_on)).days)


def needs_update(standing: Heard, today: date, *, chased: bool) -> bool:
    """True when the owner should say something now (`interaction.md` 2.2, 'Update now')."""
    if not is_open(standing.progress) or standing.progress in RESTS:
        return False
    return (
        chased
        or standing.progress is Progress.RETURNED
        or standing.due_on <= today + _ASKED_BEFORE
        or silent_days(standing, today) >= STALE_AFTER_DAYS
    )


def is_due_soon(standing: Timed, today: date) -> bool:
    """True when an open action falls due within the 14 days that letters look ahead."""
    return (
        is_open(standing.progress)
        and standing.progress not in RESTS
        and today <= standing.due_on <= today + timedelta(days=DUE_SOON_DAYS)
    )
