"""The questions about areas: what is answered to one, and which ones an action answers."""

from collections.abc import Sequence
from datetime import date

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, TextAreaField

from tracker.domain.responses import RESPONSE_WORDS, Responded, Response, faults_of
from tracker.store.people import Person
from tracker.store.reports import Finding
from tracker.web.fields import NAME_NOBODY, DayField, TrackerForm, choice, show_faults
from tracker.web.sign_off_forms import GateForm


class RespondForm(TrackerForm):
    """What the council answers to an area. `fit` it first."""

    response = RadioField(
        "Does the council agree?",
        choices=[choice(one, words) for one, words in RESPONSE_WORDS.items()],
        validate_choice=False,
    )
    reason = TextAreaField(
        "Reason",
        description=f"Needed when it is partly agreed or not agreed. {NAME_NOBODY}",
    )
    decided_by = SelectField("Decided by", validate_choice=False)
    priority = BooleanField(
        "This is a priority area",
        description="A new due date of an action that answers it is decided one rung up, from the"
        " first move.",
    )
    decided = DayField("When was it decided?", named="Day it was decided")

    def fit(self, deciders: Sequence[Person], today: date) -> None:
        """Offer those who may be named as having decided it."""
        self._deciders, self._today = {str(one.id): one.id for one in deciders}, today
        self.decided_by.choices = [choice("", "Select a person")]
        self.decided_by.choices += [choice(str(one.id), one.name_and_body) for one in deciders]
        self.decided.description = f"For example {today.day} {today.month} {today.year}"

    @property
    def said(self) -> Responded:
        """The response, as far as it was answered."""
        word = self.response.data
        return Responded(
            Response(word) if word in set(Response) else None,
            self.reason.data or "",
            self._deciders.get(str(self.decided_by.data)),
            self.decided.data,
            self.priority.data,
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule, so that all is said at once."""
        super().validate(extra_validators)
        deciders = self._deciders.values()
        return show_faults(self, faults_of(self.said, deciders=deciders, today=self._today))


class AreasForm(GateForm):
    """Which areas an action answers. `fit` it first."""

    areas = SelectMultipleField("Which areas does it answer?", validate_choice=False)

    def fit(self, areas: Sequence[Finding]) -> None:
        """Offer the areas of the action's plan."""
        self.areas.choices = [choice(one.number, f"{one.number}. {one.title}") for one in areas]
