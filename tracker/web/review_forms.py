"""The questions of the overdue review: what to do, and the second step where one is needed."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField

from tracker.domain.access import OWNERS
from tracker.domain.dates import (
    DELAY_WORDS,
    Decision,
    DelayReason,
    Move,
    Verdict,
    decision_faults,
    move_faults,
)
from tracker.domain.errors import RuleBroken
from tracker.domain.on_hold import Choice, Rest
from tracker.domain.on_hold import faults_of as rest_faults
from tracker.domain.wording import day
from tracker.store.decisions import DateRequest, ReviewChoice
from tracker.store.people import Person, active_people
from tracker.web.days import example_day
from tracker.web.fields import (
    NAME_NOBODY,
    AtMost,
    DayField,
    Needed,
    TrackerForm,
    choice,
    show_broken_rule,
)

MOST_NOTED = 2000
_QUIET = "Owners see it when they next open the action. The record of the review says so"


class Pick(StrEnum):
    """What can be picked in the panel. A new date is picked as it was asked for, or not."""

    AGREE = "agree"
    ANOTHER = "another"
    REFUSE = "refuse"
    CHASE = "chase"
    DATE = "date"
    GIVE = "give"
    ESCALATE = "escalate"
    LEAVE = "leave"


SECOND_STEPS = frozenset({Pick.ANOTHER, Pick.DATE, Pick.GIVE})
DECIDES = {
    Pick.AGREE: ReviewChoice.DATE,
    Pick.REFUSE: ReviewChoice.REFUSE,
    Pick.CHASE: ReviewChoice.CHASE,
    Pick.ESCALATE: ReviewChoice.ESCALATE,
    Pick.LEAVE: ReviewChoice.LEAVE,
}
"""What is decided by a pick that needs no second step."""


class DecisionForm(TrackerForm):
    """What to do about one overdue action."""

    choice = RadioField(
        "What do you want to do?",
        choices=[choice(each, each) for each in Pick],
        validators=[Needed("Select what you want to do")],
    )
    note = TextAreaField(
        "Note for the record (optional)", validators=[AtMost(MOST_NOTED, "Note for the record")]
    )
    seen = HiddenField()


class GiveForm(TrackerForm):
    """Who is to own an action, and what they should know; the second step of giving it."""

    to = SelectField("Who should own it?", validators=[Needed("Select who to give it to")])
    words = TextAreaField(
        "Note to the new owner (optional)",
        description="They see it on the action’s page. It is not in the email.",
        validators=[AtMost(MOST_NOTED, "Note to the new owner")],
    )
    note = HiddenField()
    seen = HiddenField()

    def offer(self, *, without: int | None = None) -> None:
        """Offer everybody who may own actions, but for the one who does."""
        people = [person for person in active_people(OWNERS) if person.id != without]
        self.to.choices = [choice("", "Select a person")]
        self.to.choices += [choice(str(person.id), person.name_and_body) for person in people]


class MoveForm(TrackerForm):
    """The new due date and why; the second step of agreeing one. `fit` it first."""

    on = DayField("New due date", named="New due date")
    code = SelectField("What is the main reason?", validate_choice=False)
    reason = TextAreaField("Why is more time agreed?")
    quiet = BooleanField("Tell nobody by email", description=_QUIET)
    seen = HiddenField()

    def fit(self, due_on: date, request: DateRequest | None, today: date) -> None:
        """Ask about what was due by then, where this `request` waits or none does."""
        self._due_on, self._request, self._today = due_on, request, today
        self.on.description = f"For example {today.day} {today.month} {today.year + 1}"
        self.reason.description = f"The owner can read it. {NAME_NOBODY}"
        self.code.choices = [
            choice("", "Select a reason"),
            *(choice(one.value, DELAY_WORDS[one]) for one in DelayReason),
        ]
        if request is not None:
            del self.code
            self.on.description = f"The owner asked for {day(request.to_on)}"

    @property
    def why(self) -> DelayReason | None:
        """The reason that was selected; None where none was, or none is asked for."""
        chosen: Any = self.code.data if "code" in self else None
        return DelayReason(chosen) if chosen in set(DelayReason) else None

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule about the move, so that all is said at once."""
        well_formed = super().validate(extra_validators)
        broken = [fault for fault in self._faults() if not (fault.field == "on" and self.on.errors)]
        for fault in broken:
            show_broken_rule(self, fault)
        return bool(well_formed and not broken)

    def _faults(self) -> Iterator[RuleBroken]:
        reason = self.reason.data or ""
        if self._request is None:
            new = Move(self.on.data, self.why, reason)
            return move_faults(new, self._due_on, self._today)
        return decision_faults(
            Decision(Verdict.ANOTHER, self.on.data, reason),
            asked_for=self._request.to_on,
            due_on=self._due_on,
            today=self._today,
        )


class RestForm(TrackerForm):
    """Until when several actions rest, and why. `fit` it first."""

    until = DayField("Take them up again on", named="Day to take them up again")
    reason = TextAreaField("Why?", description=f"Their owners can read it. {NAME_NOBODY}")
    quiet = BooleanField("Tell nobody by email", description=_QUIET)

    def fit(self, today: date) -> None:
        """Say what such a day looks like."""
        self._today = today
        self.until.description = (
            f"On that day they go on by themselves, for example {example_day(today)}"
        )

    @property
    def rest(self) -> Rest:
        """What was decided."""
        return Rest(Choice.HOLD, self.reason.data or "", self.until.data)

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule about a hold, so that all is said at once."""
        well_formed = super().validate(extra_validators)
        faults = [
            fault
            for fault in rest_faults(self.rest, today=self._today)
            if not (fault.field == "until" and self.until.errors)
        ]
        for fault in faults:
            show_broken_rule(self, fault)
        return bool(well_formed and not faults)


class FinishForm(TrackerForm):
    """Nothing to fill in but a button."""


def person_chosen(form: GiveForm) -> Person | None:
    """The person selected, or None when nobody is."""
    chosen = str(form.to.data or "")
    people = {str(person.id): person for person in active_people(OWNERS)}
    return people.get(chosen)
