"""A line in the log for each request, and its numbers: which page, what came of it, what it cost.

It names the route and never the address, which may hold a reference or a secret, and whoever asked
by their number.
"""

import logging
import re
import secrets
import time

from flask import Flask, Response, g, request

from tracker.config import Settings
from tracker.logs import request_id
from tracker.store.statements import Tally, tally
from tracker.web import metrics

log = logging.getLogger(__name__)

_WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
_HEADER = "X-Request-ID"


def init_app(app: Flask, settings: Settings) -> None:
    """Watch every request. Call before anything else that surrounds one, to be first and last."""
    from_proxy = settings.trusted_proxies > 0

    def begin() -> None:
        sent = request.headers.get(_HEADER, "") if from_proxy else ""
        request_id.set(sent if _WELL_FORMED.fullmatch(sent) else secrets.token_hex(8))
        tally.set(Tally())
        g.began_at = time.perf_counter()

    app.before_request(begin)
    app.after_request(_note)
    app.teardown_request(_end)


def _note(response: Response) -> Response:
    response.headers[_HEADER] = request_id.get()
    asked = tally.get() or Tally()
    took = time.perf_counter() - g.began_at
    metrics.answered(request.endpoint, response.status_code, took)
    facts = {
        "method": request.method,
        "endpoint": request.endpoint,
        "status": response.status_code,
        "ms": round(took * 1000, 1),
        "statements": asked.statements,
        "database_ms": round(asked.milliseconds, 1),
        "person": g.get("asking"),
    }
    log.info("answered", extra={"facts": facts})
    return response


def _end(_error: BaseException | None) -> None:
    request_id.set("")
    tally.set(None)
