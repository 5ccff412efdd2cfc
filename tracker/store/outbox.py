"""The outbox: one row is one letter to one person for one occasion, planned once.

Here are its tables and the planning of letters; `outbox_moves.py` has what happens to a planned
letter until it is sent or set aside (`reliability.md` 5.1 and 5.2).
"""

import hashlib
import secrets
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    and_,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.domain.workdays import local_instant
from tracker.extensions import Base
from tracker.store.adding import add_new
from tracker.store.aliases import shared_alias
from tracker.store.columns import UtcDateTime, word


class LetterState(StrEnum):
    """Where a letter stands. `READY` with a later `next_at` is a letter put off."""

    READY = "ready"
    CLAIMED = "claimed"
    GATED = "gated"
    SENT = "sent"
    BOUNCED = "bounced"
    DEAD = "dead"
    DOUBTFUL = "doubtful"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


ONE_TIME_CODE = "one_time_code"
REPORT_SHARED = "report_shared"
WAITED_FOR = frozenset({ONE_TIME_CODE})
"""Kinds of letter that somebody sits and waits for: they go first, at any hour and on any day, and
count towards no limit. What they said is a secret, so it is not kept."""

REVIEWED = "reviewed"
"""The letter to an owner about all that a review decided, where it decided more than one thing."""

IN_HAND = (LetterState.CLAIMED, LetterState.GATED)
UNDECIDED = (LetterState.READY, *IN_HAND)
"""States of letters that have neither gone nor been set aside."""


class InDoubt(StrEnum):
    """What happens to a letter nobody can know arrived: it goes again, or a person decides."""

    RESEND = "resend"
    HOLD = "hold"


class Notification(Base):
    """One letter to one person.

    `facts` says what it is about in ids and step names, never in titles or text: it is written
    when it is sent, as its reader. `epoch` counts its claims and is the token that keeps a slow
    sender from finishing what another has taken over. `body` is what went out, compressed, kept
    for a while; `body_sha256` stays.
    """

    __tablename__ = "notification"
    __table_args__ = (
        CheckConstraint(
            "(state IN ('claimed', 'gated')) = (owner IS NOT NULL)", name="owned_in_hand"
        ),
        Index(None, "state", "next_at", "epoch"),
        Index(None, "next_at", "id"),  # the delivery log, newest first
        Index(None, "kind", "next_at", "id"),  # the same, of one kind
        Index(None, "recipient_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    policy: Mapped[InDoubt] = mapped_column(word(InDoubt))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    occasion_at: Mapped[datetime] = mapped_column(UtcDateTime())
    local_date: Mapped[date]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())

    state: Mapped[LetterState] = mapped_column(word(LetterState), default=LetterState.READY)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime())
    epoch: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(60))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    attempts: Mapped[int] = mapped_column(default=0)
    lost_attempts: Mapped[int] = mapped_column(default=0)
    doubt_count: Mapped[int] = mapped_column(default=0)
    revoked: Mapped[bool] = mapped_column(default=False)
    revoked_reason: Mapped[str | None] = mapped_column(String(200))
    generation: Mapped[int]

    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    to_hash: Mapped[str | None] = mapped_column(String(64))
    subject: Mapped[str | None] = mapped_column(String(300))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    body_sha256: Mapped[str | None] = mapped_column(String(64))
    last_phase: Mapped[str | None] = mapped_column(String(20))
    last_code: Mapped[int | None]
    last_enhanced: Mapped[str | None] = mapped_column(String(12))
    last_text: Mapped[str | None] = mapped_column(String(200))

    batch: Mapped[str] = mapped_column(String(32), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    first_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)

    @property
    def is_secret(self) -> bool:
        """True when what it said is not kept."""
        return self.kind in WAITED_FOR

    @property
    def went_out(self) -> bytes | None:
        """What went out, as it was sent; None before that, and once only its hash is kept."""
        return None if self.body is None else zlib.decompress(self.body)


