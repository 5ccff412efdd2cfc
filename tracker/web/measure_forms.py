"""The questions about what an action is measured by, what was measured, and its milestones."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from wtforms import SelectField, StringField, TextAreaField

from tracker.domain.access import OWNERS
from tracker.domain.errors import RuleBroken
from tracker.domain.measures import (
    Measure,
    Taken,
    faults_of,
    faults_taken,
    in_words,
    number_in,
)
from tracker.domain.milestones import Step
from tracker.domain.milestones import faults_of as faults_of_step
from tracker.domain.wording import day
from tracker.store.actions import Action, Milestone
from tracker.store.people import active_people
from tracker.web.fields import NAME_NOBODY, DayField, choice
from tracker.web.sign_off_forms import GateForm


class MeasureForm(GateForm):
    """What an action is measured by, from where to where."""

    words = TextAreaField("What will show that it has worked?", description=NAME_NOBODY)
    unit = StringField(
        "Unit (optional)",
        description="Stands with every number, also in emails. For example %, days or cases",
    )
    baseline = StringField(
        "Baseline (optional)", description="Where it stood to begin with, for example 60"
    )
    target = StringField("Target (optional)", description="What is to be reached, for example 95")

    @property
    def said(self) -> Measure:
        """What was answered; raises RuleBroken where a number was asked for and none was given."""
        return Measure(
            self.words.data or "", self._unit, self._number("baseline"), self._number("target")
        )

    @property
    def _unit(self) -> str:
        """The unit; '%' typed after a number says it where nothing else does."""
        percent = any("%" in (field.data or "") for field in (self.baseline, self.target))
        return self.unit.data or ("%" if percent else "")

    def _number(self, name: str) -> Decimal | None:
        typed = self[name].data or ""
        return number_in(typed, named=name.capitalize(), field=name, unit=self._unit)

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule, so that all is said at once."""
        super().validate(extra_validators)
        return self.show(self._faults())

    def _faults(self) -> Iterator[RuleBroken]:
        numbers: dict[str, Decimal | None] = {}
        for name in ("baseline", "target"):
            try:
                numbers[name] = self._number(name)
            except RuleBroken as broken:
                yield broken
        yield from faults_of(Measure(self.words.data or "", self._unit, **numbers))


def typed_as(action: Action) -> dict[str, str]:
    """What the action is measured by, as it would be typed into the form."""
    ends = {"baseline": action.baseline, "target": action.target}
    return {"words": action.measure, "unit": action.measure_unit} | {
        name: "" if value is None else in_words(value, "") for name, value in ends.items()
    }


class ReadingForm(GateForm):
    """What was measured on a day. `fit` it to the action before showing or checking it."""

    value = StringField("Reading")
    on = DayField("On which day?", named="Day of the reading")
    note = TextAreaField("Note (optional)", description=NAME_NOBODY)

    def fit(self, action: Action, today: date) -> None:
        """Say in which unit it is read."""
        self._action, self._today = action, today
        self.value.description = f"For example {in_words(Decimal(82), action.measure_unit)}"
        self.on.description = f"For example {today.day} {today.month} {today.year}"

    @property
    def said(self) -> Taken:
        """What was answered; raises RuleBroken when the reading is no number."""
        unit = self._action.measure_unit
        value = number_in(self.value.data or "", named="Reading", field="value", unit=unit)
        return Taken(self.on.data, value, self.note.data or "")

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule, so that all is said at once."""
        super().validate(extra_validators)
        try:
            said = self.said
        except RuleBroken as broken:
            self.value.errors = [broken.message]
            said = Taken(self.on.data, None, self.note.data or "")
        faults = faults_taken(said, starts_on=self._action.starts_on, today=self._today)
        return self.show(faults)


class MilestoneForm(GateForm):
    """A milestone. `fit` it to the action, and to the milestone as it is, before showing or
    checking it."""

    title = StringField("Milestone", description=NAME_NOBODY)
    due = DayField("When is it due?", named="Date it is due")
    owner = SelectField("Whose is it?", description="Somebody who can see this action")

    def fit(self, action: Action, milestone: Milestone | None = None) -> None:
        """Offer the action's owner first, then everybody who may own actions."""
        self._action, self._was = action, milestone
        self.due.description = (
            f"On or before {day(action.due_on)}, when the action is due. For example"
            f" {action.due_on.day} {action.due_on.month} {action.due_on.year}"
        )
        people = [one for one in active_people(OWNERS) if one.id != action.owner_id]
        if milestone and milestone.owner and milestone.owner not in people:
            people.append(milestone.owner)
        self.owner.choices = [
            choice("", f"{action.owner.name_and_body}, who owns the action"),
            *(choice(str(one.id), one.name_and_body) for one in people),
        ]

    @property
    def said(self) -> Step:
        """What was answered."""
        owner = "" if self.owner.errors else self.owner.data or ""
        return Step(self.title.data or "", self.due.data, int(owner) if owner else None)

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule, so that all is said at once."""
        super().validate(extra_validators)
        was_due_on = self._was.due_on if self._was else None
        return self.show(faults_of_step(self.said, self._action.span, was_due_on=was_due_on))


class RemoveMilestoneForm(GateForm):
    """Nothing to fill in but a button."""
