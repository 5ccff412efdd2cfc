"""How an address of the API reads what is asked, writes what it tells, and is described."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from typing import Any

from flask import Response, request
from pydantic import BaseModel

from tracker.web.access import token_holder
from tracker.web.api.asked import Asked, asked_in_address

View = Callable[..., BaseModel]


@dataclass(frozen=True)
class Operation:
    """What an address takes and gives, for its description."""

    asked: type[Asked]
    answer: type[BaseModel]
    summary: str


operations: dict[str, Operation] = {}
"""Each view that was declared with `answers`, by its name: what its address is described by."""


def answers(
    answer: type[BaseModel], *, asked: type[Asked] = Asked
) -> Callable[[View], Callable[..., Response]]:
    """Declare what an address takes and gives. Its view is called with what was asked and with the
    parts of the address, and its docstring is the first line of the description."""

    def declare(view: View) -> Callable[..., Response]:
        @wraps(view)
        def answered(**place: Any) -> Response:
            told = view(asked_in_address(asked), **place)
            return _unless_held(told.model_dump_json())

        summary = (view.__doc__ or "").partition("\n")[0]
        operations[view.__name__] = Operation(asked, answer, summary)
        return answered

    return declare


def _unless_held(told: str) -> Response:
    """What is told with its ETag, or 304 when the program that asks holds just that.

    The tag is made of every byte that is told and of who reads it with which rights, so it can
    neither outlive a change nor be taken for another person's.
    """
    response = Response(told, mimetype="application/json")
    read_by = f"{token_holder().eyes}\n{request.full_path}\n"
    response.set_etag(sha256(f"{read_by}{told}".encode()).hexdigest()[:32])
    response.vary.add("Authorization")
    response.make_conditional(request)
    return response
