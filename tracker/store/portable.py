"""Every row of the database in one form that is the same whichever database holds it.

A row is a line of JSON: its values in the order of the table's columns. Rows are told in the order
of their keys, compared byte by byte, so the hash of a table's lines is the same in SQLite and in
PostgreSQL exactly when its rows are. What is stored as JSON is told as the text it is stored as.
Indexes for searching are not told: the database that takes the rows makes them.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Date,
    Enum,
    LargeBinary,
    String,
    Table,
    Text,
    cast,
    select,
    type_coerce,
)

from tracker.store.columns import Amount, UtcDateTime
from tracker.store.tables import METADATA

Line = bytes
"""One row, with the line's end."""
Value = Any
"""What a driver gives or takes for one column of one row."""

AT_ONCE = 500
"""Rows in hand at most."""


@dataclass(frozen=True)
class _Form:
    """How the values of a column are written in a line, and read back from it."""

    told: Callable[[Value], Value]
    read: Callable[[Value], Value]


def _as_it_is(value: Value) -> Value:
    return value


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


_PLAIN = _Form(_as_it_is, _as_it_is)
_FORMS: tuple[tuple[type[Any], _Form], ...] = (
    (UtcDateTime, _Form(_instant, datetime.fromisoformat)),
    (Date, _Form(date.isoformat, date.fromisoformat)),
    (Amount, _Form(str, Decimal)),
    (LargeBinary, _Form(lambda held: base64.b64encode(held).decode(), base64.b64decode)),
)


def tables() -> Sequence[Table]:
    """Every table of ours, each after those it refers to."""
    return METADATA.sorted_tables


@dataclass(frozen=True)
class Told:
    """How many rows a table has, and the hash of their lines."""

    rows: int
    sha256: str


class Telling:
    """Takes the lines of a table as they come, and says what they come to."""

    def __init__(self) -> None:
        self._rows = 0
        self._hash = hashlib.sha256()

    def take(self, line: Line) -> None:
        """One more row."""
        self._rows += 1
        self._hash.update(line)

    def told(self) -> Told:
        """What they have come to so far."""
        return Told(self._rows, self._hash.hexdigest())


def lines_of(connection: Connection, table: Table) -> Iterator[Line]:
    """Every row of a table in the order of its key, some hundred in hand at most.

    Raises ValueError for a value that is none of its column's.
    """
    forms = [_form(column) for column in table.columns]
    found = select(*(_asked(column) for column in table.columns)).order_by(
        *(_by_bytes(column, connection) for column in table.primary_key)
    )
    with connection.execute(found.execution_options(yield_per=AT_ONCE)) as rows:
        for row in rows:
            told = [
                None if value is None else form.told(value)
                for value, form in zip(row, forms, strict=True)
            ]
            yield json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def told(connection: Connection, table: Table) -> Told:
    """What the rows of a table come to."""
    telling = Telling()
    for line in lines_of(connection, table):
        telling.take(line)
    return telling.told()


def batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """The lines, so many at a time."""
    while batch := list(islice(lines, AT_ONCE)):
        yield batch


def values_in(table: Table, line: Line) -> dict[str, Value]:
    """The values of a row by column; raises ValueError when the line is no row of this table."""
    told = json.loads(line)
    if not isinstance(told, list) or len(told) != len(table.columns):
        raise ValueError(f"no row of {table.name}")
    return {
        column.name: None if value is None else _form(column).read(value)
        for column, value in zip(table.columns, told, strict=True)
    }


def stored_type(column: Column[Any]) -> Any:
    """The type a value of a line is written with: words and JSON as the text they are."""
    if isinstance(column.type, Enum):
        return String()
    return Text() if isinstance(column.type, JSON) else column.type


def _form(column: Column[Any]) -> _Form:
    return next((form for kind, form in _FORMS if isinstance(column.type, kind)), _PLAIN)


def _asked(column: Column[Any]) -> ColumnElement[Any]:
    """The column as it is asked for: its stored text where its type would read more into it."""
    if isinstance(column.type, Enum):
        return type_coerce(column, String()).label(column.name)
    return cast(column, Text).label(column.name) if isinstance(column.type, JSON) else column


def _by_bytes(column: Column[Any], connection: Connection) -> ColumnElement[Any]:
    """Text in the order of its bytes, which for PostgreSQL has to be said."""
    is_text = isinstance(column.type, String)
    return column.collate("C") if is_text and connection.dialect.name == "postgresql" else column
