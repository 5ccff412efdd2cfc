"""Whether the service is well: configuration, database, mail and scheduler, one line each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from tracker.delivery.channels import CHANNELS
from tracker.delivery.errors import DeliveryError
from tracker.domain.wording import moment
from tracker.extensions import db
from tracker.services.installation import settings
from tracker.store import schema
from tracker.store.runs import last_beat

SILENT_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Finding:
    """How one part is, in words."""

    part: str
    well: bool
    words: str


def run(*, now: datetime) -> list[Finding]:
    """Look at each part; nothing is changed and no letter is sent."""
    return [_configuration(), _database(), _mail(), _scheduler(now)]


def _configuration() -> Finding:
    held = settings()
    kind = "production" if held.production else "development: letters are caught, not delivered"
    if not held.production and not held.catches_mail:
        kind = "development, with a real mail server"
    return Finding("configuration", True, f"{kind}; links lead to {held.base_url}")


def _database() -> Finding:
    try:
        at = schema.current()
    except SQLAlchemyError as error:
        return Finding("database", False, f"does not answer ({type(error).__name__})")
    if at != schema.newest():
        return Finding("database", False, "is not ready. Run: tracker db upgrade")
    return Finding("database", True, f"{db.engine.dialect.name}, version {at}")


def _mail() -> Finding:
    channel = CHANNELS["email"]()
    server = f"{settings().mail_server or '127.0.0.1'}:{settings().mail_port}"
    try:
        channel.check()
    except DeliveryError as error:
        return Finding("mail", False, f"{server} cannot be used: {error}")
    finally:
        channel.close()
    return Finding("mail", True, f"{server} answers")


def _scheduler(now: datetime) -> Finding:
    try:
        beat = last_beat("plan")
    except SQLAlchemyError:
        db.session.rollback()
        return Finding("scheduler", False, "has never run")
    if beat is None:
        return Finding("scheduler", False, "has never run. Run: tracker scheduler")
    well = now - beat <= SILENT_AFTER
    return Finding("scheduler", well, f"last ran at {moment(beat)}")
