"""The form in which somebody says when the answer to a report is due."""

from datetime import date
from typing import Any

from wtforms import SelectField

from tracker.domain.duties import current_duties, in_force
from tracker.domain.errors import RuleBroken
from tracker.domain.response_dates import ResponseDue
from tracker.domain.wording import day
from tracker.web.fields import DayField, Needed, TrackerForm, choice

_NONE = "none"


class ResponseForm(TrackerForm):
    """The letter's own date, and what to count the proposed one by."""

    stated_on = DayField(
        "Date the letter states (optional)",
        description="This date wins over the proposed one",
        named="Date the letter states",
    )
    duty = SelectField(
        "Duty to answer",
        choices=[
            choice(_NONE, "None of these"),
            *(choice(one.key, one.name) for one in current_duties()),
        ],
        validators=[Needed("Select a duty, or none of these")],
    )
    start_on = DayField(
        "Day to count from (optional)",
        description="The day the report was published, received or dated, as the duty says",
        named="Day to count from",
    )

    def said(self) -> ResponseDue:
        """What the form says; raises RuleBroken for a duty that had not begun on the day."""
        start_on: date | None = self.start_on.data
        stated_on: date | None = self.stated_on.data
        if self.duty.data == _NONE:
            return ResponseDue(None, start_on, stated_on)
        duty = in_force(self.duty.data, start_on)
        if duty is None and start_on:
            raise RuleBroken(f"This duty was not yet in force on {day(start_on)}", field="duty")
        return ResponseDue(duty, start_on, stated_on)


def as_typed(due: ResponseDue) -> dict[str, Any]:
    """What the form holds to begin with."""
    return {
        "stated_on": due.stated_on,
        "duty": due.duty.key if due.duty else _NONE,
        "start_on": due.start_on,
    }
