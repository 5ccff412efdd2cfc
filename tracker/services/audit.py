"""Saying whether the history is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from tracker.domain.chain import Anchor, anchor_from
from tracker.domain.errors import RuleBroken
from tracker.domain.inspection import Inspection
from tracker.domain.wording import count, day, local_day
from tracker.extensions import db, only_reading
from tracker.services.installation import history_keys
from tracker.store import chain


@dataclass(frozen=True)
class Verdict:
    """What came of reading the whole history; it is whole when there are no faults."""

    faults: tuple[str, ...]
    summary: str
    anchor: Anchor | None


def verify(anchor: str | None = None) -> Verdict:
    """Read the history from end to end as it is at this moment, holding nobody up.

    `anchor` is one that an earlier verdict gave. Raises RuleBroken when it is none.
    """
    noted = _noted(anchor) if anchor else None
    with _one_moment() as connection, chain.whatever_is_stored(connection):
        inspection = Inspection(chain.stored_head(connection), history_keys(), noted)
        for entry in chain.stored_entries(connection):
            inspection.read(entry)
        faults = (*inspection.faults(), *_unguarded(connection))
    return Verdict(faults, _summary(inspection, whole=not faults), inspection.anchor)


def _noted(anchor: str) -> Anchor:
    try:
        return anchor_from(anchor)
    except ValueError:
        raise RuleBroken("The anchor must look like 1234-9f3ac2d17b60e854.") from None


@contextmanager
def _one_moment() -> Iterator[Connection]:
    """A connection that sees the database as it was at its first statement."""
    reading = only_reading.set(True)
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
    finally:
        only_reading.reset(reading)


def _unguarded(connection: Connection) -> Iterator[str]:
    if not chain.is_append_only(connection):
        yield (
            "The history can be altered: the triggers by which the database refuses it are gone, "
            "or turned off."
        )


def _summary(inspection: Inspection, *, whole: bool) -> str:
    entries = count(inspection.count, "entry", "entries")
    if not whole:
        return f"The history is not whole: {entries} read."
    if inspection.first_at is None or inspection.last_at is None:
        return "The history is whole: it has no entries yet."
    first, last = _day(inspection.first_at), _day(inspection.last_at)
    return f"The history is whole: {entries}, from {first} to {last}."


def _day(instant: str) -> str:
    return day(local_day(datetime.fromisoformat(instant)))
