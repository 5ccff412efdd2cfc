"""Taking a spreadsheet in, step 4: who is meant by its names, and what its words mean."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import Blueprint, request, url_for
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from tracker.domain.access import PLAN_MAKERS
from tracker.domain.actions import PROGRESS_WORDS, Progress
from tracker.domain.month_words import plain
from tracker.domain.sheet_answers import NOBODY, Part, SheetAnswers, name_key
from tracker.domain.sheet_merging import State
from tracker.domain.sheet_people import FoundPerson
from tracker.domain.wording import count, listed
from tracker.services.imports import managers, owners
from tracker.services.sheet_imports import (
    COLUMNS_STEP,
    PEOPLE_STEP,
    ROWS_STEP,
    Reading,
    names_in,
)
from tracker.services.sheet_merging import taking_of
from tracker.store.people import Person
from tracker.store.sheet_imports import SheetDraft
from tracker.web.access import allow
from tracker.web.fields import Needed, TrackerForm, choice
from tracker.web.import_page import Page
from tracker.web.sheet_page import address, as_left, draft_or_404, elsewhere, saved, show

pages = Blueprint("people", __name__)

NAMES_ON_A_PAGE = 40
_NOTE = "note"
_STATES = [
    choice(_NOTE, "Keep it as a note"),
    *(
        choice(one.value, PROGRESS_WORDS[one])
        for one in (
            Progress.NOT_STARTED,
            Progress.ON_TRACK,
            Progress.AT_RISK,
            Progress.OFF_TRACK,
            Progress.COMPLETED,
        )
    ),
]


@dataclass(frozen=True)
class Asked:
    """A name that is asked about: as whom it is meant, where it stands, and the field's name."""

    part: Part
    found: FoundPerson
    field: str

    @property
    def key(self) -> str:
        """Under what the name is known."""
        return name_key(self.part, self.found.name)


class PeopleForm(TrackerForm):
    """Who is who; `_form` adds a field for each name and word that is asked about, and after them,
    as they stand on the page, those for rows that name nobody."""

    owner: SelectField
    manager: SelectField | None


@dataclass(frozen=True)
class _Sheet:
    """What the step asks of a draft."""

    reading: Reading
    answers: SheetAnswers
    asked: tuple[Asked, ...]
    states: tuple[str, ...]
    sure: tuple[tuple[str, str], ...]
    left: int
    """Names that are asked about on a later page."""
    needs_manager: bool


