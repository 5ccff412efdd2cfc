"""What every answer tells the browser: where things may come from, and what may be kept.

The script and the styles are served by WhiteNoise, ahead of Flask; their names change with their
content, so browsers keep them for ever. Everything else holds people's data and is kept nowhere.
"""

from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask, Response, request
from flask_talisman import Talisman
from werkzeug.datastructures import Headers as AnswerHeaders
from whitenoise import WhiteNoise

from tracker.config import Settings

_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
_UNUSED_ABILITIES = dict.fromkeys(
    (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "midi",
        "payment",
        "usb",
    ),
    "()",
)
_ONE_YEAR = 365 * 24 * 60 * 60
_HASHED_NAME = r"\.[0-9a-f]{12}\.\w+$"


LETTER_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""For an answer that shows a letter as it was sent: its own styles, and nothing that can act."""

FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""For an answer that is somebody's file."""


class _Headers(Talisman):  # type: ignore[misc]  # it has no types
    """Lets a view that sets a stricter policy of its own keep it."""

    def _set_content_security_policy_headers(
        self, headers: AnswerHeaders, options: dict[str, Any]
    ) -> None:
        own = headers.get("Content-Security-Policy")
        super()._set_content_security_policy_headers(headers, options)
        if own:
            headers["Content-Security-Policy"] = own


class StylesMissing(RuntimeError):
    """The styles and the script have not been built."""


def init_app(app: Flask, settings: Settings) -> None:
    """Add the headers, and serve the built files.

    Raises StylesMissing in production when there are none to serve.
    """
    _Headers(
        app,
        force_https=settings.secure,
        strict_transport_security=settings.secure,
        strict_transport_security_max_age=_ONE_YEAR,
        session_cookie_secure=settings.secure,
        content_security_policy=_SOURCES,
        content_security_policy_nonce_in=["script-src"],
        permissions_policy=_UNUSED_ABILITIES,
        referrer_policy="same-origin",
        frame_options="DENY",
    )
    app.after_request(_keep_nowhere)
    _serve_built_files(app, Path(app.static_folder or "static"), settings)


def _keep_nowhere(response: Response) -> Response:
    """Pages and files with data are stored neither by the browser nor on the way to it."""
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    return response


def _serve_built_files(app: Flask, folder: Path, settings: Settings) -> None:
    if not (folder / "manifest.json").is_file():
        if settings.production:
            raise StylesMissing("The styles and the script are not built. Run: make setup")
        return
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # how Flask is wrapped
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        immutable_file_test=_HASHED_NAME,
        allow_all_origins=False,
        add_headers_function=_add_headers_to_file,
    )


def _add_headers_to_file(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'"
