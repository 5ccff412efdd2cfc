"""The lists of those who run the service, about mail, as files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from werkzeug.wrappers import Response

from tracker.services.letters.names import STATUSES
from tracker.store.deliveries import About, Logged, status_of
from tracker.store.instance import MailHold
from tracker.web import letter_words as words
from tracker.web.listing import Column, Columns, day_of, list_file, time_of


@dataclass(frozen=True)
class Row:
    """One letter that would leave, or one that would not."""

    person_id: int | None
    to: str
    kind: str
    why: tuple[str, ...]
    about: list[About]
    at: datetime | None = None


def letters_file(found: Sequence[Logged], hold: MailHold, *, reads_actions: bool) -> Response:
    """The delivery log. Whoever reads no action gets the number of them."""
    about: Column[Logged] = Column("About", lambda one: _about(one.about), 50)
    columns: Columns[Logged] = (
        Column("Day", lambda one: day_of(one.letter.finished_at or one.letter.next_at)),
        Column("Time", lambda one: time_of(one.letter.finished_at or one.letter.next_at), 10),
        Column("To", lambda one: one.recipient.name, 24),
        Column("Kind", lambda one: words.kind_words(one.letter), 28),
        about if reads_actions else Column("Actions", lambda one: one.actions, 8),
        Column("Status", lambda one: STATUSES[status_of(one.letter, hold)]),
        Column("What became of it", lambda one: words.status_words(one.letter, hold), 50),
    )
    return list_file("deliveries", "Deliveries", columns, found)


def addresses_file(rows: Sequence[Mapping[str, Any]]) -> Response:
    """Addresses that no mail goes to."""
    return list_file("addresses-without-mail", "Addresses", _ADDRESSES, rows)


def post_file(
    going: Sequence[Row], silent: Sequence[Row], on: date, *, reads_actions: bool
) -> Response:
    """What would leave on a morning, and what would not."""
    lines = [("Would leave", one) for one in going]
    lines += [("Would not leave", one) for one in silent]
    about: Columns[tuple[str, Row]] = (Column("About", lambda line: _about(line[1].about), 50),)
    columns: Columns[tuple[str, Row]] = (
        Column("List", lambda line: line[0], 16),
        Column("Morning", lambda _line: on),
        Column("To", lambda line: line[1].to, 24),
        Column("Kind", lambda line: line[1].kind, 28),
        *(about if reads_actions else ()),
        Column("Why", lambda line: "; ".join(line[1].why), 50),
        Column("At", lambda line: time_of(line[1].at), 10),
    )
    return list_file("tomorrows-post", "Tomorrow", columns, lines)


def _about(actions: Sequence[About]) -> str:
    return "; ".join(f"{one.ref} {one.name}" for one in actions)


def _whose(row: Mapping[str, Any]) -> str:
    return row["person"].name if row["person"] else "Nobody here"


_ADDRESSES: Columns[Mapping[str, Any]] = (
    Column("Whose", _whose, 24),
    Column("Address", lambda row: row["person"].email if row["current"] else "", 30),
    Column("Why", lambda row: row["reason"], 50),
    Column("Since", lambda row: day_of(row["since"])),
)
