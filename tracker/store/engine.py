"""How each database is opened, so that both keep the same promises (`reliability.md` 5.6)."""

import logging
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from tracker.extensions import db, only_reading
from tracker.store.columns import london_day, said_by_sqlite
from tracker.store.statements import watch_statements

try:
    import pysqlite3 as _sqlite
except ImportError:  # no wheel for this machine: the standard library's SQLite serves
    import sqlite3 as _sqlite

SQLITE: ModuleType = _sqlite
"""A SQLite without the WAL-reset fault (3.51.3 or newer) wherever a wheel of it exists."""

log = logging.getLogger(__name__)

_NOTICE_A_CUT = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""A database that is cut off says nothing, and the system would wait a quarter of an hour for it.
So what we send has to be acknowledged in ten seconds, and a server that is quiet for longer is
asked whether it is there."""

_OF_A_SESSION = {
    "timezone": "UTC",
    "lock_timeout": "5s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "30s",
    "tcp_user_timeout": "20s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
"""What the server is told of each connection. It notices in its turn that we are cut off, so that
what we held is free again: row locks, and the lock by which a post room proves that it lives."""


_COUNTED = 10_000
"""Rows that SQLite looks at by each index to know how much it tells. From the two thousand it takes
by itself it concludes that a plan of thousands has hundreds, and reads plan by plan what is in
order; from all it concludes that to skip from owner to owner is worth more than that order."""

_KEPT_OPEN = 3600
"""Seconds that a connection to SQLite is kept: what was counted is known to those opened since."""


def engine_options(database_url: str) -> dict[str, Any]:
    """What `create_engine` is given beside the address."""
    if database_url.startswith("sqlite"):
        return {
            "module": SQLITE,
            "connect_args": {"timeout": 10, "check_same_thread": False},
            "hide_parameters": True,
            "pool_recycle": _KEPT_OPEN,
        }
    return {
        "hide_parameters": True,  # an error that is logged must not hold what was typed
        "pool_pre_ping": True,
        "connect_args": {
            **_NOTICE_A_CUT,
            "client_encoding": "utf8",  # else a database in SQL_ASCII answers in bytes
            "options": " ".join(f"-c {name}={value}" for name, value in _OF_A_SESSION.items()),
            "target_session_attrs": "read-write",  # of several servers, the one that is not a copy
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


def without_limits(connection: Connection) -> None:
    """Let this transaction take as long as it needs, for its statements and between them; on SQLite
    it may anyway. It still gives up soon where it would have to wait for a lock."""
    if connection.dialect.name == "postgresql":
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {limit} = 0")


def counts_wanted() -> list[str]:
    """The statements by which SQLite counts what is in the tables that hold ten times what they
    did, so that it knows which of their indexes help; PostgreSQL does so by itself.

    They look at no more than `_COUNTED` rows by each index.
    """
    if db.engine.dialect.name != "sqlite":
        return []
    return list(db.session.connection().exec_driver_sql("PRAGMA optimize=0x10003").scalars())


def let_go(_error: BaseException | None = None) -> None:
    """End what a request or a tick still reads, whether or not the database is there for it.

    What was to be kept is committed by then and the answer is made. A database that went away since
    must not turn it into a failure.
    """
    try:
        db.session.remove()
    except DBAPIError as error:
        log.warning("the database went away at the end (%s)", type(error).__name__)


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "secure_delete=FAST",
        f"analysis_limit={_COUNTED}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function(london_day.name, 1, said_by_sqlite, deterministic=True)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if only_reading.get() else "BEGIN IMMEDIATE")
