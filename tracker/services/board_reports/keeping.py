"""Beginning a report to a board, writing to it, freezing and publishing it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.board_paper import LONGEST_COMMENTARY, sections
from tracker.domain.board_report import ReportFacts
from tracker.domain.charts import month_before
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.frozen import fingerprint, plain
from tracker.domain.wording import day, local_day
from tracker.extensions import db
from tracker.services.board_reports.gathering import report_facts
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.store.board_meetings import meetings_of
from tracker.store.board_reports import BoardReport, last_frozen
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.plans import Plan

BEGIN_ROUTE = "board_reports.begin"
WRITE_ROUTE = "board_reports.report"


@dataclass(frozen=True)
class Asked:
    """What somebody asks of a report."""

    as_at: date | None
    since: date | None
    by_name: bool
    may_be_restricted: bool
    """Whether they said that a restricted plan may stand in a report."""


def first_since(plan: Plan, as_at: date) -> date:
    """The day a report is compared with unless another is chosen: that of the last frozen one."""
    before = last_frozen(plan.id, before=as_at)
    return before.as_at if before else month_before(as_at)


def begin(plan: Plan, asked: Asked, *, sent: SentForm, now: datetime, today: date) -> BoardReport:
    """Begin a draft; returns it.

    Raises RuleBroken, naming the field `as_at`, `since` or `restricted`, and AlreadyDone when this
    form has taken effect before.
    """
    for fault in faults_of(plan, asked, today):
        raise fault
    report = BoardReport(
        plan_id=plan.id,
        as_at=asked.as_at,
        since=asked.since,
        by_name=asked.by_name,
        meets_on=_meeting_for(plan.id, asked.as_at),
        made_by_id=sent.by.id,
        made_at=now,
    )
    with taking_effect(sent, route=BEGIN_ROUTE, message="The report is begun", now=now):
        db.session.add(report)
        db.session.commit()
    return report


def _meeting_for(plan_id: int, as_at: date | None) -> date | None:
    """The first meeting on the day of the report or after it for which none has been begun."""
    if as_at is None:
        return None
    coming = (one for one in meetings_of(plan_id) if one.meets_on >= as_at)
    return next((one.meets_on for one in coming if one.report is None), None)


def faults_of(plan: Plan, asked: Asked, today: date) -> Iterator[RuleBroken]:
    """Everything wrong with what is asked, each with its field."""
    began = local_day(plan.started_at)
    if asked.as_at is None:
        yield RuleBroken("Enter the date of the report", field="as_at")
    elif asked.as_at > today:
        yield RuleBroken("Date must be today or in the past", field="as_at")
    elif asked.as_at < began:
        yield RuleBroken(
            f"Date must be on or after {day(began)}, when the plan began", field="as_at"
        )
    elif asked.since and asked.since >= asked.as_at:
        yield RuleBroken("Compared with must be before the date of the report", field="since")
    if plan.restricted and not asked.may_be_restricted:
        yield RuleBroken(
            "This plan is restricted. Tick the box if it may stand in a report", field="restricted"
        )


def facts_of(report: BoardReport, *, seen_by: Person) -> ReportFacts:
    """The facts as they were frozen; of a draft those of its day, worked out anew."""
    return report.frozen_facts or report_facts(
        report.plan,
        seen_by=seen_by,
        on=report.as_at,
        since=report.since,
        by_name=report.by_name,
    )


def write(
    report: BoardReport,
    commentary: Mapping[str, str],
    *,
    version: int | None,
    freezes: bool,
    sent: SentForm,
    now: datetime,
) -> str:
    """Keep what was written to a draft, and freeze it if that is asked; returns what to say.

    Raises Crossed when somebody else saved first, RuleBroken naming a section, and AlreadyDone when
    this form has taken effect before. Frozen, the facts of its day stay as they are.
    """
    frozen = f"The report as at {day(report.as_at)} is frozen. Its facts and words stay as they are"
    said = frozen if freezes else "What you added is saved"
    with taking_effect(sent, route=WRITE_ROUTE, message=said, now=now):
        if report.frozen_at is not None:
            raise RuleBroken("This report is frozen. Begin another to say more")
        if version != report.version:
            raise Crossed
        facts = facts_of(report, seen_by=sent.by)
        report.commentary = _kept(facts, commentary)
        if freezes:
            _freeze(report, facts, by=sent.by, now=now)
        db.session.commit()
    return said


def _kept(facts: ReportFacts, commentary: Mapping[str, str]) -> dict[str, str]:
    """What was written, by the sections that take it; one that was emptied stays empty."""
    kept = {}
    for section in sections(facts, {}):
        if section.asks:
            text = commentary.get(section.key, "").replace("\r\n", "\n").strip()
            if len(text) > LONGEST_COMMENTARY:
                words = f"{section.heading} must be {LONGEST_COMMENTARY:,} characters or less"
                raise RuleBroken(words, field=section.key)
            kept[section.key] = text
    return kept


def _freeze(report: BoardReport, facts: ReportFacts, *, by: Person, now: datetime) -> None:
    report.facts, report.fingerprint, report.frozen_at = plain(facts), fingerprint(facts), now
    record(
        Happened.REPORT_FROZEN,
        at=now,
        actor=by,
        plan_id=report.plan_id,
        report=report.id,
        as_at=report.as_at.isoformat(),
        fingerprint=report.fingerprint,
    )


def publish(report: BoardReport, *, sent: SentForm, now: datetime) -> str:
    """Let the board's members read a frozen report; returns what to say.

    Raises RuleBroken for a draft, and AlreadyDone when this form has taken effect before.
    """
    said = f"Board members can now read the report as at {day(report.as_at)}"
    with taking_effect(sent, route="board_reports.publish", message=said, now=now):
        if report.frozen_at is None:
            raise RuleBroken("Freeze the report before you publish it")
        if report.published_at is None:
            report.published_at = now
            record(
                Happened.REPORT_PUBLISHED,
                at=now,
                actor=sent.by,
                plan_id=report.plan_id,
                report=report.id,
                as_at=report.as_at.isoformat(),
            )
        db.session.commit()
    return said


def throw_away(report: BoardReport, *, sent: SentForm, now: datetime) -> str:
    """Delete a draft; returns what to say. Raises RuleBroken for a frozen one."""
    with taking_effect(
        sent, route="board_reports.throw_away", message="The draft is thrown away", now=now
    ):
        if report.frozen_at is not None:
            raise RuleBroken("A frozen report stays, so that its numbers can be found again")
        db.session.delete(report)
        db.session.commit()
    return "The draft is thrown away"
