"""Which versions are at work on this machine, so that a known fault of one can be looked up."""

import platform
import ssl
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from tracker.extensions import db
from tracker.store import schema

_LIBRARIES = (
    "Flask",
    "Werkzeug",
    "SQLAlchemy",
    "Flask-SQLAlchemy",
    "psycopg",
    "APScheduler",
    "Flask-Mail",
    "gunicorn",
    "pdfplumber",
)
_WITHOUT_THE_FAULT = (3, 51, 3)
"""The first SQLite that cannot damage a database when a checkpoint overlaps a writer's reset."""


@dataclass(frozen=True)
class Version:
    """One part, its version, and what there is to do about it, if anything."""

    part: str
    number: str
    trouble: str = ""


def versions() -> list[Version]:
    """This product, its tables, its database, and the libraries that matter; two statements."""
    return [
        Version("Action plan tracker", version("action-plan-tracker")),
        _tables(),
        _database(),
        Version("Python", platform.python_version()),
        Version("OpenSSL", ssl.OPENSSL_VERSION.removeprefix("OpenSSL ")),
        *(Version(name, _of_library(name)) for name in _LIBRARIES),
    ]


def _tables() -> Version:
    at = schema.current()
    if schema.is_ahead(at):
        return Version("Tables", str(at), "They are of a newer version. Upgrade this machine too.")
    trouble = "" if at == schema.newest() else "They are not ready. Run: tracker db upgrade"
    return Version("Tables", at or "none", trouble)


def _database() -> Version:
    number = schema.server_version()
    if db.engine.dialect.name != "sqlite":
        return Version("PostgreSQL", number)
    has_fault = tuple(int(part) for part in number.split(".")) < _WITHOUT_THE_FAULT
    trouble = (
        "In rare cases it damages a database that several processes write to. Install pysqlite3, "
        "or SQLite 3.51.3 or newer."
    )
    return Version("SQLite", number, trouble if has_fault else "")


def _of_library(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
