"""Taking a report in, step 2: what the report says of itself, and its text."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for
from wtforms import StringField, TextAreaField

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.drafts import DATES, Draft
from tracker.domain.duty_signs import response_of
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.reports import HeaderValue
from tracker.domain.reports import from_json as report_from_json
from tracker.domain.wording import day
from tracker.services import imports as services
from tracker.services.imports import ITEMS_STEP, REPORT_STEP
from tracker.store.imports import ImportDraft
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.fields import AtMost, DayField, Needed, TrackerForm, show_broken_rule
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

pages = Blueprint("report", __name__)

LABELS = {
    "title": "Title",
    "inspectorates": "Inspecting bodies",
    "framework": "Framework",
    "body_inspected": "What was inspected",
    "inspection_from": "First day of the inspection",
    "inspection_to": "Last day of the inspection",
    "published_on": "Inspectors’ report published",
    "report_date": "Report date",
    "report_to": "Committee",
    "reporting_officer": "Reporting officer",
    "wards": "Wards",
}


class ReportForm(TrackerForm):
    """Nothing to fill in: going on says that the facts are right."""


class HeaderForm(TrackerForm):
    """The facts about a report, to be put right."""

    title = TextAreaField(
        LABELS["title"],
        validators=[Needed("Enter the title of the report"), AtMost(500, "Title")],
    )
    inspectorates = StringField(
        "Inspecting bodies (optional)",
        description="For example Ofsted and the Care Quality Commission",
        validators=[AtMost(300, "Inspecting bodies")],
    )
    framework = StringField("Framework (optional)", validators=[AtMost(300, "Framework")])
    body_inspected = StringField(
        "What was inspected (optional)", validators=[AtMost(300, "What was inspected")]
    )
    inspection_from = DayField(
        "First day of the inspection (optional)", named="First day of the inspection"
    )
    inspection_to = DayField(
        "Last day of the inspection (optional)", named="Last day of the inspection"
    )
    published_on = DayField(
        "When the inspectors’ report was published (optional)", named="Date of publication"
    )
    report_date = DayField(
        "Report date",
        description="Due dates must be after this",
        named="Report date",
        validators=[Needed("Enter the date of the report")],
    )
    report_to = StringField("Committee (optional)", validators=[AtMost(300, "Committee")])
    reporting_officer = StringField(
        "Reporting officer (optional)", validators=[AtMost(300, "Reporting officer")]
    )
    wards = StringField("Wards (optional)", validators=[AtMost(300, "Wards")])


@dataclass(frozen=True)
class HeaderFact:
    """One fact about the report as the page shows it, and where it was read."""

    name: str
    label: str
    words: str
    read: HeaderValue | None

    @property
    def doubt(self) -> str:
        """What to check, in words; empty when there is nothing."""
        doubt = self.read.doubt if self.read else None
        return (doubt or "").removeprefix("Check this: ")


@pages.route("/import/<draft_id>/report", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def report(draft_id: str) -> Page:
    """The facts at the top of the report, each with the line it came from."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, REPORT_STEP):
        return away
    form = ReportForm()
    if form.validate_on_submit():
        return _go_on(row, form)
    return _show(row, form), 200


@pages.route("/import/<draft_id>/report/change", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def change(draft_id: str) -> Page:
    """Put the facts about the report right."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, REPORT_STEP):
        return away
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = _header_form(row, typed) if typed else _header_form(row)
    if form.validate_on_submit():
        return _save(row, form)
    return show("report_change", row, REPORT_STEP, form=form), 422 if form.errors else 200


@pages.get("/import/<draft_id>/source")
@allow(*PLAN_MAKERS)
def source(draft_id: str) -> str:
    """The text of the report, each line with an address of its own."""
    row = draft_or_404(draft_id)
    text = str(row.found["source_text"])
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    return show("source", row, REPORT_STEP, lines=lines)


def _show(row: ImportDraft, form: TrackerForm, *, changed: bool = False) -> str:
    draft = draft_of(row)
    form.version.data = row.version
    found = report_from_json(row.found)
    return show(
        "report",
        row,
        REPORT_STEP,
        form=form,
        draft=draft,
        facts=_facts(draft, found.header),
        checks=[check.sentence.removeprefix("Check this: ") for check in found.checks],
        due=due_panel(response_of(draft, found), found.header.response_due),
        has_source=bool(found.source_text),
        changed=changed,
    )


def _facts(draft: Draft, header: Any) -> list[HeaderFact]:
    """What the draft says; the line it was read on only as long as it says what was read."""
    facts = []
    for name, label in LABELS.items():
        value = draft.header.get(name, "")
        read: HeaderValue | None = getattr(header, name)
        unchanged = read is not None and read.value == value
        words = day(date.fromisoformat(value)) if value and name in DATES else value
        facts.append(HeaderFact(name, label, words, read if unchanged else None))
    return facts


def _go_on(row: ImportDraft, form: TrackerForm) -> Page:
    answer = url_for("imports.items.items", draft_id=row.id)
    try:
        services.save(
            sent(row, form, answer=answer), lambda draft: draft, reached=ITEMS_STEP, now=clock.now()
        )
    except RuleBroken as broken:
        missing = _header_form(draft_or_404(row.id), formdata=None)
        show_broken_rule(missing, broken)
        return show("report_change", row, REPORT_STEP, form=missing), 422
    except Crossed:
        row = draft_or_404(row.id)
        return elsewhere(row, REPORT_STEP) or (_show(row, form, changed=True), 409)
    return redirect(answer, code=303)


def _save(row: ImportDraft, form: HeaderForm) -> Page:
    answer = url_for("imports.report.report", draft_id=row.id)
    try:
        _refuse_backward_inspection(form)
        services.save(
            sent(row, form, answer=answer),
            lambda draft: services.with_header(draft, _said(form)),
            now=clock.now(),
        )
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return show("report_change", row, REPORT_STEP, form=form), 422
    except Crossed:
        return _crossed(row.id, form)
    kept.forget_typed()
    return redirect(answer, code=303)


def _crossed(draft_id: str, form: HeaderForm) -> Page:
    row = draft_or_404(draft_id)
    if away := elsewhere(row, REPORT_STEP):
        return away
    saved = _header_form(row, formdata=None)
    form.version.data = row.version
    both = differences(saved, form)
    return show("report_change", row, REPORT_STEP, form=form, crossed=True, both=both), 409


def _header_form(row: ImportDraft, *formdata: Any, **more: Any) -> HeaderForm:
    header = draft_of(row).header
    data = {
        name: date.fromisoformat(value) if name in DATES else value
        for name, value in header.items()
        if value
    }
    return HeaderForm(*formdata, data={**data, "version": row.version}, **more)


def _said(form: HeaderForm) -> dict[str, str]:
    said = {name: form[name].data for name in LABELS}
    return {
        name: value.isoformat() if isinstance(value, date) else value or ""
        for name, value in said.items()
    }


def _refuse_backward_inspection(form: HeaderForm) -> None:
    first, last = form.inspection_from.data, form.inspection_to.data
    if first and last and last < first:
        raise RuleBroken(
            "Last day of the inspection must be the same as or after its first day",
            field="inspection_to",
        )
