"""The third gate: what was signed off is looked at again, and has lasted or is opened again."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from tracker.domain.actions import Progress
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.sign_off import Checked, faults_checked
from tracker.domain.workflow import Step, moved
from tracker.extensions import db
from tracker.services import post
from tracker.services.deciders import why_not_sign_off
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.services.sign_off import in_place_of
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.plans import PlanState
from tracker.store.rechecks import CheckOutcome, Recheck, actions_to_check, recheck_to_come
from tracker.store.submissions import last_submission

ROUTE = "recheck"
"""What a check's form is kept under once it has taken effect."""


def raise_checks(*, now: datetime, today: date) -> int:
    """Make 'check-again due' of every completed action whose day has come; returns how many.

    Run again, or by several schedulers at once, it raises each check once. The caller commits.
    """
    due = actions_to_check(today)
    if not due:
        return 0
    step = moved(Step.CHECK_COMES, Progress.COMPLETED, to=Progress.CHECK_DUE)
    raised = db.session.scalars(
        update(Action)
        .where(Action.id.in_(due), Action.progress == Progress.COMPLETED)
        .values(progress=step, version=Action.version + 1)
        .returning(Action.id)
        .execution_options(synchronize_session=False)
    ).all()
    found = select(Action).where(Action.id.in_(raised)).order_by(Action.id)
    for action in db.session.scalars(found.execution_options(populate_existing=True)):
        record(Happened.CHECK_DUE, at=now, actor=None, action=action)
    return len(raised)


def why_not_check(action: Action, by: Person, today: date) -> str | None:
    """Why this person cannot say whether the action has lasted, in words; None when they can."""
    if action.progress is not Progress.CHECK_DUE or action.plan.state is not PlanState.LIVE:
        return f"Action {action.number} is not due to be checked again."
    return why_not_sign_off(action, by, today, submission=last_submission(action))


def answer(
    action: Action,
    checked: Checked,
    *,
    sent: SentForm,
    version: int | None,
    now: datetime,
    today: date,
) -> str:
    """Note that an action has lasted, or open it again with a new due date; returns what to say.

    Opened again it is off track until its owner says otherwise; what was sent in, signed off and
    completed stays in its history. Raises Crossed when the action has changed since the form was
    shown, RuleBroken when this person cannot say it or says it wrongly, and AlreadyDone when this
    form has taken effect before.
    """
    number = action.number
    opened = f"Action {number} is open again. {action.owner.name} is told"
    said = f"Action {number} has lasted. It is embedded" if checked.lasted else opened
    with taking_effect(sent, route=ROUTE, message=said, now=now):
        recheck = recheck_to_come(action.id)
        refused = why_not_check(action, sent.by, today)
        if refused or recheck is None:
            raise RuleBroken(refused or f"Action {number} is not due to be checked again.")
        if version != action.version:
            raise Crossed
        for fault in faults_checked(checked, today=today):
            raise fault
        submission = last_submission(action)
        stand_in = in_place_of(action, sent.by, today, submission=submission)
        recheck.outcome = CheckOutcome.LASTED if checked.lasted else CheckOutcome.NOT_LASTED
        recheck.decided_by_id, recheck.decided_at = sent.by.id, now
        recheck.note = checked.note
        if checked.due_on and not checked.lasted:
            _open_again(action, recheck, checked.due_on, by=sent.by, acting_for=stand_in, now=now)
        else:
            _embed(action, by=sent.by, acting_for=stand_in, now=now)
        post.interrupt_letters_about(action)
        db.session.commit()
    return said


def _embed(action: Action, *, by: Person, acting_for: Person | None, now: datetime) -> None:
    action.moved_to(moved(Step.LASTED, action.progress, to=Progress.EMBEDDED))
    record(
        Happened.EMBEDDED,
        at=now,
        actor=by,
        acting_for=acting_for,
        action=action,
    )


def _open_again(
    action: Action,
    recheck: Recheck,
    due_on: date,
    *,
    by: Person,
    acting_for: Person | None,
    now: datetime,
) -> None:
    action.moved_to(moved(Step.NOT_LASTED, action.progress, to=Progress.OFF_TRACK))
    facts: dict[str, Any] = {
        "from_on": action.due_on.isoformat(),
        "to_on": due_on.isoformat(),
        "completed_on": action.completed_on.isoformat() if action.completed_on else "",
    }
    action.due_on = due_on
    action.expected_on = action.completed_on = action.submitted_at = None
    record(
        Happened.REOPENED,
        at=now,
        actor=by,
        acting_for=acting_for,
        action=action,
        **facts,
    )
    post.queue_reopened(recheck, by=by, now=now)
