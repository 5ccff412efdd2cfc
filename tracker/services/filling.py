"""Filling an empty database with all rows of another, in one transaction that its caller ends."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DataError, IntegrityError

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count
from tracker.extensions import db
from tracker.services.audit import verdict_on
from tracker.services.killpoints import kp
from tracker.store import loading, schema
from tracker.store.portable import Line, Told, tables, told

Rows = Iterable[tuple[Table, list[Line]]]
"""Rows table by table, some at a time."""


def make_ready() -> None:
    """Have our tables in the database of the running application, which must hold nothing.

    Raises RuleBroken when it does.
    """
    file = db.engine.url.database
    if db.engine.dialect.name == "sqlite" and file and not Path(file).exists():
        Path(file).touch(mode=0o600)
    with db.engine.connect() as connection:
        refuse_unless_empty(connection)
    if schema.is_ahead(schema.current()):
        raise RuleBroken("The tables of that database are of a newer version. Name an empty one.")
    schema.upgrade()


def refuse_unless_empty(connection: Connection) -> None:
    """Raises RuleBroken when a database holds rows, or tables of something else."""
    others = loading.strangers(connection)
    if others:
        raise RuleBroken(
            f"That database holds tables of something else, such as {others[0]}. Name an empty one."
        )
    filled = loading.tables_with_rows(connection)
    if filled:
        raise RuleBroken(
            f"That database is not empty: {count(len(filled), 'table')} of the tracker hold rows. "
            "Nothing was changed. Name an empty database."
        )


def fill(connection: Connection, rows: Rows) -> None:
    """Put these rows in. Raises RuleBroken for what this database does not take."""
    refuse_unless_empty(connection)
    loading.begin(connection)
    all_of_it = []
    for table, some in groupby(rows, key=itemgetter(0)):
        going_in = loading.Loading(connection, table)
        all_of_it.append(going_in)
        with _said(table):
            for _table, lines in some:
                going_in.take(lines)
                kp("filling.rows")
    for going_in in all_of_it:
        with _said(going_in.table):
            going_in.end()


@contextmanager
def _said(table: Table) -> Iterator[None]:
    """What the database refuses of a table, in a sentence; its first line names no value."""
    try:
        yield
    except (DataError, IntegrityError, ValueError) as refused:
        reason = str(getattr(refused, "orig", refused)).splitlines()[0]
        raise RuleBroken(
            f"This database does not take what the table {table.name} holds: {reason}. "
            "Nothing was changed."
        ) from refused


def compare(connection: Connection, expected: Mapping[str, Told]) -> Iterator[str]:
    """What is not as it was where the rows came from, in a sentence for each table."""
    for table in tables():
        here, there = told(connection, table), expected.get(table.name, Told(0, ""))
        if here.rows != there.rows:
            yield f"The table {table.name} has {count(here.rows, 'row')} and not {there.rows}."
        elif here != there:
            yield f"The rows of the table {table.name} are not the same."
    for found in loading.broken_references(connection):
        yield f"Rows refer to what is not there: {found}."


def history_faults(connection: Connection) -> tuple[str, ...]:
    """What is broken in the history as it is in this database."""
    return verdict_on(connection).faults
