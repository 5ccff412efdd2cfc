"""How a whole plan stands, from plain values."""

from datetime import date

import pytest

from tracker.domain.actions import Progress, Rag, Standing
from tracker.domain.charts import (
    AreaStanding,
    Placed,
    PlanStanding,
    Timing,
    counted,
    has_timing,
    in_bands,
    is_uncovered,
    month_before,
    worst,
)
from tracker.domain.colours import DEFAULT, bands, rating
from tracker.domain.responses import Response

TODAY = date(2011, 7, 4)


def standing(
    progress: Progress = Progress.ON_TRACK,
    due_on: date = date(2011, 9, 30),
    *,
    last_update_on: date | None = date(2011, 7, 1),
    completed_on: date | None = None,
    submitted_on: date | None = None,
) -> Standing:
    return Standing(
        progress=progress,
        due_on=due_on,
        expected_on=None,
        started_on=date(2011, 4, 11),
        last_update_on=last_update_on,
        completed_on=completed_on,
        submitted_on=submitted_on,
    )


LATE = standing(due_on=date(2011, 6, 3))
A_LITTLE_LATE = standing(due_on=date(2011, 6, 4))
DONE = standing(Progress.COMPLETED, date(2011, 6, 1), completed_on=date(2011, 6, 28))
SENT_IN_TIME = standing(Progress.SUBMITTED, date(2011, 6, 30), submitted_on=date(2011, 6, 29))


def test_an_action_in_two_areas_counts_once_in_the_plan_and_once_in_each() -> None:
    shared = Placed(LATE, (1, 2))

    found = counted(
        [(1, "1", "Minutes"), (2, "2", "Supervision")], [shared, Placed(DONE, (2,))], TODAY
    )

    assert found == PlanStanding(
        areas=(
            AreaStanding(id=1, number="1", title="Minutes", actions=1, done=0, overdue=1),
            AreaStanding(id=2, number="2", title="Supervision", actions=2, done=1, overdue=1),
        ),
        actions=2,
        done=1,
        overdue=1,
        long_overdue=1,
    )


def test_an_area_without_an_action_is_there_with_nothing_in_it() -> None:
    found = counted([(7, "7", "Reports")], [], TODAY)

    assert found.areas == (AreaStanding(7, "7", "Reports", actions=0, done=0, overdue=0),)


@pytest.mark.parametrize(
    ("today", "before"),
    [
        (date(2011, 7, 4), date(2011, 6, 4)),
        (date(2011, 7, 31), date(2011, 6, 30)),
        (date(2012, 3, 30), date(2012, 2, 29)),
        (date(2012, 1, 15), date(2011, 12, 15)),
    ],
)
def test_a_month_before_is_the_same_day_or_the_last_one(today: date, before: date) -> None:
    assert month_before(today) == before


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (LATE, {Timing.OVERDUE, Timing.LONG_OVERDUE}),
        (A_LITTLE_LATE, {Timing.OVERDUE}),
        (standing(due_on=TODAY), {Timing.DUE_SOON}),
        (standing(due_on=date(2011, 7, 18)), {Timing.DUE_SOON}),
        (standing(due_on=date(2011, 7, 19)), set()),
        (standing(last_update_on=date(2011, 6, 4)), {Timing.SILENT}),
        (standing(last_update_on=date(2011, 6, 5)), set()),
        (SENT_IN_TIME, set()),
        (DONE, set()),
    ],
)
def test_what_the_calendar_says(action: Standing, said: set[Timing]) -> None:
    assert {timing for timing in Timing if has_timing(action, timing, TODAY)} == said


@pytest.mark.parametrize(
    ("standings", "colour"),
    [
        ([], (Rag.RED, "no action yet")),
        ([A_LITTLE_LATE, LATE, DONE], (Rag.RED, "31 days overdue")),
        ([standing(Progress.OFF_TRACK), A_LITTLE_LATE], (Rag.RED, "30 days overdue")),
        ([standing(Progress.AT_RISK), standing()], (Rag.AMBER, "at risk")),
        ([DONE, standing()], (Rag.GREEN, "on track")),
        (
            [
                DONE,
                standing(Progress.COMPLETED, completed_on=date(2011, 6, 30)),
                standing(Progress.COMPLETED, completed_on=date(2011, 5, 2)),
            ],
            (Rag.BLUE, "completed 30 June 2011"),
        ),
        ([DONE, standing(Progress.NO_LONGER_NEEDED)], rating(DONE, TODAY, DEFAULT)),
        ([standing(Progress.NO_LONGER_NEEDED)], (Rag.RED, "no action is left")),
    ],
)
def test_an_area_has_the_colour_of_its_worst_action(
    standings: list[Standing], colour: tuple[Rag, str]
) -> None:
    assert worst(standings, TODAY, DEFAULT) == colour


@pytest.mark.parametrize(
    ("standings", "colour"),
    [
        ([], (Rag.GREY, "not agreed")),
        ([standing(Progress.NO_LONGER_NEEDED)], (Rag.GREY, "not agreed")),
        ([LATE], (Rag.RED, "31 days overdue")),
    ],
)
def test_an_area_that_is_not_agreed_needs_no_action_and_hides_none(
    standings: list[Standing], colour: tuple[Rag, str]
) -> None:
    assert worst(standings, TODAY, DEFAULT, Response.NOT_AGREED) == colour


@pytest.mark.parametrize("response", [None, Response.AGREED, Response.PARTLY])
def test_only_what_is_open_or_signed_off_covers_an_area(response: Response | None) -> None:
    covering = {one for one in Progress if not is_uncovered([one], response)}

    assert covering == set(Progress) - {Progress.NO_LONGER_NEEDED}
    assert is_uncovered([], response)


def test_the_parts_of_a_bar_add_up_to_its_actions() -> None:
    actions = [
        LATE,
        standing(Progress.OFF_TRACK),
        DONE,
        SENT_IN_TIME,
        standing(Progress.AT_RISK),
        standing(Progress.NO_LONGER_NEEDED),
    ]

    names = [band.name for band in bands(DEFAULT)]
    assert dict(zip(names, in_bands(actions, TODAY, DEFAULT), strict=True)) == {
        "completed": 1,
        "on track": 1,
        "at risk or silent": 1,
        "overdue or off track": 2,
        "not started or not needed": 1,
    }
