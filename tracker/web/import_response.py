"""Taking a report in, beside step 2: when the answer is due, by the letter and by the law."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for
from wtforms import SelectField

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.duties import current_duties, in_force
from tracker.domain.duty_signs import response_of
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.reports import from_json as report_from_json
from tracker.domain.response_dates import ResponseDue
from tracker.domain.wording import day
from tracker.services import imports as services
from tracker.services.imports import REPORT_STEP
from tracker.store.imports import ImportDraft
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.fields import DayField, Needed, TrackerForm, choice, show_broken_rule
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

pages = Blueprint("response", __name__)

_NONE = "none"


class ResponseForm(TrackerForm):
    """The letter's own date, and what to count the proposed one by."""

    stated_on = DayField(
        "Date the letter states (optional)",
        description="This date wins over the proposed one",
        named="Date the letter states",
    )
    duty = SelectField(
        "Duty to answer",
        choices=[
            choice(_NONE, "None of these"),
            *(choice(one.key, one.name) for one in current_duties()),
        ],
        validators=[Needed("Select a duty, or none of these")],
    )
    start_on = DayField(
        "Day to count from (optional)",
        description="The day the report was published, received or dated, as the duty says",
        named="Day to count from",
    )


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
        said = _said(form)
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
    data = {
        "stated_on": due.stated_on,
        "duty": due.duty.key if due.duty else _NONE,
        "start_on": due.start_on,
        "version": row.version,
    }
    return ResponseForm(*formdata, data=data, **more)


def _said(form: ResponseForm) -> ResponseDue:
    """What the form says; raises RuleBroken for a duty that had not begun on the day."""
    start_on: date | None = form.start_on.data
    stated_on: date | None = form.stated_on.data
    if form.duty.data == _NONE:
        return ResponseDue(None, start_on, stated_on)
    duty = in_force(form.duty.data, start_on)
    if duty is None and start_on:
        raise RuleBroken(f"This duty was not yet in force on {day(start_on)}", field="duty")
    return ResponseDue(duty, start_on, stated_on)
