"""The reports beside those to a board: which lists the page of reports leads to, and no list of its
own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.access import REVIEWERS
from tracker.domain.charts import month_before
from tracker.store.listed_actions import actions_in_line
from tracker.store.people import Person, all_teams
from tracker.web.plan_filter import Question, line_filter_from, teams_of

_ONE_OF = {
    "officer": "Actions of one officer",
    "directorate": "Actions of one directorate",
    "partner": "Actions of one partner agency",
}


@dataclass(frozen=True)
class OneOf:
    """The actions of one of several, to be chosen."""

    title: str
    question: Question


def to_choose_from(person: Person, today: date) -> Sequence[OneOf] | None:
    """What somebody who reviews may choose one of; None for whoever reviews nothing. Three
    statements."""
    if person.role not in REVIEWERS:
        return None
    actions, teams = actions_in_line(person, today), teams_of(all_teams())
    asked = line_filter_from({}, actions, teams, since=month_before(today), plans={})
    there = {question.name: question for question in asked.questions}
    return [OneOf(title, there[name]) for name, title in _ONE_OF.items() if name in there]
