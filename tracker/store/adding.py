"""Adding very many rows with as little said to the database as it allows."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tracker.extensions import Base


def add_new(session: Session, kind: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add those of several rows whose keys are not there yet; the others change nothing. All rows
    hold the same columns. One statement, which on PostgreSQL is one question and one answer."""
    if not rows:
        return
    names = tuple(rows[0])
    if session.get_bind().dialect.name == "postgresql":
        columns = {_given(name): [row[name] for row in rows] for name in names}
        session.connection().execute(_from_columns(kind, names), columns)
        return
    statement = sqlite.insert(Base.metadata.tables[kind.__tablename__])
    session.connection().execute(statement.on_conflict_do_nothing(), list(rows))


@cache
def _from_columns(kind: type[Base], names: tuple[str, ...]) -> Insert:
    """An insert that is given a list for each column; it is made once, and compiled once."""
    table = Base.metadata.tables[kind.__tablename__]
    given = [
        func.unnest(bindparam(_given(name), type_=postgresql.ARRAY(table.columns[name].type)))
        for name in names
    ]
    return postgresql.insert(table).from_select(names, select(*given)).on_conflict_do_nothing()


def _given(name: str) -> str:
    """What the values of a column are called: its own name may not be one."""
    return f"given_{name}"
