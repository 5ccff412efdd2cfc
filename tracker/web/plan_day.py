"""One plan on one day: today, or as it stood at the end of a past one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for

from tracker.domain.access import Role
from tracker.domain.charts import Timing, month_before
from tracker.domain.colours import Scheme
from tracker.domain.narrowing import LateFor, Moved, Stage, late_for
from tracker.domain.responses import Response
from tracker.domain.trends import month_ends, since_words, totals
from tracker.domain.wording import count
from tracker.store import past, trends
from tracker.store.board_reports import last_frozen
from tracker.store.listed_actions import PlanAction, actions_of_plan, as_at, seen_in_plan
from tracker.store.overview import areas_of
from tracker.store.people import Person, all_teams
from tracker.store.plans import Plan
from tracker.store.reports import Finding
from tracker.store.schemes import scheme_now, schemes_of
from tracker.web.plan_filter import DISAGREES, Filter, filter_from, teams_of
from tracker.web.trend_chart import Trend, ages, trend_until

NO_SUCH_DAY = "Enter a real date that is today or in the past"


@dataclass(frozen=True)
class DayAsked:
    """The day the address asks for."""

    on: date
    is_past: bool
    error: str = ""

    @property
    def kept(self) -> dict[str, str]:
        """What keeps the day in the addresses of the page."""
        return {"as_at": self.on.isoformat()} if self.is_past else {}


@dataclass(frozen=True)
class PlanDay:
    """A plan as its reader sees it on a day."""

    plan: Plan
    asked: DayAsked
    areas: Sequence[Finding]
    responses: Mapping[str, Response | None]
    """What had been answered to the areas, by their numbers."""
    actions: Sequence[PlanAction]
    chosen: Filter
    scheme: Scheme
    since: date
    """The day it is compared with: that of the last report to its board, or a month before."""

    @property
    def listed(self) -> list[PlanAction]:
        """The actions among what was chosen."""
        if not self.chosen.chosen:
            return list(self.actions)
        return [one for one in self.actions if self.chosen.fits(one, self.asked.on)]

    def address(self, **answers: Any) -> str:
        """The same page on the same day, asked for these answers, from its list on."""
        there = {"code": self.plan.code, **self.asked.kept, **answers}
        return url_for("plans.plan", _anchor="actions", **there)

    def in_band(self, band: LateFor) -> str:
        """Where what is overdue for so long is listed."""
        return self.address(band=band.value)


def day_asked(today: date) -> DayAsked:
    """The day of `?as_at=2011-06-06`; today where none is asked for, or one there cannot be."""
    typed = request.args.get("as_at", "").strip()
    if not typed:
        return DayAsked(today, is_past=False)
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        return DayAsked(today, is_past=False, error=NO_SUCH_DAY)
    if on > today:
        return DayAsked(today, is_past=False, error=NO_SUCH_DAY)
    return DayAsked(on, is_past=on < today)


def plan_day(plan: Plan, asked: DayAsked, *, seen_by: Person) -> PlanDay:
    """What this person may see of a plan on a day, under the filter of the address.

    The number of statements is fixed, however many actions there are.
    """
    areas = areas_of(plan.id)
    actions = actions_of_plan(plan, seen_by=seen_by)
    responses: Mapping[str, Response | None] = {area.number: area.response for area in areas}
    if asked.is_past:
        actions = as_at(plan, actions, areas, asked.on)
        responses = past.responses_on(plan.id, asked.on)
    (scheme,) = schemes_of(plan.id, asked.on) if asked.is_past else (scheme_now(plan.id),)
    last = last_frozen(plan.id, before=asked.on)
    since = last.as_at if last else month_before(asked.on)
    chosen = filter_from(request.args, actions, teams_of(all_teams()), since=since)
    return PlanDay(plan, asked, areas, responses, actions, chosen, scheme, since)


@dataclass(frozen=True)
class Picture:
    """How a plan has changed, and what in it is worth a look: counts that lead to their rows."""

    change: str
    """How it has changed but for due dates; empty when there is nothing to compare with."""
    moved: dict[str, Any]
    ages: list[dict[str, Any]]
    looks: list[dict[str, Any]]
    done: str
    """Where the actions that are done are listed."""
    overdue: str
    long_overdue: str
    trend: Trend


def picture_of(found: PlanDay, uncovered: int | None, *, seen_by: Person) -> Picture:
    """The counts of a plan; `uncovered` is how many areas have no action, None for somebody who
    cannot know. One statement."""
    on, actions = found.asked.on, found.actions
    days = [found.since, *month_ends(on)]
    by_day = trends.totals_on(
        days, seen_in_plan(found.plan, seen_by), among=trends.ids_of_plan(found.plan.code)
    )
    then = by_day.get(found.since)
    now = totals((one.standing for one in actions), on)

    def counted(words: str, **answers: str) -> dict[str, Any]:
        asked = Filter(found.chosen.questions, answers)
        number = sum(asked.fits(one, on) for one in actions)
        return {"number": number, "words": words, "href": found.address(**answers)}

    moved = counted("", moved=Moved.SINCE.value)
    looks = [
        counted("where the owner’s word and the colour disagree", word=DISAGREES),
        counted("with a moved due date", moved=Moved.EVER.value),
    ]
    if uncovered is not None:
        words = "area without an action" if uncovered == 1 else "areas without an action"
        bare = {"number": uncovered, "words": words, "href": "#uncovered"}
        looks.append(bare if uncovered else {**bare, "href": ""})
    return Picture(
        change=since_words(now, then, found.since) if then else "",
        moved={**moved, "words": count(moved["number"], "due date") + " moved"},
        ages=ages(Counter(late_for(one.standing, on) for one in actions), found.in_band),
        looks=looks,
        done=found.address(stage=Stage.COMPLETED.value),
        overdue=found.address(timing=Timing.OVERDUE.value),
        long_overdue=found.address(timing=Timing.LONG_OVERDUE.value),
        trend=trend_until(on, by_day),
    )


def sees_every_action(plan: Plan, person: Person) -> bool:
    """False for an officer in a restricted plan, who cannot know which areas have no action."""
    return not (plan.restricted and person.role is Role.OFFICER)
