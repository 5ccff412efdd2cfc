"""The gate: the note, committed just before a letter's final dot, that it is about to go, and with
it that the letter before was sent.

The other moves are in `outbox_moves.py`. The caller commits.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Table, Update, bindparam, func, select, update

from tracker.store.outbox import LetterState, Notification
from tracker.store.outbox_moves import (
    Claim,
    Database,
    Said,
    as_sent,
    beside_sent,
    changed_rows,
    may_leave,
    sent,
)

_LETTER = cast("Table", Notification.__table__)


@dataclass(frozen=True)
class WentOut:
    """What is about to go out, kept with the letter."""

    to_hash: str
    subject: str
    body: bytes | None
    body_sha256: str


@dataclass(frozen=True)
class Sent:
    """That the mail server took a letter, as a move that can be made later."""

    held: Claim
    at: datetime
    said: Said

    def __call__(self, database: Database) -> bool:
        """Make it."""
        return sent(database, self.held, now=self.at, said=self.said)


def gate(
    database: Database,
    held: Claim,
    *,
    now: datetime,
    went_out: WentOut,
    before: Sent | None = None,
) -> bool:
    """Note that the final dot is about to go; False when the letter must not go any more.

    Whether it may go or not, that the one `before` it was sent is noted too: on PostgreSQL in the
    same statement, since each is a journey to the server and back.
    """
    statement, values = _gate(), _at_the_gate(held, now, went_out)
    if before and _speaks_postgresql(database):
        statement, values = _gate_after(), values | as_sent(before.held, before.at, before.said)
    elif before:
        before(database)
    return changed_rows(database, statement, values) == 1


def _speaks_postgresql(database: Database) -> bool:
    bind = database if isinstance(database, Connection) else database.get_bind()
    return bind.dialect.name == "postgresql"


def _at_the_gate(held: Claim, now: datetime, went_out: WentOut) -> dict[str, Any]:
    return {
        "gate_id": held.id,
        "gate_epoch": held.epoch,
        "gate_owner": held.owner,
        "gate_at": now,
        "out_to": went_out.to_hash,
        "out_subject": went_out.subject[:300],
        "out_body": went_out.body,
        "out_sha256": went_out.body_sha256,
    }


@cache
def _gate() -> Update:
    return (
        update(_LETTER)
        .where(
            _LETTER.c.id == bindparam("gate_id"),
            _LETTER.c.epoch == bindparam("gate_epoch"),
            _LETTER.c.state == LetterState.CLAIMED,
            _LETTER.c.owner == bindparam("gate_owner"),
            _LETTER.c.lease_until > bindparam("gate_at"),
            _LETTER.c.revoked.is_(False),
            may_leave(),
        )
        .values(
            state=LetterState.GATED,
            first_attempt_at=func.coalesce(_LETTER.c.first_attempt_at, bindparam("gate_at")),
            to_hash=bindparam("out_to"),
            subject=bindparam("out_subject"),
            body=bindparam("out_body"),
            body_sha256=bindparam("out_sha256"),
        )
    )


@cache
def _gate_after() -> Update:
    return beside_sent(_gate())


def is_called_back(database: Database, held: Claim) -> bool:
    """True when the gate stayed shut because of a change, and not because the claim is gone."""
    revoked = select(Notification.revoked).where(
        Notification.id == held.id,
        Notification.epoch == held.epoch,
        Notification.owner == held.owner,
    )
    return bool(database.scalar(revoked))
