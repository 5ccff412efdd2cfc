"""Altering the history behind the tracker's back, by somebody who may do anything in the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, NullPool, create_engine, text

from tracker.extensions import db
from tracker.store.history import APPEND_ONLY


@contextmanager
def triggers_off() -> Iterator[Connection]:
    """A transaction in which nothing is refused; the triggers are there again after it."""
    db.session.rollback()
    url, dbapi = db.engine.url, db.engine.dialect.dbapi
    with create_engine(url, module=dbapi, poolclass=NullPool).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection
            return
        for what in ("altered", "deleted"):
            connection.execute(text(f"DROP TRIGGER history_entry_is_not_{what}"))
        yield connection
        for statement in APPEND_ONLY["sqlite"]:
            connection.execute(text(statement))


def tamper(*statements: str) -> None:
    """Run these statements with the triggers off."""
    with triggers_off() as connection:
        for statement in statements:
            connection.execute(text(statement))
