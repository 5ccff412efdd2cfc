"""Statements are counted and timed, those that fail too, and none tells what it was asked with."""

import logging

import pytest
from flask import Flask
from sqlalchemy import create_engine, literal, select, text
from sqlalchemy.exc import DBAPIError

from tracker.extensions import db
from tracker.store.engine import engine_options
from tracker.store.statements import Tally, tally, watch_statements

SECRET = "Conference minutes within 15 working days"


def test_what_is_asked_is_counted_and_timed(app: Flask) -> None:
    counting = Tally()
    before = tally.set(counting)

    db.session.scalars(select(literal(1))).all()
    db.session.scalars(select(literal(2))).all()
    tally.reset(before)
    db.session.scalars(select(literal(3))).all()

    assert counting.statements == 2
    assert counting.milliseconds > 0


def test_one_that_fails_is_counted_and_its_error_hides_its_values(app: Flask) -> None:
    counting = Tally()
    before = tally.set(counting)

    with pytest.raises(DBAPIError) as failed:
        db.session.execute(text("SELECT :words FROM not_there"), {"words": SECRET})
    tally.reset(before)

    assert counting.statements == 1
    assert SECRET not in str(failed.value)


def test_a_slow_one_is_logged_without_its_values(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    address = db.engine.url.render_as_string(hide_password=False)
    engine = create_engine(address, **engine_options(address))
    watch_statements(engine, slow_ms=1)
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)"

    with caplog.at_level(logging.WARNING), engine.connect() as connection:
        connection.execute(text(f"{slow} SELECT max(i), :words FROM n"), {"words": SECRET})
    engine.dispose()

    (logged,) = caplog.records
    assert "WITH RECURSIVE" in logged.facts["statement"]  # type: ignore[attr-defined]  # given as extra
    assert SECRET not in str(logged.__dict__)
