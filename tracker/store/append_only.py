"""Tables to which rows are added and in which none is ever altered or deleted: the database itself
refuses."""

from collections.abc import Mapping

from sqlalchemy import DDL, Table, event

Statements = Mapping[str, tuple[str, ...]]
"""For each database what makes it refuse."""


def refusing(table: str, function: str, says: str) -> Statements:
    """The statements that let rows be added to a table and nothing else. `function` is what refuses
    in PostgreSQL, and `says` the message of both; all three are ours, never typed."""
    return {
        "sqlite": (
            f"""
            CREATE TRIGGER {table}_is_not_altered BEFORE UPDATE ON {table}
            BEGIN SELECT RAISE(ABORT, '{says}'); END
            """,
            f"""
            CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, '{says}'); END
            """,
        ),
        "postgresql": (
            f"""
            CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{says}'; END $$
            """,
            f"""
            CREATE TRIGGER {table}_is_not_altered
            BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {function}()
            """,
        ),
    }


never_altered: set[str] = set()
"""The names of these tables."""


def refuse_after_making(table: Table, statements: Statements) -> None:
    """Run these statements whenever the table is made other than by a migration."""
    never_altered.add(table.name)
    for dialect, each in statements.items():
        for statement in each:
            made = DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy's
            event.listen(table, "after_create", made.execute_if(dialect=dialect))
