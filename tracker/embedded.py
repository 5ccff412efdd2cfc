"""The whole product in one process: pages, scheduler, post room, mail catcher."""

import errno
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import TYPE_CHECKING

from flask import Flask, current_app

from tracker.domain.errors import RuleBroken
from tracker.scheduler import Scheduler
from tracker.services import mornings
from tracker.services.installation import settings, templates_folder
from tracker.services.mailbox import mail_catcher

if TYPE_CHECKING:
    import waitress

log = logging.getLogger(__name__)

THREADS = 8
FINISHED_WITHIN = 45
"""Seconds in which what is being answered is finished; the longest statement may take 30."""


def serve(*, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called once pages can be opened.

    Raises RuleBroken when the port is in use or the address is not this machine's.
    """
    app = _application()
    with _catching():
        server = _listen(app, host, port)
        work = Scheduler(app, rooms=settings().mail_connections)
        work.start()
        try:
            _serve(server, ready)
        finally:
            work.stop()


def morning(on: date, *, dry_run: bool) -> mornings.Morning:
    """Go through one morning, with a catcher of our own when nobody else is there to take mail."""
    with _catching():
        return mornings.go_through(on, templates=templates_folder(), dry_run=dry_run)


def _application() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]  # itself


def _listen(app: Flask, host: str, port: int) -> "waitress.server.BaseWSGIServer":
    import waitress  # noqa: PLC0415  what a scheduler or a command takes to start without it

    try:
        return waitress.create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            max_request_body_size=_largest_body(app),
            clear_untrusted_proxy_headers=False,  # the product itself knows how many it trusts
        )
    except OSError as refused:
        sentence = f"Port {port} is in use. Stop what is using it, or choose another with --port."
        if refused.errno != errno.EADDRINUSE:
            sentence = f"{host}, port {port}, cannot be listened on: {refused.strerror}."
        raise RuleBroken(sentence) from None


def _largest_body(app: Flask) -> int:
    """What the server reads before it hangs up: somewhat more than the pages take, so that most
    people whose file is too large are told so by a page."""
    taken = max(int(app.config["MAX_CONTENT_LENGTH"]), settings().upload_mb * 1024 * 1024)
    return 4 * taken


def _serve(server: "waitress.server.BaseWSGIServer", ready: Callable[[], None]) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ready()
    try:
        server.run()
    finally:
        server.task_dispatcher.shutdown(timeout=FINISHED_WITHIN)  # it has waited five itself
        server.close()


@contextmanager
def _catching() -> Iterator[None]:
    """While inside, letters have somewhere to go: the named server, or a catcher of our own."""
    if not settings().catches_mail or _somebody_listens(settings().mail_port):
        yield
        return
    with mail_catcher(settings().mail_port):
        yield


def _somebody_listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
