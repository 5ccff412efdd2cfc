"""Saying whether the history is whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from tracker.domain.chain import Anchor, anchor_from
from tracker.domain.errors import RuleBroken
from tracker.domain.inspection import Inspection
from tracker.domain.wording import count, day, local_day
from tracker.extensions import db
from tracker.services.installation import history_keys
from tracker.store import chain
from tracker.store.one_moment import one_moment


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
    with one_moment(db.engine) as connection:
        return verdict_on(connection, noted)


def verdict_on(connection: Connection, noted: Anchor | None = None) -> Verdict:
    """Read the history from end to end in the database behind a connection."""
    with chain.whatever_is_stored(connection):
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
