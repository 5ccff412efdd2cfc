"""The last step of taking a report in: the draft becomes a plan, all at once or not at all."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from tracker.domain.draft_actions import NumberedAction, numbered
from tracker.domain.drafts import (
    DATES,
    Draft,
    Sending,
    as_json,
    from_json,
    suggested_code,
    suggested_plan_title,
)
from tracker.domain.duty_signs import response_of
from tracker.domain.errors import RuleBroken
from tracker.domain.reports import LONGEST_GRADE
from tracker.domain.reports import from_json as report_from_json
from tracker.domain.severity import is_urgent
from tracker.extensions import db
from tracker.services import post
from tracker.services.imports import CHECK_STEP, Sent, held, managers, owners, refuse_unfinished
from tracker.services.record import record
from tracker.services.response_dates import proposal_of
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.imports import ImportDraft
from tracker.store.people import Person
from tracker.store.plans import Plan, plan_codes
from tracker.store.reports import Finding, Judgement, Report, Strength

_CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")
_BAD_CODE = "Plan code must be 2 to 8 letters or figures, beginning with a letter"


@dataclass(frozen=True)
class _Making:
    """A plan being made: from what, for whom, when."""

    row: ImportDraft
    draft: Draft
    by: Person
    now: datetime
    today: date


def start_plan(sent: Sent, sending: Sending, *, now: datetime, today: date) -> str:
    """Make the plan, its report, areas and actions, and tell the owners; returns its code.

    However often the form is sent there is one plan and one letter a person. Raises Crossed when
    the draft was saved meanwhile or is a plan already, and RuleBroken when something is missing or
    another plan has the code.
    """
    with held(sent, route="imports.start", now=now) as row:
        draft = from_json(row.answers)
        refuse_unfinished(draft, CHECK_STEP)
        code = free_code(sending.code)
        _refuse_day(sending, today)
        row.answers = as_json(replace(draft, sending=sending))
        making = _Making(row, draft, sent.by, now, today)
        try:
            actions = _make_plan(making, code, sending.title)
        except IntegrityError as taken:
            raise RuleBroken(_taken(code), field="code") from taken
        if sending.tell:
            post.queue_new_actions(actions, by=sent.by, now=now, on=sending.tell_on)
        db.session.commit()
    return code


def suggested_sending(draft: Draft) -> Sending:
    """What the plan could be called, for a person to change: a title and a code nobody has."""
    said = replace(draft.sending, title=draft.sending.title or suggested_plan_title(draft.header))
    if said.code:
        return said
    return replace(said, code=free_code_like(suggested_code(said.title)))


def free_code_like(stem: str) -> str:
    """A code that no plan has: this one, or this one with a number after it; '' when all are
    taken."""
    taken = plan_codes()
    codes = (stem, *(f"{stem}{number}" for number in range(2, 100)))
    return next((code for code in codes if code not in taken), "")


def free_code(typed: str) -> str:
    """The code as it is kept; raises RuleBroken, naming the field `code`, for one that no plan may
    have or another has."""
    code = typed.strip().upper()
    if not _CODE.fullmatch(code):
        raise RuleBroken(_BAD_CODE, field="code")
    if code in plan_codes():
        raise RuleBroken(_taken(code), field="code")
    return code


def _refuse_day(sending: Sending, today: date) -> None:
    if sending.tell and sending.tell_on and sending.tell_on < today:
        raise RuleBroken("The day the emails leave must be today or in the future", field="tell_on")


def _taken(code: str) -> str:
    return f"Another plan has the code {code}. Enter a different one"


def _make_plan(making: _Making, code: str, title: str) -> list[Action]:
    report = _report(making)
    plan = Plan(code=code, title=title, report=report, lead_id=making.by.id, started_at=making.now)
    findings = _findings(making.draft)
    report.findings = list(findings.values())
    db.session.add_all([report, plan])
    db.session.flush()
    making.row.plan_id, making.row.saved_at = plan.id, making.now
    record(Happened.PLAN_STARTED, at=making.now, actor=making.by, plan_id=plan.id)
    return _actions(making, plan, findings)


def _report(making: _Making) -> Report:
    row, header = making.row, making.draft.header
    text = row.found["source_text"]
    report = Report(
        **_report_facts(header),
        **_response(making),
        filename=row.filename,
        source_text=text,
        source_sha256=hashlib.sha256(text.encode()).hexdigest(),
        header=row.found["header"],
        taken_in_at=making.now,
        taken_in_by_id=making.by.id,
    )
    kept = (one for one in making.draft.judgements if one.included)
    report.judgements = [
        Judgement(
            position=n, group=one.group[:300], area=one.area[:500], grade=one.grade[:LONGEST_GRADE]
        )
        for n, one in enumerate(kept)
    ]
    praised = row.found["strengths"] if making.draft.keeps_strengths else []
    report.strengths = [
        Strength(position=n, group=one["group"][:300], text=one["text"])
        for n, one in enumerate(praised)
    ]
    return report


def _report_facts(header: Mapping[str, str]) -> dict[str, Any]:
    words = {name: value[:300] for name, value in header.items() if name not in DATES}
    dates = {name: date.fromisoformat(value) for name in DATES if (value := header.get(name))}
    return {**words, **dates, "title": header["title"][:500]}


def _response(making: _Making) -> dict[str, Any]:
    response = response_of(making.draft, report_from_json(making.row.found))
    proposal = proposal_of(response)
    return {
        "response_duty": response.duty.reference if response.duty else "",
        "response_start_on": response.start_on,
        "response_stated_on": response.stated_on,
        "response_proposed_on": proposal.on if proposal else None,
    }


def _findings(draft: Draft) -> dict[str, Finding]:
    return {
        area.key: Finding(
            position=place,
            number=str(place + 1),
            wording=area.wording,
            title=area.title,
            reference=area.reference[:60],
            heading=area.heading[:300],
            section=area.section[:60],
            addressee=area.addressee[:300],
            urgency=area.urgency[:60],
            urgent=is_urgent(area.urgency, area.heading),
            page=area.page,
            line=area.line,
        )
        for place, area in enumerate(draft.included)
    }


def _actions(making: _Making, plan: Plan, findings: Mapping[str, Finding]) -> list[Action]:
    may_own, may_manage = owners(), managers()
    made = [
        _action(making, plan, place, one, findings)
        for place, one in enumerate(numbered(making.draft))
    ]
    for action in made:
        action.owner, action.manager = may_own[action.owner_id], may_manage[action.manager_id]
    db.session.add_all(made)
    db.session.flush()
    for action in made:
        record(Happened.GIVEN, at=making.now, actor=making.by, action=action, to=action.owner.name)
    return made


def _action(
    making: _Making, plan: Plan, place: int, one: NumberedAction, findings: Mapping[str, Finding]
) -> Action:
    due_on = one.action.due_on or making.today
    return Action(
        plan=plan,
        plan_id=plan.id,
        number=one.number,
        position=place,
        title=one.action.title,
        short_title=one.action.short_title,
        owner_id=one.action.owner,
        manager_id=one.action.manager,
        # A due date may already have passed when the plan is written down; it began by then.
        starts_on=min(making.today, due_on),
        original_due_on=due_on,
        due_on=due_on,
        measure=one.action.measure,
        given_at=making.now,
        given_by_id=making.by.id,
        findings=[findings[area.key] for area in one.areas],
    )
