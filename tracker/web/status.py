"""Whether the service is well, for machines and for those who run it."""

from datetime import timedelta

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.extensions import db
from tracker.store.runs import last_beat
from tracker.web.access import allow_anyone

pages = Blueprint("status", __name__)

SILENT_AFTER = timedelta(minutes=10)


@pages.get("/healthz")
@allow_anyone
def healthz() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@pages.get("/readyz")
@allow_anyone
def readyz() -> tuple[dict[str, str], int]:
    """The database answers too."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return {"status": "the database does not answer"}, 503
    return {"status": "ok"}, 200


@pages.get("/healthz/reminders")
@allow_anyone
def reminders() -> tuple[dict[str, str], int]:
    """The scheduler has been at work within ten minutes."""
    beat = last_beat("plan")
    if beat is None or clock.now() - beat > SILENT_AFTER:
        return {"status": "the scheduler has not run for 10 minutes"}, 503
    return {"status": "ok"}, 200
