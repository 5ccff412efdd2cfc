"""The reports beside those to a board: which lists the page of reports leads to, and no list of its
own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.access import REVIEWERS
from tracker.store.lots import owners_in_line
from tracker.store.people import Person, all_teams
from tracker.web.plan_filter import Question, one_of, teams_of

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
    there = one_of(owners_in_line(person, today), teams_of(all_teams()))
    return [OneOf(title, there[name]) for name, title in _ONE_OF.items() if name in there]