@pages.route("/import/sheet/<draft_id>/people", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def people(draft_id: str) -> Page:
    """Say who is meant by each name, once each."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, PEOPLE_STEP):
        return away
    sheet = _sheet(row, everybody="all" in request.args)
    form = _form(row, sheet)
    again = partial(_again, row.id, form)
    if not form.validate_on_submit():
        return again(422 if form.errors else 200)
    goes_on = request.form.get("then") != "save"
    leads_to = url_for("plans.plans")
    if goes_on:
        leads_to = address(row, PEOPLE_STEP if sheet.left else ROWS_STEP)
    return saved(
        row,
        form,
        partial(_with, form, sheet),
        leads_to,
        reached=ROWS_STEP if goes_on and not sheet.left else 0,
        again=again,
    )


def unanswered(row: SheetDraft) -> bool:
    """Whether a name of the sheet is still to be asked about."""
    sheet = _sheet(row, everybody=False)
    return bool(sheet.asked)


def _sheet(row: SheetDraft, *, everybody: bool) -> _Sheet:
    taking = taking_of(row)
    reading, answers, meant = taking.reading, taking.answers, taking.people
    names = [(part, one) for part in Part for one in names_in(reading.told, part)]
    asked, sure = [], []
    for part, one in names:
        key = name_key(part, one.name)
        if everybody or key not in meant.meant:
            asked.append((part, one))
        else:
            sure.append((one.name, meant.called(meant.meant[key]) or "nobody here"))
    states = tuple(
        state for state in reading.told.unknown_states
        if everybody or plain(state) not in answers.states
    )  # fmt: skip
    here = asked[:NAMES_ON_A_PAGE]
    return _Sheet(
        reading,
        answers,
        tuple(Asked(part, one, f"name_{n}") for n, (part, one) in enumerate(here)),
        states,
        tuple(dict.fromkeys(sure)),
        len(asked) - len(here),
        any(
            one.state is State.NEW and meant.first(Part.MANAGER, one.row.managers) is None
            for one in taking.rows
        ),
    )


def _form(row: SheetDraft, sheet: _Sheet) -> PeopleForm:
    may = {Part.OWNER: owners(), Part.MANAGER: managers()}
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for one in sheet.asked:
        fields[one.field] = _name_field(one, may[one.part])
        said = sheet.answers.people.get(one.key)
        likely = one.found.person
        known = said if said is not None else int(likely.key) if likely else None
        data[one.field] = "" if known is None else str(known)
    for number, state in enumerate(sheet.states):
        fields[f"state_{number}"] = SelectField(f"‘{state}’", choices=_STATES)
        said_state = sheet.answers.states.get(plain(state))
        data[f"state_{number}"] = said_state.value if said_state else _NOTE
    fields["owner"] = SelectField(
        "Owner of rows that name nobody (optional)",
        choices=_people("Nobody", may[Part.OWNER].values()),
    )
    data["owner"] = str(sheet.answers.owner or "")
    if sheet.needs_manager:
        fields["manager"] = SelectField(
            "Accountable manager of rows that name none",
            choices=_people("Select a manager", may[Part.MANAGER].values()),
            validators=[Needed("Select an accountable manager")],
        )
        data["manager"] = str(sheet.answers.manager or "")
    kind = type("SheetPeopleForm", (PeopleForm,), fields)
    form: PeopleForm = kind(data={**data, "version": row.version}, **as_left())
    return form


def _name_field(one: Asked, may: dict[int, Person]) -> SelectField:
    who = "Owner" if one.part is Part.OWNER else "Accountable manager"
    rows = [str(number) for number in one.found.rows[:5]]
    more = len(one.found.rows) - len(rows)
    where = listed([*rows, f"{more} more"]) if more else listed(rows)
    likely = [may[int(known.key)] for known in one.found.candidates if int(known.key) in may]
    others = [person for number, person in may.items() if person not in likely]
    return SelectField(
        f"{who} ‘{one.found.name}’",
        description=f"{'Rows' if len(one.found.rows) > 1 else 'Row'} {where}",
        choices=[
            choice("", "Select who is meant"),
            choice(str(NOBODY), "Nobody here: keep the name in a comment"),
            *(choice(str(person.id), person.name_and_body) for person in (*likely, *others)),
        ],
        validators=[Needed(f"Select who is meant by ‘{one.found.name}’")],
    )


def _people(nobody: str, people: Iterable[Person]) -> list[SelectChoice]:
    return [
        choice("", nobody),
        *(choice(str(person.id), person.name_and_body) for person in people),
    ]


def _with(form: PeopleForm, sheet: _Sheet, before: SheetAnswers) -> SheetAnswers:
    said = {
        one.key: int(form[one.field].data)
        for one in sheet.asked
        if (form[one.field].data or "").isdecimal()
    }
    states = {
        plain(state): _state(form[f"state_{number}"].data)
        for number, state in enumerate(sheet.states)
    }
    manager = form.manager if sheet.needs_manager else None
    return replace(
        before,
        people={**before.people, **said},
        states={**before.states, **states},
        owner=_number(form.owner.data),
        manager=_number(manager.data) if manager else before.manager,
    )


def _state(chosen: str | None) -> Progress | None:
    return None if chosen in (None, _NOTE) else Progress(chosen)


def _number(chosen: str | None) -> int | None:
    return int(chosen) if chosen and chosen.isdecimal() else None


def _again(draft_id: str, form: PeopleForm, code: int, **facts: Any) -> Page:
    row = draft_or_404(draft_id)
    sheet = _sheet(row, everybody="all" in request.args)
    page = show(
        "people",
        row,
        PEOPLE_STEP,
        form=form,
        sheet=sheet,
        names=[form[one.field] for one in sheet.asked if one.field in form],
        states=[form[f"state_{n}"] for n in range(len(sheet.states)) if f"state_{n}" in form],
        more=count(sheet.left, "more name") if sheet.left else "",
        back_to=address(row, COLUMNS_STEP),
        **facts,
    )
    return page, code
