"""Taking a spreadsheet in, step 5: the rows to be mended, and those the plan has otherwise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import Blueprint, redirect, request, url_for
from wtforms import RadioField, SelectField, StringField

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.sheet_answers import Choice, SheetAnswers
from tracker.domain.sheet_lines import RowSaid
from tracker.domain.sheet_merging import FIELD_WORDS, Change, Merged, State
from tracker.domain.sheet_names import MEANING_WORDS
from tracker.domain.sheet_proposals import ASKS_KIND, Problem
from tracker.services.sheet_adding import refuse_unfinished
from tracker.services.sheet_changing import what_happens
from tracker.services.sheet_imports import ADD_STEP, PEOPLE_STEP, ROWS_STEP
from tracker.services.sheet_merging import Taking, taking_of
from tracker.store.sheet_imports import SheetDraft
from tracker.web.access import allow, me
from tracker.web.fields import AtMost, TrackerForm, choice
from tracker.web.import_page import Page, add_error
from tracker.web.paging import Paged, page_asked
from tracker.web.sheet_page import address, as_left, draft_or_404, elsewhere, saved, show
from tracker.web.sheet_people import unanswered

pages = Blueprint("rows", __name__)

ON_A_PAGE = 25
_LONGEST_CELL = 5_000
_TAKE = "take"


class RowsForm(TrackerForm):
    """The cells to be mended and the choices to be made; `_form` adds them."""


@dataclass(frozen=True)
class Card:
    """A row that somebody is asked about, with its fields."""

    one: Merged
    cells: tuple[tuple[Problem, Any], ...]
    kind: Any = None
    choice: Any = None
    changes: tuple[tuple[str, Change, str], ...] = ()
    """What is different, as what, and what comes of taking it over."""
    over: str = ""


@pages.route("/import/sheet/<draft_id>/rows", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def rows(draft_id: str) -> Page:
    """Mend what is wrong, and choose what becomes of what the plan has already."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, ROWS_STEP):
        return away
    if unanswered(row):
        return redirect(address(row, PEOPLE_STEP), code=303)
    taking = taking_of(row)
    page = page_asked(_asked(taking), ON_A_PAGE)
    form = _form(row, page.rows)
    again = partial(_again, row.id, form)
    if request.method == "GET" and request.args.get("check"):
        _mark(form, page.rows)
        return again(200)
    if not form.validate_on_submit():
        return again(422 if form.errors else 200)
    return _save(row, taking, page, form, again)


def _save(
    row: SheetDraft, taking: Taking, page: Paged[Merged], form: RowsForm, again: Callable[..., Page]
) -> Page:
    button = request.form.get("then", "")
    if button == "suggest":
        change = partial(_with_suggestions, taking)
        return saved(row, form, change, address(row, ROWS_STEP), again=again)
    change = partial(_with, form, page.rows)
    if button == "save":
        return saved(row, form, change, url_for("plans.plans"), again=again)
    if page.number < page.pages:
        leads_to = address(row, ROWS_STEP, page=page.number + 1)
        return saved(row, form, change, leads_to, again=again)
    if _mark(form, page.rows) and page.pages == 1:
        return again(422)
    waits = any(one.waits for one in taking.rows if one not in page.rows)
    if waits:
        return saved(row, form, change, address(row, ROWS_STEP, check=1), again=again)
    return saved(
        row,
        form,
        change,
        address(row, ADD_STEP),
        reached=ADD_STEP,
        check=refuse_unfinished,
        again=again,
    )


def _asked(taking: Taking) -> list[Merged]:
    """The rows somebody is asked about: those to be mended, then what the plan has otherwise."""
    wrong = [one for one in taking.rows if one.problems]
    differ = [one for one in taking.rows if one.state is State.CHANGED and not one.problems]
    return [*wrong, *differ]


def _form(row: SheetDraft, shown: Sequence[Merged]) -> RowsForm:
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"version": row.version}
    for one in shown:
        for problem in _cells(one):
            words = MEANING_WORDS[problem.meaning]
            fields[_cell(problem)] = StringField(
                f"{words[:1].upper()}{words[1:]}, cell {problem.cell}",
                description=f"We suggest {problem.suggestion}" if problem.suggestion else "",
                validators=[AtMost(_LONGEST_CELL, f"Cell {problem.cell}")],
            )
            data[_cell(problem)] = problem.value
        if one.problems:
            fields[_kind(one)] = _kind_field(one)
            data[_kind(one)] = "" if _asks_kind(one) else _TAKE
        if one.state is State.CHANGED and one.changes:
            fields[_choice(one)] = _choice_field(one)
            data[_choice(one)] = one.choice.value
    kind = type("SheetRowsForm", (RowsForm,), fields)
    form: RowsForm = kind(data=data, **as_left())
    return form


def _kind_field(one: Merged) -> SelectField:
    choices = [choice("", "Select what it is")] if _asks_kind(one) else []
    return SelectField(
        f"Row {one.row.number}",
        choices=[
            *choices,
            choice(_TAKE, "Take it in as an action"),
            choice(RowSaid.MORE.value, "It goes on from the row above"),
            choice(RowSaid.OUT.value, "Leave it out"),
        ],
    )


