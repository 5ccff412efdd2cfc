"""Somebody whose role opens no plan sees none, whatever has been set for them."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tracker.domain.access import PLAN_READERS, Role
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.doors import visible_actions, visible_plans
from tracker.store.plans import Plan, PlanReader

WITHOUT = [role for role in Role if role not in PLAN_READERS]


@pytest.mark.parametrize("role", WITHOUT)
def test_who_leads_a_plan_and_is_named_its_reader_sees_nothing_of_it(
    role: Role, cast: Cast, today: date
) -> None:
    someone = cast.sam
    someone.role = role
    plan = db.session.scalars(select(Plan)).one()
    plan.lead_id = someone.id
    named = select(PlanReader).where(PlanReader.person_id == someone.id)
    if db.session.scalar(named) is None:
        db.session.add(PlanReader(plan_id=plan.id, person_id=someone.id))
    db.session.flush()

    plans = select(Plan.id).where(visible_plans(someone))
    actions = select(Action.id).join(Action.plan).where(visible_actions(someone, today))
    others = actions.where(Action.owner_id != someone.id, Action.manager_id != someone.id)
    assert db.session.scalars(plans).all() == []
    assert db.session.scalars(others).all() == []
