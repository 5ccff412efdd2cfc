"""What may be seen is worked out cheapest first: SQLite answers that side of an 'or' first which
asks nothing further, whichever it is, and so would read each action for a column of its own."""

from datetime import date

import pytest
from sqlalchemy import ColumnElement, Select
from sqlalchemy.sql.elements import BooleanClauseList
from sqlalchemy.sql.operators import or_
from sqlalchemy.sql.visitors import iterate

from tracker.domain.access import Role
from tracker.store.doors import visible_actions
from tracker.store.people import Eyes


def _asks_further(term: ColumnElement[bool]) -> bool:
    return any(isinstance(part, Select) for part in iterate(term))


@pytest.mark.parametrize("role", Role)
@pytest.mark.usefixtures("northbank")
def test_in_every_or_what_asks_nothing_further_stands_first(role: Role, today: date) -> None:
    condition = visible_actions(Eyes(1, role, active=True), today)

    for either in iterate(condition):
        if isinstance(either, BooleanClauseList) and either.operator is or_:
            asking = [_asks_further(term) for term in either.clauses]
            assert asking == sorted(asking), str(either)


@pytest.mark.usefixtures("northbank")
def test_a_performance_officer_is_let_in_by_the_plan_before_an_action_is_looked_at(
    today: date,
) -> None:
    said = str(visible_actions(Eyes(1, Role.PERFORMANCE, active=True), today))

    first = said.index("plan.restricted")
    assert [said.index(name) > first for name in ("owner_id", "manager_id", "signatory_id")] == [
        True
    ] * 3
