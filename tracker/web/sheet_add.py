"""Taking a spreadsheet in, step 6: look at it once more, then add it all; and what came of it."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import ValidationError

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.drafts import LONGEST_TITLE, suggested_code
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.sheet_answers import Choice
from tracker.domain.sheet_merging import Field, wanted_owner
from tracker.domain.wording import count
from tracker.services import sheet_adding
from tracker.services.sheet_adding import Adding, mark_of, suggested_title
from tracker.services.sheet_imports import ADD_STEP, ROWS_STEP
from tracker.services.sheet_merging import Taking, taking_of
from tracker.services.starting import free_code_like
from tracker.store.sheet_imports import SheetDraft
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.fields import AtMost, Needed, TrackerForm, choice, show_broken_rule
from tracker.web.import_page import Page, sent
from tracker.web.sheet_page import address, as_left, crossed, draft_or_404, elsewhere, saved, show
from tracker.web.sheet_rows import counts_of

pages = Blueprint("add", __name__)

_SEND, _NOT = "send", "not"


class AddForm(TrackerForm):
    """What the plan is called, and whether owners are told. A live plan has its name already."""

    title = StringField(
        "Plan title",
        description="Appears on pages, in emails and in reports after ‘Inspection action plan’",
        validators=[AtMost(LONGEST_TITLE, "Plan title")],
    )
    code = StringField(
        "Plan code",
        description="2 to 8 letters or figures, such as SLAC. It begins every action’s reference",
        validators=[AtMost(8, "Plan code")],
    )
    tell = RadioField(
        "Emails to owners",
        choices=[
            choice(_SEND, "Send now", hint="One email each, in 10 minutes or in working hours"),
            choice(_NOT, "Do not send", hint="Reminders begin as usual"),
        ],
        validators=[Needed("Select whether to email the owners")],
    )
    shown = HiddenField()
    is_new = True

    def validate_title(self, field: StringField) -> None:
        """Ask for a title where a plan is made."""
        if self.is_new and not field.data:
            raise ValidationError("Enter a plan title")

    def validate_code(self, field: StringField) -> None:
        """Ask for a code where a plan is made."""
        if self.is_new and not field.data:
            raise ValidationError("Enter a plan code")


@dataclass(frozen=True)
class Told:
    """An owner with how many actions they would get."""

    name: str
    actions: int


@pages.route("/import/sheet/<draft_id>/add", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def add(draft_id: str) -> Page:
    """All of it once more, then it is done."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, ADD_STEP):
        return away
    taking = taking_of(row)
    if any(one.waits for one in taking.rows):
        return redirect(address(row, ROWS_STEP, check=1), code=303)
    form = _form(row, taking)
    again = partial(_again, row.id, form)
    if request.method == "POST" and request.form.get("then") == "save":
        change = partial(replace, title=form.title.data or "", code=form.code.data or "")
        return saved(row, form, change, url_for("plans.plans"), again=again)
    if not form.validate_on_submit():
        return again(422 if form.errors else 200)
    adding = Adding(
        form.title.data or "",
        form.code.data or "",
        tell=form.tell.data == _SEND,
        shown=form.shown.data or "",
    )
    form_sent = sent(row, form, answer=url_for("sheets.add.done", draft_id=row.id))
    try:
        sheet_adding.add(form_sent, adding, now=clock.now(), today=clock.today())
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return again(422)
    except Crossed:
        return crossed(row.id, form, again)
    kept.forget_typed()
    return redirect(form_sent.answer, code=303)


@pages.get("/import/sheet/<draft_id>/done")
@allow(*PLAN_MAKERS)
def done(draft_id: str) -> Page:
    """It is done: what was added and changed, and where it is."""
    row = draft_or_404(draft_id)
    if row.plan is None:
        abort(404)
    return render_template("sheets/done.html", row=row, plan=row.plan, outcome=row.outcome), 200


def _form(row: SheetDraft, taking: Taking) -> AddForm:
    answers = taking.answers
    title = answers.title or suggested_title(
        taking.reading.sheets, min(answers.sheet, len(taking.reading.sheets) - 1), row.filename
    )
    form = AddForm(
        title=title,
        code=answers.code or free_code_like(suggested_code(title)),
        shown=mark_of(taking),
        version=row.version,
        **as_left(),
    )
    form.is_new = row.into is None
    return form


def _again(draft_id: str, form: AddForm, code: int, **facts: Any) -> Page:
    row = draft_or_404(draft_id)
    taking = taking_of(row)
    if facts.get("crossed"):
        form.shown.data = mark_of(taking)
    added = [one for one in taking.rows if one.choice is Choice.ADD]
    changed = [one for one in taking.rows if one.choice is Choice.UPDATE and one.changes]
    button = f"Add {count(len(added), 'action')}" if added else ""
    if changed:
        button = f"{button} and change {len(changed)}" if added else (
            f"Change {count(len(changed), 'action')}"
        )  # fmt: skip
    page = show(
        "add",
        row,
        ADD_STEP,
        form=form,
        taking=taking,
        counts=counts_of(taking),
        added=added,
        changed=changed,
        areas=list(dict.fromkeys(one.row.area for one in added if one.row.area)),
        told=_told(taking),
        button=button,
        back_to=address(row, ROWS_STEP),
        **facts,
    )
    return page, code


def _told(taking: Taking) -> list[Told]:
    """Who would be emailed: owners of new open actions, and new owners of others."""
    numbers: dict[int, int] = {}
    for one in taking.rows:
        owner = None
        if one.choice is Choice.ADD and not one.row.is_done:
            owner = wanted_owner(one.row, taking.answers, taking.people)
        elif one.choice is Choice.UPDATE:
            owner = next((c.value for c in one.changes if c.field is Field.OWNER), None)
        if owner is not None and owner != me().id:
            numbers[owner] = numbers.get(owner, 0) + 1
    return sorted(
        (Told(taking.people.called(number), n) for number, n in numbers.items()),
        key=lambda told: told.name,
    )
