"""Which installation a database belongs to, and the letters it holds back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, func, select, true, update
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.store.adding import add_new
from tracker.store.api_tokens import ApiToken
from tracker.store.calendar_feeds import CalendarFeed
from tracker.store.emailed_links import EmailedCode
from tracker.store.once import asked_once
from tracker.store.outbox import (
    UNDECIDED,
    Instance,
    LetterState,
    Notification,
    current_generation,
)
from tracker.store.people import Person
from tracker.store.report_shares import ReportShare
from tracker.store.sessions import SignInSession


@dataclass(frozen=True)
class MailHold:
    """Whether letters may leave this installation at all, and since when and why not.

    `since` is None before a post room has noted it. Letters of an older generation than
    `generation` stay where they are even when nothing is held.
    """

    held: bool
    reason: str
    since: datetime | None
    generation: int


NOT_HELD = MailHold(held=False, reason="", since=None, generation=1)

Which = ColumnElement[bool]
"""A condition on letters."""


def the_instance(session: Session) -> Instance | None:
    """This database's identity as it is now; None before it has one."""
    return session.get(Instance, 1, populate_existing=True)


@asked_once
def instance_now() -> Instance | None:
    """The same for a page, which may have read it with something else."""
    return the_instance(db.session())


def name_instance(session: Session, name: str, *, now: datetime) -> bool:
    """Give the database its name at the first start; False when it has one."""
    add_new(session, Instance, [{"id": 1, "generation": 1, "since": now, "held": False}])
    return _changed(session, Instance.name.is_(None), name=name) == 1


def hold(session: Session, *, reason: str, generation: int, now: datetime) -> bool:
    """Hold all mail and begin this generation; False when it is held already."""
    return (
        _changed(
            session,
            ~Instance.held,
            held=True,
            held_reason=reason[:200],
            held_since=now,
            generation=generation,
        )
        == 1
    )


def hold_anew(session: Session, *, reason: str, generation: int, now: datetime) -> None:
    """Hold all mail and begin this generation, whether it is held already or not."""
    _changed(
        session,
        true(),
        held=True,
        held_reason=reason[:200],
        held_since=now,
        generation=generation,
    )


def end_ways_in(session: Session, *, now: datetime) -> None:
    """Forget every session, code, token and address of a calendar, and take back every report that
    was sent: one that was ended since a backup was taken must not work again."""
    for table in (SignInSession, EmailedCode, ApiToken, CalendarFeed):
        session.execute(delete(table))
    works = ReportShare.taken_back_at.is_(None)
    session.execute(update(ReportShare).where(works).values(taken_back_at=now))


def let_go(session: Session, name: str, *, now: datetime) -> bool:
    """Let mail leave again, under this name; False when it was not held."""
    return (
        _changed(
            session,
            Instance.held.is_(True),
            held=False,
            held_reason=None,
            held_since=None,
            name=name,
            since=now,
        )
        == 1
    )


def waiting(session: Session) -> ColumnElement[bool]:
    """The condition on letters that wait for a person's word: planned before the restore."""
    return (Notification.state == LetterState.READY) & (
        Notification.generation < current_generation(session)
    )


def undecided(session: Session) -> int:
    """How many letters from before the restore nobody has decided yet, those in hand included."""
    found = select(func.count(Notification.id)).where(
        Notification.state.in_(UNDECIDED),
        Notification.generation < current_generation(session),
    )
    return session.scalar(found) or 0


def waiting_kinds(session: Session) -> list[tuple[str, int]]:
    """The kinds of the letters that wait, and how many of each."""
    found = (
        select(Notification.kind, func.count())
        .where(waiting(session))
        .group_by(Notification.kind)
        .order_by(Notification.kind)
    )
    return [(kind, letters) for kind, letters in session.execute(found)]


def waiting_page(session: Session, *, first: int, most: int) -> Sequence[tuple[Notification, str]]:
    """Some of the letters that wait, the one due first first, each with its reader's name."""
    found = (
        select(Notification, Person.name)
        .join(Person, Person.id == Notification.recipient_id)
        .where(waiting(session))
        .order_by(Notification.next_at, Notification.id)
        .offset(first)
        .limit(most)
    )
    return [(letter, name) for letter, name in session.execute(found)]


def release(session: Session, which: ColumnElement[bool]) -> int:
    """Let these letters go once mail leaves again; returns how many."""
    return _moved(session, which, generation=current_generation(session))


def settle(
    session: Session, which: ColumnElement[bool], to: LetterState, *, reason: str, now: datetime
) -> int:
    """End these letters without sending them; returns how many.

    One that is SENT, by the word of a person, is taken to have gone when it was due.
    """
    by_hand = to is LetterState.SENT
    return _moved(
        session,
        which,
        state=to,
        finished_at=Notification.next_at if by_hand else now,
        last_text=reason[:200] if by_hand else Notification.last_text,
        revoked_reason=None if by_hand else reason[:200],
    )


def these(ids: Collection[str]) -> ColumnElement[bool]:
    """The condition that a letter is one of these."""
    return Notification.id.in_(ids)


def of_kind(kind: str) -> ColumnElement[bool]:
    """The condition that a letter is of this kind."""
    return Notification.kind == kind


def _moved(session: Session, which: ColumnElement[bool], **values: Any) -> int:
    done = session.execute(
        update(Notification)
        .where(which, waiting(session))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount


def _changed(session: Session, where: ColumnElement[bool], **values: Any) -> int:
    done = session.execute(
        update(Instance)
        .where(Instance.id == 1, where)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount
