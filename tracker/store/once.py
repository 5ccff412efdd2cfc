"""Questions that many parts of a page ask alike, and the database is asked once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from tracker.extensions import db, only_reading

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")

_HELD = "asked_once"


def asked_once(question: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """Keep the answer to a question for the rest of a transaction that only reads.

    Where something may be written, every question is asked afresh. What it is asked with has to be
    hashable, and nobody may alter the answer.
    """

    @wraps(question)
    def answered(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        held = _held()
        if held is None:
            return question(*args, **kwargs)
        key = _key(question, args, kwargs)
        if key not in held:
            held[key] = question(*args, **kwargs)
        answer: _Answer = held[key]
        return answer

    return answered


def known(
    question: Callable[_Asked, _Answer],
    answer: _Answer,
    *args: _Asked.args,
    **kwargs: _Asked.kwargs,
) -> None:
    """Keep what was asked for together with others as the answer to a question of `asked_once`."""
    held = _held()
    if held is not None:
        held[_key(getattr(question, "__wrapped__", question), args, kwargs)] = answer


def already(
    question: Callable[_Asked, _Answer], *args: _Asked.args, **kwargs: _Asked.kwargs
) -> _Answer | None:
    """The answer that is kept to a question of `asked_once`; None when it was not asked."""
    held = _held() or {}
    answer: _Answer | None = held.get(
        _key(getattr(question, "__wrapped__", question), args, kwargs)
    )
    return answer


def _held() -> dict[Any, Any] | None:
    """The answers of the transaction; None where each question is asked afresh."""
    transaction = db.session().get_transaction()
    if transaction is None or not only_reading.get():
        return None
    held: tuple[object, dict[Any, Any]] | None = db.session().info.get(_HELD)
    if held is None or held[0] is not transaction:
        held = db.session().info[_HELD] = (transaction, {})
    return held[1]


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """Let the answers go with their transaction.

    Otherwise they stay as long as their session, which holds itself until rubbish is looked for:
    what fifty owners are told is thirty megabytes.
    """
    held = session.info.get(_HELD)
    if held is not None and held[0] is transaction:
        del session.info[_HELD]


def _key(question: object, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
    return question, args, tuple(sorted(kwargs.items()))