class NotificationAction(Base):
    """An action that a letter about several actions speaks of, and at which step."""

    __tablename__ = "notification_action"

    notification_id: Mapped[str] = mapped_column(ForeignKey("notification.id"), primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), primary_key=True, index=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)


class Occasion(Base):
    """A reason to write that a letter has answered, so that it is never answered again."""

    __tablename__ = "occasion"

    dedupe_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    notification_id: Mapped[str] = mapped_column(ForeignKey("notification.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    local_date: Mapped[date]


class OccasionSkip(Base):
    """A reason to write that was let pass, and why in words: 'why did I get no letter?'"""

    __tablename__ = "occasion_skip"

    dedupe_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class DeliveryAttempt(Base):
    """One claim of one letter: who took it, how far it came, what was said, how it ended."""

    __tablename__ = "delivery_attempt"

    notification_id: Mapped[str] = mapped_column(ForeignKey("notification.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    worker: Mapped[str] = mapped_column(String(60))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    outcome: Mapped[str | None] = mapped_column(String(20))
    phase: Mapped[str | None] = mapped_column(String(20))
    code: Mapped[int | None]
    said: Mapped[str | None] = mapped_column(String(200))


class Suppression(Base):
    """An address no mail goes to since it bounced, until somebody clears it."""

    __tablename__ = "suppression"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime] = mapped_column(UtcDateTime())
    notification_id: Mapped[str | None] = mapped_column(ForeignKey("notification.id"))
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RelayState(Base):
    """A mail server in trouble; no row, or `down` false, means it takes letters."""

    __tablename__ = "relay_state"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    down: Mapped[bool] = mapped_column(default=False)
    trouble: Mapped[str | None] = mapped_column(String(200))
    phase: Mapped[str | None] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(UtcDateTime())
    next_probe_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Instance(Base):
    """This database's one identity. A restored copy begins a new generation, and letters of older
    generations are never sent by themselves.

    `name` is the installation that sends from it. While `held`, no letter leaves at all.
    """

    __tablename__ = "instance"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    generation: Mapped[int] = mapped_column(default=1)
    since: Mapped[datetime] = mapped_column(UtcDateTime())
    name: Mapped[str | None] = mapped_column(String(80))
    held: Mapped[bool] = mapped_column(default=False)
    held_reason: Mapped[str | None] = mapped_column(String(200))
    held_since: Mapped[datetime | None] = mapped_column(UtcDateTime())


def new_id() -> str:
    """A fresh random id for a letter or a batch."""
    return secrets.token_hex(16)


def of_day(first: date, last: date | None = None) -> ColumnElement[bool]:
    """The letters of one day or of the days from `first` to `last`, by the time from which they may
    leave: that is never before the day they are of, and among years of letters it has an index."""
    return and_(
        Notification.next_at >= local_instant(first, time.min),
        Notification.local_date.between(first, last or first),
    )


def address_hash(address: str) -> str:
    """What stands for an address where the address itself is not kept."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()


@dataclass(frozen=True)
class PlannedLetter:
    """A letter to be planned. Its `dedupe_key` is what can happen only once."""

    dedupe_key: str
    kind: str
    recipient_id: int
    occasion_at: datetime
    local_date: date
    next_at: datetime
    expires_at: datetime
    policy: InDoubt = InDoubt.RESEND
    plan_id: int | None = None
    action_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=new_id)


def plan_many(
    session: Session, letters: Sequence[PlannedLetter], *, batch: str, host: str, now: datetime
) -> set[str]:
    """Plan the letters whose keys are new; returns the ids of those, however many planners run.

    One insert and one question, however many letters. `host` ends the Message-IDs.
    """
    if not letters:
        return set()
    generation = current_generation(session)
    rows = [
        vars(letter)
        | {
            "state": LetterState.READY,
            "generation": generation,
            "message_id": f"<{letter.kind}.{letter.id}@{host}>",
            "batch": batch,
            "created_at": now,
        }
        for letter in letters
    ]
    add_new(session, Notification, rows)
    return set(session.scalars(select(Notification.id).where(Notification.batch == batch)))


def current_generation(session: Session) -> int:
    """The generation letters are planned and sent in; 1 until a backup has been restored."""
    return session.scalar(select(Instance.generation)) or 1


def is_waited_for(session: Session, now: datetime) -> bool:
    """True when a letter is due that somebody sits and waits for."""
    due = select(Notification.id).where(
        Notification.kind.in_(sorted(WAITED_FOR)),
        Notification.state == LetterState.READY,
        Notification.next_at <= now,
    )
    return session.scalar(due.limit(1)) is not None


def spoken_for(session: Session, now: datetime) -> int:
    """How many letters have gone in the last hour, or are in somebody's hand and may go.

    A little ahead of the clock counts too, as when it was just put right; days ahead do not. Both
    are counted in one statement, so that a letter which goes meanwhile is not missed by either.
    """
    hour = timedelta(hours=1)
    # By when they ended: with their state among the conditions SQLite reads all that ever went.
    gone = select(func.count().filter(Notification.state == LetterState.SENT)).where(
        Notification.finished_at > now - hour, Notification.finished_at < now + hour
    )
    going = select(func.count(Notification.id)).where(Notification.state.in_(IN_HAND))
    both = select(gone.scalar_subquery() + going.scalar_subquery())
    counted: int = session.scalars(both).one()
    return counted


def other_letters_of(
    session: Session, letters: Sequence[Notification], since: datetime
) -> dict[int, tuple[int, int]]:
    """By reader of these letters, how many others they have been sent in the day from then on, and
    how many are on their way now; nothing of those who have none. One statement, as in
    `spoken_for`."""
    reader = Notification.recipient_id
    theirs = and_(
        reader.in_({letter.recipient_id for letter in letters}),
        Notification.id.not_in([letter.id for letter in letters]),
    )
    went = Notification.state.in_((LetterState.SENT, LetterState.DOUBTFUL))
    ended = Notification.finished_at.between(since, since + timedelta(days=1))
    nothing = literal(0)
    gone = select(reader, func.count().filter(went), nothing).where(theirs, ended).group_by(reader)
    going = select(reader, nothing, func.count()).where(theirs, Notification.state.in_(IN_HAND))
    counts: dict[int, tuple[int, int]] = {}
    for one, sent, on_the_way in session.execute(union_all(gone, going.group_by(reader))):
        before = counts.get(one, (0, 0))
        counts[one] = (before[0] + sent, before[1] + on_the_way)
    return counts


def suppressed_among(session: Session, hashes: Collection[str]) -> set[str]:
    """Those of these addresses, by what stands for them, that no mail goes to any more."""
    found = select(Suppression.address_hash).where(
        Suppression.address_hash.in_(hashes), Suppression.cleared_at.is_(None)
    )
    return set(session.scalars(found))


def suppress(
    session: Session, hashed: str, *, reason: str, notification_id: str | None, now: datetime
) -> None:
    """Send nothing more to the address with this hash, until somebody clears it."""
    session.merge(
        Suppression(
            address_hash=hashed,
            reason=reason[:200],
            since=now,
            notification_id=notification_id,
            cleared_at=None,
            cleared_by_id=None,
        )
    )


def about(action_ids: Iterable[int]) -> Any:
    """The condition that a letter speaks of any of these actions."""
    return about_any(list(action_ids))


def about_any(wanted: list[int] | BindParameter[list[int]]) -> Any:
    """The same of actions that are said when it is asked."""
    named = select(_NAMED.id).where(_NAMED.action_id.in_(wanted))
    spoken_of = select(NotificationAction.notification_id).where(
        NotificationAction.action_id.in_(wanted)
    )
    # No 'or', for which PostgreSQL reads every letter there is.
    return Notification.id.in_(union_all(named, spoken_of))


_NAMED = shared_alias(Notification)
