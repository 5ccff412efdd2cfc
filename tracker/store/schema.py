"""Bringing the database to the tables this version of the product needs."""

from functools import cache
from pathlib import Path

import flask_migrate
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tracker.extensions import db

MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade() -> None:
    """Run the migrations that have not been run; safe to call again. Needs an app context."""
    flask_migrate.upgrade(directory=str(MIGRATIONS))


def newest() -> str:
    """The revision this version of the product needs."""
    return _revisions(MIGRATIONS)[0]


def is_ahead(revision: str | None) -> bool:
    """True when a revision is none of this version's: a newer one has upgraded the database."""
    return revision is not None and revision not in _revisions(MIGRATIONS)


def is_behind(revision: str | None) -> bool:
    """True when a revision is an older one of this version's: the upgrade is still to come."""
    return revision in _revisions(MIGRATIONS)[1:]


@cache
def _revisions(folder: Path) -> tuple[str, ...]:
    """Those of this version, the newest first; files do not change while it runs."""
    return tuple(script.revision for script in ScriptDirectory(str(folder)).walk_revisions())


def server_version() -> str:
    """The version of the database itself, such as 3.53.4 or 15.18."""
    asked = "SELECT sqlite_version()"
    if db.engine.dialect.name == "postgresql":
        asked = "SHOW server_version"
    return str(db.session.scalar(text(asked))).partition(" ")[0]


def current() -> str | None:
    """The revision the database stands at; None when it has none of our tables."""
    if not inspect(db.engine).has_table("alembic_version"):
        return None
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None
