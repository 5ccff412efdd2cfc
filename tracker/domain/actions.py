"""What is true of one action: its progress, its timing, and the colour both add up to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

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


@dataclass(frozen=True)
class Standing:
    """The facts a colour is worked out from."""

    progress: Progress
    due_on: date
    expected_on: date | None
    started_on: date
    last_update_on: date | None
    completed_on: date | None
    submitted_on: date | None


def is_open(progress: Progress) -> bool:
    """True until an action is signed off or no longer needed."""
    return progress not in ENDED


def is_signed_off(progress: Progress) -> bool:
    """True once somebody has accepted that an action is done, and for as long as it lasts."""
    return progress in SIGNED_OFF


def days_late(due_on: date, today: date) -> int:
    """Whole days past the due date; an action due today is not late."""
    return max(0, (today - due_on).days)


def is_overdue(standing: Standing, today: date) -> bool:
    """True when the due date has passed and the owner still holds the action.

    An action sent for sign-off on or before its due date is not overdue while it waits: the
    owner's clock has stopped and the wait is the manager's. One sent late stays overdue. While an
    action is on hold nothing is late.
    """
    if not is_open(standing.progress) or standing.progress is Progress.ON_HOLD:
        return False
    stopped_on = standing.submitted_on if standing.progress is Progress.SUBMITTED else None
    return standing.due_on < min(today, stopped_on or today)


def silent_days(standing: Standing, today: date) -> int:
    """Days since the last update, or since the action began when there has been none."""
    return max(0, (today - (standing.last_update_on or standing.started_on)).days)


@dataclass(frozen=True)
class Rule:
    """One rule of the scheme: an action that it fits has its colour, for its reason."""

    rag: Rag
    words: str
    """When it fits, as the legend says it."""
    fits: Callable[[Standing, date], bool]
    reason: Callable[[Standing, date], str]


def rating(standing: Standing, today: date) -> tuple[Rag, str]:
    """The colour and its reason in words; the first rule that fits wins (`interaction.md` 0.3).

    `(Rag.RED, "34 days overdue")`, `(Rag.AMBER, "no update for 46 days")`.
    """
    first = next(rule for rule in RULES if rule.fits(standing, today))
    return first.rag, first.reason(standing, today)


def legend() -> list[tuple[Rag, Sequence[str]]]:
    """The rules in words, in the order in which they are asked; those of one colour that follow
    one another stand together."""
    said: list[tuple[Rag, list[str]]] = []
    for rule in RULES:
        if not said or said[-1][0] is not rule.rag:
            said.append((rule.rag, []))
        said[-1][1].append(rule.words)
    return [(rag, tuple(words)) for rag, words in said]


def disagrees(said: Progress | None, standing: Standing, today: date) -> bool:
    """True when the owner's last word and the colour say different things: 'on track' of what is
    red or amber, 'at risk' or 'off track' of what is green. What rests has been said more about."""
    if not is_open(standing.progress) or standing.progress in RESTS:
        return False
    rag = rating(standing, today)[0]
    if said is Progress.ON_TRACK:
        return rag in (Rag.RED, Rag.AMBER)
    return said in (Progress.AT_RISK, Progress.OFF_TRACK) and rag is Rag.GREEN


def _is(progress: Progress) -> Callable[[Standing, date], bool]:
    return lambda standing, _today: standing.progress is progress


def _says(words: str) -> Callable[[Standing, date], str]:
    return lambda _standing, _today: words


def _is_done(standing: Standing, _today: date) -> bool:
    return is_signed_off(standing.progress) and standing.completed_on is not None


def _finished(standing: Standing, _today: date) -> str:
    return f"completed {_day(standing.completed_on)}" if standing.completed_on else ""


def _is_before_its_start(standing: Standing, today: date) -> bool:
    return standing.progress is Progress.NOT_STARTED and today < standing.started_on


def _lateness(standing: Standing, today: date) -> str:
    late = days_late(standing.due_on, today)
    return "1 day overdue" if late == 1 else f"{late} days overdue"


def _is_expected_late(standing: Standing, _today: date) -> bool:
    return standing.expected_on is not None and standing.expected_on > standing.due_on


def _expected(standing: Standing, _today: date) -> str:
    return f"expected {_day(standing.expected_on)}, after it is due" if standing.expected_on else ""


def _is_silent(standing: Standing, today: date) -> bool:
    return silent_days(standing, today) >= STALE_AFTER_DAYS


def _silence(standing: Standing, today: date) -> str:
    return f"no update for {silent_days(standing, today)} days"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


RULES = (
    Rule(Rag.BLUE, "signed off as done", _is_done, _finished),
    Rule(Rag.GREY, "no longer needed", _is(Progress.NO_LONGER_NEEDED), _says("no longer needed")),
    Rule(Rag.GREY, "on hold", _is(Progress.ON_HOLD), _says("on hold")),
    Rule(
        Rag.GREY,
        "not started, before the day it is to start",
        _is_before_its_start,
        lambda standing, _today: f"not started, due {_day(standing.due_on)}",
    ),
    Rule(Rag.RED, "overdue", is_overdue, _lateness),
    Rule(Rag.RED, "off track, as its owner says", _is(Progress.OFF_TRACK), _says("off track")),
    Rule(
        Rag.GREEN,
        "waiting for sign-off, sent in time",
        _is(Progress.SUBMITTED),
        _says("waiting for sign-off"),
    ),
    Rule(Rag.AMBER, "at risk, as its owner says", _is(Progress.AT_RISK), _says("at risk")),
    Rule(
        Rag.AMBER,
        "returned, because more is needed",
        _is(Progress.RETURNED),
        _says("returned, more is needed"),
    ),
    Rule(Rag.AMBER, "expected to finish after it is due", _is_expected_late, _expected),
    Rule(Rag.AMBER, f"no update for {STALE_AFTER_DAYS} days", _is_silent, _silence),
    Rule(
        Rag.GREEN,
        "anything else",
        lambda _standing, _today: True,
        lambda standing, _today: PROGRESS_WORDS[standing.progress].lower(),
    ),
)
"""The scheme. The colours and their legend are both made of it, so that they cannot differ."""


def needs_update(standing: Standing, today: date, *, chased: bool) -> bool:
    """True when the owner should say something now (`interaction.md` 2.2, 'Update now')."""
    if not is_open(standing.progress) or standing.progress in RESTS:
        return False
    return (
        chased
        or standing.progress is Progress.RETURNED
        or standing.due_on <= today + timedelta(days=7)
        or silent_days(standing, today) >= STALE_AFTER_DAYS
    )


def is_due_soon(standing: Standing, today: date) -> bool:
    """True when an open action falls due within the 14 days that letters look ahead."""
    return (
        is_open(standing.progress)
        and standing.progress not in RESTS
        and today <= standing.due_on <= today + timedelta(days=DUE_SOON_DAYS)
    )
