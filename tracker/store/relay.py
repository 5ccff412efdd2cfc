"""Whether the mail server takes letters: one row for each way of delivering, shared by all."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from tracker.store.outbox import RelayState


def trouble_with(session: Session, name: str) -> RelayState | None:
    """What is wrong with it; None while it takes letters."""
    state = session.get(RelayState, name, populate_existing=True)
    return state if state is not None and state.down else None


def mark_down(
    session: Session, name: str, *, trouble: str, phase: str, now: datetime, next_probe_at: datetime
) -> None:
    """Stop sending until a probe succeeds. `since` stays the beginning of the trouble."""
    state = session.get(RelayState, name, populate_existing=True)
    if state is None:
        state = RelayState(name=name, down=False)
        session.add(state)
    if not state.down:
        state.down, state.since = True, now
    state.trouble, state.phase, state.next_probe_at = trouble[:200], phase, next_probe_at
    session.flush()


def take_probe(session: Session, name: str, *, now: datetime, next_probe_at: datetime) -> bool:
    """Take the right to try the mail server once; True for exactly one of those who ask."""
    taken = session.execute(
        update(RelayState)
        .where(RelayState.name == name, RelayState.down, RelayState.next_probe_at <= now)
        .values(next_probe_at=next_probe_at)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", taken).rowcount == 1


def mark_up(session: Session, name: str, *, now: datetime) -> None:
    """It takes letters again, since now."""
    session.execute(
        update(RelayState)
        .where(RelayState.name == name)
        .values(down=False, trouble=None, phase=None, since=now)
        .execution_options(synchronize_session=False)
    )
