"""How each database is opened, so that both keep the same promises (`reliability.md` 5.6)."""

from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, event

from tracker.extensions import only_reading
from tracker.store.statements import watch_statements

try:
    import pysqlite3 as _sqlite
except ImportError:  # no wheel for this machine: the standard library's SQLite serves
    import sqlite3 as _sqlite

SQLITE: ModuleType = _sqlite
"""A SQLite without the WAL-reset fault (3.51.3 or newer) wherever a wheel of it exists."""


def engine_options(database_url: str) -> dict[str, Any]:
    """What `create_engine` is given beside the address."""
    if database_url.startswith("sqlite"):
        return {
            "module": SQLITE,
            "connect_args": {"timeout": 10, "check_same_thread": False},
            "hide_parameters": True,
        }
    return {
        "hide_parameters": True,  # an error that is logged must not hold what was typed
        "pool_pre_ping": True,
        "connect_args": {
            "options": "-c lock_timeout=5s -c statement_timeout=30s"
            " -c idle_in_transaction_session_timeout=30s -c timezone=UTC",
            "keepalives_idle": 30,
        },
    }


def prepare(engine: Engine, *, slow_ms: int = 0) -> None:
    """Set what each new connection needs. Call once for an engine, before its first use.

    On SQLite every transaction that may write begins with the write lock, since upgrading a read
    to a write fails at once without waiting; a request that can only read begins without it.
    Statements that take `slow_ms` or more are logged.
    """
    watch_statements(engine, slow_ms=slow_ms)
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "secure_delete=FAST",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if only_reading.get() else "BEGIN IMMEDIATE")
