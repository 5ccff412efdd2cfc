"""Taking a report in: what was read is kept as a draft, and each step of a person's is saved.

Nothing here makes a plan or a letter; `starting.start_plan` does, at the end.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.domain.access import OWNERS, Role
from tracker.domain.draft_actions import gaps, with_suggestions
from tracker.domain.draft_areas import refuse_unfinished_areas
from tracker.domain.drafts import Draft, as_json, draft_from, from_json
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.reports import ImportedReport, ReportHeader
from tracker.domain.reports import as_json as report_as_json
from tracker.domain.response_dates import ResponseDue, refuse_early
from tracker.extensions import db
from tracker.importers.limited import read_limited
from tracker.services.forms import SentForm, take_once, taking_effect
from tracker.store.imports import ImportDraft, get_draft
from tracker.store.people import Person, active_people

REPORT_STEP, ITEMS_STEP, ASSIGN_STEP, CHECK_STEP = 2, 3, 4, 5
MOST_PASTED = 1_000_000
"""Characters; ten times the longest report seen."""

_NOTHING = "Select a report or paste its text"
_BOTH = "Select a report or paste its text, not both"
_PASTED_TOO_MUCH = f"The pasted text must be {MOST_PASTED:,} characters or less"


@dataclass(frozen=True)
class Upload:
    """What step 1 was given: a file, or pasted text, or neither for a plan begun from blank."""

    filename: str = ""
    data: bytes = b""
    pasted: str = ""
    blank: bool = False


@dataclass(frozen=True)
class Sent:
    """The form a step came in: whose, of which draft as it was when shown, and where it leads."""

    by: Person
    draft_id: str
    version: int | None
    request_id: str
    answer: str


def new_draft_id() -> str:
    """The number of a draft to be; it cannot be guessed."""
    return secrets.token_hex(16)


def begin(upload: Upload, *, sent: Sent, now: datetime) -> None:
    """Read what was given and keep it as a draft with the number `sent.draft_id`.

    Raises RuleBroken, naming the field `report`, when nothing can be read; finding nothing in a
    report is no fault.
    """
    # Reading may take half a minute, and nobody else's saving should wait for it.
    db.session.rollback()
    found = _read(upload)
    take_once(
        sent.request_id,
        by=sent.by,
        route="imports.begin",
        answer=sent.answer,
        message="",
        now=now,
    )
    draft = ImportDraft(
        id=sent.draft_id,
        by_id=sent.by.id,
        filename=_named(upload)[:300],
        found=report_as_json(found),
        answers=as_json(draft_from(found)),
        created_at=now,
        saved_at=now,
    )
    db.session.add(draft)
    db.session.commit()


def save(sent: Sent, change: Callable[[Draft], Draft], *, now: datetime, reached: int = 0) -> None:
    """Save what a step says: `change` makes the new draft from the one the form was built from.

    `reached` is the step this one leads to when it is finished, and 0 when it is only saved.
    Raises Crossed when the draft was saved meanwhile, and RuleBroken for what `change` refuses and
    for a step that is to be finished but lacks something.
    """
    with held(sent, route="imports.save", now=now) as row:
        draft = change(from_json(row.answers))
        refuse_unfinished(draft, reached)
        draft = with_suggestions(draft) if reached == ASSIGN_STEP else draft
        row.answers = as_json(draft)
        row.step = max(row.step, reached)
        row.saved_at = now
        db.session.commit()


@contextmanager
def held(sent: Sent, *, route: str, now: datetime) -> Iterator[ImportDraft]:
    """The draft this form is about, held until the caller commits; all is undone on any refusal.

    Raises Crossed when it is no longer as the form showed it, or is a plan already.
    """
    form = SentForm(sent.by, sent.request_id, sent.answer)
    with taking_effect(form, route=route, message="", now=now):
        row = get_draft(sent.draft_id, lock=True)
        if row is None or row.plan_id is not None or row.version != sent.version:
            raise Crossed
        yield row


def refuse_unfinished(draft: Draft, reached: int) -> None:
    """Raise RuleBroken when a step up to this one lacks something."""
    if reached >= ITEMS_STEP and not draft.header.get("title"):
        raise RuleBroken("Enter the title of the report", field="title")
    if reached >= ITEMS_STEP and draft.report_date is None:
        raise RuleBroken("Enter the date of the report", field="report_date")
    if reached >= ASSIGN_STEP:
        refuse_unfinished_areas(draft)
    if reached >= CHECK_STEP:
        for gap in gaps(draft, owners=set(owners()), managers=set(managers())):
            raise RuleBroken(gap.sentence)


def owners() -> dict[int, Person]:
    """The people who may be given an action, by number, in the order of their names."""
    return {person.id: person for person in active_people(OWNERS)}


def managers() -> dict[int, Person]:
    """The people who may be accountable for an action, by number, in the order of their names."""
    return {person.id: person for person in active_people(frozenset({Role.MANAGER}))}


def with_header(draft: Draft, said: dict[str, str]) -> Draft:
    """The draft with these facts about the report; a fact that is not named stays."""
    return replace(draft, header={**draft.header, **said})


def with_response(draft: Draft, response: ResponseDue) -> Draft:
    """The draft with when the answer is due, as a person says.

    Raises RuleBroken for a letter's date that is not after the day the count starts from.
    """
    refuse_early(response)
    return replace(draft, response=response.as_words())


def _read(upload: Upload) -> ImportedReport:
    if upload.blank:
        return ImportedReport(ReportHeader(), (), (), (), (), source_text="")
    if upload.filename and upload.pasted:
        raise RuleBroken(_BOTH, field="report")
    if upload.filename:
        return read_limited(upload.filename, upload.data)
    if not upload.pasted:
        raise RuleBroken(_NOTHING, field="report")
    if len(upload.pasted) > MOST_PASTED:
        raise RuleBroken(_PASTED_TOO_MUCH, field="pasted")
    from tracker.importers.readers import read_text  # noqa: PLC0415  slow to load, seldom needed

    return read_text(upload.pasted)


def _named(upload: Upload) -> str:
    return "" if upload.blank else upload.filename or "Pasted text"
