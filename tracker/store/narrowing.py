"""What the database can leave out of a list before each action that is left is looked at."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, ColumnExpressionArgument, and_, select

from tracker.domain.charts import Timing
from tracker.domain.narrowing import Stage
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.people import Person
from tracker.store.reviews import narrowed


def may_fit(
    answers: Mapping[str, str], today: date, team_ids: Collection[int | None] | None
) -> ColumnElement[bool]:
    """The condition on `Action` joined to `Plan` that holds at least for every action that fits
    these answers, and leaves out most of the others; `team_ids` are those of the directorate that
    was chosen. Who asks looks at what is left: SQL cannot say all of it on both databases."""
    conditions: list[ColumnExpressionArgument[bool]] = [narrowed(answers.get("plan"), team_ids)]
    if "officer" in answers:
        conditions.append(Action.owner_id == int(answers["officer"]))
    if "manager" in answers:
        conditions.append(Action.manager_id == int(answers["manager"]))
    if "partner" in answers:
        agency = select(Person.id).where(Person.team_id == int(answers["partner"]))
        conditions.append(Action.owner_id.in_(agency))
    if "stage" in answers:
        conditions.append(Action.open if answers["stage"] == Stage.OPEN else ~Action.open)
    if "timing" in answers:
        conditions.append(Action.open)
    if "band" in answers or answers.get("timing") in (Timing.OVERDUE, Timing.LONG_OVERDUE):
        conditions.append(and_(Action.open, Action.due_on < today))
    if answers.get("timing") == Timing.DUE_SOON:
        conditions.append(Action.due_on >= today)
    if "moved" in answers or "reason" in answers:
        agreed = select(DateRequest.action_id).where(DateRequest.state == RequestState.AGREED)
        conditions.append(Action.id.in_(agreed))
    return and_(*conditions)
