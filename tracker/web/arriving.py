"""What arrives, made fit for a database before any page sees it.

A number past any key and the sign NUL cannot be looked up or stored: PostgreSQL refuses both with
a fault, SQLite the first. No address of ours holds either, and nobody types NUL.
"""

from typing import Any

from flask import Flask, Request, current_app, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

_NUL = "\x00"
_LARGEST_KEY = 2**31 - 1


class _Key(IntegerConverter):
    """The number of a row; an address with a larger one is not found."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=_LARGEST_KEY)


class _Name(UnicodeConverter):
    """A reference or a code; an address with NUL in it is not found."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = rf"[^/{_NUL}]+"


class _Fields(ImmutableMultiDict[str, Any]):
    """The fields of a form or a query, without NUL."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(mapping)
        for name, values in list(dict.items(self)):
            dict.__setitem__(self, name, [_without_nul(value) for value in values])


class _Request(Request):
    """A request whose fields are fit to be used."""

    parameter_storage_class = _Fields


def _without_nul(value: Any) -> Any:
    return value.replace(_NUL, "") if isinstance(value, str) else value


_MEGABYTE = 1024 * 1024
_TAKES_A_FILE = "evidence.add"
_PARTS = 50
"""More than the form that takes a file can have."""


def _fit_the_body() -> None:
    """Let the one form that takes large files be as large as they may be, and no form of it be in
    more parts than it has. What is larger is refused before it is read."""
    if request.endpoint == _TAKES_A_FILE:
        most = current_app.extensions["settings"].upload_mb
        request.max_content_length = (most + 1) * _MEGABYTE
        request.max_form_parts = _PARTS


def init_app(app: Flask) -> None:
    """Read every request so. Call before the first route is added, and before anything that reads
    what was sent."""
    app.before_request(_fit_the_body)
    app.request_class = _Request
    app.url_map.converters |= {"int": _Key, "default": _Name, "string": _Name}
