"""Bringing the database to the tables this version of the product needs."""

import re
from functools import cache
from pathlib import Path

from flask import current_app
from sqlalchemy import inspect, text

from tracker.domain.errors import RuleBroken
from tracker.extensions import db

MIGRATIONS = Path(__file__).with_name("migrations")
_SAID = re.compile(r"^(revision|down_revision) = (?:['\"](\w+)['\"]|None)$", re.MULTILINE)


def upgrade() -> None:
    """Run the migrations that have not been run; safe to call again. Needs an app context.

    Raises RuleBroken for a database that cannot keep every letter.
    """
    if current() == newest():
        return
    if (letters := _letters_kept()) != "UTF8":
        raise RuleBroken(
            f"That database keeps text as {letters}, and the tracker needs UTF8. Make it anew: "
            "createdb --encoding UTF8 --template template0 NAME"
        )
    import flask_migrate  # noqa: PLC0415  a seventh of what starting takes, for this alone

    flask_migrate.upgrade(directory=folder())


def folder() -> str:
    """Where the migrations are, for Alembic, which knows the running application from now on."""
    from flask_migrate import Migrate  # noqa: PLC0415  as above

    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the application itself
    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    return str(MIGRATIONS)


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
def _revisions(where: Path) -> tuple[str, ...]:
    """Those of this version, the newest first; files do not change while it runs. They are read
    and not loaded, because every start asks."""
    said = [dict(_SAID.findall(one.read_text("utf-8"))) for one in where.glob("versions/*.py")]
    after = {one["down_revision"]: one["revision"] for one in said}
    found: list[str] = []
    while (following := after.get(found[-1] if found else "")) is not None:
        found.append(following)
    return tuple(reversed(found))


def server_version() -> str:
    """The version of the database itself, such as 3.53.4 or 15.18."""
    asked = "SELECT sqlite_version()"
    if db.engine.dialect.name == "postgresql":
        asked = "SHOW server_version"
    return str(db.session.scalar(text(asked))).partition(" ")[0]


def _letters_kept() -> str:
    """How the database keeps text, by PostgreSQL's name for it; SQLite knows no other."""
    if db.engine.dialect.name != "postgresql":
        return "UTF8"
    with db.engine.connect() as connection:
        return str(connection.execute(text("SHOW server_encoding")).scalar_one())


def current() -> str | None:
    """The revision the database stands at; None when it has none of our tables."""
    if not inspect(db.engine).has_table("alembic_version"):
        return None
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None
