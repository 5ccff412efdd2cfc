"""Migrations have one head, match the models and go down again, on both databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import create_engine, inspect

from tests import databases
from tracker import create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.store import schema


@pytest.fixture(params=databases.ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database with nothing in it."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'tracker.sqlite'}"
    else:
        shared: str = request.getfixturevalue("postgresql")
        address = databases.create_database(shared, "tracker_migrations")
    settings = Settings(secret_key="k" * 32, instance=tmp_path, database_url=address)
    app = create_app(settings, TESTING=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(schema.MIGRATIONS)).get_heads()) == 1


def test_the_migrations_make_exactly_the_tables_of_the_models(empty: Flask) -> None:
    schema.upgrade()

    flask_migrate.check(directory=str(schema.MIGRATIONS))
    assert schema.current() == schema.newest()


def test_upgrading_again_changes_nothing(empty: Flask) -> None:
    schema.upgrade()
    schema.upgrade()

    assert schema.current() == schema.newest()


def test_the_migrations_go_down_to_nothing(empty: Flask) -> None:
    schema.upgrade()
    flask_migrate.downgrade(directory=str(schema.MIGRATIONS), revision="base")

    engine = (
        create_engine(db.engine.url, module=db.engine.dialect.dbapi)
        if db.engine.dialect.name == "sqlite"
        else db.engine
    )
    assert inspect(engine).get_table_names() == ["alembic_version"]
