"""The bigger picture for those who review: how everything in their line stands and has changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import ColumnElement, and_, true
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import REVIEWERS, Role
from tracker.domain.actions import (
    PROGRESS_WORDS,
    is_open,
    is_overdue,
)
from tracker.domain.charts import month_before
from tracker.domain.trends import Totals, month_ends, since_then
from tracker.domain.wording import MOST_COUNTED
from tracker.store import doors, lots, overview, plan_days
from tracker.store.line_lists import first_in_line
from tracker.store.lines import everyone_below
from tracker.store.listed_actions import PlanAction, actions_in_line, actions_numbered
from tracker.store.narrowing import may_fit
from tracker.store.people import Person, all_teams
from tracker.store.review_scope import whole_scope_of
from tracker.store.reviews import narrowed
from tracker.store.waiting import waiting_count
from tracker.web.access import allow, me
from tracker.web.action_columns import line_columns
from tracker.web.dashboard_order import HEADINGS, heading_links, order_asked
from tracker.web.dashboard_page import (
    Count,
    Numbers,
    by_directorate,
    by_officer,
    by_partner,
    first_counts,
    moved_counts,
    moved_reasons,
)
from tracker.web.listing import file_asked, list_file
from tracker.web.paging import Paged, page_asked
from tracker.web.plan_filter import (
    Teams,
    line_filter_from,
    numbers_filter_from,
    stands_as,
    teams_of,
)
from tracker.web.trend_chart import trend_until

pages = Blueprint("dashboard", __name__)

ON_A_PAGE = 25
NARROWED_BY = ("plan", "directorate")
"""What the whole dashboard is narrowed by; its lists by more."""


@pages.get("/dashboard")
@allow(*REVIEWERS)
def dashboard() -> str:
    """Counts that lead to their actions, the trend, and who and what they belong to."""
    person, today = me(), clock.today()
    since, teams = month_before(today), teams_of(all_teams())
    if person.role is not Role.PERFORMANCE:
        everyone_below(person.eyes, today)
    codes = lots.codes_in_line(person, today)
    found = lots.lots_in_line(person, today, true())
    plans = {plan.code: plan.title for plan in doors.plans_seen_by(person)}
    owners = {lot.by for lot in found}
    chosen = numbers_filter_from(request.args, owners, teams, codes=codes, plans=plans)
    of = _narrowed(teams, chosen.chosen)
    if chosen.chosen:
        found = lots.lots_in_line(person, today, of)
    numbers = Numbers(chosen.chosen, found, today)
    days, code = [since, *month_ends(today)], chosen.chosen.get("plan")
    by_day = (
        plan_days.totals_in_line(person, today, days, of, plan=code)
        if "directorate" in chosen.chosen
        else plan_days.totals_of_all(person, today, days, plan=code)
    )
    uncovered = overview.uncovered_areas(person)
    return render_template(
        "dashboard/dashboard.html",
        reviews_any=bool(codes),
        chosen=chosen,
        matching=numbers.kinds.total(),
        change=since_then(numbers.totals(), by_day.get(since, Totals()), since),
        counts=first_counts(numbers, _waiting(person, today, of, chosen.chosen)),
        ages=numbers.ages(),
        trend=trend_until(today, by_day),
        directorates=by_directorate(numbers, teams),
        officers=by_officer(numbers, teams, _people_in_line(person, today)),
        moved=moved_counts(numbers, lots.moved_in_line(person, today, of, since=since), since),
        reasons=moved_reasons(numbers, lots.reasons_in_line(person, today, of)),
        partners=by_partner(numbers, teams),
        uncovered=[one for one in uncovered if chosen.chosen.get("plan") in (None, one.plan)],
    )


@pages.get("/dashboard/actions")
@allow(*REVIEWERS)
def actions() -> str | Response:
    """The actions that a count of the dashboard leads to, or any others in this person's line."""
    person, today = me(), clock.today()
    since, teams = month_before(today), teams_of(all_teams())
    owners, managers, codes = lots.what_is_in_line(person, today)
    plans = {plan.code: plan.title for plan in doors.plans_seen_by(person)}
    asked = line_filter_from(
        request.args, owners, managers, teams, since=since, codes=codes, plans=plans
    )
    chosen = asked.chosen
    may = may_fit(chosen, today, _teams_asked(teams, chosen))
    which = and_(whole_scope_of(person, today), may)
    whole = file_asked() or not _BY_MOVES.isdisjoint(chosen)
    numbers, more = first_in_line(
        which,
        lambda standing: stands_as(standing, chosen, today),
        order_asked(),
        most=None if whole else MOST_COUNTED,
    )
    if whole:
        there = [one for one in actions_in_line(person, today, may) if asked.fits(one, today)]
        rows = _as_numbered(there, numbers)
        if file_asked():
            return list_file("actions", "Actions", line_columns(today), rows)
        page = page_asked(rows, ON_A_PAGE)
    else:
        page = _page_of(numbers)
    return render_template(
        "dashboard/actions.html",
        chosen=asked,
        back_to=asked.only(*NARROWED_BY).chosen,
        columns=heading_links(asked.chosen),
        names=HEADINGS,
        page=page,
        more=more,
        page_address=lambda number: _address(asked.chosen, page=number),
        words=PROGRESS_WORDS,
        is_open=is_open,
        is_overdue=is_overdue,
    )


_BY_MOVES = frozenset({"moved", "reason"})
"""What is asked about due dates that moved, which are read with the rows."""


def _page_of(numbers: Sequence[int]) -> Paged[PlanAction]:
    """The page that is asked for of the actions with these numbers."""
    page = page_asked(numbers, ON_A_PAGE)
    rows = actions_numbered(page.rows)
    return Paged(_as_numbered(rows, page.rows), page.number, page.pages, page.total)


def _as_numbered(rows: Sequence[PlanAction], numbers: Sequence[int]) -> list[PlanAction]:
    """These rows in the order of their numbers, which may be those of others too."""
    by_number = {row.id: row for row in rows}
    return [by_number[number] for number in numbers if number in by_number]


def _address(chosen: Mapping[str, str], *, page: int) -> str:
    sort = {"sort": request.args["sort"]} if request.args.get("sort") else {}
    asked: dict[str, Any] = {**chosen, **sort, "page": page}
    return url_for(".actions", **asked)


def _narrowed(teams: Teams, chosen: Mapping[str, str]) -> ColumnElement[bool]:
    return narrowed(chosen.get("plan"), _teams_asked(teams, chosen))


def _teams_asked(teams: Teams, chosen: Mapping[str, str]) -> list[int | None] | None:
    """The teams of the directorate that was chosen; None for any."""
    directorate = chosen.get("directorate")
    return teams.of_directorate(directorate) if directorate else None


def _waiting(
    person: Person, today: date, of: ColumnElement[bool], chosen: Mapping[str, str]
) -> Count:
    """What waits for a decision stands in a list of its own, narrowed in the same way."""
    number = waiting_count(person, today, of)
    asked: dict[str, Any] = dict(chosen)
    href = url_for("review.lists.waiting", **asked)
    return {"number": number, "words": "waiting for your decision", "href": href}


def _people_in_line(person: Person, today: date) -> frozenset[int] | None:
    """Those whose actions this person reviews; None for everybody's."""
    return None if person.role is Role.PERFORMANCE else doors.decides_for(person, today)
