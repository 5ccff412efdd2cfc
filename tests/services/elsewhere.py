"""A second application on another database, and what all of a database comes to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from tracker import create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.store.outbox import Instance
from tracker.store.portable import Told, tables, told


@contextmanager
def application(address: str, folder: Path) -> Iterator[Flask]:
    """An application of its own on another database, with the same keys."""
    settings = Settings(
        secret_key="a test key of enough length, no more", instance=folder, database_url=address
    )
    app = create_app(settings, TESTING=True)
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


def everything() -> dict[str, Told]:
    """What all tables of the current application come to, but for whose database it is."""
    with db.engine.connect() as connection:
        return {
            table.name: told(connection, table)
            for table in tables()
            if table.name != Instance.__tablename__
        }


def rows_in(all_of_it: dict[str, Told]) -> int:
    """How many rows there are."""
    return sum(one.rows for one in all_of_it.values())
