"""What is sent to the database: counted and timed for each request, and logged when it is slow.

Of a slow statement its text is logged and its parameters never: those are people's words. Every
value is a parameter, so the text holds none.
"""

import logging
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

log = logging.getLogger(__name__)

_LONGEST_TEXT = 2000
_NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass
class Tally:
    """What one request asked of the database."""

    statements: int = 0
    milliseconds: float = 0.0


tally: ContextVar[Tally | None] = ContextVar("tally", default=None)
"""What is being counted in this thread; None outside of a request."""


def watch_statements(engine: Engine, *, slow_ms: int) -> None:
    """Count and time what this engine is asked; log what takes `slow_ms` or more, 0 for nothing."""

    def before(_at: Any, _cursor: Any, _text: str, _sent: Any, context: Any, _many: bool) -> None:
        context.began_at = perf_counter()

    def after(_at: Any, _cursor: Any, text: str, _sent: Any, context: Any, _many: bool) -> None:
        _note(text, context.began_at)

    def failed(context: ExceptionContext) -> None:
        began_at = getattr(context.execution_context, "began_at", None)
        if began_at is not None and context.statement:
            _note(context.statement, began_at)

    def _note(text: str, began_at: float) -> None:
        took = (perf_counter() - began_at) * 1000
        counting = tally.get()
        if counting and not text.startswith(_NOT_COUNTED):
            counting.statements += 1
            counting.milliseconds += took
        if slow_ms and took >= slow_ms:
            words = " ".join(text.split())[:_LONGEST_TEXT]
            log.warning("slow statement", extra={"facts": {"ms": round(took), "statement": words}})

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    event.listen(engine, "handle_error", failed)
