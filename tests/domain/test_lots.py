"""Actions counted together are what each of them is alone."""

from datetime import date, timedelta
from itertools import product

from tests.domain.test_charts import TODAY, standing
from tracker.domain.actions import Progress, Standing, silent_days
from tracker.domain.charts import Timing, has_timing
from tracker.domain.lots import alike, silent_since, step_of
from tracker.domain.narrowing import LateFor, Stage, is_at, late_for

DASHBOARD = (Timing.OVERDUE, Timing.DUE_SOON, Timing.SILENT)
STAGES = (Stage.OPEN, Stage.COMPLETED, Stage.THIS_MONTH)


def test_a_lot_is_counted_as_each_of_its_actions_is() -> None:
    wrong = [one for one in _every_kind() if _counted(_lot_of(one)) != _counted(one)]
    assert wrong == []


def _counted(one: Standing) -> tuple[list[bool], list[bool], LateFor | None]:
    timings = [has_timing(one, timing, TODAY) for timing in DASHBOARD]
    return timings, [is_at(one, stage, TODAY) for stage in STAGES], late_for(one, TODAY)


def _lot_of(one: Standing) -> Standing:
    first = TODAY.replace(day=1)
    return alike(
        one.progress,
        step_of(one.due_on, TODAY),
        today=TODAY,
        silent=(one.last_update_on or one.started_on) <= silent_since(TODAY),
        this_month=one.completed_on is not None and one.completed_on >= first,
        sent_late=one.submitted_on is None or one.due_on < one.submitted_on,
    )


def _every_kind() -> list[Standing]:
    days = (*range(-95, 20), -400, 400)
    dates = [TODAY + timedelta(days=n) for n in days]
    sent = [None, *(TODAY - timedelta(days=n) for n in (0, 1, 8, 31, 100))]
    kinds = [
        standing(
            progress,
            due_on=due_on,
            submitted_on=on if progress is Progress.SUBMITTED else None,
        )
        for progress, due_on, on in product(Progress, dates, sent)
    ]
    said = [None, *(TODAY - timedelta(days=n) for n in (0, 29, 30, 31))]
    kinds += [standing(progress, last_update_on=on) for progress, on in product(Progress, said)]
    done = [date(2011, 6, 30), date(2011, 7, 1), TODAY]
    kinds += [standing(Progress.COMPLETED, completed_on=on) for on in done]
    assert any(silent_days(one, TODAY) >= 30 for one in kinds)
    return kinds
