"""Actions as letters speak of them say what the actions themselves say."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.actions import Action, Milestone
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.letter_rows import first_areas, letter_rows, milestones_of, with_plans


@pytest.fixture
def told(cast: Cast, today: date, now: datetime) -> list[Action]:
    """Everybody's actions; one of them is chased, with a date asked for and milestones."""
    actions = list(db.session.scalars(select(Action).order_by(Action.id)))
    one = actions[0]
    one.chased_at, one.chased_by = now, cast.jean
    asked = DateRequest(
        action_id=one.id,
        asked_by_id=cast.priya.id,
        asked_at=now,
        from_on=one.due_on,
        to_on=one.due_on + timedelta(days=7),
        reason="Training moved",
        state=RequestState.WAITING,
    )
    steps = [
        Milestone(action_id=one.id, title=f"Step {n}", position=n, due_on=today, removed_at=gone)
        for n, gone in ((1, None), (2, now))
    ]
    db.session.add_all([asked, *steps])
    db.session.commit()
    return actions


def test_a_row_says_what_its_action_says(told: list[Action], cast: Cast) -> None:
    rows = with_plans(db.session.execute(letter_rows().order_by(Action.id)).all())

    assert [one.id for one in rows] == [action.id for action in told]
    for row, action in zip(rows, told, strict=True):
        assert row.ref == action.ref
        assert row.plan is action.plan
        assert row.given_on == local_day(action.given_at)
        assert row.standing == action.standing
        assert row.measured == action.measured
        assert row.owner == action.owner.name_and_body
        assert row.manager_name == action.manager.name
        assert row.is_chased == action.is_chased
    waiting = select(DateRequest).where(DateRequest.state == RequestState.WAITING)
    asked = {one.action_id: one.to_on for one in db.session.scalars(waiting)}
    assert {row.id: row.asked_for for row in rows if row.asked_for} == asked
    assert rows[0].asked_from == told[0].due_on
    assert rows[0].chased_by == cast.jean.name


def test_the_first_area_and_the_steps_that_stand_are_told(told: list[Action], today: date) -> None:
    ids = [action.id for action in told]

    assert first_areas(ids) == {
        action.id: (action.findings[0].number, action.findings[0].wording)
        for action in told
        if action.findings
    }
    there = milestones_of(ids)
    assert (today, None) in there[told[0].id]
    for action in told:
        steps = [(one.due_on, one.done_on) for one in action.milestones]
        assert sorted(there.get(action.id, []), key=str) == sorted(steps, key=str)
