"""The meetings of a plan's board: their days, and what was decided at them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import day, local_day
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.plan_dates import aim_at, dates_of
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.board_meetings import BoardDate, BoardDecision, is_spoken_of, next_dates
from tracker.store.history import Happened
from tracker.store.listed_actions import actions_of_plan
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState

LONGEST_DECISION = 2000
LONGEST_MINUTE = 120
ADD_ROUTE = "board_meetings.meetings"
DECIDE_ROUTE = "board_meetings.meeting"


@dataclass(frozen=True)
class Decided:
    """What somebody writes down of a meeting."""

    words: str
    minute: str
    refs: Collection[str]
    """The references of the actions it is about; none for the plan as a whole."""


def add_date(plan: Plan, meets_on: date | None, *, sent: SentForm, now: datetime) -> str:
    """Write down a day on which the board meets or met; returns what to say. The next one to come
    is the plan's next board.

    Raises RuleBroken, naming the field `meets`, and AlreadyDone when this form has taken effect
    before.
    """
    if meets_on is None:
        raise RuleBroken("Enter when the board meets", field="meets")
    met = "meets" if meets_on >= local_day(now) else "met"
    said = f"The board {met} on {day(meets_on)}"
    with taking_effect(sent, route=ADD_ROUTE, message=said, now=now):
        if plan.state is PlanState.CLOSED:
            raise RuleBroken("The plan is closed. Its dates stay as they are.")
        if _is_there(plan.id, meets_on):
            raise RuleBroken("This date is in the list already", field="meets")
        db.session.add(BoardDate(plan_id=plan.id, meets_on=meets_on))
        db.session.flush()
        _look_ahead(plan, now=now, by=sent.by)
        db.session.commit()
    return said


def remove_date(plan: Plan, meets_on: date, *, sent: SentForm, now: datetime) -> str:
    """Take a day away at which nothing was reported or decided; returns what to say."""
    said = f"{day(meets_on)} is no longer a date of the board"
    with taking_effect(sent, route="board_meetings.remove", message=said, now=now):
        if is_spoken_of(plan.id, meets_on):
            raise RuleBroken("A report or a decision belongs to this meeting, so it stays")
        db.session.execute(
            delete(BoardDate).where(BoardDate.plan_id == plan.id, BoardDate.meets_on == meets_on)
        )
        if plan.next_board_on == meets_on:
            plan.next_board_on = plan.ask_from = plan.updates_by = None
        _look_ahead(plan, now=now, by=sent.by)
        db.session.commit()
    return said


def write_down(
    plan: Plan, meets_on: date, decided: Decided, *, sent: SentForm, now: datetime, today: date
) -> str:
    """Write down what the board decided, on the plan and on each action it is about; returns what
    to say.

    Raises RuleBroken, naming the field `words`, `minute` or `actions`, and AlreadyDone when this
    form has taken effect before.
    """
    said = "The decision is written down"
    with taking_effect(sent, route=DECIDE_ROUTE, message=said, now=now):
        actions = _meant(plan, decided, by=sent.by, meets_on=meets_on, today=today)
        decision = BoardDecision(
            plan_id=plan.id,
            meets_on=meets_on,
            words=decided.words,
            minute=decided.minute,
            recorded_by_id=sent.by.id,
            recorded_at=now,
            actions=actions,
        )
        db.session.add(decision)
        db.session.flush()
        told: dict[str, Any] = {
            "meets_on": meets_on.isoformat(),
            "note": decided.words,
            "minute": decided.minute,
        }
        for action in actions or (None,):
            record(
                Happened.BOARD_DECIDED,
                at=now,
                actor=sent.by,
                action=action,
                plan_id=plan.id,
                decision=decision.id,
                **told,
            )
        db.session.commit()
    return said


def look_ahead(*, now: datetime, today: date) -> None:
    """Of each plan whose board has met, make the next date in its list the next board. The caller
    commits."""
    found = select(Plan).where(Plan.state == PlanState.LIVE, Plan.next_board_on < today)
    for plan in db.session.scalars(found.order_by(Plan.id)):
        _look_ahead(plan, now=now, by=None)


def _look_ahead(plan: Plan, *, now: datetime, by: Person | None) -> None:
    """Make the first date to come the plan's next board, where it is another."""
    today = local_day(now)
    coming = next_dates(plan.id, from_on=today)
    meets_on = coming[0] if coming else None
    if meets_on == plan.next_board_on or (meets_on is None and plan.next_board_on is None):
        return
    before = dates_of(plan)
    aim_at(plan, meets_on, today=today)
    after = dates_of(plan)
    changed = [name for name in before if before[name] != after[name]]
    record(
        Happened.PLAN_CHANGED,
        at=now,
        actor=by,
        plan_id=plan.id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def _meant(
    plan: Plan, decided: Decided, *, by: Person, meets_on: date, today: date
) -> list[Action]:
    if not decided.words:
        raise RuleBroken("Enter what the board decided", field="words")
    if len(decided.words) > LONGEST_DECISION:
        words = f"What the board decided must be {LONGEST_DECISION:,} characters or less"
        raise RuleBroken(words, field="words")
    if len(decided.minute) > LONGEST_MINUTE:
        words = f"Minute must be {LONGEST_MINUTE} characters or less"
        raise RuleBroken(words, field="minute")
    if meets_on > today:
        raise RuleBroken("The board has not met yet", field="words")
    seen = {one.ref: one.id for one in actions_of_plan(plan, seen_by=by)}
    if set(decided.refs) - set(seen):
        raise RuleBroken("Select from the actions of this plan", field="actions")
    found = select(Action).where(Action.id.in_([seen[ref] for ref in decided.refs]))
    return list(db.session.scalars(found.order_by(Action.position, Action.id)))


def _is_there(plan_id: int, meets_on: date) -> bool:
    return db.session.get(BoardDate, (plan_id, meets_on)) is not None
