"""The letter to whoever says whether what was signed off has lasted, on the day set for it."""

from typing import Any

from sqlalchemy import select

from tracker.domain.actions import Progress
from tracker.domain.wording import ago, count, day, local_day, preheader
from tracker.domain.workdays import working_days_between
from tracker.extensions import db
from tracker.services.deciders import Decider, sign_off_decider
from tracker.services.installation import closed_days
from tracker.services.letters.facts import name_in_email, plan_in_email, quoted
from tracker.services.letters.orders import About, Desk, Draft, NotWanted, Order
from tracker.store.actions import Action
from tracker.store.doors import decides_for, visible_actions
from tracker.store.plans import Plan, PlanState
from tracker.store.rechecks import Recheck
from tracker.store.submissions import last_submission


def check_due(order: Order, desk: Desk) -> Draft | NotWanted:
    """What is to be looked at, while it is the reader's to say what was found."""
    if desk.away and not desk.away.decides:
        return NotWanted("the cover does not decide")
    recheck = _due(order, desk)
    if recheck is None:
        return NotWanted("it has been checked, or is not this person's to see")
    sent = last_submission(recheck.action)
    decider = sign_off_decider(
        recheck.action, desk.today, sent_by_id=sent.sent_by_id if sent else None
    )
    if not _is_theirs(decider, order, desk):
        return NotWanted("it is somebody else's to check")
    return check_due_draft(recheck, decider, desk, above=order.is_above)


def check_due_draft(recheck: Recheck, decider: Decider, desk: Desk, *, above: bool) -> Draft:
    """The letter about one check; `above` to somebody above whoever has not answered it."""
    action = recheck.action
    waited = working_days_between(recheck.due_on, desk.today, closed_days(desk.today))
    facts: dict[str, Any] = {
        "number": action.number,
        "name": name_in_email(action),
        "headline": f"Action {action.number}: has it lasted?",
        "hint": preheader(
            f"Completed {day(action.completed_on)}." if action.completed_on else "",
            "Say whether it has lasted. It takes about a minute.",
        ),
        "lines": [
            f"Completed {day(action.completed_on)}, {ago(action.completed_on, desk.today)}"
            if action.completed_on
            else "",
            f"{recheck.set_by.name} asked on {day(local_day(recheck.set_at))} for it to be checked"
            f" again on {day(recheck.due_on)}",
        ],
        "measure": quoted(recheck.measure, action.plan, desk.today),
        "waited": f"It has waited {count(waited, 'working day')} for {decider.person.name}."
        if above
        else "",
        "url": f"{desk.base}/a/{action.ref}/sign-off",
        "restricted": action.plan.restricted,
        "why": desk.why(
            "You get this because nobody has answered yet, and you may answer in place of"
            f" {decider.person.name}."
            if above
            else f"You get this because it is yours to decide about action {action.number} in"
            f" {plan_in_email(action.plan)}."
        ),
    }
    return Draft("check_due", action.ref, facts, about=About(action.ref, name_in_email(action)))


def _due(order: Order, desk: Desk) -> Recheck | None:
    """The check, while it waits for an answer and the reader may see its action."""
    return db.session.scalar(
        select(Recheck)
        .join(Recheck.action)
        .join(Action.plan)
        .where(Recheck.id == order.recheck_id, Recheck.outcome.is_(None))
        .where(Action.progress == Progress.CHECK_DUE, Plan.state == PlanState.LIVE)
        .where(visible_actions(desk.reader, desk.today))
    )


def _is_theirs(decider: Decider, order: Order, desk: Desk) -> bool:
    if order.is_above:
        return decider.is_open_to(desk.reader, decides_for(desk.reader, desk.today))
    named = decider.person.id == desk.whose.id or decider.has_second(desk.whose)
    return named and desk.reader.id not in decider.barred
