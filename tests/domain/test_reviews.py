"""Who can be chased, whose turn is next, and what counts as said in the meeting."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.domain.reviews import Chasing, just_updated, next_to_review, why_not_chase

TODAY = date(2011, 7, 4)
NOW = datetime(2011, 7, 4, 7, 0, tzinfo=UTC)
PRIYAS = Chasing(
    number="1.1",
    owner="Priya Nair",
    owner_is_here=True,
    owner_asks=False,
    waits_for_sign_off=False,
    is_on_hold=False,
    chased_at=datetime(2011, 7, 3, 22, 59, tzinfo=UTC),
)


def test_an_owner_chased_yesterday_can_be_chased_today() -> None:
    assert why_not_chase(PRIYAS, TODAY) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        # One minute later it is already 4 July in London.
        ({"chased_at": datetime(2011, 7, 3, 23, 0, tzinfo=UTC)}, "Action 1.1 has been chased today. It can be chased again tomorrow."),
        ({"waits_for_sign_off": True}, "Action 1.1 is waiting for sign-off, so its owner has nothing to add."),
        ({"owner_asks": True}, "You own action 1.1 yourself. Update it, or choose another decision."),
        ({"owner_is_here": False}, "Priya Nair can no longer be emailed. Give action 1.1 to someone else."),
    ],
)  # fmt: skip
def test_the_reason_for_not_chasing_says_what_to_do(change: dict[str, object], reason: str) -> None:
    assert why_not_chase(replace(PRIYAS, **change), TODAY) == reason  # type: ignore[arg-type]  # one of its fields


@pytest.mark.parametrize(
    ("reviewed", "after", "turn"),
    [
        (set(), None, "1.1"),
        (set(), "1.1", "2.1"),
        ({"2.1"}, "1.1", "4.1"),
        ({"2.1"}, "4.1", "1.1"),
        ({"1.1", "2.1"}, None, "4.1"),
        ({"1.1", "2.1"}, "4.1", None),
        ({"1.1", "2.1", "4.1"}, None, None),
        (set(), "9.9", "1.1"),
    ],
)
def test_the_turn_goes_round_and_skipped_ones_come_again(
    reviewed: set[str], after: str | None, turn: str | None
) -> None:
    assert next_to_review(["1.1", "2.1", "4.1"], reviewed, after=after) == turn


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=59), "Updated less than a minute ago"),
        (timedelta(minutes=1), "Updated 1 minute ago"),
        (timedelta(minutes=4, seconds=30), "Updated 4 minutes ago"),
        (timedelta(minutes=60), None),
        (timedelta(seconds=-1), None),
    ],
)
def test_only_an_update_of_the_last_hour_was_made_in_the_meeting(
    before: timedelta, words: str | None
) -> None:
    assert just_updated(NOW - before, NOW) == words


def test_an_action_never_updated_was_not_updated_in_the_meeting() -> None:
    assert just_updated(None, NOW) is None
