"""Many rows into one table, as fast as its database takes them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from sqlalchemy import Dialect, Table, insert, text

from tracker.extensions import Base, db
from tracker.services.tidying import count_what_has_grown
from tracker.store.engine import without_limits
from tracker.store.search_index import MAKE, SOURCES

_BATCH = 5_000
_MEMORY = "512MB"
"""What PostgreSQL may use for making an index."""
_Row = dict[str, Any]


@contextmanager
def pouring(*, searchable: bool) -> Iterator[None]:
    """For the rest of this transaction PostgreSQL may take its time, and makes its indexes of words
    once, at the end, and not row by row; or not at all, since two thirds of a millisecond for every
    text is nine minutes for a nation's."""
    if not _is_postgresql():
        yield
        return
    without_limits(db.session.connection())
    for source in SOURCES.values():
        db.session.execute(text(f"DROP INDEX ix_search_{source.name}"))
    yield
    if not searchable:
        return
    db.session.execute(text(f"SET LOCAL maintenance_work_mem = '{_MEMORY}'"))
    for statement in MAKE["postgresql"]:
        db.session.connection().exec_driver_sql(statement)


def pour(name: str, rows: Iterable[_Row]) -> None:
    """Add rows to a table, by COPY where there is one; all of them hold the same columns."""
    table = Base.metadata.tables[name]
    waiting = iter(rows)
    if _is_postgresql():
        _copy(table, waiting)
        return
    while batch := list(islice(waiting, _BATCH)):
        db.session.execute(insert(table), batch)


def counted() -> None:
    """Count what the database holds, as the product does every minute, or PostgreSQL by itself."""
    if _is_postgresql():
        without_limits(db.session.connection())
        db.session.execute(text("ANALYZE"))
    count_what_has_grown()


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def _copy(table: Table, rows: Iterator[_Row]) -> None:
    first = next(rows, None)
    if first is None:
        return
    unsaid = {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in first and column.default is not None and column.default.is_scalar
    }
    names = [*first, *unsaid]
    writers = _writers(table, names, db.engine.dialect)
    statement = f"COPY {table.name} ({', '.join(names)}) FROM STDIN"
    with _driver().cursor() as cursor, cursor.copy(statement) as into:
        for row in chain((first,), rows):
            values = (*row.values(), *unsaid.values())
            into.write_row([write(value) for write, value in zip(writers, values, strict=True)])


def _driver() -> Any:
    """The session's connection as psycopg has it: SQLAlchemy knows no COPY."""
    return db.session.connection().connection.driver_connection


def _writers(table: Table, names: list[str], dialect: Dialect) -> list[Callable[[Any], Any]]:
    """For each column what makes of a value what the database is given."""
    kinds = [table.columns[name].type.dialect_impl(dialect) for name in names]
    return [kind.bind_processor(dialect) or _as_it_is for kind in kinds]


def _as_it_is(value: Any) -> Any:
    return value
