"""What happens to a planned letter: each move is one conditional statement.

The same statements run on SQLite and PostgreSQL. A move that finds the letter changed meanwhile
changes nothing and says so. Times are given, never read. The caller commits.
"""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Update,
    and_,
    case,
    func,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from tracker.store.outbox import (
    IN_HAND,
    DeliveryAttempt,
    InDoubt,
    Instance,
    LetterState,
    Notification,
    about,
)

MOST_LOST = 3
"""Times a letter may lose its worker, or leave a doubt, before it is set aside."""


@dataclass(frozen=True)
class Claim:
    """The right to send one letter, until the lease ends or another worker takes over."""

    id: str
    epoch: int
    owner: str


@dataclass(frozen=True)
class WentOut:
    """What is about to go out, kept with the letter."""

    to_hash: str
    subject: str
    body: bytes | None
    body_sha256: str


@dataclass(frozen=True)
class Said:
    """How far the conversation came and what the mail server said, scrubbed."""

    phase: str
    code: int | None = None
    enhanced: str | None = None
    text: str = ""


def claim(
    session: Session,
    *,
    worker: str,
    now: datetime,
    lease_until: datetime,
    kinds: AbstractSet[str] | None = None,
) -> Notification | None:
    """Take the letter that has been due longest, of these kinds or of any; None when none is due.

    Exactly one worker gets it, however many try. The letter is handed out detached, as it stood
    at the claim, so that looking at it opens no transaction.
    """
    due = (
        select(Notification.id)
        .where(
            Notification.state == LetterState.READY,
            Notification.next_at <= now,
            Notification.revoked.is_(False),
            _may_leave(),
            true() if kinds is None else Notification.kind.in_(sorted(kinds)),
        )
        .order_by(Notification.next_at, Notification.epoch)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = session.scalars(
        update(Notification)
        .where(Notification.id == due, Notification.state == LetterState.READY)
        .values(
            state=LetterState.CLAIMED,
            epoch=Notification.epoch + 1,
            owner=worker,
            lease_until=lease_until,
        )
        .returning(Notification)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).one_or_none()
    if taken is not None:
        session.expunge(taken)
        session.add(
            DeliveryAttempt(
                notification_id=taken.id, epoch=taken.epoch, worker=worker, started_at=now
            )
        )
        session.flush()
    return taken


def gate(session: Session, held: Claim, *, now: datetime, went_out: WentOut) -> bool:
    """Note that the final dot is about to go; False when the letter must not go any more."""
    return _changed(
        session,
        _held(held, LetterState.CLAIMED)
        .where(
            Notification.owner == held.owner,
            Notification.lease_until > now,
            Notification.revoked.is_(False),
            _may_leave(),
        )
        .values(
            state=LetterState.GATED,
            first_attempt_at=case(
                (Notification.first_attempt_at.is_(None), now),
                else_=Notification.first_attempt_at,
            ),
            to_hash=went_out.to_hash,
            subject=went_out.subject[:300],
            body=went_out.body,
            body_sha256=went_out.body_sha256,
        ),
    )


def is_called_back(session: Session, held: Claim) -> bool:
    """True when the gate stayed shut because of a change, and not because the claim is gone."""
    revoked = select(Notification.revoked).where(
        Notification.id == held.id,
        Notification.epoch == held.epoch,
        Notification.owner == held.owner,
    )
    return bool(session.scalar(revoked))


def renew(session: Session, held: Claim, *, lease_until: datetime) -> bool:
    """Keep the claim for longer; False when it is gone."""
    return _changed(
        session,
        _held(held, *IN_HAND)
        .where(Notification.owner == held.owner)
        .values(lease_until=lease_until),
    )


def sent(session: Session, held: Claim, *, now: datetime, said: Said) -> bool:
    """The mail server took it.

    The word of its own sender also settles a letter put in doubt meanwhile, unless another worker
    has claimed it since.
    """
    states = (LetterState.GATED, LetterState.READY, LetterState.DOUBTFUL)
    return _end(session, held, states, LetterState.SENT, now=now, said=said)


def bounced(session: Session, held: Claim, *, now: datetime, said: Said) -> bool:
    """The mail server refused it for good."""
    return _end(session, held, IN_HAND, LetterState.BOUNCED, now=now, said=said, attempts=1)


TOO_LATE = "too late to be of use"
"""Why a letter is given up that could not be sent in time."""


def dead(session: Session, held: Claim, *, now: datetime, said: Said, reason: str) -> bool:
    """It cannot be sent, or not in time; `reason` is for people."""
    return _end(
        session, held, IN_HAND, LetterState.DEAD, now=now, said=said, attempts=1, reason=reason
    )


def dropped(session: Session, held: Claim, to: LetterState, *, now: datetime, reason: str) -> bool:
    """The check before writing found no reason to send it any more; `to` says which way."""
    said = Said("check")
    return _end(session, held, (LetterState.CLAIMED,), to, now=now, said=said, reason=reason)


def put_back(
    session: Session, held: Claim, *, now: datetime, next_at: datetime, said: Said, counts: bool
) -> bool:
    """It was surely not sent: try again at `next_at`. `counts` when it used one of its tries."""
    return _end(
        session,
        held,
        IN_HAND,
        LetterState.READY,
        now=now,
        said=said,
        attempts=int(counts),
        next_at=next_at,
        finished_at=None,
    )


def in_doubt(
    session: Session, held: Claim, *, now: datetime, next_at: datetime, said: Said
) -> bool:
    """The dot was sent and no answer came: again at `next_at`, or held for a person to decide."""
    states = (LetterState.GATED,)
    again = goes_again()
    return _end(
        session,
        held,
        states,
        case((again, as_state(LetterState.READY)), else_=as_state(LetterState.DOUBTFUL)),
        now=now,
        said=said,
        attempts=1,
        outcome="in doubt",
        doubt_count=Notification.doubt_count + 1,
        next_at=case((again, next_at), else_=Notification.next_at),
        finished_at=case((again, None), else_=now),
    )


def set_aside(
    session: Session,
    which: ColumnElement[bool],
    to: LetterState,
    *,
    now: datetime,
    reason: str,
) -> int:
    """Cancel or supersede waiting letters because of a change; returns how many.

    A letter in hand is called back instead: its sender will find it revoked at the gate, and the
    check that follows decides.
    """
    ready = update(Notification).where(which, Notification.state == LetterState.READY)
    done = changed_rows(
        session, ready.values(state=to, revoked_reason=reason[:200], finished_at=now)
    )
    call_back(session, which)
    return done


def call_back(session: Session, which: ColumnElement[bool]) -> None:
    """Have letters being sent right now checked again before they go.

    Waiting letters are touched too, so that on PostgreSQL none of them is claimed and checked
    against the facts as they were before the caller's change is committed.
    """
    touched = update(Notification).where(
        which, Notification.state.in_((LetterState.READY, LetterState.CLAIMED))
    )
    in_hand = Notification.state == LetterState.CLAIMED
    changed_rows(session, touched.values(revoked=case((in_hand, True), else_=Notification.revoked)))


def call_back_about(session: Session, action_ids: Collection[int]) -> None:
    """Have letters about these actions that are being sent right now checked again first."""
    call_back(session, about(action_ids))


def goes_again() -> ColumnElement[bool]:
    """Whether a letter in doubt is repeated: by its policy, and not without end."""
    return and_(Notification.policy == InDoubt.RESEND, Notification.doubt_count + 1 < MOST_LOST)


def as_state(state: LetterState) -> Any:
    """A state as a value the database can choose by a condition."""
    return literal(state, Notification.__table__.c.state.type)


def _may_leave() -> ColumnElement[bool]:
    """That all mail is not held, and that this letter is not from before a restore."""
    current = func.coalesce(select(Instance.generation).scalar_subquery(), 1)
    held = select(Instance.id).where(Instance.held).exists()
    return and_(Notification.generation == current, ~held)


def _held(held: Claim, *states: LetterState) -> Update:
    return update(Notification).where(
        Notification.id == held.id,
        Notification.epoch == held.epoch,
        Notification.state.in_(states),
    )


def _end(
    session: Session,
    held: Claim,
    states: Collection[LetterState],
    to: Any,
    *,
    now: datetime,
    said: Said,
    attempts: int = 0,
    reason: str | None = None,
    outcome: str | None = None,
    **values: Any,
) -> bool:
    """Let a letter go from its worker's hand, into `to`, and close the attempt."""
    values = {"finished_at": now} | values
    if reason:
        values["revoked_reason"] = reason[:200]
    done = _changed(
        session,
        _held(held, *states).values(
            state=to,
            owner=None,
            lease_until=None,
            revoked=False,
            attempts=Notification.attempts + attempts,
            last_phase=said.phase,
            last_code=said.code,
            last_enhanced=said.enhanced,
            last_text=said.text[:200],
            **values,
        ),
    )
    _close_attempt(session, held, now=now, said=said, outcome=outcome or str(to))
    return done


def _close_attempt(
    session: Session, held: Claim, *, now: datetime, said: Said, outcome: str
) -> None:
    changed_rows(
        session,
        update(DeliveryAttempt)
        .where(
            DeliveryAttempt.notification_id == held.id,
            DeliveryAttempt.epoch == held.epoch,
        )
        .values(
            ended_at=now,
            outcome=outcome,
            phase=said.phase,
            code=said.code,
            said=said.text[:200] or None,
        ),
    )


def _changed(session: Session, statement: Update) -> bool:
    return changed_rows(session, statement) == 1


def changed_rows(session: Session, statement: Update) -> int:
    """Run a change and say how many rows it met."""
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount
