"""Taking a report in, step 5: look at all of it once more, then start the plan."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from wtforms import RadioField, StringField
from wtforms.validators import ValidationError

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.draft_actions import NumberedAction, numbered, warnings
from tracker.domain.drafts import LONGEST_TITLE, Draft, DraftArea, Sending
from tracker.domain.errors import Crossed, RuleBroken
from tracker.services import imports as services
from tracker.services.imports import CHECK_STEP
from tracker.services.installation import calendar
from tracker.services.starting import start_plan, suggested_sending
from tracker.services.starting_letters import letters_to_come, told_of
from tracker.store.imports import ImportDraft
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.fields import AtMost, DayField, Needed, TrackerForm, choice, show_broken_rule
from tracker.web.import_assign import AREAS_ON_A_PAGE, first_gap_address
from tracker.web.import_page import SAVED, Page, draft_of, draft_or_404, elsewhere, sent, show

pages = Blueprint("check", __name__)

_NOW, _ON, _NOT = "now", "on", "not"


class StartForm(TrackerForm):
    """What the plan is called, and whether its owners are told."""

    title = StringField(
        "Plan title",
        description="Appears on pages, in emails and in reports after ‘Inspection action plan’",
        validators=[Needed("Enter a plan title"), AtMost(LONGEST_TITLE, "Plan title")],
    )
    code = StringField(
        "Plan code",
        description="2 to 8 letters or figures, such as SLAC. It begins every action’s reference",
        validators=[Needed("Enter a plan code"), AtMost(8, "Plan code")],
    )
    tell = RadioField(
        "Emails to owners",
        choices=[
            choice(
                _NOW,
                "Send now",
                hint="They leave 10 minutes after the plan is created, in working hours",
            ),
            choice(
                _ON,
                "Send on a date",
                hint="They leave at 8am that day, or on the next working day",
            ),
            choice(
                _NOT,
                "Do not send",
                hint="Nobody is told of their new actions. Reminders begin as usual",
            ),
        ],
        validators=[Needed("Select whether to email the owners")],
    )
    tell_on = DayField(
        "Date to send them (only if sending on a date)", named="Date to send the emails"
    )

    def validate_tell_on(self, field: DayField) -> None:
        """Ask for a date where one is needed."""
        if self.tell.data == _ON and field.data is None:
            raise ValidationError("Enter the date to send the emails")


@dataclass(frozen=True)
class CheckedArea:
    """One area with what will be done about it, and where that is changed."""

    number: int
    area: DraftArea
    actions: tuple[NumberedAction, ...]
    also: tuple[NumberedAction, ...]
    assign: str


@pages.route("/import/<draft_id>/check", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def check(draft_id: str) -> Page:
    """Everything once more, what to look at again, and who will be told."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, CHECK_STEP):
        return away
    if missing := first_gap_address(row):
        return redirect(missing, code=303)
    if not draft_of(row).included:
        return redirect(url_for("imports.items.items", draft_id=row.id), code=303)
    form = _form(row)
    if form.validate_on_submit():
        return _go_on(row, form)
    return _show(row, form), 422 if form.errors else 200


@pages.get("/import/<draft_id>/emails")
@allow(*PLAN_MAKERS)
def emails(draft_id: str) -> Page:
    """The emails that owners would get, word for word."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, CHECK_STEP):
        return away
    draft = draft_of(row)
    letters = letters_to_come(
        draft,
        suggested_sending(draft),
        by=me(),
        today=clock.today(),
        templates=Path(str(current_app.template_folder)),
    )
    return show("emails", row, CHECK_STEP, letters=letters), 200


@pages.get("/import/<draft_id>/done")
@allow(*PLAN_MAKERS)
def done(draft_id: str) -> Page:
    """The plan is created: its code, and what happens next."""
    row = draft_or_404(draft_id)
    plan = row.plan
    if plan is None:
        abort(404)
    draft = draft_of(row)
    told = told_of(draft, by=plan.lead) if draft.sending.tell else []
    return render_template(
        "imports/done.html",
        plan=plan,
        told=told,
        told_on=draft.sending.tell_on,
        example_form=TrackerForm(),
    ), 200


def _answer(row: ImportDraft) -> tuple[str, bool]:
    """Where the pressed button leads, and whether it starts the plan or only saves."""
    button = request.form.get("then", "")
    if button == "preview":
        return url_for("imports.check.emails", draft_id=row.id), False
    if button == "here":
        return url_for("imports.check.check", draft_id=row.id), False
    if button == "save":
        return url_for("plans.plans"), False
    return url_for("imports.check.done", draft_id=row.id), True


def _go_on(row: ImportDraft, form: StartForm) -> Page:
    answer, starts = _answer(row)
    form_sent, sending = sent(row, form, answer=answer), _sending(form)
    try:
        if starts:
            start_plan(form_sent, sending, now=clock.now(), today=clock.today())
        else:
            services.save(form_sent, partial(replace, sending=sending), now=clock.now())
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return _show(row, form), 422
    except Crossed:
        return _crossed(row.id, form)
    kept.forget_typed()
    if answer == url_for("plans.plans"):
        flash(SAVED, "success")
    return redirect(answer, code=303)


def _crossed(draft_id: str, form: StartForm) -> Page:
    """Somebody saved meanwhile: a plan is there already, or there is something new to look at."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, CHECK_STEP):
        return away
    if missing := first_gap_address(row):
        return redirect(missing, code=303)
    form.version.data = row.version
    return _show(row, form, changed=True), 409


def _form(row: ImportDraft) -> StartForm:
    sending = suggested_sending(draft_of(row))
    data = {"title": sending.title, "code": sending.code, "version": row.version}
    if request.method == "POST":  # an answer that was not sent is no answer
        return StartForm(data=data)
    data["tell"] = (_ON if sending.tell_on else _NOW) if sending.tell else _NOT
    data["tell_on"] = sending.tell_on
    typed = kept.typed_before(person_id=me().id)
    return StartForm(typed, data=data) if typed else StartForm(data=data)


def _sending(form: StartForm) -> Sending:
    return Sending(
        code=(form.code.data or "").upper(),
        title=form.title.data or "",
        tell=form.tell.data in (_NOW, _ON),
        tell_on=form.tell_on.data if form.tell.data == _ON else None,
    )


def _show(row: ImportDraft, form: StartForm, **facts: Any) -> str:
    draft = draft_of(row)
    people = services.owners()
    names = {number: person.name for number, person in people.items()}
    return show(
        "check",
        row,
        CHECK_STEP,
        form=form,
        draft=draft,
        areas=_areas(row, draft),
        people={
            number: person.name_and_body
            for number, person in (people | services.managers()).items()
        },
        warnings=warnings(draft, names=names, today=clock.today(), closed=calendar()),
        told=told_of(draft, by=me()),
        **facts,
    )


def _areas(row: ImportDraft, draft: Draft) -> list[CheckedArea]:
    actions = numbered(draft)
    return [
        CheckedArea(
            number,
            area,
            tuple(one for one in actions if one.areas[0].key == area.key),
            tuple(one for one in actions if area in one.areas[1:]),
            _assign_address(row, number),
        )
        for number, area in enumerate(draft.included, start=1)
    ]


def _assign_address(row: ImportDraft, number: int) -> str:
    page = (number - 1) // AREAS_ON_A_PAGE + 1
    return url_for("imports.assign.assign", draft_id=row.id, page=page if page > 1 else None)
