"""Taking a spreadsheet in, step 3: what each of its columns is."""

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, request, url_for
from wtforms import SelectField

from tracker.domain.access import PLAN_MAKERS
from tracker.domain.errors import RuleBroken
from tracker.domain.sheet_answers import SheetAnswers, from_json
from tracker.domain.sheet_columns import Column
from tracker.domain.sheet_names import GIVES_DUE, MEANING_WORDS, SEVERAL, Meaning
from tracker.domain.spreadsheets import NO_ACTION, NO_DUE, NO_ROWS, SheetReading
from tracker.services.sheet_imports import COLUMNS_STEP, PEOPLE_STEP, reading_of
from tracker.store.sheet_imports import SheetDraft
from tracker.web.access import allow
from tracker.web.fields import DayField, TrackerForm, choice
from tracker.web.import_page import Page, add_error
from tracker.web.sheet_page import address, as_left, draft_or_404, elsewhere, saved, show

pages = Blueprint("columns", __name__)

_CHOICES = [
    choice(meaning.value, words[:1].upper() + words[1:]) for meaning, words in MEANING_WORDS.items()
]
_ONE_ONLY = frozenset(Meaning) - SEVERAL - {Meaning.OWNER, Meaning.MANAGER}


class ColumnsForm(TrackerForm):
    """What the columns are; `columns_form` adds a field for each."""

    due_on = DayField("One due date for rows that have none (optional)", named="One due date")

    def of(self, column: Column) -> Any:
        """The field of a column."""
        return self[_name(column)]

    def said(self, reading: SheetReading) -> dict[str, Meaning]:
        """What is said of the columns, by letter, where it is not what was taken for sure."""
        return {
            column.letter: Meaning(self.of(column).data)
            for column in reading.columns
            if column.asked or Meaning(self.of(column).data) is not column.meaning
        }


@pages.route("/import/sheet/<draft_id>/columns", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def columns(draft_id: str) -> Page:
    """Say what each column is."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, COLUMNS_STEP):
        return away
    found, answers = reading_of(row), from_json(row.answers)
    form = _form(row, found.told, answers)
    again = partial(_again, row.id, form)
    if not form.validate_on_submit():
        return again(422 if form.errors else 200)
    goes_on = request.form.get("then") != "save"
    if goes_on and _mark(form, found.told):
        return again(422)
    said, due_on = form.said(found.told), form.due_on.data
    return saved(
        row,
        form,
        lambda before: replace(before, columns={**before.columns, **said}, due_on=due_on),
        address(row, PEOPLE_STEP) if goes_on else url_for("plans.plans"),
        reached=PEOPLE_STEP if goes_on else 0,
        check=_refuse_unfinished,
        again=again,
    )


def _form(row: SheetDraft, reading: SheetReading, answers: SheetAnswers) -> ColumnsForm:
    fields = {
        _name(column): SelectField(
            f"Column {column.letter}: {column.name or 'no name'}", choices=_CHOICES
        )
        for column in reading.columns
    }
    # A class of its own for each sheet, because WTForms finds fields on the class.
    kind = type("SheetColumnsForm", (ColumnsForm,), fields)
    guessed = {_name(column): column.meaning.value for column in reading.columns}
    form: ColumnsForm = kind(
        data={**guessed, "due_on": answers.due_on, "version": row.version}, **as_left()
    )
    return form


def _again(draft_id: str, form: ColumnsForm, code: int, **facts: Any) -> Page:
    row = draft_or_404(draft_id)
    found = reading_of(row)
    page = show(
        "columns",
        row,
        COLUMNS_STEP,
        form=form,
        reading=found.told,
        sheets=found.sheets,
        questions=[one for one in found.told.questions if not _asked_elsewhere(one)],
        skipped=found.told.skipped,
        **facts,
    )
    return page, code


def _asked_elsewhere(question: str) -> bool:
    """Whether the form itself, or the next step, asks it."""
    return question in (NO_ACTION, NO_DUE, NO_ROWS) or question.startswith("Progress ")


def _mark(form: ColumnsForm, reading: SheetReading) -> bool:
    """Point out what cannot be: nothing is the action, no date at all, or two columns are one."""
    said = {column: Meaning(form.of(column).data) for column in reading.columns}
    have = set(said.values())
    if not reading.columns:
        return False
    first = form.of(reading.columns[0])
    if Meaning.ACTION not in have:
        add_error(first, NO_ACTION)
    if not have & GIVES_DUE and form.due_on.data is None:
        add_error(form.due_on, NO_DUE)
    taken: dict[Meaning, Column] = {}
    for column, meaning in said.items():
        if meaning in _ONE_ONLY and meaning in taken:
            words = MEANING_WORDS[meaning]
            add_error(form.of(column), f"Column {taken[meaning].letter} is the {words} already")
        taken.setdefault(meaning, column)
    return bool(form.errors)


def _refuse_unfinished(row: SheetDraft) -> None:
    if not reading_of(row).told.rows:
        raise RuleBroken(NO_ROWS)


def _name(column: Column) -> str:
    return f"column_{column.letter}"
