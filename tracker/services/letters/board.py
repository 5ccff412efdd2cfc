"""The board's monthly digest: how a plan stands beside a month ago, with posts instead of names."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from tracker.domain.actions import Rag, days_late
from tracker.domain.board import (
    LONG_OVERDUE_DAYS,
    BoardAction,
    BoardArea,
    BoardDigest,
    Move,
    board_digest,
)
from tracker.domain.charts import month_before
from tracker.domain.colours import RECOLOURED, Scheme, is_recoloured
from tracker.domain.digests import MOST_LISTED, said
from tracker.domain.narrowing import OVER_30, Moved, Stage
from tracker.domain.responses import Area
from tracker.domain.wording import count, day, local_day, preheader
from tracker.extensions import db
from tracker.services.letters.facts import (
    area_in_email,
    measure_in_email,
    name_in_email,
    quoted,
)
from tracker.services.letters.orders import Desk, Draft, NotWanted, Order
from tracker.services.stopping import Stoppable
from tracker.store.action_snapshots import standings_on
from tracker.store.actions import Action
from tracker.store.board import moves_since
from tracker.store.doors import visible_actions, visible_plans
from tracker.store.measures import newest_readings
from tracker.store.overview import areas_of
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.review_facts import ReviewFacts, facts_about
from tracker.store.schemes import schemes_of


def monthly_digest(order: Order, desk: Desk) -> Draft | NotWanted:
    """How a live plan that the reader may open stands today."""
    if not desk.reader.wants_board_digest:
        return NotWanted("this person has stopped the monthly summary")
    plan = db.session.scalar(
        select(Plan)
        .where(Plan.id == order.plan_id, Plan.state == PlanState.LIVE)
        .where(visible_plans(desk.reader))
    )
    if plan is None:
        return NotWanted("the plan is closed, or this person may not read it any more")
    then = month_before(desk.today)
    actions = _board_actions(plan, desk, then)
    if not actions:
        return NotWanted("there is no action in the plan")
    schemes = _schemes(plan, then, desk.today)
    found = board_digest(actions, _areas(plan), today=desk.today, then=then, schemes=schemes)
    return board_draft(found, plan, desk)


def board_draft(found: BoardDigest, plan: Plan, desk: Desk) -> Draft:
    """The digest of these facts about a plan."""
    then = month_before(desk.today)
    plan_url = f"{desk.base}/plans/{plan.code}"
    facts = {
        "on": day(desk.today),
        "total": found.total,
        "completed": found.completed,
        "overdue": found.overdue,
        "headline": f"{found.completed} of {count(found.total, 'action')} "
        f"{'is' if found.completed == 1 else 'are'} completed",
        "hint": _hint(found),
        "compared": _compared(found, then),
        "plan": f"Inspection action plan {plan.code} (restricted)"
        if plan.restricted
        else plan.full_title,
        "restricted": plan.restricted,
        "url": plan_url,
        "finished_url": f"{plan_url}?stage={Stage.LAST_MONTH}#actions",
        "moved_url": f"{plan_url}?moved={Moved.LAST_MONTH}#actions",
        "long_overdue_url": f"{plan_url}?band={OVER_30}#actions",
        "then_on": day(then),
        "areas": [_area(area, found) for area in found.areas[:MOST_LISTED]],
        "area_count": len(found.areas),
        "finished": [_finished(a, desk.base) for a in found.finished[:MOST_LISTED]],
        "finished_count": len(found.finished),
        "moved": [_moved(a, desk.base) for a in found.moved[:MOST_LISTED]],
        "moved_count": len(found.moved),
        "long_overdue": [
            _long_overdue(a, desk.today, desk.base) for a in found.long_overdue[:MOST_LISTED]
        ],
        "long_overdue_count": len(found.long_overdue),
        "long_days": LONG_OVERDUE_DAYS,
        "next_report": f"Next report to the board: {day(plan.next_board_on)}."
        if plan.next_board_on and plan.next_board_on > desk.today
        else "",
        "why": "You get this once a month because you read this plan for the board.",
    }
    return Draft("board_digest", plan.code, facts, stops=Stoppable.BOARD_DIGEST)


def _board_actions(plan: Plan, desk: Desk, then: date) -> list[BoardAction]:
    actions = db.session.scalars(
        select(Action)
        .join(Action.plan)
        .where(Action.plan_id == plan.id, visible_actions(desk.reader, desk.today))
        .order_by(Action.position, Action.id)
        .options(
            contains_eager(Action.plan),
            joinedload(Action.owner).joinedload(Person.team),
            joinedload(Action.manager),
            selectinload(Action.findings),
        )
    ).all()
    ids = [action.id for action in actions]
    started = {action.id: action.starts_on for action in actions}
    stood, moves = standings_on(db.session(), started, then), moves_since(ids, then)
    facts, readings = facts_about(ids), newest_readings(ids)
    names = {action.owner.name for action in actions} | {action.manager.name for action in actions}
    return [
        BoardAction(
            ref=action.ref,
            number=action.number,
            name=name_in_email(action),
            owner_post=_post(action.owner),
            areas=tuple(finding.number for finding in action.findings),
            standing=action.standing,
            then=stood.get(action.id),
            last_said=action.last_said,
            doing=tuple(_doing(action, facts[action.id])),
            moves=tuple(
                Move(
                    request.from_on,
                    request.agreed_on or request.to_on,
                    _nameless(quoted(request.reason, plan, desk.today), names),
                )
                for request in moves.get(action.id, ())
            ),
            measure=_nameless(measure_in_email(action, readings.get(action.id), desk.today), names),
        )
        for action in actions
    ]


def _schemes(plan: Plan, then: date, today: date) -> tuple[Scheme, Scheme]:
    """What the plan laid down about colours then, and today; of a restricted plan no name of its
    own."""
    before, now = schemes_of(plan.id, then, today)
    return (before.without_names, now.without_names) if plan.restricted else (before, now)


def _areas(plan: Plan) -> list[Area]:
    return [
        replace(one.area, title=area_in_email(one.number, one.title, plan))
        for one in areas_of(plan.id)
    ]


def _nameless(text: str, names: set[str]) -> str:
    """The text, or nothing when it names somebody of the plan."""
    return "" if any(name in text for name in names) else text


def _post(person: Person) -> str:
    return person.post or (person.team.name if person.team else "An officer")


def _doing(action: Action, facts: ReviewFacts) -> list[str]:
    """What is being done about it, as far as facts tell: nobody's own words."""
    doing = []
    if action.expected_on and action.expected_on > action.due_on:
        doing.append(f"Expected to finish {day(action.expected_on)}")
    if facts.asked:
        doing.append(f"A new date of {day(facts.asked.to_on)} is waiting for a decision")
    if facts.sent:
        doing.append("It is waiting to be signed off")
    if facts.last_decision:
        reviewed = facts.last_decision.review.closed_at
        doing.append(f"Reviewed {day(local_day(reviewed))}" if reviewed else "Reviewed")
    if action.is_chased and action.chased_at:
        doing.append(f"An update was asked for on {day(local_day(action.chased_at))}")
    return doing or ["Nothing is recorded yet"]


