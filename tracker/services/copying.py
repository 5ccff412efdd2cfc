"""Moving everything to another database, SQLite or PostgreSQL, whole or not at all.

The copy begins a new generation and its mail is held, because what leaves the original from now on
is not known to it. When an administrator lets its mail go, the machine notes the generation, and an
original that is started there again holds its own mail (`holding.py`): no letter has two senders.
"""

from collections.abc import Iterator
from datetime import datetime

from flask import Flask
from sqlalchemy import Connection

from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services import filling, holding
from tracker.services.killpoints import kp
from tracker.store.one_moment import one_moment
from tracker.store.portable import Telling, Told, batches, lines_of, tables

MOVED = (
    "The database was copied from another, and what has been sent from there since is not known."
)


def copy_to(target: Flask, *, now: datetime) -> dict[str, Told]:
    """Copy all rows of this database into that of another application, and say how many each table
    has. Raises RuleBroken, and leaves no row there, when that is not empty or anything differs.
    """
    with target.app_context():
        filling.make_ready()
    with one_moment(db.engine) as source, target.app_context():
        return _copied(source, now)


def _copied(source: Connection, now: datetime) -> dict[str, Told]:
    tellings = {table.name: Telling() for table in tables()}
    try:
        there = db.session.connection()
        filling.fill(there, _rows(source, tellings))
        came = {name: telling.told() for name, telling in tellings.items()}
        faults = [*filling.compare(there, came), *filling.history_faults(there)]
        if faults:
            raise RuleBroken(" ".join([*faults, "Nothing was copied."]))
        holding.hold_copy(MOVED, now=now)
        kp("copy.held")
        db.session.commit()
    finally:
        db.session.rollback()
    return came


def _rows(source: Connection, tellings: dict[str, Telling]) -> filling.Rows:
    for table in tables():
        for lines in batches(_told(lines_of(source, table), tellings[table.name])):
            yield table, lines


def _told(lines: Iterator[bytes], telling: Telling) -> Iterator[bytes]:
    for line in lines:
        telling.take(line)
        yield line
