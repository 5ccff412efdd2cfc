"""What the council answers to areas for development, and which areas an action answers."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm.attributes import flag_modified

from tracker.domain.access import PLAN_MAKERS
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.responses import DECIDERS, RESPONSE_WORDS, Responded, faults_of
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.directory import names_of
from tracker.store.history import Happened
from tracker.store.overview import areas_of
from tracker.store.people import Person, active_people
from tracker.store.plans import Plan, PlanState
from tracker.store.reports import Finding

RESPOND_ROUTE, AREAS_ROUTE = "areas.respond", "areas.change"
"""What the forms are kept under once they have taken effect."""


def why_not(plan: Plan, by: Person) -> str | None:
    """Why this person cannot respond to the areas of a plan or change which of them an action
    answers, as a sentence; None when they can."""
    if by.role not in PLAN_MAKERS:
        return "Only a performance officer changes this. Ask one of them."
    if plan.state is PlanState.CLOSED:
        return f"The plan {plan.code} is closed. Nothing about its areas changes any more."
    return None


def deciders_for(finding: Finding) -> list[Person]:
    """Whom a response may name as having decided it, by name: whoever may decide now, and whoever
    is named already, so that a reason can be put right after they have left."""
    people = list(active_people(DECIDERS))
    named = finding.responded_by
    return people if named is None or named in people else [*people, named]


def respond(
    plan: Plan,
    finding: Finding,
    said: Responded,
    *,
    sent: SentForm,
    version: int | None,
    now: datetime,
    today: date,
) -> str:
    """Write down what is answered to an area, or change it; returns what to say.

    What it was before stays in the history, its reason whole. Raises Crossed when somebody else
    answered since the form was shown, RuleBroken when it breaks a rule, and AlreadyDone when this
    form has taken effect before.
    """
    message = f"Response to area {finding.number} saved"
    with taking_effect(sent, route=RESPOND_ROUTE, message=message, now=now):
        _refuse(plan, sent.by, is_newest=version == finding.version)
        allowed = {person.id for person in deciders_for(finding)}
        for fault in faults_of(said, deciders=allowed, today=today):
            raise fault
        write_down(plan, finding, said, by=sent.by, now=now)
        db.session.commit()
    return message


def write_down(plan: Plan, finding: Finding, said: Responded, *, by: Person, now: datetime) -> None:
    """Make this the response to an area, with its place in the history unless it is the same as
    before. The caller has checked it, and commits."""
    before = _as_facts(finding)
    finding.response, finding.response_reason = said.response, said.reason
    finding.responded_by_id, finding.responded_on = said.decided_by_id, said.decided_on
    finding.urgent = finding.urgent if said.urgent is None else said.urgent
    after = _as_facts(finding)
    if before != after:
        record(
            Happened.RESPONDED,
            at=now,
            actor=by,
            plan_id=plan.id,
            area=finding.number,
            before=before,
            after=after,
        )


def set_areas(
    action: Action,
    numbers: Collection[str],
    *,
    sent: SentForm,
    version: int | None,
    now: datetime,
) -> str:
    """Make an action answer the areas with these numbers, all of its own plan; returns what to say.

    Raises Crossed when the action has changed since the form was shown, RuleBroken when none is
    left or one is not the plan's, and AlreadyDone when this form has taken effect before.
    """
    message = f"The areas of action {action.number} are saved"
    with taking_effect(sent, route=AREAS_ROUTE, message=message, now=now):
        _refuse(action.plan, sent.by, is_newest=version == action.version)
        chosen = _chosen(action.plan, numbers)
        before, after = _numbers(action.findings), _numbers(chosen)
        if before != after:
            action.findings = chosen
            # The links are in a table of their own: two changes at once must still be two versions.
            flag_modified(action, "position")
            record(
                Happened.AREAS_CHANGED,
                at=now,
                actor=sent.by,
                action=action,
                before={"areas": before},
                after={"areas": after},
            )
        db.session.commit()
    return message


def _refuse(plan: Plan, by: Person, *, is_newest: bool) -> None:
    refused = why_not(plan, by)
    if refused:
        raise RuleBroken(refused)
    if not is_newest:
        raise Crossed


def _chosen(plan: Plan, numbers: Collection[str]) -> list[Finding]:
    areas = areas_of(plan.id)
    strange = set(numbers) - {area.number for area in areas}
    if strange:
        raise RuleBroken("Select from the areas of this plan", field="areas")
    if not numbers:
        raise RuleBroken("Select at least one area that the action answers", field="areas")
    return [area for area in areas if area.number in numbers]


def _numbers(findings: Collection[Finding]) -> list[str]:
    return [one.number for one in findings]


def _as_facts(finding: Finding) -> dict[str, str | bool]:
    """A response as the history keeps it: in words, with the name of whoever decided it then, and
    that the area is a priority area when it is."""
    priority = {"priority": True} if finding.urgent else {}
    if finding.response is None or finding.responded_by_id is None or not finding.responded_on:
        return {**priority}
    return {
        **priority,
        "response": RESPONSE_WORDS[finding.response],
        "reason": finding.response_reason,
        "decided_by": names_of([finding.responded_by_id])[finding.responded_by_id],
        "decided_on": finding.responded_on.isoformat(),
    }
