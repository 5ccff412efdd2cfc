"""An open action is in exactly one of its owner's lists."""

from datetime import date, timedelta

import pytest

from tracker.domain.actions import Progress, Standing
from tracker.domain.piles import Pile, pile

TODAY = date(2011, 7, 4)
QUIET = Standing(
    progress=Progress.ON_TRACK,
    due_on=date(2011, 9, 30),
    expected_on=None,
    started_on=date(2011, 4, 11),
    last_update_on=date(2011, 6, 28),
    completed_on=None,
    submitted_on=None,
)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-34, Pile.UPDATE_NOW),
        (0, Pile.UPDATE_NOW),
        (7, Pile.UPDATE_NOW),
        (8, Pile.SOON),
        (30, Pile.SOON),
        (31, Pile.LATER),
    ],
)
def test_the_due_date_says_which_list(days: int, expected: Pile) -> None:
    standing = QUIET._replace(due_on=TODAY + timedelta(days=days))

    assert pile(standing, TODAY, chased=False) is expected


def test_thirty_silent_days_or_a_chase_ask_for_an_update() -> None:
    silent = QUIET._replace(last_update_on=TODAY - timedelta(days=30))

    assert pile(silent, TODAY, chased=False) is Pile.UPDATE_NOW
    assert pile(QUIET, TODAY, chased=True) is Pile.UPDATE_NOW
    assert pile(QUIET, TODAY, chased=False) is Pile.LATER


def test_a_late_action_spoken_about_today_is_not_asked_about_again_until_it_is_chased() -> None:
    spoken = QUIET._replace(due_on=date(2011, 5, 31), last_update_on=TODAY)

    assert pile(spoken, TODAY, chased=False) is Pile.UPDATED_TODAY
    assert pile(spoken, TODAY, chased=True) is Pile.UPDATE_NOW


def test_an_action_sent_for_sign_off_waits_for_somebody_else_even_when_late() -> None:
    sent = QUIET._replace(progress=Progress.SUBMITTED, due_on=date(2011, 5, 31))

    assert pile(sent, TODAY, chased=True) is Pile.WAITING