def _hint(found: BoardDigest) -> str:
    moves = len(found.moved)
    moved = f"{count(moves, 'due date')} moved." if moves else "No due dates moved."
    if found.is_first:
        return preheader(f"The first summary of this plan. {moved}")
    return preheader(f"{_change(found.completed - found.completed_then, 'completed')}. {moved}")


def _change(change: int, what: str) -> str:
    if not change:
        return f"As many {what} as last month"
    return f"{abs(change)} {'more' if change > 0 else 'fewer'} {what} than last month"


def _compared(found: BoardDigest, then: date) -> str:
    late = f"{found.overdue} {'is' if found.overdue == 1 else 'are'} overdue"
    if found.is_first:
        return f"{late}. There is nothing to compare it with yet."
    completed = _change(found.completed - found.completed_then, "completed")
    overdue = found.overdue - found.overdue_then
    than = f"{abs(overdue)} {'more' if overdue > 0 else 'fewer'}" if overdue else "as many as"
    return (
        f"{completed.replace('last month', f'a month ago, on {day(then)}')}. "
        f"{late}, {than} {'than then' if overdue else 'then'}.{_recoloured(found)}"
    )


def _recoloured(found: BoardDigest) -> str:
    """That each day has the colours of its own scheme, where they are not the same."""
    return f" {RECOLOURED}" if is_recoloured(found.scheme_then, found.scheme) else ""


def _rag(rated: tuple[Rag, str] | None, scheme: Scheme) -> str:
    return f"{scheme.shown(rated[0])}, {rated[1]}" if rated else "Not started"


def _area(area: BoardArea, found: BoardDigest) -> dict[str, str]:
    return {
        "number": area.number,
        "title": area.title,
        "now": _rag(area.now, found.scheme),
        "then": _rag(area.then, found.scheme_then),
    }


def _finished(action: BoardAction, base: str) -> dict[str, Any]:
    on = action.standing.completed_on
    return _row(action, [f"Signed off {day(on)}" if on else "Signed off"], base)


def _moved(action: BoardAction, base: str) -> dict[str, Any]:
    first, last = action.moves[0], action.moves[-1]
    facts = [f"From {day(first.from_on)} to {day(last.to_on)}"]
    return _row(action, [*facts, *_reasons(action.moves)], base)


def _reasons(moves: Sequence[Move]) -> list[str]:
    return [move.why.rstrip(".") for move in moves[-1:] if move.why]


def _long_overdue(action: BoardAction, today: date, base: str) -> dict[str, Any]:
    late = count(days_late(action.standing.due_on, today), "day")
    facts = [f"{late} overdue", action.owner_post, said(action.last_said), *action.doing]
    return _row(action, facts, base)


def _row(action: BoardAction, facts: list[str], base: str) -> dict[str, Any]:
    return {
        "label": f"Action {action.number}, {action.name}",
        "facts": [*facts, *([action.measure] if action.measure else [])],
        "url": f"{base}/a/{action.ref}",
    }
