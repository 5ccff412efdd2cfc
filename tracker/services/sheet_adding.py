"""The last step of taking a spreadsheet in: its rows become actions, all at once or not at all."""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tracker.domain.actions import Progress
from tracker.domain.draft_actions import short_title
from tracker.domain.drafts import LONGEST_ACTION, LONGEST_TITLE, own_title, shortened
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.month_words import plain
from tracker.domain.sheet_answers import Choice
from tracker.domain.sheet_merging import (
    Merged,
    wanted_due,
    wanted_manager,
    wanted_owner,
)
from tracker.domain.sheet_numbers import numbers_for
from tracker.domain.sheet_proposals import ProposedRow
from tracker.domain.sheets import Sheet
from tracker.extensions import db
from tracker.services import post
from tracker.services.imports import Sent, managers, owners
from tracker.services.record import record
from tracker.services.sheet_changing import change
from tracker.services.sheet_imports import held, remember_answers
from tracker.services.sheet_keeping import keep_rows
from tracker.services.sheet_merging import Taking, taking_of
from tracker.services.sheet_words import Made, comment, tell
from tracker.services.starting import free_code
from tracker.store.actions import Action
from tracker.store.doors import get_plan
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.reports import Finding, Report
from tracker.store.sheet_imports import SheetDraft

NO_AREA = "Actions of no area"
"""What the area is called under which rows stand that name none."""
_OWN_NUMBER = re.compile(r"^\d+(?:\.\d+)*[.):]? +(?=\w)")
"""What stands before an area's words where the plan puts its own number."""
NOTHING_NEW = "Nothing in the file is new to the plan"


@dataclass(frozen=True)
class Adding:
    """What is said at the end: what a plan of its own is called, whether owners are told, and the
    mark of what was shown."""

    title: str = ""
    code: str = ""
    tell: bool = False
    shown: str = ""


@dataclass(frozen=True)
class _Work:
    row: SheetDraft
    taking: Taking
    plan: Plan
    sent: Sent
    now: datetime
    today: date


