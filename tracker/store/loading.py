"""Filling an empty database with rows in their portable form, whichever database it is."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Executable,
    Table,
    bindparam,
    cast,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql

from tracker.store.engine import without_limits
from tracker.store.outbox import Instance
from tracker.store.portable import Line, Value, stored_type, tables, values_in
from tracker.store.search_index import is_of_the_index

_GIVEN = "given_"
"""What the names of values begin with: a column's own name may not be one."""
_OF_ALEMBIC = "alembic_version"


def strangers(connection: Connection) -> list[str]:
    """The tables in a database that are none of ours."""
    ours = {table.name for table in tables()} | {_OF_ALEMBIC}
    return [
        name
        for name in inspect(connection).get_table_names()
        if name not in ours and not is_of_the_index(name, "table")
    ]


def tables_with_rows(connection: Connection) -> list[str]:
    """The tables of ours that hold anything; the name an installation gives itself at its first
    start does not count."""
    there = set(inspect(connection).get_table_names())
    return [
        table.name
        for table in tables()
        if table.name in there
        and table.name != Instance.__tablename__
        and connection.execute(select(text("1")).select_from(table).limit(1)).first()
    ]


def begin(connection: Connection) -> None:
    """Make ready for the rows of all tables, within the caller's transaction.

    It may take its time.
    """
    without_limits(connection)
    connection.execute(delete(Instance))


class Loading:
    """The rows of one table on their way in.

    What refers to a row that can only come later is told at the `end`, when all tables are there.
    """

    def __init__(self, connection: Connection, table: Table) -> None:
        self.table = table
        self._connection = connection
        self._add = _adding(connection, table)
        self._later: dict[str, list[dict[str, Value]]] = {name: [] for name in _ahead(table)}

    def take(self, lines: Sequence[Line]) -> None:
        """Insert these rows. Raises ValueError for a line that is none."""
        rows = [values_in(self.table, line) for line in lines]
        for name, later in self._later.items():
            later += [{"row": row["id"], "refers": row[name]} for row in rows if row[name]]
            rows = [row | {name: None} for row in rows]
        if rows:
            self._connection.execute(
                self._add, [{_GIVEN + name: value for name, value in row.items()} for row in rows]
            )

    def end(self) -> None:
        """Say what refers to what, and have new rows numbered after these."""
        for name, later in self._later.items():
            if later:
                refer = update(self.table).where(self.table.c.id == bindparam("row"))
                self._connection.execute(refer.values({name: bindparam("refers")}), later)
        self._number_on()

    def _number_on(self) -> None:
        key = self.table.autoincrement_column
        if key is None or self._connection.dialect.name == "sqlite":
            return
        sequence = func.pg_get_serial_sequence(f'"{self.table.name}"', key.name)
        after = func.coalesce(func.max(key), 0) + 1
        self._connection.execute(select(func.setval(sequence, after, False)))


def _ahead(table: Table) -> list[str]:
    """The columns that refer to rows of the same table or of one that comes after it. There are few
    such rows, of people and teams."""
    order = list(tables())
    place = order.index(table)
    return [key.parent.name for key in table.foreign_keys if order.index(key.column.table) >= place]


def broken_references(connection: Connection) -> list[str]:
    """The tables with rows that refer to rows which are not there; PostgreSQL refuses such rows."""
    if connection.dialect.name != "sqlite":
        return []
    return sorted({row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))})


def damage(connection: Connection) -> Iterator[str]:
    """What SQLite finds wrong with its own file; PostgreSQL cannot be asked."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("PRAGMA integrity_check(10)")).scalars()
        yield from (words for words in found if words != "ok")


def _adding(connection: Connection, table: Table) -> Executable:
    values: dict[str, Any] = {}
    for column in table.columns:
        given: Any = bindparam(_GIVEN + column.name, type_=stored_type(column))
        if isinstance(column.type, JSON) and connection.dialect.name == "postgresql":
            given = cast(given, postgresql.JSON())
        values[column.name] = given
    return insert(table).values(values)
