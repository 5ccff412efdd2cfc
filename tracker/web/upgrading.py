"""While machines are upgraded one after the other, program and tables are of different versions.

The new program answers nothing before its tables are there. The old one goes on with the tables of
the new one, and where it cannot, it says so; nothing is half done, since each change is one
transaction.
"""

from flask import Flask, current_app, request

from tracker.store import schema

SEEN = "tables are there"
"""Where the application keeps that it has seen its tables."""
_NEEDS_NONE = frozenset(
    {None, "static", "status.healthz", "status.readyz", "status.reminders", "metrics.metrics"}
)


class OtherTables(Exception):
    """The tables are not those of this version, and this cannot be answered with them."""


def init_app(app: Flask) -> None:
    """Ask before the first answer whether the tables are there; they do not go away again."""
    app.before_request(_wait_for_tables)


def _wait_for_tables() -> None:
    held = current_app.extensions
    if request.endpoint in _NEEDS_NONE or held.get(SEEN):
        return
    if schema.is_behind(schema.current()):
        raise OtherTables
    held[SEEN] = True