def mark_of(taking: Taking) -> str:
    """A short text that is another one when anything that would be done is."""
    told = [
        (one.row.key, one.choice.value, one.state.value, [str(change) for change in one.changes])
        for one in taking.rows
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def refuse_unfinished(row: SheetDraft) -> None:
    """Raise RuleBroken when a row still has to be mended, or nothing would be taken in."""
    _refuse(taking_of(row))


def _refuse(taking: Taking) -> None:
    for one in taking.rows:
        if one.waits:
            first = one.problems[0]
            raise RuleBroken(first.sentence, field=f"cell_{first.cell}")
    may_own, may_manage = owners(), managers()
    for one in taking.rows:
        gap = _gap(one.row, taking, may_own, may_manage) if one.choice is Choice.ADD else ""
        if gap:
            raise RuleBroken(f"Row {one.row.number}: {gap}")
    if all(one.choice is Choice.SKIP for one in taking.rows):
        raise RuleBroken(NOTHING_NEW)


def _gap(
    row: ProposedRow, taking: Taking, may_own: Collection[int], may_manage: Collection[int]
) -> str:
    """What a new action still lacks, in words; empty when it lacks nothing."""
    if wanted_owner(row, taking.answers, taking.people) not in may_own:
        return "choose who owns it, under Who is who"
    if wanted_manager(row, taking.answers, taking.people) not in may_manage:
        return "choose who is accountable for it, under Who is who"
    return "" if wanted_due(row, taking.answers) else "enter when it is due"


def add(sent: Sent, adding: Adding, *, now: datetime, today: date) -> str:
    """Add the rows to their plan as actions, and change those that say something else; returns the
    plan's code.

    However often the form is sent it happens once. Raises Crossed when the draft or the plan has
    changed since the form was shown or the draft is taken in already, and RuleBroken when something
    is missing or not theirs to change.
    """
    with held(sent, route="sheets.add", now=now) as row:
        taking = taking_of(row)
        if mark_of(taking) != adding.shown:
            raise Crossed
        _refuse(taking)
        plan = _plan(taking, row, adding, by=sent.by, now=now)
        work = _Work(row, taking, plan, sent, now, today)
        made = _made(work, [one for one in taking.rows if one.choice is Choice.ADD])
        updated = [one for one in taking.rows if one.choice is Choice.UPDATE and one.changes]
        given = [action for one in updated if (action := _changed(work, one))]
        keep_rows(plan.id, taking, made)
        remember_answers(row, taking.reading.told, now=now)
        row.plan_id, row.saved_at = plan.id, now
        row.outcome = {"added": len(made), "changed": len(updated), "told": adding.tell}
        if adding.tell:
            is_open = [action for action in made.values() if action.open]
            post.queue_new_actions([*is_open, *given], by=sent.by, now=now)
        db.session.commit()
        return plan.code


def suggested_title(sheets: Sequence[Sheet], place: int, filename: str) -> str:
    """What a plan made of this sheet could be called: the words above its headings, else the file's
    name."""
    first = next(iter(sheets[place].rows), None)
    words = [cell.text for cell in first.cells if cell.own and cell.text] if first else []
    stem = filename.rpartition(".")[0].replace("_", " ")
    return shortened(words[0] if len(words) == 1 else stem, LONGEST_TITLE)


def _plan(taking: Taking, row: SheetDraft, adding: Adding, *, by: Person, now: datetime) -> Plan:
    if row.into is not None:
        plan = get_plan(row.into.code, seen_by=by)
        if plan is None or plan.state is PlanState.CLOSED:
            raise RuleBroken("The plan is closed. Nothing can be added to it.")
        if plan.report is None:
            plan.report = _report(taking, row, plan.title, by=by, now=now)
        return plan
    if not adding.title:
        raise RuleBroken("Enter a plan title", field="title")
    code = free_code(adding.code)
    plan = Plan(
        code=code,
        title=adding.title,
        report=_report(taking, row, adding.title, by=by, now=now),
        lead_id=by.id,
        started_at=now,
    )
    db.session.add(plan)
    try:
        db.session.flush()
    except IntegrityError as taken:
        raise RuleBroken(f"Another plan has the code {code}", field="code") from taken
    record(Happened.PLAN_STARTED, at=now, actor=by, plan_id=plan.id)
    return plan


def _report(taking: Taking, row: SheetDraft, title: str, *, by: Person, now: datetime) -> Report:
    """The spreadsheet in the place of a report: its text has as many lines as the sheet has rows,
    so that line 14 is row 14."""
    text = _as_text(taking)
    report = Report(
        title=title,
        filename=row.filename,
        source_text=text,
        source_sha256=hashlib.sha256(text.encode()).hexdigest(),
        header={},
        taken_in_at=now,
        taken_in_by_id=by.id,
    )
    db.session.add(report)
    return report


def _as_text(taking: Taking) -> str:
    sheet = taking.reading.sheets[min(taking.answers.sheet, len(taking.reading.sheets) - 1)]
    lines: list[str] = []
    for one in sheet.rows:
        lines += [""] * (one.number - 1 - len(lines))
        cells = (" ".join(cell.text.split()) for cell in one.cells if cell.own and cell.text)
        lines.append(" | ".join(cells))
    return "\n".join(lines)


def _made(work: _Work, rows: Sequence[Merged]) -> dict[int, Action]:
    """The new actions by the row's number in the file."""
    if not rows:
        return {}
    areas = _areas(work, [one.row for one in rows])
    plan_id = work.plan.id
    taken = set(db.session.scalars(select(Action.number).where(Action.plan_id == plan_id)))
    last = db.session.scalar(select(func.max(Action.position)).where(Action.plan_id == plan_id))
    position = 0 if last is None else last + 1
    numbers = numbers_for(
        [(one.row.reference, areas[_area_of(one.row)].number) for one in rows], taken=taken
    )
    made = {
        one.row.number: _action(work, one.row, areas[_area_of(one.row)], number, position + place)
        for place, (one, number) in enumerate(zip(rows, numbers, strict=True))
    }
    people = owners() | managers()
    for action in made.values():
        action.owner, action.manager = people[action.owner_id], people[action.manager_id]
    db.session.add_all(made.values())
    db.session.flush()
    tell(
        [Made(made[one.row.number], one.row) for one in rows],
        work.taking.people,
        by=work.sent.by,
        now=work.now,
    )
    return made


def _area_of(row: ProposedRow) -> str:
    return " ".join(row.area.split()) or NO_AREA


def _areas(work: _Work, rows: Sequence[ProposedRow]) -> dict[str, Finding]:
    """The area of each row, by its words: one the plan has, or a new one."""
    report = work.plan.report
    if report is None:
        raise RuleBroken("The plan has no report to hold its areas")
    known: dict[str, Finding] = {}
    for finding in report.findings:
        known.setdefault(plain(finding.wording), finding)
        known.setdefault(plain(finding.title), finding)
    found: dict[str, Finding] = {}
    for row in rows:
        words = _area_of(row)
        if plain(words) not in known:
            known[plain(words)] = _finding(report, words, row)
        found[words] = known[plain(words)]
    db.session.flush()
    return found


def _finding(report: Report, words: str, row: ProposedRow) -> Finding:
    place = max((one.position for one in report.findings), default=-1) + 1
    numbers = {one.number for one in report.findings}
    number = next(
        str(n) for n in range(place + 1, place + 2 + len(numbers)) if str(n) not in numbers
    )
    finding = Finding(
        position=place,
        number=number,
        wording=row.area or words,
        title=own_title(_OWN_NUMBER.sub("", words) or words)[:LONGEST_TITLE],
        heading=row.section[:300],
        line=row.number,
    )
    report.findings.append(finding)
    return finding


def _action(work: _Work, row: ProposedRow, area: Finding, number: str, position: int) -> Action:
    due_on = wanted_due(row, work.taking.answers) or work.today
    original = row.original_due_on or due_on
    title = shortened(" ".join(row.action.split()), LONGEST_ACTION)
    action = Action(
        plan=work.plan,
        plan_id=work.plan.id,
        number=number,
        position=position,
        title=title,
        short_title=short_title(title),
        owner_id=wanted_owner(row, work.taking.answers, work.taking.people),
        manager_id=wanted_manager(row, work.taking.answers, work.taking.people),
        # A due date may have passed when the spreadsheet is taken in; the work began by then.
        starts_on=min(work.today, due_on, original),
        original_due_on=original,
        due_on=due_on,
        measure=row.measure,
        given_at=work.now,
        given_by_id=work.sent.by.id,
        findings=[area],
    )
    if row.is_done:
        action.completed_on = min(row.completed_on or due_on, work.today)
        action.moved_to(Progress.COMPLETED)
    return action


def _changed(work: _Work, one: Merged) -> Action | None:
    """Do what a row says differently; gives the action when it has a new owner to tell."""
    known = one.known
    action = db.session.get(Action, known.action_id) if known else None
    if action is None:
        raise Crossed
    words = change(
        action, one.changes, filename=work.row.filename, by=work.sent.by, now=work.now,
        today=work.today,
    )  # fmt: skip
    comment([(action, words)], by=work.sent.by, now=work.now)
    return action if any(c.field.value == "owner" for c in one.changes) else None
