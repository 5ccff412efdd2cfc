"""PD-21: an upgrade of the database killed at any of its statements is finished by the next."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import event

from tests import databases
from tests.faults.kills import Staff, Worker
from tests.faults.staff import Job, Premises
from tracker import create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.store import schema

KILLS = 6
"""Spread over the statements of an upgrade from nothing."""

pytestmark = pytest.mark.kills


@pytest.fixture
def empty(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database on disk with nothing in it."""
    address = f"sqlite:///{tmp_path / 'tracker.sqlite'}"
    if engine_name == "postgresql":
        address = databases.create_database(request.getfixturevalue("postgresql"), "tracker_pd21")
    settings = Settings(secret_key="k" * 32, instance=tmp_path, database_url=address)
    app = create_app(settings, TESTING=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def statements_of_an_upgrade() -> int:
    """How many there are from nothing to the newest; the database is empty again afterwards."""
    ran: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        ran.append(statement)

    event.listen(db.engine, "after_cursor_execute", note)
    schema.upgrade()
    event.remove(db.engine, "after_cursor_execute", note)
    flask_migrate.downgrade(directory=schema.folder(), revision="base")
    db.engine.dispose()
    return len(ran)


def upgrade(staff: Staff, kill_at: str = "") -> None:
    worker = Worker(int(staff.tell(Job("upgrade", kill_at=kill_at))))
    assert worker.ended(within=60)
    worker.bury()


def test_pd21_an_upgrade_killed_anywhere_goes_on_where_it_was(
    empty: Flask, tmp_path: Path, staff: Staff
) -> None:
    whole = statements_of_an_upgrade()
    address = db.engine.url.render_as_string(hide_password=False)
    staff.tell(Premises(address, str(tmp_path), 1, tables=False), "open")

    stood_at = []
    for point in range(1, whole, whole // KILLS):
        upgrade(staff, kill_at=f"upgrade.statement:{point}")
        stood_at.append(schema.current() or "")
    upgrade(staff)

    assert sum(revision != schema.newest() for revision in stood_at) >= KILLS // 2
    assert all(before <= after for before, after in pairwise(stood_at))
    assert schema.current() == schema.newest()
    flask_migrate.check(directory=schema.folder())
