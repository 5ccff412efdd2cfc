"""Whole plans as their readers see them, in a fixed number of statements."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.crowd import crowd
from tests.statements import counted
from tracker.domain.access import Role
from tracker.domain.charts import AreaStanding, PlanStanding
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.listed_actions import actions_of_plan
from tracker.store.overview import (
    Counts,
    Readers,
    counts_by_plan,
    plan_standing,
    readers_of,
)
from tracker.store.plans import Plan, PlanReader


@pytest.fixture
def plan(northbank: Flask) -> Plan:
    return db.session.scalars(select(Plan)).one()


def test_the_demonstration_stands_as_the_digest_says(plan: Plan, today: date) -> None:
    assert plan_standing(plan.id, today) == PlanStanding(
        areas=(
            _area(
                plan, "1", "Child protection conference minutes sent out promptly", counts=(2, 0, 1)
            ),
            _area(plan, "2", "Supervision of social care practice", counts=(2, 0, 1)),
            _area(plan, "3", "Consistently good assessments", counts=(2, 0, 0)),
            _area(plan, "4", "Care leavers' health histories", counts=(1, 0, 1)),
            _area(plan, "5", "Awareness of the Children in Care Council", counts=(2, 1, 0)),
            _area(plan, "6", "Consent for school immunisations", counts=(2, 0, 1)),
            _area(plan, "7", "Annual health report on children in care", counts=(2, 1, 0)),
        ),
        actions=13,
        done=2,
        overdue=4,
        long_overdue=1,
    )


def _area(plan: Plan, number: str, title: str, *, counts: tuple[int, int, int]) -> AreaStanding:
    assert plan.report
    found = next(finding for finding in plan.report.findings if finding.number == number)
    return AreaStanding(found.id, number, title, *counts)


def test_an_action_without_an_area_still_counts_in_the_plan(plan: Plan, today: date) -> None:
    _action("7.1").findings = []
    db.session.commit()

    found = plan_standing(plan.id, today)

    assert (found.actions, found.areas[6].actions) == (13, 1)


def test_the_list_of_plans_counts_what_its_reader_sees(plan: Plan, cast: Cast, today: date) -> None:
    assert counts_by_plan(cast.sam, today) == {plan.id: Counts(actions=13, done=2, overdue=4)}
    assert counts_by_plan(cast.chris, today) == {}


def test_an_officer_counts_only_their_own_actions_of_a_restricted_plan(
    plan: Plan, cast: Cast, today: date
) -> None:
    plan.restricted = True
    db.session.commit()

    found = plan_standing(plan.id, today, seen_by=cast.priya)

    assert (found.actions, found.done, found.overdue) == (2, 0, 1)
    assert counts_by_plan(cast.priya, today) == {plan.id: Counts(actions=2, done=0, overdue=1)}
    assert [a.number for a in actions_of_plan(plan, seen_by=cast.priya)] == ["1.1", "1.2"]
    assert readers_of(plan.id, seen_by=cast.priya).with_part == ("Jean Talbot", "Priya Nair")


def test_the_plan_lists_its_actions_in_order_with_owner_and_area(plan: Plan, cast: Cast) -> None:
    found = actions_of_plan(plan, seen_by=cast.jean)

    assert [action.number for action in found][:3] == ["1.1", "1.2", "2.1"]
    [health] = [action for action in found if action.number == "4.1"]
    assert (health.ref, health.owner, health.standing.due_on) == (
        "SLAC-4.1",
        "Helen Pryce (health)",
        date(2011, 6, 24),
    )
    assert plan.report
    assert health.areas == (plan.report.findings[3].id,)


def test_who_can_see_a_plan(plan: Plan, cast: Cast) -> None:
    db.session.add(PlanReader(plan_id=plan.id, person_id=cast.margaret.id))
    db.session.commit()

    assert readers_of(plan.id, seen_by=cast.sam) == Readers(
        with_part=("Dawn Okafor", "Jean Talbot", "Marcus Bell", "Priya Nair", "Tom Ashworth"),
        partners=("Helen Pryce", "Ruth Calder"),
        named=("Margaret Osei",),
    )


@pytest.mark.parametrize("role", [Role.PERFORMANCE, Role.MANAGER, Role.OFFICER])
def test_the_number_of_statements_does_not_grow_with_the_actions(
    plan: Plan, cast: Cast, today: date, role: Role
) -> None:
    reader = {Role.PERFORMANCE: cast.sam, Role.MANAGER: cast.jean, Role.OFFICER: cast.priya}[role]
    asked: list[Callable[[], object]] = [
        lambda: plan_standing(plan.id, today, seen_by=reader),
        lambda: counts_by_plan(reader, today),
        lambda: actions_of_plan(plan, seen_by=reader),
        lambda: readers_of(plan.id, seen_by=reader),
    ]
    few = [_number(ask) for ask in asked]
    crowd(313)
    db.session.refresh(plan)
    db.session.refresh(reader)

    many = [_number(ask) for ask in asked]

    assert few == many == [2, 1, 4, 2]
    assert len(actions_of_plan(plan, seen_by=reader)) == 313


def _number(ask: Callable[[], object]) -> int:
    with counted() as sent:
        ask()
    return len(sent)


def _action(number: str) -> Action:
    return db.session.scalars(select(Action).where(Action.number == number)).one()
