"""The list of plans, and one plan on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import LET_IN, PLAN_MAKERS, PLAN_READERS, SERVICE_KEEPERS
from tracker.domain.actions import (
    PROGRESS_WORDS,
    is_open,
    is_overdue,
)
from tracker.domain.colours import legend
from tracker.domain.responses import RESPONSE_WORDS
from tracker.store import doors, overview
from tracker.store.imports import ImportDraft, open_drafts
from tracker.store.opened_plans import openings_of
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.sheet_imports import SheetDraft, open_sheet_drafts
from tracker.web.access import allow, me
from tracker.web.action_columns import plan_columns
from tracker.web.fields import TrackerForm
from tracker.web.listing import Column, Columns, file_asked, list_file
from tracker.web.plan_day import PlanDay, day_asked, picture_of, plan_day, sees_every_action
from tracker.web.plan_page import page_of, plan_page
from tracker.web.response_due import DuePanel, due_panel

pages = Blueprint("plans", __name__)

_STEPS = {2: "report", 3: "items", 4: "assign", 5: "check"}
"""The address of each step of taking a report in, after its number."""


@pages.get("/plans")
@allow(*PLAN_READERS)
def plans() -> str | Response:
    """Every plan this person may open: drafts first for those who make plans, closed ones apart."""
    person = me()
    seen = doors.plans_seen_by(person)
    live = [plan for plan in seen if plan.state is PlanState.LIVE]
    closed = [plan for plan in seen if plan.state is PlanState.CLOSED]
    counts = overview.counts_by_plan(person, clock.today())
    makes_plans, shows_closed = person.role in PLAN_MAKERS, "closed" in request.args
    if file_asked():
        shown = [*live, *closed] if shows_closed else live
        return list_file("plans", "Plans", _columns(counts), shown)
    return render_template(
        "plans/plans.html",
        live=live,
        closed=closed,
        shows_closed=shows_closed,
        counts=counts,
        none_counted=overview.Counts(),
        drafts=_drafts(person) if makes_plans else [],
        makes_plans=makes_plans,
    )


def _columns(counts: Mapping[int, overview.Counts]) -> Columns[Plan]:
    def counted(plan: Plan) -> overview.Counts:
        return counts.get(plan.id, overview.Counts())

    return (
        Column("Plan", lambda one: one.code),
        Column("Title", lambda one: one.title, 50),
        Column("State", lambda one: one.state.capitalize(), 8),
        Column("Restricted", lambda one: "Yes" if one.restricted else "No"),
        Column("Inspecting bodies", lambda one: one.report.inspectorates if one.report else "", 24),
        Column("Report date", lambda one: one.report.report_date if one.report else None),
        Column("Actions", lambda one: counted(one).actions, 8),
        Column("Done", lambda one: counted(one).done, 8),
        Column("Overdue", lambda one: counted(one).overdue, 8),
        Column("Next board", lambda one: one.next_board_on),
    )


@dataclass(frozen=True)
class ListedDraft:
    """What is not yet a plan: what it is called, who began it, and where it goes on."""

    title: str
    by: str
    saved_at: datetime
    step: str
    address: str


def _drafts(person: Person) -> list[ListedDraft]:
    """Reports and spreadsheets on their way in, the newest first."""
    found = [_report_draft(one) for one in open_drafts()]
    seen = {plan.id for plan in doors.plans_seen_by(person)}
    found += [
        _sheet_draft(one)
        for one in open_sheet_drafts()
        if one.into_id is None or one.into_id in seen
    ]
    return sorted(found, key=lambda one: one.saved_at, reverse=True)


def _report_draft(draft: ImportDraft) -> ListedDraft:
    title, address = _draft_words(draft)
    step = f"Step {draft.step} of 5"
    return ListedDraft(title, draft.by.name, draft.saved_at, step, address)


def _sheet_draft(draft: SheetDraft) -> ListedDraft:
    title = f"{draft.filename}, for {draft.into.title}" if draft.into else draft.filename
    address = url_for("sheets.go_on", draft_id=draft.id)
    step = f"Step {draft.step} of 6"
    return ListedDraft(title, draft.by.name, draft.saved_at, step, address)


def _draft_words(draft: ImportDraft) -> tuple[str, str]:
    """What a draft is called, and where its next step is."""
    title = (
        draft.answers.get("header", {}).get("title") or draft.filename or "Report without a title"
    )
    return title, f"/import/{draft.id}/{_STEPS.get(draft.step, 'report')}"


@pages.get("/plans/<code>")
@allow(*PLAN_READERS, *LET_IN)
def plan(code: str) -> str | Response:
    """The plan on one page: how it stands and has changed, its areas with their actions, and its
    gradings; today, or as at a past day."""
    person, today = me(), clock.today()
    plan = doors.get_plan(code, seen_by=person)
    if plan is None:
        abort(404)
    found = plan_day(plan, day_asked(today), seen_by=person)
    on = found.asked.on
    if file_asked():
        return list_file(_file_name(found), "Actions", plan_columns(found.areas, on), found.listed)
    shown = plan_page(found)
    page = page_of(shown.blocks, request.args.get("page", ""))
    if page is None:
        abort(404)
    uncovered = len(shown.uncovered) if sees_every_action(plan, person) else None
    error = found.asked.error
    return render_template(
        "plans/plan.html",
        plan=plan,
        found=found,
        chosen=found.chosen,
        on=on,
        picture=picture_of(found, uncovered, seen_by=person),
        shown=shown,
        shows_uncovered=bool(uncovered),
        page=page,
        page_address=lambda number: found.address(**found.chosen.chosen, page=number),
        errors=[{"text": error, "href": "#as-at"}] if error else [],
        scheme=found.scheme,
        legend=legend(found.scheme),
        due=None if found.asked.is_past else _due(plan),
        gradings=overview.judgements_of(plan.report_id),
        strengths=overview.strengths_of(plan.report_id),
        openings=openings_of(plan.id, clock.now()) if person.role in SERVICE_KEEPERS else (),
        shut_form=TrackerForm(),
        readers=overview.readers_of(plan.id, seen_by=person),
        words=PROGRESS_WORDS,
        response_words=RESPONSE_WORDS,
        asks_for_responses=person.role in PLAN_MAKERS,
        is_open=is_open,
        is_overdue=is_overdue,
    )


def _file_name(found: PlanDay) -> str:
    name = f"actions-{found.plan.code}"
    return f"{name}-as-at-{found.asked.on.isoformat()}" if found.asked.is_past else name


def _due(plan: Plan) -> DuePanel | None:
    report = plan.report
    if report is None:
        return None
    return due_panel(report.response, report.stated_where, report.response_proposed_on)
