"""Taking a report in, step 1: a file, its text, or nothing to begin with."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.errors import RuleBroken
from tracker.services import imports as services
from tracker.services.imports import Sent, Upload
from tracker.services.sheet_imports import is_spreadsheet_name
from tracker.web import (
    import_assign,
    import_check,
    import_items,
    import_report,
    import_response,
    kept,
    sheets,
)
from tracker.web.access import allow, me
from tracker.web.fields import TrackerForm, choice, show_broken_rule
from tracker.web.import_page import Page

pages = Blueprint("imports", __name__)
pages.register_blueprint(import_report.pages)
pages.register_blueprint(import_response.pages)
pages.register_blueprint(import_items.pages)
pages.register_blueprint(import_assign.pages)
pages.register_blueprint(import_check.pages)

_REPORT, _SHEET, _BLANK = "report", "sheet", "blank"


class UploadForm(TrackerForm):
    """What to begin with."""

    start = RadioField(
        "What do you want to start from?",
        choices=[
            choice(_REPORT, "An inspection report", hint="Upload it or paste its text below"),
            choice(_SHEET, "A spreadsheet", hint="An action plan in Excel or CSV, in any layout"),
            choice(_BLANK, "Blank", hint="Type in the areas for development yourself"),
        ],
        default=_REPORT,
    )
    report = FileField(
        "Upload a report or spreadsheet", description="Word, PDF, text, Excel or CSV, up to 20MB"
    )
    pasted = TextAreaField(
        "Or paste the text", description="Paste all of it, headings and lists included"
    )


@pages.route("/plans/import", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def begin() -> Page:
    """Begin a draft, or go on with one."""
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = UploadForm(typed) if typed else UploadForm()
    if form.validate_on_submit():
        try:
            return _begun(form)
        except RuleBroken as broken:
            show_broken_rule(form, broken)
    page = render_template("imports/upload.html", form=form)
    return page, 422 if form.errors else 200


def _begun(form: UploadForm) -> Response:
    file: FileStorage | None = form.report.data
    given = bool(file and file.filename)
    if form.start.data == _SHEET and not given:
        return redirect(url_for("sheets.begin"), code=303)
    # Whoever uploads a spreadsheet means it, whichever button is marked.
    if file and form.start.data != _BLANK and is_spreadsheet_name(file.filename or ""):
        return sheets.begun(file, form, None)
    draft_id = services.new_draft_id()
    blank = form.start.data == _BLANK
    page = "imports.report.change" if blank else "imports.report.report"
    answer = url_for(page, draft_id=draft_id)
    sent = Sent(me(), draft_id, None, str(form.request_id.data or ""), answer)
    services.begin(_upload(form, blank=blank), sent=sent, now=clock.now())
    kept.forget_typed()
    return redirect(answer, code=303)


def _upload(form: UploadForm, *, blank: bool) -> Upload:
    if blank:
        return Upload(blank=True)
    file: FileStorage | None = form.report.data
    pasted = form.pasted.data or ""
    if file is None or not file.filename:
        return Upload(pasted=pasted)
    return Upload(filename=file.filename, data=file.read(), pasted=pasted)
