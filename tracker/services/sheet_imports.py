"""Taking a spreadsheet in: its plain sheets are kept as a draft, and each step is saved.

Nothing here touches a plan; `sheet_adding.add` does, at the end.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.month_words import plain
from tracker.domain.sheet_answers import (
    Part,
    SheetAnswers,
    as_json,
    for_a_newer_file,
    from_json,
    name_key,
    states_from,
    with_columns_remembered,
)
from tracker.domain.sheet_joining import with_joined
from tracker.domain.sheet_names import Meaning
from tracker.domain.sheet_people import FoundPerson, Known, people_in
from tracker.domain.sheets import Sheet, sheets_as_json, sheets_from_json
from tracker.domain.spreadsheets import Corrections, SheetReading, read_sheet
from tracker.extensions import db
from tracker.importers.limited import sheets_limited
from tracker.importers.sheets import is_sheet
from tracker.services.forms import SentForm, take_once, taking_effect
from tracker.services.imports import Sent, managers, owners
from tracker.store.plans import Plan
from tracker.store.sheet_imports import SheetDraft, get_sheet_draft, remember, remembered

SHEET_STEP, COLUMNS_STEP, PEOPLE_STEP, ROWS_STEP, ADD_STEP = 2, 3, 4, 5, 6

NO_FILE = "Select a spreadsheet"
NOT_A_SPREADSHEET = "The selected file must be an Excel workbook (.xlsx) or a CSV file"


@dataclass(frozen=True)
class Reading:
    """A draft's sheet as it is read with what was said of it, and without."""

    sheets: tuple[Sheet, ...]
    told: SheetReading
    raw: SheetReading


def is_spreadsheet_name(filename: str) -> bool:
    """Whether a file is taken in as a spreadsheet, by its name."""
    return is_sheet(filename)


def begin(filename: str, data: bytes, *, into: Plan | None, sent: Sent, now: datetime) -> None:
    """Read a file and keep its sheets as a draft with the number `sent.draft_id`, at the first
    step where somebody is needed.

    `into` is the live plan it is to be added to. Raises RuleBroken, naming the field `report`, for
    what is no spreadsheet or cannot be read.
    """
    # Reading may take half a minute, and nobody else's saving should wait for it.
    into_id = into.id if into else None
    db.session.rollback()
    sheets = _read(filename, data)
    take_once(
        sent.request_id,
        by=sent.by,
        route="sheets.begin",
        answer=sent.answer,
        message="",
        now=now,
    )
    plans = [place for place, sheet in enumerate(sheets) if read_sheet(sheet).is_plan]
    together = [place for place in plans if sheets[place].joined]
    answers = SheetAnswers(sheet=next(iter(together or plans), 0))
    draft = SheetDraft(
        id=sent.draft_id,
        by_id=sent.by.id,
        into_id=into_id,
        step=COLUMNS_STEP if len(plans) == 1 else SHEET_STEP,
        filename=filename[:300],
        digest=_digest(data),
        sheets=sheets_as_json(sheets),
        answers=as_json(_as_before(answers, sheets)),
        created_at=now,
        saved_at=now,
    )
    db.session.add(draft)
    db.session.commit()


def send_again(filename: str, data: bytes, *, sent: Sent, now: datetime) -> None:
    """Put a newer file in the place of a draft's; what was said of columns, people and words stays.

    Raises as `begin` and `save` do.
    """
    db.session.rollback()
    sheets = _read(filename, data)
    with held(sent, route="sheets.again", now=now) as row:
        before = reading_of(row)
        answers = from_json(row.answers)
        sheet = min(answers.sheet, len(sheets) - 1)
        after = read_sheet(sheets[sheet])
        row.sheets, row.filename = sheets_as_json(sheets), filename[:300]
        row.digest = _digest(data)
        answers = replace(for_a_newer_file(answers, before.raw, after), sheet=sheet)
        row.answers = as_json(_as_before(answers, sheets))
        row.step = min(row.step, PEOPLE_STEP) if after.columns else SHEET_STEP
        row.saved_at = now
        db.session.commit()


def save(
    sent: Sent,
    change: Callable[[SheetAnswers], SheetAnswers],
    *,
    now: datetime,
    reached: int = 0,
    check: Callable[[SheetDraft], None] = lambda _row: None,
) -> None:
    """Save what a step says: `change` makes the new answers from those the form was built from.

    `reached` is the step this one leads to, 0 when it is only saved; `check` raises RuleBroken for
    what is not finished, and sees the draft with the new answers. Raises Crossed when the draft was
    saved meanwhile or is taken in already.
    """
    with held(sent, route="sheets.save", now=now) as row:
        before = from_json(row.answers)
        answers = change(before)
        if (before.sheet, before.heading_row) != (answers.sheet, answers.heading_row):
            answers = _as_before(answers, sheets_of(row))
        row.answers = as_json(answers)
        if reached:
            check(row)
        row.step = max(row.step, reached)
        row.saved_at = now
        db.session.commit()


