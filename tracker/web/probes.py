"""Machines that watch ask this process by its address, and not by its name over HTTPS.

A request for any other page must name the host of `TRACKER_BASE_URL` and come over HTTPS, because
pages hold links and cookies. The answers to these hold neither.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask

from tracker.config import Settings

FOR_MACHINES = frozenset({"/healthz", "/healthz/reminders", "/readyz", "/metrics"})


def init_app(app: Flask, settings: Settings) -> None:
    """Answer the addresses for machines whatever name they are asked by."""
    base, pages = urlsplit(settings.base_url), app.wsgi_app

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in FOR_MACHINES:
            environ |= {"HTTP_HOST": base.netloc, "wsgi.url_scheme": base.scheme}
        return pages(environ, start)

    app.wsgi_app = answer  # type: ignore[method-assign, assignment]  # how Flask is wrapped
