"""Taking a spreadsheet in: the file, its template, and which of its sheets is the plan."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, StringField

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.sheet_answers import from_json, of_another_sheet
from tracker.domain.sheets import Sheet
from tracker.domain.spreadsheets import (
    NO_HEADINGS,
    NO_ROWS,
    Corrections,
    SheetReading,
    read_sheet,
)
from tracker.domain.wording import count
from tracker.services import sheet_imports as services
from tracker.services.imports import Sent, new_draft_id
from tracker.services.sheet_files import plan_file, template
from tracker.services.sheet_imports import COLUMNS_STEP, SHEET_STEP
from tracker.services.table_files import CSV, XLSX
from tracker.store import doors
from tracker.store.plans import Plan, PlanState
from tracker.web import kept, sheet_add, sheet_columns, sheet_people, sheet_rows
from tracker.web.access import allow, me
from tracker.web.downloads import download
from tracker.web.fields import Needed, TrackerForm, choice, show_broken_rule
from tracker.web.import_page import Page, sent
from tracker.web.sheet_page import address, crossed, draft_or_404, elsewhere, saved, show

pages = Blueprint("sheets", __name__)
pages.register_blueprint(sheet_columns.pages)
pages.register_blueprint(sheet_people.pages)
pages.register_blueprint(sheet_rows.pages)
pages.register_blueprint(sheet_add.pages)

_FILE = "Excel workbook (.xlsx) or CSV, up to 20MB"


class SheetForm(TrackerForm):
    """A file, and where its rows go."""

    report = FileField("Upload a spreadsheet", description=_FILE)
    into = SelectField("Which plan do its rows belong to?", choices=[])


class AgainForm(TrackerForm):
    """A newer file."""

    report = FileField("Upload your file again", description=_FILE)


class ChooseForm(TrackerForm):
    """Which sheet it is, and where its headings are."""

    sheet = RadioField("Which sheet is the action plan?", validators=[Needed("Select a sheet")])
    heading_row = StringField(
        "Row with the headings (optional)",
        description="Its number in the file. Leave it empty and we look for it",
    )


@pages.route("/plans/import/spreadsheet", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def begin() -> Page:
    """Begin with a file."""
    form = SheetForm(into=request.args.get("into", ""))
    plans = {plan.code: plan for plan in doors.plans_seen_by(me()) if plan.state is PlanState.LIVE}
    form.into.choices = [
        choice("", "A new plan"),
        *(choice(code, f"{plan.title} ({code})") for code, plan in plans.items()),
    ]
    if form.validate_on_submit():
        try:
            return begun(form.report.data, form, plans.get(form.into.data or ""))
        except RuleBroken as broken:
            show_broken_rule(form, broken)
    page = render_template("sheets/upload.html", form=form)
    return page, 422 if form.errors else 200


def begun(file: FileStorage | None, form: TrackerForm, into: Plan | None) -> Response:
    """Keep this file as a draft and lead to the first step that needs somebody; RuleBroken when it
    is no spreadsheet."""
    draft_id = new_draft_id()
    answer = url_for("sheets.go_on", draft_id=draft_id)
    sending = Sent(me(), draft_id, None, str(form.request_id.data or ""), answer)
    name, data = (file.filename or "", file.read()) if file else ("", b"")
    services.begin(name, data, into=into, sent=sending, now=clock.now())
    kept.forget_typed()
    return redirect(answer, code=303)


@pages.get("/plans/import/spreadsheet/template.xlsx", defaults={"ending": XLSX})
@pages.get("/plans/import/spreadsheet/template.csv", defaults={"ending": CSV})
@allow(*PLAN_MAKERS)
def template_file(ending: str) -> Response:
    """An empty plan to fill in, as a workbook or as CSV."""
    return download(template(ending), f"action-plan-template.{ending}")


@pages.get("/plans/<code>/actions.<ending>")
@allow(*PLAN_MAKERS)
def plan_as_sheet(code: str, ending: str) -> Response:
    """A plan's actions as a spreadsheet, to be edited and taken in again."""
    plan = doors.get_plan(code, seen_by=me())
    if plan is None or ending not in (CSV, XLSX):
        abort(404)
    return download(plan_file(plan, ending), f"{plan.code}-{clock.today().isoformat()}.{ending}")


@pages.get("/import/sheet/<draft_id>")
@allow(*PLAN_MAKERS)
def go_on(draft_id: str) -> Page:
    """The furthest step somebody has come to."""
    row = draft_or_404(draft_id)
    return elsewhere(row, 99) or abort(404)


@pages.route("/import/sheet/<draft_id>/sheet", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def choose(draft_id: str) -> Page:
    """Which sheet of the file is the plan, and in which row its headings are."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, SHEET_STEP):
        return away
    sheets, answers = services.sheets_of(row), from_json(row.answers)
    form = ChooseForm(
        sheet=str(answers.sheet), heading_row=str(answers.heading_row or ""), version=row.version
    )
    form.sheet.choices = [
        choice(str(place), sheet.name or "The only sheet", hint=_described(read_sheet(sheet)))
        for place, sheet in enumerate(sheets)
    ]

    def again(code: int, **facts: Any) -> Page:
        return show("choose", draft_or_404(row.id), SHEET_STEP, form=form, **facts), code

    if not form.validate_on_submit():
        return again(422 if form.errors else 200)
    place, heading = int(form.sheet.data), (form.heading_row.data or "").strip()
    try:
        number = _heading(sheets[place], heading)
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return again(422)
    return saved(
        row,
        form,
        lambda said: of_another_sheet(said, place, number),
        address(row, COLUMNS_STEP),
        reached=COLUMNS_STEP,
        again=again,
    )


@pages.route("/import/sheet/<draft_id>/again", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def again(draft_id: str) -> Page:
    """Put a newer file in the place of the one that was sent; what was said of it stays."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, SHEET_STEP):
        return away
    form = AgainForm(version=row.version)

    def show_again(code: int, **facts: Any) -> Page:
        page = render_template("sheets/again.html", row=draft_or_404(row.id), form=form, **facts)
        return page, code

    if not form.validate_on_submit():
        return show_again(422 if form.errors else 200)
    file = form.report.data
    name, data = (file.filename or "", file.read()) if file else ("", b"")
    form_sent = sent(row, form, answer=url_for("sheets.go_on", draft_id=row.id))
    try:
        services.send_again(name, data, sent=form_sent, now=clock.now())
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return show_again(422)
    except Crossed:
        return crossed(draft_id, form, show_again)
    return redirect(form_sent.answer, code=303)


def _described(reading: SheetReading) -> str:
    if not reading.heading_rows:
        return "We found no headings in it"
    rows = count(len(reading.rows), "row")
    looks = "looks like an action plan" if reading.is_plan else "does not look like an action plan"
    hidden = ", hidden in the file" if reading.hidden else ""
    return f"{rows}{hidden}, {looks}"


def _heading(sheet: Sheet, typed: str) -> int | None:
    """The heading row as typed, None to look for it; RuleBroken when there are no headings or no
    rows under them."""
    number = int(typed) if typed.isdecimal() and len(typed) < 7 else None
    if typed and number not in {row.number for row in sheet.rows}:
        raise RuleBroken("Enter the number of a row that has headings", field="heading_row")
    reading = read_sheet(sheet, Corrections(heading_row=number))
    if not reading.heading_rows:
        raise RuleBroken(NO_HEADINGS, field="heading_row")
    if not reading.rows:
        raise RuleBroken(NO_ROWS, field="sheet")
    return number
