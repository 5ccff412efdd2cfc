"""The bigger picture for those who review: how everything in their line stands and has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import ColumnElement
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import REVIEWERS, Role
from tracker.domain.actions import (
    PROGRESS_WORDS,
    Standing,
    is_open,
    is_overdue,
)
from tracker.domain.charts import month_before
from tracker.domain.trends import Totals, month_ends, since_then, totals
from tracker.store import doors, overview, reviews, trends
from tracker.store.listed_actions import PlanAction, actions_in_line
from tracker.store.people import Person, all_teams
from tracker.store.reviews import in_the_scope_of, narrowed
from tracker.web import dashboard_page as found
from tracker.web.access import allow, me
from tracker.web.action_columns import line_columns
from tracker.web.dashboard_order import HEADINGS, heading_links, in_order
from tracker.web.listing import file_asked, list_file
from tracker.web.paging import page_asked
from tracker.web.plan_filter import Filter, Teams, line_filter_from, teams_of
from tracker.web.trend_chart import ages, trend_until

pages = Blueprint("dashboard", __name__)

ON_A_PAGE = 25
NARROWED_BY = ("plan", "directorate")
"""What the whole dashboard is narrowed by; its lists by more."""


@dataclass(frozen=True)
class _Line:
    """What somebody reviews, and what the address asks of it."""

    every: list[PlanAction]
    teams: Teams
    asked: Filter
    today: date

    @property
    def since(self) -> date:
        """The day of a month ago, which everything is compared with."""
        return month_before(self.today)

    def those(self, chosen: Filter) -> list[PlanAction]:
        """The actions among what was chosen."""
        return [one for one in self.every if chosen.fits(one, self.today)]


def _line(person: Person, today: date) -> _Line:
    every, teams = actions_in_line(person, today), teams_of(all_teams())
    plans = {plan.code: plan.title for plan in doors.plans_seen_by(person)}
    since = month_before(today)
    asked = line_filter_from(request.args, every, teams, since=since, plans=plans)
    return _Line(every, teams, asked, today)


@pages.get("/dashboard")
@allow(*REVIEWERS)
def dashboard() -> str:
    """Counts that lead to their actions, the trend, and who and what they belong to."""
    person, today = me(), clock.today()
    line = _line(person, today)
    chosen = line.asked.only(*NARROWED_BY)
    numbers = found.Numbers(line.asked, chosen.chosen, line.those(chosen), today)
    by_day = _by_day(line, chosen.chosen, person)
    then = by_day.get(line.since, Totals())
    uncovered = overview.uncovered_areas(person)
    return render_template(
        "dashboard/dashboard.html",
        reviews_any=bool(line.every),
        chosen=chosen,
        matching=len(numbers.actions),
        change=since_then(totals(_standings(numbers.actions), today), then, line.since),
        counts=found.first_counts(numbers, _waiting(line, chosen.chosen, person)),
        ages=ages(numbers.actions, today, lambda band: numbers.address(band=band.value)),
        trend=trend_until(today, by_day),
        directorates=found.by_directorate(numbers, line.teams),
        officers=found.by_officer(numbers, line.teams, _people_in_line(person, today)),
        moved=found.moved_counts(numbers, line.since),
        reasons=found.moved_reasons(numbers),
        partners=found.by_partner(numbers, line.teams),
        uncovered=[one for one in uncovered if chosen.chosen.get("plan") in (None, one.plan)],
    )


@pages.get("/dashboard/actions")
@allow(*REVIEWERS)
def actions() -> str | Response:
    """The actions that a count of the dashboard leads to, or any others in this person's line."""
    line = _line(me(), clock.today())
    rows = in_order(line.those(line.asked))
    if file_asked():
        return list_file("actions", "Actions", line_columns(line.today), rows)
    return render_template(
        "dashboard/actions.html",
        chosen=line.asked,
        back_to=line.asked.only(*NARROWED_BY).chosen,
        columns=heading_links(line.asked.chosen),
        names=HEADINGS,
        page=page_asked(rows, ON_A_PAGE),
        page_address=lambda number: _address(line.asked.chosen, page=number),
        words=PROGRESS_WORDS,
        is_open=is_open,
        is_overdue=is_overdue,
    )


def _address(chosen: Mapping[str, str], *, page: int) -> str:
    sort = {"sort": request.args["sort"]} if request.args.get("sort") else {}
    asked: dict[str, Any] = {**chosen, **sort, "page": page}
    return url_for(".actions", **asked)


def _standings(actions: Sequence[PlanAction]) -> list[Standing]:
    return [action.standing for action in actions]


def _by_day(line: _Line, chosen: Mapping[str, str], person: Person) -> Mapping[date, Totals]:
    """The numbers of a month ago and of the last month ends, of what was chosen."""
    days = [line.since, *month_ends(line.today)]
    return trends.totals_on(days, in_the_scope_of(person, line.today) & _narrowed(line, chosen))


def _narrowed(line: _Line, chosen: Mapping[str, str]) -> ColumnElement[bool]:
    directorate = chosen.get("directorate")
    teams = line.teams.of_directorate(directorate) if directorate else None
    return narrowed(chosen.get("plan"), teams)


def _waiting(line: _Line, chosen: Mapping[str, str], person: Person) -> found.Count:
    """What waits for a decision stands in a list of its own, narrowed in the same way."""
    number = reviews.waiting_count(person, line.today, _narrowed(line, chosen))
    asked: dict[str, Any] = dict(chosen)
    href = url_for("review.lists.waiting", **asked)
    return {"number": number, "words": "waiting for your decision", "href": href}


def _people_in_line(person: Person, today: date) -> frozenset[int] | None:
    """Those whose actions this person reviews; None for everybody's."""
    return None if person.role is Role.PERFORMANCE else doors.decides_for(person, today)
