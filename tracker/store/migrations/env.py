"""How Alembic finds our tables and our database; the same on SQLite and PostgreSQL."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app

from tracker.store import tables
from tracker.store.columns import UtcDateTime
from tracker.store.engine import without_limits
from tracker.store.search_index import is_of_the_index

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write our column types in a migration as what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def compare_type(_context: Any, _column: Any, _is: Any, _wanted: Any, wanted: Any) -> bool | None:
    """Our instants are the database's; anything else is compared as usual."""
    return False if isinstance(wanted, UtcDateTime) else None


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """What no model stands for is not compared with the models."""
    return not is_of_the_index(name, kind)


def upgrade() -> None:
    """Bring the database of the running application to the wanted revision."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=tables.METADATA,
            render_as_batch=True,
            render_item=render_item,
            compare_type=compare_type,
            include_name=include_name,
        )
        with context.begin_transaction():
            without_limits(connection)
            context.run_migrations()
        if isinstance(connection, sa.Connection) and connection.in_transaction():
            connection.commit()


upgrade()
