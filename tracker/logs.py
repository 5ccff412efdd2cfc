"""What the processes write about themselves: in production one JSON object a line, about no person.

Nothing that is logged names a person, a plan, an address of mail or an address of ours: those hold
references and secrets. An exception is told by its kind and its places, because its words may hold
what was typed. Whoever logs adds facts with `extra={"facts": {…}}`.
"""

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that is being answered in this thread; empty outside of one."""

EVERY_REQUEST = "tracker.web.journal"
"""The log with a line for each request, which a developer's terminal is spared."""

_MAIL_ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_CHATTY = ("alembic", "apscheduler", "mail.log", "waitress")


class JsonLines(logging.Formatter):
    """One record as one line; JSON escapes whatever could begin another."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON: when, how grave, from where, what, in which request, its facts."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _MAIL_ADDRESS.sub("(address)", _without_paths(record)),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["places"] = [
                f"{place.filename}:{place.lineno} {place.name}"
                for place in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line | getattr(record, "facts", {}), default=str)


class _Words(logging.Formatter):
    """One record for a developer to read: its words, then its facts."""

    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", {})
        return " ".join([super().format(record), *(f"{name}={facts[name]}" for name in facts)])


def _without_paths(record: logging.LogRecord) -> str:
    """What a record says, without the address a web server failed on, which may be secret."""
    if record.name.startswith("gunicorn") and isinstance(record.args, tuple):
        kept = ["(address)" if str(one).startswith("/") else one for one in record.args]
        return str(record.msg) % tuple(kept) if kept else str(record.msg)
    return record.getMessage()


def begin(*, as_json: bool) -> None:
    """Write what this process logs to standard error: JSON for machines, or words for people."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else _Words())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for library in _CHATTY:
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.getLogger(EVERY_REQUEST).setLevel(logging.INFO if as_json else logging.WARNING)
