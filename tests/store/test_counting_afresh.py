"""SQLite is told how much its tables hold, without which it uses indexes that find nearly all."""

import time

import pytest
from flask import Flask
from sqlalchemy import text

from tests.cast import Cast
from tests.crowd import crowd
from tracker import clock
from tracker.extensions import db
from tracker.services.tidying import tidy

HOUR = 3600


@pytest.fixture
def engine_name() -> str:
    """PostgreSQL counts by itself."""
    return "sqlite"


def _counted() -> dict[str, int]:
    """How many rows each table was last found to have."""
    db.session.rollback()
    there = db.session.scalar(
        text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
    )
    if not there:
        return {}
    rows = db.session.execute(text("SELECT tbl, max(0 + stat) FROM sqlite_stat1 GROUP BY tbl"))
    return {row[0]: row[1] for row in rows}


def test_what_has_grown_is_counted_with_what_is_tidied(cast: Cast) -> None:
    tidy(now=clock.now())
    few = _counted()["action"]
    tidy(now=clock.now())
    assert _counted()["action"] == few

    crowd(20 * few)
    tidy(now=clock.now())

    assert _counted()["action"] == 20 * few


def test_a_connection_knows_within_the_hour(
    northbank: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held() -> object:
        db.session.rollback()
        return db.session.connection().connection.driver_connection

    before = held()
    assert held() is before
    later = time.time() + HOUR + 1
    monkeypatch.setattr(time, "time", lambda: later)

    assert held() is not before
