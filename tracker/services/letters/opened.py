"""That an administrator may read a plan for a while, to its lead."""

from tracker.domain.wording import moment
from tracker.extensions import db
from tracker.services.letters.facts import plan_in_email
from tracker.services.letters.orders import Desk, Draft, NotWanted, Order
from tracker.store.doors import get_plan
from tracker.store.opened_plans import OpenedPlan


def plan_opened(order: Order, desk: Desk) -> Draft | NotWanted:
    """Who opened it and until when. It is told even when it is over by then; the reason is read on
    the plan's page, since that of a restricted plan stands in no letter."""
    opened = db.session.get(OpenedPlan, order.row_id)
    if opened is None or get_plan(opened.plan.code, seen_by=desk.reader) is None:
        return NotWanted("this person may not open the plan any more")
    plan = opened.plan
    is_over = opened.shut_at is not None or opened.until <= desk.now
    facts = {
        "who": opened.person.name,
        "code": plan.code,
        "plan": plan_in_email(plan),
        "restricted": plan.restricted,
        "opened_at": moment(opened.opened_at),
        "until": moment(opened.shut_at or opened.until),
        "is_over": is_over,
        "url": f"{desk.base}/admin/history?plan={plan.code}&kind=plan_opened"
        if is_over
        else f"{desk.base}/plans/{plan.code}",
        "why": f"You get this because you look after plan {plan.code}.",
    }
    return Draft("plan_opened", plan.code, facts)
