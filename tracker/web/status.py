"""Whether the service is well, for machines. Nobody signs in to ask, so nothing is personal."""

from typing import Any

from flask import Blueprint

from tracker import clock
from tracker.services import checks
from tracker.store import schema
from tracker.web.access import allow_anyone

pages = Blueprint("status", __name__)


@pages.get("/healthz")
@allow_anyone
def healthz() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@pages.get("/readyz")
@allow_anyone
def readyz() -> tuple[dict[str, str], int]:
    """The database answers too, and has been upgraded."""
    if not checks.database_answers():
        return {"status": "the database does not answer"}, 503
    if schema.is_behind(schema.current()):
        return {"status": "the database is not ready. Run: tracker db upgrade"}, 503
    return {"status": "ok"}, 200


@pages.get("/healthz/reminders")
@allow_anyone
def reminders() -> tuple[dict[str, Any], int]:
    """Reminders are planned and letters leave; 503 with what is wrong when they do not."""
    findings = checks.reminders(now=clock.now())
    wrong = [f"{finding.part}: {finding.words}" for finding in findings if not finding.well]
    parts = {finding.part: {"well": finding.well, "words": finding.words} for finding in findings}
    return {"status": "; ".join(wrong) or "ok", "parts": parts}, 503 if wrong else 200