def _choice_field(one: Merged) -> RadioField:
    known = one.known
    over = known.over if known else ""
    choices = [choice(Choice.SKIP.value, "Leave the plan as it is")]
    if not over:
        choices.append(choice(Choice.UPDATE.value, "Change the plan as the file says"))
    choices.append(choice(Choice.ADD.value, "Add it as another action"))
    number = known.number if known else ""
    return RadioField(f"Action {number}, row {one.row.number}", choices=choices)


def _mark(form: RowsForm, shown: Sequence[Merged]) -> bool:
    """Point out each cell that is still as it was and each row of which nothing is said."""
    for one in shown:
        kind = _field(form, _kind(one))
        if kind is not None and kind.data in (RowSaid.MORE.value, RowSaid.OUT.value):
            continue
        if kind is not None and _asks_kind(one) and not kind.data:
            add_error(kind, f"Row {one.row.number}: select what it is")
        for problem in _cells(one):
            field = form[_cell(problem)]
            if (field.data or "").strip() == problem.value.strip():
                add_error(field, problem.sentence)
    return bool(form.errors)


def _with(form: RowsForm, shown: Sequence[Merged], before: SheetAnswers) -> SheetAnswers:
    cells: dict[str, str] = {}
    kinds: dict[int, RowSaid] = {}
    choices: dict[str, Choice] = {}
    for one in shown:
        for problem in _cells(one):
            typed = (form[_cell(problem)].data or "").strip()
            if typed != problem.value.strip():
                cells[problem.cell] = typed
        said = form[_kind(one)].data if _kind(one) in form else ""
        if said == _TAKE and _asks_kind(one):
            kinds[one.row.number] = RowSaid.ACTION
        elif said in (RowSaid.MORE.value, RowSaid.OUT.value):
            kinds[one.row.number] = RowSaid(said)
        if _choice(one) in form:
            choices[one.row.key] = Choice(form[_choice(one)].data)
    return replace(
        before,
        cells={**before.cells, **cells},
        rows={**before.rows, **kinds},
        choices={**before.choices, **choices},
    )


def _with_suggestions(taking: Taking, before: SheetAnswers) -> SheetAnswers:
    """The answers with every date that was suggested."""
    suggested = {
        problem.cell: problem.suggestion
        for one in taking.rows
        for problem in one.problems
        if problem.suggestion
    }
    return replace(before, cells={**suggested, **before.cells})


def _again(draft_id: str, form: RowsForm, code: int, **facts: Any) -> Page:
    row = draft_or_404(draft_id)
    taking = taking_of(row)
    page = page_asked(_asked(taking), ON_A_PAGE)
    shown = show(
        "rows",
        row,
        ROWS_STEP,
        form=form,
        cards=[_card(form, one) for one in page.rows],
        counts=counts_of(taking),
        suggestions=sum(bool(p.suggestion) for one in taking.rows for p in one.problems),
        page=page,
        page_address=lambda number: address(row, ROWS_STEP, page=number),
        back_to=address(row, PEOPLE_STEP),
        **facts,
    )
    return shown, code


def _card(form: RowsForm, one: Merged) -> Card:
    return Card(
        one,
        tuple((p, form[_cell(p)]) for p in _cells(one) if _cell(p) in form),
        _field(form, _kind(one)),
        _field(form, _choice(one)),
        tuple((FIELD_WORDS[c.field], c, _comes_of(one, c)) for c in one.changes),
        one.known.over if one.known else "",
    )


def _comes_of(one: Merged, change: Change) -> str:
    if one.known is None or one.known.action_id is None or one.known.over:
        return ""
    return what_happens(one.known.action_id, change, by=me(), today=clock.today())


def counts_of(taking: Taking) -> Mapping[str, int]:
    """How many rows are ready, to be mended and in the plan already, and what the file lacks."""
    in_plan = [one for one in taking.rows if one.state is not State.NEW]
    return {
        "ready": sum(one.state is State.NEW and not one.problems for one in taking.rows),
        "to_fix": sum(bool(one.problems) for one in taking.rows),
        "same": sum(one.state is State.SAME for one in in_plan),
        "changed": sum(one.state is State.CHANGED and not one.problems for one in in_plan),
        "absent": len(taking.absent),
    }


def _field(form: RowsForm, name: str) -> Any:
    """A field of the form; None where it has none of that name."""
    return form[name] if name in form else None  # noqa: SIM401  a form has no `get`


def _cells(one: Merged) -> list[Problem]:
    """The problems that other words in a cell mend, one for each cell."""
    by_cell: dict[str, Problem] = {}
    for problem in one.problems:
        if not _about_kind(problem):
            by_cell.setdefault(problem.cell, problem)
    return list(by_cell.values())


def _asks_kind(one: Merged) -> bool:
    return any(_about_kind(problem) for problem in one.problems)


def _about_kind(problem: Problem) -> bool:
    return problem.says in ASKS_KIND


def _cell(problem: Problem) -> str:
    return f"cell_{problem.cell}"


def _kind(one: Merged) -> str:
    return f"row_{one.row.number}"


def _choice(one: Merged) -> str:
    return f"choice_{one.row.key}"