@contextmanager
def held(sent: Sent, *, route: str, now: datetime, message: str = "") -> Iterator[SheetDraft]:
    """The draft this form is about, held until the caller commits; all is undone on any refusal.

    Raises Crossed when it is no longer as the form showed it, or is taken in already.
    """
    form = SentForm(sent.by, sent.request_id, sent.answer)
    with taking_effect(form, route=route, message=message, now=now):
        row = get_sheet_draft(sent.draft_id, lock=True)
        if row is None or row.plan_id is not None or row.version != sent.version:
            raise Crossed
        yield row


def sheets_of(row: SheetDraft) -> tuple[Sheet, ...]:
    """The plain sheets of a draft's file."""
    return sheets_from_json(row.sheets)


def reading_of(row: SheetDraft) -> Reading:
    """What the chosen sheet proposes, with what was said of it and without.

    A long sheet takes a second to read and each step asks for it several times, so the last few
    readings are kept: the same file with the same answers reads the same.
    """
    key = (row.digest, json.dumps(row.answers, sort_keys=True))
    found = _readings.get(key) or _read_as_said(row)
    for oldest in list(_readings)[: -_READINGS_KEPT + 1]:
        _readings.pop(oldest, None)
    _readings[key] = found
    return found


_READINGS_KEPT = 8
_readings: dict[tuple[str, str], Reading] = {}


def _read_as_said(row: SheetDraft) -> Reading:
    sheets, answers = sheets_of(row), from_json(row.answers)
    said = answers.corrections
    raw = Corrections(said.heading_row, said.columns, states=said.states)
    place = min(answers.sheet, len(sheets) - 1)
    told = read_sheet(sheets[place], said)
    as_sent = told if said == raw else read_sheet(sheets[place], raw)
    return Reading(sheets, told, as_sent)


def names_in(reading: SheetReading, part: Part) -> tuple[FoundPerson, ...]:
    """Everybody the sheet names as owners or managers, once each, with who that may be."""
    people = owners() if part is Part.OWNER else managers()
    known = [Known(str(one.id), one.name, one.post) for one in people.values()]
    named = [
        (row.number, row.owners if part is Part.OWNER else row.managers) for row in reading.rows
    ]
    return people_in(named, known)


def meant_by_default(found: Sequence[FoundPerson], part: Part) -> dict[str, int]:
    """Who is meant where there is no doubt, by `name_key`."""
    return {name_key(part, one.name): int(one.person.key) for one in found if one.person}


def remember_answers(row: SheetDraft, reading: SheetReading, *, now: datetime) -> None:
    """Keep what was said of columns, names and words for the next file; the caller commits."""
    answers = from_json(row.answers)
    columns = {one.name: one.meaning.value for one in reading.columns if one.name}
    remember("columns", {_layout(reading): columns}, at=now)
    remember("person", {key[:200]: number for key, number in answers.people.items()}, at=now)
    states = {
        words[:200]: progress.value if progress else None
        for words, progress in answers.states.items()
    }
    remember("state", states, at=now)


def _as_before(answers: SheetAnswers, sheets: Sequence[Sheet]) -> SheetAnswers:
    """The answers with what was said of such a sheet, such names and such words before."""
    sheet = sheets[answers.sheet]
    reading = read_sheet(sheet, answers.corrections)
    columns = remembered("columns", {_layout(reading)}).get(_layout(reading), {})
    answers = with_columns_remembered(
        answers,
        reading.columns,
        {name: Meaning(meaning) for name, meaning in columns.items()},
    )
    reading = read_sheet(sheet, answers.corrections)
    here = {0, *owners(), *managers()}
    people = remembered("person", {key[:200] for key in _name_keys(reading)})
    states = remembered("state", {plain(words)[:200] for words in reading.unknown_states})
    return replace(
        answers,
        people={key: n for key, n in people.items() if n in here} | dict(answers.people),
        states=states_from(states) | dict(answers.states),
    )


def _name_keys(reading: SheetReading) -> list[str]:
    return [
        name_key(part, name)
        for row in reading.rows
        for part, named in ((Part.OWNER, row.owners), (Part.MANAGER, row.managers))
        for name in named
    ]


def _layout(reading: SheetReading) -> str:
    """The names of a sheet's columns in their order, as one key."""
    names = "\n".join(one.name for one in reading.columns)
    return hashlib.sha256(names.encode()).hexdigest()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(filename: str, data: bytes) -> tuple[Sheet, ...]:
    if not filename:
        raise RuleBroken(NO_FILE, field="report")
    if not is_sheet(filename):
        raise RuleBroken(NOT_A_SPREADSHEET, field="report")
    return with_joined(sheets_limited(filename, data))
