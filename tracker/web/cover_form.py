"""The form that says who covers, from when to when, and what they may do."""

from datetime import date
from typing import Any

from wtforms import RadioField, SelectField, TextAreaField

from tracker.domain.access import REVIEWERS
from tracker.domain.cover import LONGEST_NOTE, Away
from tracker.domain.errors import RuleBroken
from tracker.services.cover import Wanted, check
from tracker.store.action_lists import possible_owners
from tracker.store.cover import Cover
from tracker.store.people import Person
from tracker.web.fields import AtMost, DayField, Needed, TrackerForm, choice, show_broken_rule

_UPDATE, _DECIDE = "update", "decide"


class CoverForm(TrackerForm):
    """Being away. `fit` it to the person before showing or checking it."""

    kind = RadioField(validators=[Needed("Select what happens to the reminders")])
    first = DayField(
        "First day away", named="First day away", validators=[Needed("Enter the first day away")]
    )
    last = DayField("Last day away", named="Last day away")
    covered_by = SelectField("Who covers?", validate_choice=False)
    decides = RadioField("What can they do?", validate_choice=False)
    note = TextAreaField(
        "Note to them (optional)",
        description="They see it on their page, and in no email. Do not name children or families",
        validators=[AtMost(LONGEST_NOTE, "Note to them")],
    )

    def fit(
        self, person: Person, *, by: Person, replaces: Cover | None, today: date, example: str
    ) -> None:
        """Word the questions for whoever answers and offer who and what can be chosen."""
        self._person, self._by, self._replaces, self._today = person, by, replaces, today
        own = by.id == person.id
        self.kind.label.text = "What happens while you are away?" if own else "What happens?"
        self.kind.choices = _kinds(own, may_leave=replaces is None)
        self.first.description = f"For example, {example}"
        if replaces is None:
            they_are = "you are" if own else "they are"
            self.last.description = f"Leave this empty if {they_are} leaving"
        people = possible_owners(person)
        self.covered_by.choices = [choice("", "Select a person")]
        self.covered_by.choices += [choice(str(one.id), one.name_and_body) for one in people]
        self._offered = {one.id for one in people}
        whose = "my" if own else "their"
        self.decides.choices = [
            choice(_UPDATE, f"Update {whose} actions"),
            choice(
                _DECIDE,
                f"Update {whose} actions, and decide for {'me' if own else 'them'}",
                hint="New dates, sign-offs and the overdue review. Only a manager or a performance"
                " officer can",
            ),
        ]
        self.decides.data = self.decides.data or _UPDATE
        if person.role not in REVIEWERS:
            del self.decides

    def show(self, cover: Cover) -> None:
        """Begin with what is set."""
        self.kind.data = (Away.COVERED if cover.covered_by_id else Away.PAUSED).value
        self.first.data, self.last.data = cover.from_on, cover.to_on
        self.covered_by.data = str(cover.covered_by_id or "")
        self.decides.data = _DECIDE if cover.decides else _UPDATE
        self.note.data = cover.note

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule, so that all is said at once."""
        if not super().validate(extra_validators):
            return False
        broken = list(
            check(
                self._person,
                self.wanted,
                by=self._by,
                replaces=self._replaces,
                today=self._today,
            )
        )
        for fault in broken:
            self.show_wrong(fault)
        return not broken

    def show_wrong(self, fault: RuleBroken) -> None:
        """Put what is wrong beside its field."""
        show_broken_rule(self, fault)

    @property
    def wanted(self) -> Wanted:
        """What is asked for, once the shape has been checked."""
        kind = Away(self.kind.data)
        covered = kind is Away.COVERED
        chosen = str(self.covered_by.data or "")
        by_id = int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None
        return Wanted(
            kind=kind,
            first=self.first.data or self._today,
            last=None if kind is Away.LEAVING else self.last.data,
            covered_by_id=by_id if covered and by_id in self._offered else None,
            decides=covered and "decides" in self and self.decides.data == _DECIDE,
            note=self.note.data or "",
        )


def _kinds(own: bool, *, may_leave: bool) -> list[Any]:
    me, my, i_am = ("me", "my", "I am") if own else ("them", "their", "They are")
    leaving = choice(
        Away.LEAVING,
        f"{i_am} leaving",
        hint="The performance officer is told, and finds somebody for every action",
    )
    return [
        choice(
            Away.COVERED,
            f"Someone covers for {me}",
            hint=f"They get the reminders and can update {my} actions",
        ),
        choice(
            Away.PAUSED,
            f"{my.capitalize()} reminders pause and nobody covers",
            hint="For up to 10 working days",
        ),
        *([leaving] if may_leave else []),
    ]
