"""Time where it is awkward: asleep across the hour, another zone, and midnight."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as wall_time
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.cast import Cast
from tests.services.meetings import the
from tests.services.timed import TUESDAY, morning_of, planned, send_all
from tracker import clock
from tracker.domain import workdays
from tracker.domain.actions import is_overdue
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services import morning


@pytest.fixture(params=["Pacific/Apia", "America/Los_Angeles"])
def far_away(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own clock is set to the other side of the world (TM-12)."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.delenv("TZ")
    time.tzset()


def test_tm08_asleep_at_eight_the_mornings_post_goes_when_it_wakes(northbank: Flask) -> None:
    morning.plan_due(clock.at("2011-07-04T06:00"))
    assert morning.plan_due(clock.at("2011-07-04T14:37")) == 5

    assert morning.plan_due(clock.at("2011-07-04T15:00")) == 0


def test_tm08_asleep_until_the_evening_it_goes_the_next_morning(northbank: Flask) -> None:
    assert morning.plan_due(clock.at("2011-07-04T19:00")) == 0

    assert ("reminder", "Priya", "") in morning_of(TUESDAY)


def test_tm12_the_machines_own_zone_changes_nothing(northbank: Flask, far_away: None) -> None:
    assert morning.plan_due(clock.at("2011-07-04T06:59")) == 0
    assert morning.plan_due(clock.at("2011-07-04T08:00")) == 5

    assert len(planned("2011-07-04")) == 5


def test_tm13_a_due_day_is_on_time_to_its_very_end(cast: Cast) -> None:
    action = the("1.1")
    last, first = clock.at("2011-07-04T23:59:59.999999"), clock.at("2011-07-05T00:00:00")
    action.due_on = local_day(last)
    db.session.commit()

    assert not is_overdue(action.standing, local_day(last))
    assert is_overdue(action.standing, local_day(first))


@pytest.mark.parametrize("zone", ["Atlantic/Reykjavik", "Europe/Paris", "America/New_York"])
def test_tm04_a_zone_that_changes_at_noon_moves_the_next_morning_and_doubles_nothing(
    northbank: Flask, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    assert morning.plan_due(clock.at("2011-07-04T08:00")) == 5
    send_all()
    the("2.1").due_on = date(2011, 7, 5)
    db.session.commit()
    before = planned("2011-07-04")
    london_eight, noon = clock.at("2011-07-05T08:00"), clock.at("2011-07-04T12:00")
    for module in (workdays, morning):
        monkeypatch.setattr(module, "LONDON", ZoneInfo(zone))

    for hours in range(6):
        morning.plan_due(noon + timedelta(hours=hours))
    assert planned("2011-07-04") == before

    new_eight = datetime.combine(date(2011, 7, 5), wall_time(8), ZoneInfo(zone))
    assert new_eight != london_eight
    assert morning.plan_due(new_eight - timedelta(minutes=1)) == 0
    assert morning.plan_due(new_eight) > 0
    assert morning.plan_due(max(new_eight, london_eight) + timedelta(hours=1)) == 0
