"""The forms of a report to a board: what it is about, and what its author adds."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, TextAreaField

from tracker.domain.board_paper import LONGEST_COMMENTARY, Section
from tracker.store.plans import Plan
from tracker.web.fields import AtMost, DayField, Needed, TrackerForm, choice

BY_POST, BY_NAME = "posts", "names"


class BeginForm(TrackerForm):
    """Which plan, as at which day, beside which, and how people are called."""

    plan = SelectField("Plan", validators=[Needed("Select a plan")])
    as_at = DayField(
        "Date of the report",
        description="It shows how the plan stood at the end of this day",
        named="Date of the report",
    )
    since = DayField(
        "Compared with (optional)",
        description="Left empty, the day of the last report, else a month before",
        named="Compared with",
    )
    people = RadioField(
        "How people are called",
        choices=[choice(BY_POST, "By their job titles"), choice(BY_NAME, "By name")],
        validators=[Needed("Select how people are called")],
    )
    restricted = BooleanField("A restricted plan may stand in this report")

    def offer(self, plans: Sequence[Plan]) -> None:
        """Let it be one of these plans."""
        self.plan.choices = [
            choice(plan.code, f"{plan.title}{' (restricted)' if plan.restricted else ''}")
            for plan in plans
        ]


def words_form(sections: Sequence[Section]) -> type[TrackerForm]:
    """A form with a field for each section its author may add to, under the section's key."""
    fields: dict[str, Any] = {
        one.key: TextAreaField(one.asks, validators=[AtMost(LONGEST_COMMENTARY, one.heading)])
        for one in sections
        if one.asks
    }
    return type("WordsForm", (TrackerForm,), fields)
