"""Writing the history as a chain, last thing in a transaction, and reading it back as it is stored.

Entries wait in the session until it commits. Then everything else has been written and every other
lock is held, so whoever holds the head waits for nobody: the chain cannot fork, and writers cannot
block each other in a circle. (Rows that entries refer to are for that reason locked with
`key_share`, which lets their foreign keys be checked.)
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    String,
    Text,
    cast,
    event,
    func,
    insert,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session, SessionTransaction

from tracker.domain.chain import ANEW, FIRST, Entry, Head, sealed, sealed_head, trusted
from tracker.extensions import Base, db
from tracker.store.action_snapshots import keep
from tracker.store.adding import add_new
from tracker.store.history import HistoryEntry, HistoryHead

WAITING = "history waiting to be written"
"""Where in `Session.info` entries wait."""
_ENTRY = Base.metadata.tables[HistoryEntry.__tablename__]
_HEAD = Base.metadata.tables[HistoryHead.__tablename__]


def add(session: Session, entry: HistoryEntry, *, keys: Sequence[bytes]) -> None:
    """Write an entry, sealed with the first of the keys, when the session commits."""
    session.connection()  # begins the transaction whose end takes the entry with it
    session.info.setdefault(WAITING, []).append((entry, keys))


def _write(session: Session) -> None:
    """Keep how the actions stand that changed, then seal and insert what waits: four statements,
    and the head's row the first time."""
    waiting: list[tuple[HistoryEntry, Sequence[bytes]]] = session.info.pop(WAITING, [])
    if not waiting:
        return
    session.flush()
    keep(session, {e.action_id: e.at for e, _keys in waiting if e.action_id is not None})
    keys = waiting[-1][1]
    head = _held_head(session)
    last_seq, last_id = session.execute(
        select(func.max(HistoryEntry.seq), func.max(HistoryEntry.id))
    ).one()
    follows = FIRST if not last_seq else ANEW
    if trusted(head, keys):
        follows, last_seq = head.last, max(head.seq, last_seq or 0)
    rows = []
    for number, (entry, _keys) in enumerate(waiting, 1):
        row = _row(entry, (last_id or 0) + number, (last_seq or 0) + number)
        follows = seal(row, follows, key=keys[0])
        rows.append(row)
    session.execute(insert(_ENTRY), rows)
    session.execute(update(_HEAD).values(head_values(rows[-1]["seq"], follows, key=keys[0])))


def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(WAITING, None)


event.listen(db.session, "before_commit", _write)
event.listen(db.session, "after_transaction_end", _forget)


def _held_head(session: Session) -> Head:
    """The head, which nobody else has until this transaction ends."""
    found = select(_HEAD.c.seq, _HEAD.c.last, _HEAD.c.mac).with_for_update()
    row = session.execute(found).one_or_none()
    if row is None:
        add_new(session, HistoryHead, [{"id": 1, "seq": 0, "last": "", "mac": ""}])
        row = session.execute(found).one()
    return Head(*row)


def _row(entry: HistoryEntry, number: int, seq: int) -> dict[str, Any]:
    return {
        "id": number,
        "at": entry.at,
        "kind": entry.kind,
        "actor_id": entry.actor_id,
        "acting_for_id": entry.acting_for_id,
        "plan_id": entry.plan_id,
        "action_id": entry.action_id,
        "facts": json.loads(json.dumps(entry.facts)),
        "seq": seq,
    }


def seal(row: dict[str, Any], follows: str, *, key: bytes) -> str:
    """Put the seal into a row to be written, and return it."""
    row["follows"] = follows
    row["mac"] = sealed(_fields(row), row["seq"], follows, key=key)
    return str(row["mac"])


def head_values(seq: int, last: str, *, key: bytes) -> dict[str, Any]:
    """The values of a head that ends with this entry."""
    return {"seq": seq, "last": last, "mac": sealed_head(seq, last, key=key)}


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """What of a row is sealed, in the one form both databases give it back in."""
    names = ("id", "kind", "actor_id", "acting_for_id", "plan_id", "action_id", "facts")
    return {**{name: row[name] for name in names}, "at": _instant(row["at"])}


def _instant(at: object) -> str:
    """The instant in ISO form; what is no instant stays as it is, and fits no seal."""
    try:
        found = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
    except ValueError:
        return str(at)
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


@contextmanager
def whatever_is_stored(connection: Connection) -> Iterator[None]:
    """While this lasts, text that SQLite cannot decode is read with marks in it, not refused."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    usual, driver.text_factory = driver.text_factory, lambda stored: stored.decode(errors="replace")
    try:
        yield
    finally:
        driver.text_factory = usual


def stored_head(connection: Connection) -> Head | None:
    """The head as it is stored; None when there is none."""
    row = connection.execute(select(_HEAD.c.seq, _HEAD.c.last, _HEAD.c.mac)).first()
    return Head(_number(row.seq), str(row.last), str(row.mac)) if row else None


def is_append_only(connection: Connection) -> bool:
    """True when the database refuses to alter or delete entries."""
    if connection.dialect.name == "sqlite":
        found = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN (:one, :two)"
    else:
        found = (
            "SELECT 2 * count(*) FROM pg_trigger WHERE tgrelid = 'history_entry'::regclass"
            " AND tgenabled = 'O' AND tgname IN (:one, :two)"
        )
    names = {"one": "history_entry_is_not_altered", "two": "history_entry_is_not_deleted"}
    return bool(connection.scalar(text(found), names) == len(names))


def stored_entries(connection: Connection) -> Iterator[Entry]:
    """Every entry by its number, as it is stored, a thousand in hand at most."""
    found = select(
        HistoryEntry.id,
        type_coerce(HistoryEntry.at, String).label("at"),
        type_coerce(HistoryEntry.kind, String).label("kind"),
        HistoryEntry.actor_id,
        HistoryEntry.acting_for_id,
        HistoryEntry.plan_id,
        HistoryEntry.action_id,
        cast(HistoryEntry.facts, Text).label("facts"),
        type_coerce(HistoryEntry.seq, Integer).label("seq"),
        HistoryEntry.follows,
        HistoryEntry.mac,
    ).order_by(HistoryEntry.seq, HistoryEntry.id)
    rows = connection.execute(found.execution_options(yield_per=1000))
    return (_entry(row._mapping) for row in rows)


def _entry(row: Mapping[Any, Any]) -> Entry:
    fields = _fields({**row, "facts": _facts(row["facts"])})
    return Entry(fields, _number(row["seq"]), str(row["follows"]), str(row["mac"]))


def _facts(stored: str) -> object:
    try:
        return json.loads(stored)
    except (ValueError, TypeError):
        return str(stored)


def _number(stored: object) -> int:
    """A number of the chain; -1, which no entry has, for anything else."""
    return stored if isinstance(stored, int) else -1
