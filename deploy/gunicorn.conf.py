"""How gunicorn serves the pages: `gunicorn -c gunicorn.conf.py wsgi:app`.

What stands on the command line after it wins, such as `--bind` and `--workers`.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = 2
threads = 4
timeout = 120
graceful_timeout = 45  # what is being answered is finished; the longest statement may take 30
keepalive = 5
control_socket_disable = True  # signals are enough, and its socket would want a home to lie in
accesslog = None  # addresses hold references and secrets: the product logs each request itself

logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "tracker.logs.JsonLines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"level": "INFO", "handlers": ["lines"]},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}},
}

_NUMBERS = "PROMETHEUS_MULTIPROC_DIR"
_MADE_HERE = "tracker-metrics-"

# Each worker keeps its numbers here for the others to add up. It is named before any begins.
if not os.environ.get(_NUMBERS):
    os.environ[_NUMBERS] = tempfile.mkdtemp(prefix=_MADE_HERE)


def on_starting(_server: Any) -> None:
    """Begin to count at nothing, as after every start."""
    folder = Path(os.environ[_NUMBERS])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()


def child_exit(_server: Any, worker: Any) -> None:
    """Count a worker that has ended among the ended ones."""
    from prometheus_client import multiprocess  # noqa: PLC0415  it reads the folder's name at once

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # it has no types


def on_exit(_server: Any) -> None:
    """Take the folder away again, if it is ours."""
    folder = Path(os.environ[_NUMBERS])
    if folder.name.startswith(_MADE_HERE):
        shutil.rmtree(folder, ignore_errors=True)
