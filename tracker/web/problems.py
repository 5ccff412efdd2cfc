"""Refusals of the API as problem documents (RFC 9457). None of them says what it hides."""

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple

from flask import Response, request

MEDIA_TYPE = "application/problem+json"
_PLACE = "/api/"

_WORDS = {
    400: "The request cannot be understood.",
    401: "Send a token that is good as 'Authorization: Bearer' and the token.",
    403: "Your role may not read this.",
    404: "There is nothing here, or nothing that you may see.",
    405: "Only GET, HEAD and OPTIONS are answered here.",
    422: "A parameter is not as it has to be.",
    429: "Too many requests in a minute. Wait as many seconds as Retry-After says.",
    503: "The service cannot answer now. Try again in a few minutes.",
}
_FAULT = "Something went wrong here. It is in our log."


class Wrong(NamedTuple):
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class WrongParameters(Exception):
    """What was asked for cannot be; `errors` say of each parameter what is wrong."""

    def __init__(self, errors: Sequence[Wrong]) -> None:
        super().__init__("wrong parameters")
        self.errors = errors


def is_api() -> bool:
    """True for a request to the API, whose refusals are no pages."""
    return request.path.startswith(_PLACE)


def problem(
    status: int,
    *,
    headers: Mapping[str, str] | None = None,
    errors: Iterable[Wrong] = (),
) -> Response:
    """The answer to a request to the API that is refused or has failed: a `models.Problem`."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _WORDS.get(status, _FAULT if status >= 500 else _WORDS[400]),
        "errors": [one._asdict() for one in errors],
    }
    response = Response(json.dumps(told), status=status, mimetype=MEDIA_TYPE)
    response.headers.update(headers or {})
    return response
