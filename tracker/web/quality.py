"""What is missing or cannot be right in a plan, each with the page that puts it right."""

from collections import Counter

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import PLAN_MAKERS, REVIEWERS, Role
from tracker.domain.quality import LACK_WORDS, Fault, Lack, faults_in
from tracker.services.installation import closed_days
from tracker.store import doors, overview
from tracker.store.plans import Plan
from tracker.store.quality import kept_about
from tracker.web.access import allow, me
from tracker.web.listing import Column, Columns, file_asked, list_file
from tracker.web.paging import page_asked

pages = Blueprint("quality", __name__)

ON_A_PAGE = 50


@pages.get("/plans/<code>/quality")
@allow(*REVIEWERS)
def quality(code: str) -> str | Response:
    """Everything to put right in a plan, or what is wrong in one way."""
    plan = doors.get_plan(code, seen_by=me()) or abort(404)
    areas = [one.area for one in overview.areas_of(plan.id)]
    today = clock.today()
    every = faults_in(kept_about(plan, seen_by=me()), areas, today=today, closed=closed_days(today))
    chosen = next((one for one in Lack if one == request.args.get("only")), None)
    faults = [one for one in every if chosen in (None, one.lack)]
    if file_asked():
        return list_file(f"data-quality-{plan.code}", "Data quality", _COLUMNS, faults)
    page = page_asked(faults, ON_A_PAGE)
    return render_template(
        "plans/quality.html",
        plan=plan,
        total=len(every),
        faults=[(one, _mends(plan, one)) for one in page.rows],
        kinds=_kinds(plan, every, chosen),
        words=LACK_WORDS,
        page=page,
        page_address=lambda number: _address(plan, chosen, page=number),
    )


_COLUMNS: Columns[Fault] = (
    Column("Reference", lambda one: one.ref),
    Column("Where", lambda one: one.about, 50),
    Column("What", lambda one: LACK_WORDS[one.lack], 28),
    Column("How", lambda one: one.what, 50),
    Column("Owner", lambda one: one.owner, 24),
)


def _kinds(plan: Plan, every: list[Fault], chosen: Lack | None) -> list[dict[str, object]]:
    """What there is to choose from, each with how many there are."""
    counts = Counter(one.lack for one in every)
    kinds: list[tuple[Lack | None, str, int]] = [(None, "Everything", len(every))]
    kinds += [(one, LACK_WORDS[one], counts[one]) for one in Lack if counts[one]]
    return [
        {"text": f"{words} ({number})", "href": _address(plan, kind), "current": kind is chosen}
        for kind, words, number in kinds
    ]


def _address(plan: Plan, chosen: Lack | None, *, page: int | None = None) -> str:
    number = page if page and page > 1 else None
    return url_for("quality.quality", code=plan.code, only=chosen, page=number)


def _mends(plan: Plan, fault: Fault) -> tuple[str, str]:
    """What to do about it, and where."""
    if fault.lack is Lack.NO_RESPONSE and me().role in PLAN_MAKERS:
        return "Respond", url_for("areas.respond", code=plan.code, number=fault.area)
    if fault.area:
        return "See the area", url_for("areas.area", code=plan.code, number=fault.area)
    if fault.lack is Lack.NOBODY and me().role is Role.PERFORMANCE:
        return "Move their actions", url_for("away.move", person_id=fault.owner_id)
    if fault.lack is Lack.TOO_MANY:
        there = url_for("plans.plan", code=plan.code, owner=fault.owner_id, _anchor="actions")
        return "See their actions", there
    if fault.lack is Lack.NO_EVIDENCE:
        return "Add evidence", url_for("evidence.add", ref=fault.ref)
    return "See the action", url_for("actions.action", ref=fault.ref)
