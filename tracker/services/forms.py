"""Forms that take effect once, however often they are sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from sqlalchemy import Executable, Table, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.exc import StaleDataError

from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.killpoints import kp
from tracker.store.people import Person
from tracker.store.sessions import FormSubmission, KeptForm

SUBMISSIONS_KEPT = timedelta(days=7)
TYPED_TEXT_KEPT = timedelta(days=14)


@dataclass(frozen=True)
class SentForm:
    """A form as it came in: who sent it, its number, and the address it leads to.

    `link_hash` tells the emailed link through which it came without an account, if it did.
    """

    by: Person
    request_id: str
    answer: str
    link_hash: str = ""

    @property
    def trail(self) -> dict[str, bool]:
        """What the history says of how it came."""
        return {"by_link": True} if self.link_hash else {}


@contextmanager
def taking_effect(sent: SentForm, *, route: str, message: str, now: datetime) -> Iterator[None]:
    """Take a form once and do what is inside, or undo all of it when it cannot be done.

    A row changed meanwhile is Crossed. Whoever uses it commits, as the last thing inside.
    """
    take_once(
        sent.request_id, by=sent.by, route=route, answer=sent.answer, message=message, now=now
    )
    try:
        kp("form.taken")
        yield
        kp("form.committed")
    except StaleDataError as stale:
        db.session.rollback()
        raise Crossed from stale
    except (Crossed, RuleBroken):
        db.session.rollback()
        raise


def take_once(
    request_id: str, *, by: Person, route: str, answer: str, message: str, now: datetime
) -> None:
    """Mark this form as taking effect now, in the caller's transaction, before anything changes.

    Of any number of equal forms sent at once exactly one goes on. Raises AlreadyDone for the
    others, with the first one's answer, and RuleBroken when somebody else's form is replayed or the
    form carries no number.
    """
    if not request_id:
        raise RuleBroken("This form is out of date. Open the page again and send it once more.")
    form = {
        "request_id": request_id[:64],
        "person_id": by.id,
        "route": route,
        "answer": answer,
        "message": message,
        "at": now,
    }
    if db.session.connection().execute(_taking(db.engine.dialect.name), form).scalar() is None:
        _answer_again(request_id[:64], by, route)


@cache
def _taking(dialect: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = cast("Table", FormSubmission.__table__)
    statement = insert(table).on_conflict_do_nothing(index_elements=["request_id"])
    return statement.returning(table.c.request_id)


def refuse_repeat(request_id: str, *, by: Person, route: str) -> None:
    """Raise AlreadyDone when this person's form has taken effect before.

    Ask after reading what the form is about and before checking it: a form that comes again would
    be checked against what it has itself changed, and its answers might break a rule they kept.
    """
    first = db.session.get(FormSubmission, request_id[:64])
    if first is not None and first.person_id == by.id and first.route == route:
        raise AlreadyDone(answer=first.answer, message=first.message)


def _answer_again(request_id: str, by: Person, route: str) -> None:
    first = db.session.get_one(FormSubmission, request_id)
    same = first.person_id == by.id and first.route == route
    answer, message = first.answer, first.message
    db.session.rollback()
    if not same:
        raise RuleBroken("This form is out of date. Open the page again and send it once more.")
    raise AlreadyDone(answer=answer, message=message)


def forget_old_forms(*, now: datetime) -> int:
    """Drop handled forms and kept text past their time; returns how many rows went."""
    gone = db.session.execute(
        delete(FormSubmission).where(FormSubmission.at < now - SUBMISSIONS_KEPT)
    )
    kept = db.session.execute(delete(KeptForm).where(KeptForm.at < now - TYPED_TEXT_KEPT))
    db.session.commit()
    return _rows(gone) + _rows(kept)


def _rows(result: object) -> int:
    return int(getattr(result, "rowcount", 0))
