"""Numbers for Prometheus: what pages cost, and whether letters leave. None is about a person.

Under gunicorn each worker keeps its numbers in a folder, `PROMETHEUS_MULTIPROC_DIR`, and whichever
is asked adds them up; a server of one process needs no folder. What is known of letters comes from
the database, so that it is the same whichever machine is asked.
"""

import hmac
import math
import os
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as written
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.domain.networks import is_within, networks_from
from tracker.extensions import db
from tracker.services.holding import mail_hold
from tracker.store.watch import letters_by_state, longest_waiting, watch
from tracker.web.access import allow_anyone, settings

pages = Blueprint("metrics", __name__)

_OURS = CollectorRegistry()
_ANSWERS = Counter("tracker_requests", "Requests answered.", ("endpoint", "status"), registry=_OURS)
_SECONDS = Histogram(
    "tracker_request_seconds",
    "How long a request took, in seconds.",
    ("endpoint",),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=_OURS,
)


def answered(endpoint: str | None, status: int, seconds: float) -> None:
    """Count one answer; an address that leads nowhere has no endpoint."""
    page = endpoint or "none"
    _ANSWERS.labels(page, str(status)).inc()
    _SECONDS.labels(page).observe(seconds)


class _Letters:
    """How letters, scheduler and relay stand; gauges are asked for each time."""

    def collect(self) -> Iterator[Gauge]:
        """Four statements; of a database that does not answer only that it does not."""
        try:
            found = list(_gauges())
        except SQLAlchemyError:
            db.session.rollback()
            found = []
        yield Gauge("tracker_database_up", "1 when the database answers.", int(bool(found)))
        yield from found


def _gauges() -> Iterator[Gauge]:
    now, stands = clock.now(), watch()
    letters = Gauge("tracker_letters", "Letters in each state.", labels=("state",))
    for state, number in letters_by_state().items():
        letters.add_metric([state], number)
    yield letters
    oldest = longest_waiting(now)
    waited = (now - oldest).total_seconds() if oldest else 0
    yield Gauge("tracker_oldest_letter_seconds", "How long a letter has been due.", waited)
    silent = _seconds(stands.planned_at, now)
    yield Gauge("tracker_scheduler_silent_seconds", "Since the scheduler last ran.", silent)
    age = _seconds(stands.backup_at, now)
    yield Gauge("tracker_backup_age_seconds", "Since the last good backup was taken.", age)
    down = int(stands.relay_down_since is not None)
    yield Gauge("tracker_relay_down", "1 while the mail server is in trouble.", down)
    yield Gauge("tracker_mail_held", "1 while all mail is held.", int(mail_hold().held))


def _seconds(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else math.inf


@pages.get("/metrics")
@allow_anyone
def metrics() -> Response:
    """The numbers. For machines, which cannot sign in: they ask from an address in
    `TRACKER_METRICS_FROM` or bring `TRACKER_METRICS_TOKEN`, and for all others nothing is here."""
    if not (_has_token() or _asks_from_near()):
        abort(404)
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types
    else:
        registry.register(_OURS)
    registry.register(_Letters())
    return Response(written(registry), content_type=CONTENT_TYPE_LATEST)


def _has_token() -> bool:
    token, sent = settings().metrics_token, request.authorization
    brought = sent.token if sent and sent.type == "bearer" and sent.token else ""
    return bool(token) and hmac.compare_digest(token.encode(), brought.encode())


def _asks_from_near() -> bool:
    """Where no proxy is trusted, what came through one has no address that could be believed."""
    held = settings()
    if not held.trusted_proxies and "X-Forwarded-For" in request.headers:
        return False
    return is_within(request.remote_addr, networks_from(held.metrics_from))
