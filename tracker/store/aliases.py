"""Aliases that are made once and used by every thread."""

from typing import TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import aliased

from tracker.extensions import Base

_Table = TypeVar("_Table", bound=Base)


def shared_alias(table: type[_Table]) -> type[_Table]:
    """An alias to keep for good, because making one costs more than the rest of a statement.

    Its columns, and the index by which they are found, are made with it. Were they made at first
    use by two threads at once, a statement could hold columns of two sets, or the table's own in
    place of the alias's, and would stay wrong until the process ends.
    """
    alias = aliased(table)
    selectable = inspect(alias).selectable
    for column in table.__table__.c:
        selectable.corresponding_column(column)
    return alias
