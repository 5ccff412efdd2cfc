"""Which backups are kept: 24 hourly, 14 daily, 12 weekly, and never none."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.domain.backups import Keeping, name_for, not_kept, taken_at

NOW = datetime(2026, 11, 28, 18, 40, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_year_of_hourly_backups_is_thinned_to_hours_days_and_weeks() -> None:
    taken: set[datetime] = set()
    for hours in range(24 * 365):
        taken.add(NOW + hours * HOUR)
        taken -= not_kept(taken, Keeping())
    last = max(taken)

    assert {last - hours * HOUR for hours in range(24)} <= taken
    assert {(last - timedelta(days=days)).date() for days in range(14)} <= {
        one.date() for one in taken
    }
    assert {(last - timedelta(weeks=weeks)).isocalendar()[:2] for weeks in range(12)} <= {
        one.isocalendar()[:2] for one in taken
    }
    assert len(taken) <= 24 + 14 + 12


def test_nothing_goes_by_the_mere_passing_of_time() -> None:
    old = {NOW - timedelta(days=days) for days in (400, 401, 402)}

    assert not_kept(old, Keeping()) == set()


def test_the_newest_is_kept_whatever_is_asked() -> None:
    taken = {NOW, NOW - HOUR}

    assert not_kept(taken, Keeping(0, 0, 0)) == {NOW - HOUR}


def test_a_name_says_when_and_nothing_else_is_one() -> None:
    assert name_for(NOW) == "tracker-20261128T184007Z.backup"
    assert taken_at(name_for(NOW)) == NOW


@pytest.mark.parametrize(
    "name",
    ["tracker.sqlite", ".tracker-20261128T184007Z.backup.part", "tracker-20261399T184007Z.backup"],
)
def test_other_files_are_none_of_ours(name: str) -> None:
    assert taken_at(name) is None
