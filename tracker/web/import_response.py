"""Taking a report in, beside step 2: when the answer is due, by the letter and by the law."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.duty_signs import response_of
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.reports import from_json as report_from_json
from tracker.services import imports as services
from tracker.services.imports import REPORT_STEP
from tracker.store.imports import ImportDraft
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.fields import show_broken_rule
from tracker.web.import_page import (
    Page,
    differences,
    draft_of,
    draft_or_404,
    elsewhere,
    sent,
    show,
)
from tracker.web.response_due import due_panel
from tracker.web.response_form import ResponseForm, as_typed

pages = Blueprint("response", __name__)


@pages.route("/import/<draft_id>/response", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def response(draft_id: str) -> Page:
    """Put right when the answer is due."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, REPORT_STEP):
        return away
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = _form(row, typed) if typed else _form(row)
    if form.validate_on_submit():
        return _save(row, form)
    return _show(row, form), 422 if form.errors else 200


def _show(row: ImportDraft, form: ResponseForm, **facts: Any) -> str:
    found = report_from_json(row.found)
    due = due_panel(response_of(draft_of(row), found), found.header.response_due)
    return show("response", row, REPORT_STEP, form=form, due=due, **facts)


def _save(row: ImportDraft, form: ResponseForm) -> Page:
    answer = url_for("imports.report.report", draft_id=row.id, _anchor="response")
    try:
        said = form.said()
        services.save(
            sent(row, form, answer=answer),
            lambda draft: services.with_response(draft, said),
            now=clock.now(),
        )
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return _show(row, form), 422
    except Crossed:
        return _crossed(row.id, form)
    kept.forget_typed()
    return redirect(answer, code=303)


def _crossed(draft_id: str, form: ResponseForm) -> Page:
    row = draft_or_404(draft_id)
    if away := elsewhere(row, REPORT_STEP):
        return away
    both = differences(_form(row, formdata=None), form)
    form.version.data = row.version
    return _show(row, form, crossed=True, both=both), 409


def _form(row: ImportDraft, *formdata: Any, **more: Any) -> ResponseForm:
    due = response_of(draft_of(row), report_from_json(row.found))
    return ResponseForm(*formdata, data={**as_typed(due), "version": row.version}, **more)
