"""What is asked of somebody who sends an action for sign-off, decides about it, or checks later
whether it has lasted (`interaction.md` 2.6 and 2.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.errors import RuleBroken

LONGEST_WORDS = 2000
CHECK_AFTER_DAYS = (30, 90, 180)
"""The days later at which a check is offered; any other day may be given."""


@dataclass(frozen=True)
class Finished:
    """What an owner says is done. `how_known` is how they know when there is no document."""

    what_was_done: str
    finished_on: date | None
    how_known: str = ""


class Verdict(StrEnum):
    """What may be decided about an action that waits for sign-off."""

    SIGN_OFF = "sign_off"
    RETURN = "return"
    SIGN_OFF_AND_CHECK = "check"


@dataclass(frozen=True)
class Ruling:
    """What was decided. `check_on` and `measure` count only when it is to be checked again."""

    verdict: Verdict
    reason: str = ""
    check_on: date | None = None
    measure: str = ""


@dataclass(frozen=True)
class Checked:
    """What a check found. `due_on` is the new due date, needed when it has not lasted."""

    lasted: bool
    note: str
    due_on: date | None = None


def check_days(today: date) -> dict[str, date]:
    """The days on which a check is offered, by how many days later each is."""
    return {str(days): today + timedelta(days=days) for days in CHECK_AFTER_DAYS}


def faults_sent(finished: Finished, *, has_evidence: bool, today: date) -> Iterator[RuleBroken]:
    """Everything wrong with what is sent in, each with its field."""
    if not finished.what_was_done:
        yield RuleBroken("Say what was done", field="what")
    yield from _too_long(finished.what_was_done, "What was done", "what")
    if not finished.how_known and not has_evidence:
        yield RuleBroken("Add evidence or explain why there is none", field="how")
    yield from _too_long(finished.how_known, "Why there is no document", "how")
    if finished.finished_on is None:
        yield RuleBroken("Enter the date it was finished", field="finished")
    elif finished.finished_on > today:
        yield RuleBroken("Date finished must be today or in the past", field="finished")


def faults_ruled(ruling: Ruling, *, today: date) -> Iterator[RuleBroken]:
    """Everything wrong with a decision, each with its field."""
    if ruling.verdict is Verdict.RETURN and not ruling.reason:
        yield RuleBroken("Say what more is needed", field="reason")
    yield from _too_long(ruling.reason, "Reason", "reason")
    if ruling.verdict is not Verdict.SIGN_OFF_AND_CHECK:
        return
    if ruling.check_on is None:
        yield RuleBroken("Enter the date to check again", field="check")
    elif ruling.check_on <= today:
        yield RuleBroken("Date to check again must be in the future", field="check")
    if not ruling.measure:
        yield RuleBroken("Say what will be checked", field="measure")
    yield from _too_long(ruling.measure, "What will be checked", "measure")


def faults_checked(checked: Checked, *, today: date) -> Iterator[RuleBroken]:
    """Everything wrong with what a check found, each with its field."""
    if not checked.note:
        yield RuleBroken("Say what the check showed", field="note")
    yield from _too_long(checked.note, "What the check showed", "note")
    if checked.lasted:
        return
    if checked.due_on is None:
        yield RuleBroken("Enter the new due date", field="due")
    elif checked.due_on <= today:
        yield RuleBroken("New due date must be in the future", field="due")


def _too_long(text: str, named: str, field: str) -> Iterator[RuleBroken]:
    if len(text) > LONGEST_WORDS:
        yield RuleBroken(f"{named} must be {LONGEST_WORDS:,} characters or less", field=field)
