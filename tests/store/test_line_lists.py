"""The first of what somebody reviews, in any order, on both databases."""

from datetime import date

import pytest
from flask import Flask

from tests.cast import Cast
from tests.statements import counted
from tracker.domain.actions import Standing, is_open
from tracker.store.line_lists import Order, SortBy, first_in_line
from tracker.store.listed_actions import PlanAction, actions_in_line
from tracker.store.review_scope import in_the_scope_of

TODAY = date(2011, 7, 4)
KEYS = {
    SortBy.OWNER: lambda one: one.owner,
    SortBy.DUE: lambda one: one.standing.due_on,
    SortBy.UPDATED: lambda one: one.standing.last_update_on or date.min,
}


def every(_standing: Standing) -> bool:
    return True


def whole(cast: Cast, order: Order) -> list[PlanAction]:
    """All that Jean reviews, sorted here."""
    rows = actions_in_line(cast.jean, TODAY)
    if order.by is SortBy.ACTION:
        return rows[::-1] if order.descending else rows
    return sorted(rows, key=KEYS[order.by], reverse=order.descending)


@pytest.mark.parametrize("by", list(SortBy))
@pytest.mark.parametrize("descending", [False, True])
def test_all_of_them_stand_as_asked_and_equal_ones_plan_by_plan(
    northbank: Flask, cast: Cast, by: SortBy, descending: bool
) -> None:
    order = Order(by, descending)
    which = in_the_scope_of(cast.jean, TODAY)

    numbers, more = first_in_line(which, every, order, most=None)

    assert numbers == [one.id for one in whole(cast, order)]
    assert (len(numbers) > 5, more) == (True, False)
    assert first_in_line(which, every, order, most=len(numbers)) == (numbers, False)


@pytest.mark.parametrize("descending", [False, True])
def test_of_more_the_first_are_read_and_no_others(
    northbank: Flask, cast: Cast, descending: bool
) -> None:
    which, order = in_the_scope_of(cast.jean, TODAY), Order(SortBy.DUE, descending)
    dates = [one.standing.due_on for one in whole(cast, order)]
    by_number = {one.id: one.standing.due_on for one in whole(cast, order)}
    looked_at: list[Standing] = []

    def looks(standing: Standing) -> bool:
        looked_at.append(standing)
        return True

    with counted() as sent:
        numbers, more = first_in_line(which, looks, order, most=3)

    assert ([by_number[one] for one in numbers], more) == (dates[:3], True)
    assert (len(looked_at), len(sent)) == (4, 1)


def test_where_the_first_do_not_fit_it_looks_further(northbank: Flask, cast: Cast) -> None:
    which, order = in_the_scope_of(cast.jean, TODAY), Order(SortBy.DUE)
    fitting = [one.id for one in whole(cast, order) if is_open(one.standing.progress)][-3:]
    last = {one.id: one.standing for one in whole(cast, order)}[fitting[0]].due_on

    def late_in_the_list(standing: Standing) -> bool:
        return standing.due_on >= last and is_open(standing.progress)

    numbers, more = first_in_line(which, late_in_the_list, order, most=1)

    assert len(numbers) == 1
    assert (numbers[0] in fitting, more) == (True, True)
