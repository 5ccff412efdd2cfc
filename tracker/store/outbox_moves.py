"""What happens to a planned letter: each move is one conditional statement.

The same statements run on SQLite and PostgreSQL. A move that finds the letter changed meanwhile
changes nothing and says so. Times are given, never read. The caller commits.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Table,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
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
    about_any,
)

# The tables themselves: a letter is moved several times, and this costs a third of asking for rows.
_LETTER = cast("Table", Notification.__table__)
_ATTEMPT = cast("Table", DeliveryAttempt.__table__)
_INSTANCE = cast("Table", Instance.__table__)

Database = Session | Connection
"""What a move is made with. A plain connection costs each letter a third less."""

MOST_LOST = 3
"""Times a letter may lose its worker, or leave a doubt, before it is set aside."""


@dataclass(frozen=True)
class Claim:
    """The right to send one letter, until the lease ends or another worker takes over."""

    id: str
    epoch: int
    owner: str


@dataclass(frozen=True)
class Said:
    """How far the conversation came and what the mail server said, scrubbed."""

    phase: str
    code: int | None = None
    enhanced: str | None = None
    text: str = ""


def renew(session: Session, held: Claim, *, lease_until: datetime) -> bool:
    """Keep the claim for longer; False when it is gone."""
    return _changed(
        session,
        _held(held, *IN_HAND).where(_LETTER.c.owner == held.owner).values(lease_until=lease_until),
    )


def sent(database: Database, held: Claim, *, now: datetime, said: Said) -> bool:
    """The mail server took it.

    The word of its own sender also settles a letter put in doubt meanwhile, unless another worker
    has claimed it since.
    """
    values = as_sent(held, now, said)
    done = _changed(database, _sent(), values)
    changed_rows(database, _closed(), values)
    return done


def as_sent(held: Claim, at: datetime, said: Said) -> dict[str, Any]:
    """The values of `sent`."""
    return _by(held) | _as_said(said) | {"at": at, "ended": str(LetterState.SENT)}


def beside_sent(statement: Update) -> Update:
    """One statement of this change of another letter and of `sent`: PostgreSQL only."""
    return statement.add_cte(_sent().cte("sent"), _closed().cte("closed"))


@cache
def _sent() -> Update:
    states = (LetterState.GATED, LetterState.READY, LetterState.DOUBTFUL)
    return _held_by(*states).values(
        state=LetterState.SENT, finished_at=bindparam("at"), **_let_go(), **_SAID
    )


def bounced(database: Database, held: Claim, *, now: datetime, said: Said) -> bool:
    """The mail server refused it for good."""
    return _end(database, held, IN_HAND, LetterState.BOUNCED, now=now, said=said, attempts=1)


TOO_LATE = "too late to be of use"
"""Why a letter is given up that could not be sent in time."""


def dead(database: Database, held: Claim, *, now: datetime, said: Said, reason: str) -> bool:
    """It cannot be sent, or not in time; `reason` is for people."""
    return _end(
        database, held, IN_HAND, LetterState.DEAD, now=now, said=said, attempts=1, reason=reason
    )


def dropped(
    database: Database, held: Claim, to: LetterState, *, now: datetime, reason: str
) -> bool:
    """The check before writing found no reason to send it any more; `to` says which way."""
    said = Said("check")
    return _end(database, held, (LetterState.CLAIMED,), to, now=now, said=said, reason=reason)


def put_back(
    database: Database, held: Claim, *, now: datetime, next_at: datetime, said: Said, counts: bool
) -> bool:
    """It was surely not sent: try again at `next_at`. `counts` when it used one of its tries."""
    return _end(
        database,
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
    database: Database, held: Claim, *, now: datetime, next_at: datetime, said: Said
) -> bool:
    """The dot was sent and no answer came: again at `next_at`, or held for a person to decide."""
    states = (LetterState.GATED,)
    again = goes_again()
    return _end(
        database,
        held,
        states,
        case((again, as_state(LetterState.READY)), else_=as_state(LetterState.DOUBTFUL)),
        now=now,
        said=said,
        attempts=1,
        outcome="in doubt",
        doubt_count=_LETTER.c.doubt_count + 1,
        next_at=case((again, next_at), else_=_LETTER.c.next_at),
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
    changed_rows(session, _calling_back(which))


def call_back_about(session: Session, action_ids: Collection[int]) -> None:
    """Have letters about these actions that are being sent right now checked again first."""
    changed_rows(session, _calling_back_about(), {"actions": list(action_ids)})


@cache
def _calling_back_about() -> Update:
    return _calling_back(about_any(bindparam("actions", expanding=True)))


def _calling_back(which: ColumnElement[bool]) -> Update:
    touched = update(Notification).where(
        which, Notification.state.in_((LetterState.READY, LetterState.CLAIMED))
    )
    in_hand = Notification.state == LetterState.CLAIMED
    return touched.values(revoked=case((in_hand, True), else_=Notification.revoked))


def goes_again() -> ColumnElement[bool]:
    """Whether a letter in doubt is repeated: by its policy, and not without end."""
    return and_(_LETTER.c.policy == InDoubt.RESEND, _LETTER.c.doubt_count + 1 < MOST_LOST)


def as_state(state: LetterState) -> Any:
    """A state as a value the database can choose by a condition."""
    return literal(state, _LETTER.c.state.type)


def may_leave() -> ColumnElement[bool]:
    """The condition that mail is not held, and that this letter is not from before a restore."""
    current = func.coalesce(select(_INSTANCE.c.generation).scalar_subquery(), 1)
    held = select(_INSTANCE.c.id).where(_INSTANCE.c.held).exists()
    return and_(_LETTER.c.generation == current, ~held)


def _held(held: Claim, *states: LetterState) -> Update:
    return update(_LETTER).where(
        _LETTER.c.id == held.id,
        _LETTER.c.epoch == held.epoch,
        _LETTER.c.state.in_(states),
    )


def _held_by(*states: LetterState) -> Update:
    """As `_held`, to be kept and run with the values of `_by`: what every letter goes through is
    put together once, which takes longer than running it."""
    return update(_LETTER).where(
        _LETTER.c.id == bindparam("held_id"),
        _LETTER.c.epoch == bindparam("held_epoch"),
        # A list is opened out anew each time, which takes as long as running the statement.
        or_(*(_LETTER.c.state == state for state in states)),
    )


def _by(held: Claim) -> dict[str, Any]:
    return {"held_id": held.id, "held_epoch": held.epoch}


def _let_go() -> dict[str, Any]:
    return {"owner": None, "lease_until": None, "revoked": False}


_SAID: dict[str, Any] = {
    "last_phase": bindparam("said_phase"),
    "last_code": bindparam("said_code"),
    "last_enhanced": bindparam("said_enhanced"),
    "last_text": bindparam("said_text"),
}


def _as_said(said: Said) -> dict[str, Any]:
    return {
        "said_phase": said.phase,
        "said_code": said.code,
        "said_enhanced": said.enhanced,
        "said_text": said.text[:200],
    }


def _end(
    database: Database,
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
    values = {"finished_at": now, **_let_go(), **_SAID} | values
    if reason:
        values["revoked_reason"] = reason[:200]
    tried = _LETTER.c.attempts + attempts
    ended = _held(held, *states).values(state=to, attempts=tried, **values)
    done = _changed(database, ended, _as_said(said))
    _close_attempt(database, held, now=now, said=said, outcome=outcome or str(to))
    return done


def _close_attempt(
    database: Database, held: Claim, *, now: datetime, said: Said, outcome: str
) -> None:
    ended = {"at": now, "ended": outcome}
    changed_rows(database, _closed(), _by(held) | _as_said(said) | ended)


@cache
def _closed() -> Update:
    return (
        update(_ATTEMPT)
        .where(
            _ATTEMPT.c.notification_id == bindparam("held_id"),
            _ATTEMPT.c.epoch == bindparam("held_epoch"),
        )
        .values(
            ended_at=bindparam("at"),
            outcome=bindparam("ended"),
            phase=bindparam("said_phase"),
            code=bindparam("said_code"),
            said=func.nullif(bindparam("said_text"), ""),
        )
    )


def _changed(database: Database, statement: Update, values: dict[str, Any] | None = None) -> bool:
    return changed_rows(database, statement, values) == 1


def changed_rows(
    database: Database, statement: Update, values: dict[str, Any] | None = None
) -> int:
    """Run a change, with these values where it was put together before, and say how many rows it
    met."""
    done = database.execute(statement, values, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", done).rowcount
