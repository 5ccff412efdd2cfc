"""That a report to a board is to be made, to whoever makes it."""

from datetime import date

from tracker.domain.access import PLAN_MAKERS
from tracker.domain.actions import STALE_AFTER_DAYS
from tracker.domain.charts import Timing, has_timing
from tracker.domain.wording import count, day, preheader
from tracker.domain.workdays import working_days_between
from tracker.services.installation import closed_days
from tracker.services.letters.facts import plan_in_email
from tracker.services.letters.orders import Desk, Draft, NotWanted, Order
from tracker.store.board_meetings import plan_to_report
from tracker.store.listed_actions import actions_of_plan
from tracker.store.plans import Plan


def board_pack(order: Order, desk: Desk) -> Draft | NotWanted:
    """What is worth putting right first, while no report for the meeting is frozen and the reader
    may make one."""
    if desk.reader.role not in PLAN_MAKERS:
        return NotWanted("this person no longer makes reports")
    plan = plan_to_report(order.plan_id, order.meets_on, seen_by=desk.reader)
    if plan is None or order.meets_on is None or order.meets_on <= desk.today:
        return NotWanted("the report is frozen, or the board does not meet on this day any more")
    return _draft(plan, order.meets_on, desk)


def _draft(plan: Plan, meets_on: date, desk: Desk) -> Draft:
    seen = [one.standing for one in actions_of_plan(plan, seen_by=desk.reader)]
    days = working_days_between(desk.today, meets_on, closed_days(desk.today))
    silent, overdue = (
        sum(has_timing(one, timing, desk.today) for one in seen)
        for timing in (Timing.SILENT, Timing.OVERDUE)
    )
    list_url = f"{desk.base}/plans/{plan.code}?timing="
    facts = {
        "code": plan.code,
        "on": day(meets_on),
        "left": count(days, "working day"),
        "hint": preheader(
            "No report for it is frozen yet.",
            f"{count(silent, 'action')} {_have(silent)} no update for {STALE_AFTER_DAYS} days.",
        ),
        "plan": plan_in_email(plan),
        "silent": f"{count(silent, 'action')} {_have(silent)} no update for {STALE_AFTER_DAYS} days"
        if silent
        else "",
        "silent_url": f"{list_url}{Timing.SILENT}#actions",
        "overdue": f"{count(overdue, 'action')} {'is' if overdue == 1 else 'are'} overdue"
        if overdue
        else "",
        "overdue_url": f"{list_url}{Timing.OVERDUE}#actions",
        "url": f"{desk.base}/reports/board?plan={plan.code}",
        "restricted": plan.restricted,
        "why": desk.why("You get this, twice a meeting at most, because you make its reports."),
    }
    return Draft("board_pack", plan.code, facts)


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
