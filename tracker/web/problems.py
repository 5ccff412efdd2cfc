"""Refusals of the API as problem documents (RFC 9457). None of them says what it hides."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Literal

from flask import Response, request
from pydantic import BaseModel, Field

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


class ParameterProblem(BaseModel):
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class Problem(BaseModel):
    """Why a request was refused, or that it failed."""

    type: Literal["about:blank"] = "about:blank"
    title: str = Field(description="The status in words")
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="What to do, for people")
    errors: list[ParameterProblem] = Field(
        default_factory=list, description="With 422: each parameter that is wrong"
    )


def is_api() -> bool:
    """True for a request to the API, whose refusals are no pages."""
    return request.path.startswith(_PLACE)


def problem(
    status: int,
    *,
    headers: Mapping[str, str] | None = None,
    errors: Iterable[ParameterProblem] = (),
) -> Response:
    """The answer to a request to the API that is refused or has failed."""
    told = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=_WORDS.get(status, _FAULT if status >= 500 else _WORDS[400]),
        errors=list(errors),
    )
    response = Response(told.model_dump_json(), status=status, mimetype=MEDIA_TYPE)
    response.headers.update(headers or {})
    return response
