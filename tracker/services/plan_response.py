"""When the answer to a live plan's report is due, put right after the plan has begun."""

from datetime import datetime
from typing import Any

from tracker.domain.errors import RuleBroken
from tracker.domain.response_dates import ResponseDue, refuse_early
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record_change
from tracker.services.response_dates import proposal_of
from tracker.store.history import Happened
from tracker.store.plans import Plan, PlanState
from tracker.store.reports import Report

ROUTE = "plan_response.answer"


def set_response(plan: Plan, response: ResponseDue, *, sent: SentForm, now: datetime) -> str:
    """Say when the answer is due; returns what to say. The date proposed from now on is counted
    anew, and the history keeps what was there.

    Raises RuleBroken for a closed plan, one without a report or a date that cannot be, and
    AlreadyDone when this form has taken effect before.
    """
    said = "When the answer is due is saved"
    with taking_effect(sent, route=ROUTE, message=said, now=now):
        report = plan.report
        if plan.state is PlanState.CLOSED or report is None:
            raise RuleBroken("The plan is closed, or has no report to answer.")
        refuse_early(response)
        before = _facts(report)
        proposal = proposal_of(response)
        report.response_duty = response.duty.reference if response.duty else ""
        report.response_start_on = response.start_on
        report.response_stated_on = response.stated_on
        report.response_proposed_on = proposal.on if proposal else None
        record_change(
            Happened.PLAN_CHANGED, before, _facts(report), at=now, actor=sent.by, plan_id=plan.id
        )
        db.session.commit()
    return said


def _facts(report: Report) -> dict[str, Any]:
    stated, proposed = report.response_stated_on, report.response_proposed_on
    return {
        "answer_duty": report.response_duty,
        "answer_stated_on": stated.isoformat() if stated else None,
        "answer_proposed_on": proposed.isoformat() if proposed else None,
    }
