"""The questions of the update form, fitted to the action they are about."""

from datetime import date, timedelta
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField

from tracker.domain.actions import PROGRESS_WORDS, Answer, Progress
from tracker.domain.updates import Asked, Said, faults
from tracker.domain.wording import day
from tracker.services.deciders import sign_off_decider
from tracker.store.actions import Action
from tracker.store.people import Person
from tracker.web.fields import AtMost, DayField, TrackerForm, choice, show_broken_rule

EXAMPLE_AHEAD = timedelta(days=23)

_HINTS = {
    Answer.ON_TRACK: "Will finish by the due date",
    Answer.AT_RISK: "Might not finish by the due date",
    Answer.OFF_TRACK: "Needs help to finish",
}
_HINTS_WHEN_LATE = {
    Answer.ON_TRACK: "Late, but will finish by the date you give below",
    Answer.AT_RISK: "Late, and the date below might slip",
    Answer.OFF_TRACK: "Late, and needs help to finish",
}


class UpdateForm(TrackerForm):
    """How an action is going. `fit` it to the action before showing or checking it."""

    answer = RadioField("How is this action going?", validate_choice=False)
    note = TextAreaField(description="One or two sentences. Do not name children or families")
    expected = DayField("When do you expect to finish?", named="Date you expect to finish")
    milestones = SelectMultipleField("Milestones finished", validate_choice=False)
    milestones_shown = HiddenField()
    seen = HiddenField()
    was_kept = False
    """True when it holds what was typed before its author's session ended."""

    def fit(self, action: Action, asked: Asked, today: date) -> None:
        """Word the questions for this action and offer what may be answered."""
        self._asked, self._today = asked, today
        self.answer.choices = _answers(asked)
        self.note.label.text = asked.question
        example = today + EXAMPLE_AHEAD
        self.expected.description = (
            f"Your best estimate, for example {example.day} {example.month} {example.year}."
            " It does not change the due date"
        )
        self.milestones.choices = [
            choice(
                str(step.id),
                step.title,
                hint=f"Finished {day(step.done_on)}" if step.done_on else None,
            )
            for step in action.milestones
        ]

    def show(self, action: Action) -> None:
        """Say beside 'Done' where it goes. Only a page that is shown needs it."""
        decider = sign_off_decider(action, self._today).person
        self.answer.choices = _answers(self._asked, f"Goes to {decider.name} to sign off")

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule about the answer, so that all is said at once."""
        well_formed = super().validate(extra_validators)
        if self.said is None:
            self.answer.errors = ["Select how this action is going"]
            return False
        broken = [
            fault
            for fault in faults(self.said, self._asked, self._today)
            if not (fault.field == "expected" and self.expected.errors)
        ]
        for fault in broken:
            show_broken_rule(self, fault)
        return bool(well_formed and not broken)

    @property
    def said(self) -> Said | None:
        """What was answered, or None when nothing was chosen."""
        if self.answer.data not in set(Answer):
            return None
        answer = Answer(self.answer.data)
        expected_on = self.expected.data
        if answer is Answer.NO_CHANGE and expected_on == self._asked.prefilled(self._today):
            expected_on = None
        return Said(answer, self.note.data or "", expected_on)

    @property
    def ticked(self) -> frozenset[int] | None:
        """The milestones that are ticked, or None when the form did not show them."""
        if not self.milestones_shown.data:
            return None
        return frozenset(int(n) for n in self.milestones.data or () if n.isdecimal())

    @property
    def newest_seen(self) -> int:
        """The newest history entry there was when its author began to write."""
        written = str(self.seen.data or "")
        return int(written) if written.isdecimal() and len(written) < 19 else 0


class NotMineForm(TrackerForm):
    """Whose an action is, as far as its owner knows."""

    whose = SelectField("Whose is it?")
    words = TextAreaField(
        "Anything we should know? (optional)",
        description="Do not name children or families",
        validators=[AtMost(500, "Anything we should know")],
    )

    def offer(self, people: list[Person]) -> None:
        """Offer these people, and not to know."""
        self.whose.choices = [
            choice("", "I do not know"),
            *(choice(str(person.id), person.name_and_body) for person in people),
        ]


def _answers(asked: Asked, when_done: str | None = None) -> list[Any]:
    hints = _HINTS_WHEN_LATE if asked.overdue else _HINTS
    said = PROGRESS_WORDS[asked.progress]
    unchanged = choice(Answer.NO_CHANGE, f"No change since my last update ({said.lower()})")
    return [
        *([unchanged] if asked.may_say_no_change else []),
        *(choice(a, PROGRESS_WORDS[Progress(a.value)], hint=hint) for a, hint in hints.items()),
        choice(Answer.DONE, "Done", hint=when_done),
    ]
