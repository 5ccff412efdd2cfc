"""What lists of actions are narrowed by, and trends, from plain values."""

from datetime import date, timedelta

import pytest

from tests.domain.test_charts import DONE, TODAY, standing
from tracker.domain.actions import Progress
from tracker.domain.colours import DEFAULT, disagrees
from tracker.domain.dates import DelayReason
from tracker.domain.narrowing import (
    OVER_30,
    LateFor,
    Move,
    Moved,
    Stage,
    has_moved,
    is_at,
    is_late_as,
    late_for,
    reasons,
)
from tracker.domain.trends import Totals, month_ends, next_month_end, since_then, since_words


@pytest.mark.parametrize(
    ("late", "band"),
    [
        (0, None),
        (1, LateFor.WEEK),
        (7, LateFor.WEEK),
        (8, LateFor.MONTH),
        (30, LateFor.MONTH),
        (31, LateFor.QUARTER),
        (90, LateFor.QUARTER),
        (91, LateFor.LONGER),
        (4000, LateFor.LONGER),
    ],
)
def test_every_day_overdue_is_in_one_band(late: int, band: LateFor | None) -> None:
    assert late_for(standing(due_on=TODAY - timedelta(days=late)), TODAY) is band


@pytest.mark.parametrize(("late", "is_so"), [(0, False), (30, False), (31, True), (400, True)])
def test_over_30_days_is_the_two_longest_bands(late: int, is_so: bool) -> None:
    assert is_late_as(standing(due_on=TODAY - timedelta(days=late)), OVER_30, TODAY) is is_so


def test_an_action_is_open_or_completed_or_neither() -> None:
    last_month, this_month = DONE, standing(Progress.COMPLETED, completed_on=date(2011, 7, 1))
    dropped = standing(Progress.NO_LONGER_NEEDED)
    asked = (standing(), last_month, this_month, dropped)
    assert [[stage for stage in Stage if is_at(one, stage, TODAY)] for one in asked] == [
        [Stage.OPEN],
        [Stage.COMPLETED, Stage.LAST_WEEK, Stage.LAST_MONTH],
        [Stage.COMPLETED, Stage.THIS_MONTH, Stage.LAST_WEEK, Stage.LAST_MONTH],
        [],
    ]


def test_how_often_a_date_has_moved_and_why() -> None:
    since = date(2011, 6, 4)
    moves = [Move(since, None), Move(date(2011, 6, 5), DelayReason.MONEY), Move(TODAY, None)]
    told = [{one for one in Moved if has_moved(moves[:n], one, since, TODAY)} for n in range(4)]
    assert told == [
        set(),
        {Moved.EVER, Moved.ONCE},
        {Moved.EVER, Moved.TWICE, Moved.SINCE, Moved.LAST_MONTH},
        {Moved.EVER, Moved.MORE, Moved.SINCE, Moved.LAST_MONTH},
    ]
    assert reasons(moves) == {DelayReason.MONEY}


@pytest.mark.parametrize(
    ("said", "stands", "differs"),
    [
        (Progress.ON_TRACK, standing(due_on=date(2011, 6, 1)), True),
        (Progress.ON_TRACK, standing(last_update_on=date(2011, 5, 1)), True),
        (Progress.ON_TRACK, standing(), False),
        (Progress.AT_RISK, standing(), True),
        (Progress.AT_RISK, standing(Progress.AT_RISK), False),
        (Progress.AT_RISK, standing(Progress.SUBMITTED, submitted_on=TODAY), False),
        (None, standing(due_on=date(2011, 6, 1)), False),
        (Progress.ON_TRACK, DONE, False),
    ],
)
def test_the_owners_word_and_the_colour_may_disagree(
    said: Progress | None, stands: object, differs: bool
) -> None:
    assert disagrees(said, stands, TODAY, DEFAULT) is differs  # type: ignore[arg-type]  # plain values


def test_month_ends_are_those_that_have_passed() -> None:
    assert month_ends(date(2011, 7, 31), 3) == [
        date(2011, 4, 30),
        date(2011, 5, 31),
        date(2011, 6, 30),
    ]
    assert (len(month_ends(TODAY)), month_ends(TODAY)[0]) == (12, date(2010, 7, 31))
    assert next_month_end(date(2012, 2, 1)) == date(2012, 2, 29)


def test_a_change_is_said_in_words() -> None:
    then, now = Totals(13, 12, 1, 1), Totals(14, 11, 4, 3)
    since = date(2011, 6, 4)
    assert (
        since_then(now, then, since) == "2 more completed and 3 more overdue than on 4 June 2011."
    )
    assert since_then(then, now, since) == (
        "2 fewer completed and 3 fewer overdue than on 4 June 2011."
    )
    assert since_then(now, now, since) == (
        "As many are completed and as many are overdue as on 4 June 2011."
    )
    assert since_words(now, then, since) == (
        "Since 4 June 2011: 2 more completed, 3 more overdue, 1 action added"
    )
