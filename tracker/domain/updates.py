"""What an owner may answer when asked how an action is going (`interaction.md` 2.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.domain.actions import MOST_NO_CHANGES, Answer, Progress
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import day

LONGEST_NOTE = 500
_ESTIMATES = frozenset({Answer.ON_TRACK, Answer.AT_RISK, Answer.OFF_TRACK})


@dataclass(frozen=True)
class Asked:
    """The action as its owner is asked about it."""

    due_on: date
    expected_on: date | None
    overdue: bool
    progress: Progress
    last_update_on: date | None
    no_changes: int
    """How many times running the answer has been 'No change'."""

    @property
    def may_say_no_change(self) -> bool:
        """True when 'No change' is offered: there is something to change from, and not for ever,
        and nobody has returned the action and asked for more."""
        said_enough = self.no_changes < MOST_NO_CHANGES
        return self.last_update_on is not None and said_enough and not self.is_returned

    @property
    def is_returned(self) -> bool:
        """True when it was sent for sign-off and more is needed."""
        return self.progress is Progress.RETURNED

    @property
    def question(self) -> str:
        """'What has happened since 12 May 2011?', or 'so far' before the first update."""
        return f"What has happened {self._since}?"

    @property
    def say_what_happened(self) -> str:
        """What an empty note is answered with."""
        return f"Say what has happened {self._since}"

    def prefilled(self, today: date) -> date | None:
        """The expected date the form begins with: the last one given, else the due date.

        None when both have passed, because a date that cannot be kept is no answer.
        """
        known = self.expected_on if self.expected_on and self.expected_on >= today else self.due_on
        return known if known >= today else None

    @property
    def _since(self) -> str:
        return f"since {day(self.last_update_on)}" if self.last_update_on else "so far"


@dataclass(frozen=True)
class Said:
    """An answer to it. `expected_on` is None when no new date was given."""

    answer: Answer
    note: str = ""
    expected_on: date | None = None


def faults(said: Said, asked: Asked, today: date) -> Iterator[RuleBroken]:
    """Everything that is wrong with an answer, each with the field it belongs to."""
    if said.answer is Answer.NO_CHANGE and asked.last_update_on is None:
        yield RuleBroken("Select how this action is going", field="answer")
    if not said.note and _needs_words(said, asked):
        done = said.answer is Answer.DONE
        yield RuleBroken("Say what was done" if done else asked.say_what_happened, field="note")
    if len(said.note) > LONGEST_NOTE:
        yield RuleBroken(
            f"What has happened must be {LONGEST_NOTE} characters or less", field="note"
        )
    wrong_date = _wrong_date(said, asked, today)
    if wrong_date:
        yield RuleBroken(wrong_date, field="expected")


def _needs_words(said: Said, asked: Asked) -> bool:
    return said.answer is not Answer.NO_CHANGE or not asked.may_say_no_change


def _wrong_date(said: Said, asked: Asked, today: date) -> str | None:
    if said.answer is Answer.DONE:
        return None
    if said.expected_on is None:
        needed = said.answer in _ESTIMATES and (asked.overdue or said.answer is Answer.OFF_TRACK)
        return "Enter the date you expect to finish" if needed else None
    if said.expected_on < today:
        return "Date you expect to finish must be today or in the future"
    on_track = progress_after(said.answer, asked.progress) is Progress.ON_TRACK
    if on_track and not asked.overdue:
        late = said.expected_on > asked.due_on
        words = "Expected date is after the due date."
        return f"{words} Choose at risk or off track, or change the date" if late else None
    return None


def progress_after(answer: Answer, progress: Progress) -> Progress:
    """Where an answer leaves an action: 'No change' leaves it where it was, 'Done' waits."""
    if answer is Answer.NO_CHANGE:
        return progress
    return Progress.SUBMITTED if answer is Answer.DONE else Progress(answer.value)
