"""Migrations that change which words a column may hold, on both databases."""

import re

import sqlalchemy as sa
from alembic import op


def allow(table: str, columns: dict[str, str], words: tuple[str, ...]) -> None:
    """Let these columns hold these words; `columns` maps each to the name of its check.

    For use inside a migration. Words that rows hold already stay allowed: on the way down and up
    again the history, which is never altered, holds some that come only with a later step.
    """
    for column, name in columns.items():
        check = f"ck_{table}_{name}"
        cell = sa.column(column, sa.String())
        held = sa.select(cell).select_from(sa.table(table)).where(cell.is_not(None)).distinct()
        allowed = dict.fromkeys((*words, *sorted(op.get_bind().scalars(held))))
        condition = f"{column} IN ({', '.join(repr(word) for word in allowed)})"
        if op.get_bind().dialect.name == "sqlite":
            _reword_check(table, check, condition)
        else:
            op.drop_constraint(op.f(check), table, type_="check")
            op.create_check_constraint(op.f(check), table, condition)


def _reword_check(table: str, check: str, condition: str) -> None:
    """Change a check of a SQLite table in its schema, the way SQLite"s documentation gives for it
    (https://www.sqlite.org/lang_altertable.html, section 7).

    Making the table anew would lose its other checks, and no table that others refer to can be
    dropped while foreign keys hold.
    """
    bind = op.get_bind()
    found_by = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
    sql = bind.scalar(found_by, {"name": table})
    reworded, found = re.subn(
        rf"CONSTRAINT {check} CHECK \([^()]*\([^()]*\)\)",
        f"CONSTRAINT {check} CHECK ({condition})",
        sql,
    )
    if found != 1:
        raise ValueError(f"{check} is not as migrations have made it")
    version = bind.scalar(sa.text("PRAGMA schema_version"))
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name"),
        {"sql": reworded, "name": table},
    )
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")
