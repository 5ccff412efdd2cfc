"""The questions asked on the way through the gates: sending in, deciding, checking again."""

from collections.abc import Iterable
from datetime import date

from wtforms import HiddenField, RadioField, TextAreaField

from tracker.domain.errors import RuleBroken
from tracker.domain.sign_off import (
    Checked,
    Finished,
    Ruling,
    Verdict,
    check_days,
    faults_checked,
    faults_ruled,
    faults_sent,
)
from tracker.domain.wording import day
from tracker.web.fields import NAME_NOBODY, DayField, Needed, TrackerForm, choice, show_faults

ANOTHER = "another"


class GateForm(TrackerForm):
    """A form about one action that tells what changed since its author began to write."""

    seen = HiddenField()

    @property
    def newest_seen(self) -> int:
        """The newest history entry there was when its author began to write."""
        written = str(self.seen.data or "")
        return int(written) if written.isdecimal() and len(written) < 19 else 0

    def show(self, faults: Iterable[RuleBroken]) -> bool:
        """Put each broken rule beside its field, but for fields already found wrong; True when
        nothing is."""
        return show_faults(self, faults)


class SendForm(GateForm):
    """That an action is done. `fit` it to the action before showing or checking it."""

    what = TextAreaField("What was done, and how do we know it worked?", description=NAME_NOBODY)
    how = TextAreaField("Why is there no document that shows it?")
    finished = DayField("When was it finished?", named="Date finished")

    def fit(self, *, has_evidence: bool, today: date) -> None:
        """Ask how it is known only as far as nothing shows it."""
        self._has_evidence, self._today = has_evidence, today
        if has_evidence:
            self.how.label.text = "Anything the evidence does not show (optional)"
        else:
            self.how.description = "For example who looked at it, when, and what they found"
        self.finished.description = f"For example {today.day} {today.month} {today.year}"

    @property
    def said(self) -> Finished:
        """What was answered."""
        return Finished(self.what.data or "", self.finished.data, self.how.data or "")

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule, so that all is said at once."""
        well_formed = super().validate(extra_validators)
        faults = faults_sent(self.said, has_evidence=self._has_evidence, today=self._today)
        return self.show(faults) and bool(well_formed)


class DecideForm(GateForm):
    """What is decided about an action that waits for sign-off."""

    verdict = RadioField(
        "What do you want to do?",
        choices=[
            choice(Verdict.SIGN_OFF, "Sign off"),
            choice(Verdict.RETURN, "Return it, more is needed"),
            choice(Verdict.SIGN_OFF_AND_CHECK, "Sign off, and check again on a date"),
        ],
        validators=[Needed("Select what you want to do")],
    )
    reason = TextAreaField("Reason (needed to return it)", description=NAME_NOBODY)
    check_in = RadioField("When to check again (only if checking again)", validate_choice=False)
    check = DayField("Another date (only if checking again)", named="Date to check again")
    measure = TextAreaField("What will be checked (only if checking again)")

    def fit(self, today: date) -> None:
        """Offer the days on which it may be checked again."""
        self._today, self._days = today, check_days(today)
        self.check_in.choices = [
            *(choice(after, f"{after} days later: {day(on)}") for after, on in self._days.items()),
            choice(ANOTHER, "Another date"),
        ]

    @property
    def said(self) -> Ruling:
        """What was decided; a day chosen from the list comes before one that was typed."""
        verdict = Verdict(self.verdict.data)
        if verdict is not Verdict.SIGN_OFF_AND_CHECK:
            return Ruling(verdict, self.reason.data or "")
        check_on = self._days.get(str(self.check_in.data), self.check.data)
        return Ruling(verdict, self.reason.data or "", check_on, self.measure.data or "")

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule, so that all is said at once."""
        well_formed = super().validate(extra_validators)
        if self.verdict.errors:
            return False
        both = self.check_in.data in self._days and self.check.data
        if both and self.verdict.data == Verdict.SIGN_OFF_AND_CHECK:
            self.check.errors = ["Choose one of the days above or enter a date, not both"]
        return self.show(faults_ruled(self.said, today=self._today)) and bool(well_formed)


class CheckForm(GateForm):
    """Whether what was signed off has lasted."""

    found = RadioField(
        "Has it lasted?",
        choices=[
            choice("lasted", "It has lasted"),
            choice("not_lasted", "It has not lasted", hint="The action is opened again"),
        ],
        validators=[Needed("Select whether it has lasted")],
    )
    note = TextAreaField("What did the check show?", description=NAME_NOBODY)
    due = DayField("New due date (only if it has not lasted)", named="New due date")

    def fit(self, today: date) -> None:
        """Note the day on which it is asked."""
        self._today = today

    @property
    def said(self) -> Checked:
        """What was found."""
        return Checked(self.found.data == "lasted", self.note.data or "", self.due.data)

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule, so that all is said at once."""
        well_formed = super().validate(extra_validators)
        if self.found.errors:
            return False
        return self.show(faults_checked(self.said, today=self._today)) and bool(well_formed)


class TakeBackForm(TrackerForm):
    """Nothing to fill in but a button."""
