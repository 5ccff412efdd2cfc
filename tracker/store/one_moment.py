"""Reading much of the database as it was at one moment, holding nobody up."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from tracker.extensions import only_reading
from tracker.store.engine import without_limits


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, for as long as it takes."""
    with engine.connect() as connection:
        reading = only_reading.set(True)
        try:
            _begin(connection)
        finally:
            only_reading.reset(reading)
        yield connection


def _begin(connection: Connection) -> None:
    """The first look at the database is what fixes the moment."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("SELECT count(*) FROM sqlite_master"))
        return
    connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    without_limits(connection)
    connection.execute(text("SELECT 1"))
