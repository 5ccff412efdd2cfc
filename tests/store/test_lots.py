"""What is reviewed, counted by the database: the same as counting action by action, for everybody
who reviews, in as many statements for many actions as for few."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, true

from tests.cast import Cast
from tests.crowd import crowd
from tests.moved import move
from tests.statements import counted
from tracker import clock
from tracker.domain.actions import Progress
from tracker.domain.charts import Timing, has_timing, month_before
from tracker.domain.dates import DelayReason
from tracker.domain.narrowing import Moved, Stage, has_moved, is_at, late_for, reasons
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.listed_actions import PlanAction, actions_in_line
from tracker.store.lots import (
    Lot,
    codes_in_line,
    lots_in_line,
    moved_in_line,
    owners_in_line,
    reasons_in_line,
    what_is_in_line,
)
from tracker.store.people import Person
from tracker.store.reviews import narrowed

pytestmark = pytest.mark.usefixtures("northbank")

TIMINGS = (Timing.OVERDUE, Timing.DUE_SOON, Timing.SILENT)
STAGES = (Stage.OPEN, Stage.COMPLETED, Stage.THIS_MONTH)


@pytest.fixture
def of_every_kind(cast: Cast, now: datetime) -> None:
    """Many actions, and among them one for each way of standing and moving."""
    crowd(60)
    actions = db.session.scalars(select(Action).order_by(Action.id)).all()
    for n, action in enumerate(actions[13:]):
        action.moved_to(list(Progress)[n % len(Progress)])
        action.last_update_at = None if n % 5 == 0 else now - timedelta(days=n)
        # Late in the evening it is already tomorrow in London, though not yet in UTC.
        sent_at = datetime.combine(action.due_on, now.timetz()).replace(hour=23, minute=30)
        action.submitted_at = None if n % 7 == 0 else sent_at - timedelta(days=n % 2)
        action.completed_on = now.date() - timedelta(days=n % 9)
    db.session.commit()
    for number, code in (("1.1", None), ("1.2", DelayReason.STAFFING), ("1.2", DelayReason.MONEY)):
        move(cast, number, code)
    for _ in range(4):
        move(cast, "2.1", DelayReason.STAFFING)


@pytest.mark.usefixtures("of_every_kind")
@pytest.mark.parametrize("name", ["sam", "jean", "margaret", "tom"])
def test_lots_count_what_counting_each_action_gives(cast: Cast, name: str, today: date) -> None:
    person = getattr(cast, name)
    every = actions_in_line(person, today)

    lots = lots_in_line(person, today, true())

    assert _of_lots(lots, today) == _of_actions(every, today)
    assert codes_in_line(person, today) == sorted({one.plan for one in every})
    assert {one.owner_id for one in owners_in_line(person, today)} == {o.owner_id for o in every}
    owners, managers, codes = what_is_in_line(person, today)
    assert {one.owner_id for one in owners} == {one.owner_id for one in every}
    assert managers == {one.manager_id: one.manager for one in every}
    assert codes == sorted({one.plan for one in every})
    for on in (month_before(today), clock.today()):
        moved = moved_in_line(person, today, true(), since=on)
        for how in Moved:
            if how is not Moved.LAST_MONTH:
                number = sum(lot.number for lot in moved if has_moved(lot.moves, how, on, today))
                assert number == sum(has_moved(one.moves, how, on, today) for one in every), how
    why = Counter(reason for one in every for reason in reasons(one.moves))
    assert reasons_in_line(person, today, true()) == why


def _of_lots(lots: Iterable[Lot], today: date) -> Counter[object]:
    found: Counter[object] = Counter()
    for lot in lots:
        for said in _said(lot.by.owner, lot, today):
            found[said] += lot.number
    return found


def _of_actions(actions: Iterable[PlanAction], today: date) -> Counter[object]:
    return Counter(said for one in actions for said in _said(one.owner, one, today))


def _said(owner: str, one: Lot | PlanAction, today: date) -> list[object]:
    standing = one.standing
    timings = [timing for timing in TIMINGS if has_timing(standing, timing, today)]
    stages = [stage for stage in STAGES if is_at(standing, stage, today)]
    return [(owner, said) for said in (*timings, *stages, late_for(standing, today))]


@pytest.mark.usefixtures("of_every_kind")
def test_lots_are_narrowed_as_lists_are(cast: Cast, today: date) -> None:
    team = cast.priya.team_id
    every = actions_in_line(cast.sam, today)
    hers = [one for one in every if one.team_id == team]

    lots = lots_in_line(cast.sam, today, narrowed("SLAC", [team]))

    assert sum(lot.number for lot in lots) == len(hers) > 0
    assert lots_in_line(cast.sam, today, narrowed("ELSE", None)) == []


def test_lots_take_as_many_statements_however_many_actions_there_are(
    cast: Cast, today: date
) -> None:
    few = _statements(cast.jean, today)
    crowd(313)
    db.session.refresh(cast.jean)

    assert _statements(cast.jean, today) == few == 7


def _statements(person: Person, today: date) -> int:
    with counted() as sent:
        lots_in_line(person, today, true())
        codes_in_line(person, today)
        owners_in_line(person, today)
        moved_in_line(person, today, true(), since=today)
        reasons_in_line(person, today, true())
    return len(sent)
