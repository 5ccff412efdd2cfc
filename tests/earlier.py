"""Plans beside the demonstration's own, with findings that a new one may repeat."""

from datetime import datetime, timedelta

from tests.cast import Cast
from tracker import clock
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.plans import Plan
from tracker.store.reports import Finding, Report

HEALTH = "Every care leaver should be told their health history in writing"
"""What area 4 of the demonstration's plan asks for, in other words."""


def earlier_plan(
    cast: Cast,
    code: str = "CLA",
    wordings: tuple[str, ...] = (HEALTH,),
    *,
    body: str = "Northbank Borough Council",
    days_before: int = 1000,
) -> Plan:
    """A plan started some days ago by the performance officer, with an area for each wording and
    an action of Priya's that answers it, and commit it."""
    at = clock.now() - timedelta(days=days_before)
    report = Report(
        title=f"The visit behind {code}",
        body_inspected=body,
        source_text="",
        source_sha256="",
        header={},
        taken_in_at=at,
        taken_in_by_id=cast.sam.id,
        findings=[
            Finding(position=place, number=str(place), wording=wording, title=wording[:200])
            for place, wording in enumerate(wordings, 1)
        ],
    )
    plan = Plan(code=code, title="Children in care", report=report, lead=cast.sam, started_at=at)
    db.session.add(plan)
    db.session.add_all(_action(cast, plan, finding, at) for finding in report.findings)
    db.session.commit()
    return plan


def _action(cast: Cast, plan: Plan, finding: Finding, at: datetime) -> Action:
    return Action(
        plan=plan,
        number=f"{finding.number}.1",
        position=finding.position,
        title=f"Answer area {finding.number} of {plan.code}",
        short_title=f"Answer area {finding.number}",
        owner=cast.priya,
        manager=cast.jean,
        starts_on=at.date(),
        original_due_on=at.date(),
        due_on=at.date(),
        given_at=at,
        given_by_id=cast.sam.id,
        findings=[finding],
    )
