"""Questions that many parts of a page ask alike, and the database is asked once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

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
        transaction = db.session().get_transaction()
        if transaction is None or not only_reading.get():
            return question(*args, **kwargs)
        held: tuple[object, dict[Any, Any]] | None = db.session().info.get(_HELD)
        if held is None or held[0] is not transaction:
            held = db.session().info[_HELD] = (transaction, {})
        key = question, args, tuple(sorted(kwargs.items()))
        if key not in held[1]:
            held[1][key] = question(*args, **kwargs)
        answer: _Answer = held[1][key]
        return answer

    return answered
