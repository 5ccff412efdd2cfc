"""Whether the service is well: one finding for each part, for people and for monitoring.

No finding names a person, a plan, an address or what a mail server said: anybody may ask for those
about reminders.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from tracker.delivery.channels import CHANNELS
from tracker.delivery.errors import DeliveryError
from tracker.domain.wording import count, moment
from tracker.extensions import db
from tracker.services.evidence_arriving import folder
from tracker.services.holding import mail_hold
from tracker.services.installation import settings
from tracker.store import schema
from tracker.store.evidence import oldest_unscanned
from tracker.store.watch import Watch, longest_waiting, watch
from tracker.store.webhooks import given_up

SILENT_AFTER = timedelta(minutes=10)
"""Without a run for this long, reminders have stopped."""
STUCK_AFTER = timedelta(minutes=15)
"""A letter that has been due for this long should have gone, and a file have been checked."""


@dataclass(frozen=True)
class Finding:
    """How one part is, in words."""

    part: str
    well: bool
    words: str


def run(*, now: datetime) -> list[Finding]:
    """Look at each part; nothing is changed and no letter is sent."""
    return [_configuration(), _database(), _mail(), *reminders(now=now), _files(now), _webhooks()]


def reminders(*, now: datetime) -> list[Finding]:
    """Whether reminders are planned and leave, and can be brought back: scheduler, letters, relay,
    hold, backup. Three statements.

    A database that does not answer is one finding about each.
    """
    try:
        stands, oldest = watch(), longest_waiting(now)
    except SQLAlchemyError as error:
        db.session.rollback()
        trouble = f"not known: the database does not answer ({type(error).__name__})"
        return [Finding(part, False, trouble) for part, _check in _PARTS]
    return [Finding(part, *check(stands, oldest, now)) for part, check in _PARTS]


def silent_for(stands: Watch, now: datetime) -> timedelta | None:
    """For how long the scheduler has been silent, once that is too long; None while it is well.

    One that has never run has been silent for ever.
    """
    if stands.planned_at is None:
        return timedelta.max
    silent = now - stands.planned_at
    return silent if silent > SILENT_AFTER else None


def backup_late(stands: Watch, now: datetime) -> bool:
    """True in production when the last good backup is older than the settings allow, or there is
    none."""
    most = settings().backup_hours
    if not most or not settings().production:
        return False
    return stands.backup_at is None or now - stands.backup_at > timedelta(hours=most)


def database_answers() -> bool:
    """True when the database can be asked."""
    try:
        db.session.execute(db.text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


_Said = tuple[bool, str]


def _scheduler(stands: Watch, _oldest: datetime | None, now: datetime) -> _Said:
    if stands.planned_at is None:
        return False, "has never run. Run: tracker scheduler"
    return silent_for(stands, now) is None, f"last ran at {moment(stands.planned_at)}"


def _letters(_stands: Watch, oldest: datetime | None, now: datetime) -> _Said:
    if oldest is None:
        return True, "none is due"
    minutes = int((now - oldest).total_seconds() // 60)
    return now - oldest <= STUCK_AFTER, f"the oldest has been due for {count(minutes, 'minute')}"


def _relay(stands: Watch, _oldest: datetime | None, _now: datetime) -> _Said:
    if stands.relay_down_since is None:
        return True, "takes letters"
    return False, f"in trouble since {moment(stands.relay_down_since)}"


def _hold(_stands: Watch, _oldest: datetime | None, _now: datetime) -> _Said:
    hold = mail_hold()
    if not hold.held:
        return True, "not held"
    since = f" since {moment(hold.since)}" if hold.since else ""
    return False, f"all mail is held{since}. {hold.reason}"


def _backup(stands: Watch, _oldest: datetime | None, now: datetime) -> _Said:
    late = backup_late(stands, now)
    if stands.backup_at is None:
        return not late, "none was ever taken. Run: tracker backup FOLDER"
    return not late, f"the last good one was taken at {moment(stands.backup_at)}"


_PARTS: tuple[tuple[str, Callable[[Watch, datetime | None, datetime], _Said]], ...] = (
    ("scheduler", _scheduler),
    ("letters", _letters),
    ("relay", _relay),
    ("hold", _hold),
    ("backup", _backup),
)


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
    if schema.is_ahead(at):
        return Finding("database", True, f"version {at}, newer than this machine. Upgrade it too")
    if at != schema.newest():
        return Finding("database", False, "is not ready. Run: tracker db upgrade")
    return Finding("database", True, f"{db.engine.dialect.name}, version {at}")


def _files(now: datetime) -> Finding:
    try:
        folder().check()
    except OSError as away:
        return Finding("files", False, f"cannot be kept: {away}")
    if not settings().clamav:
        return Finding("files", True, "not checked for viruses: TRACKER_CLAMAV is not set")
    try:
        oldest = oldest_unscanned()
    except SQLAlchemyError as error:
        db.session.rollback()
        trouble = f"not known: the database does not answer ({type(error).__name__})"
        return Finding("files", False, trouble)
    if oldest is None:
        return Finding("files", True, "none waits for the virus check")
    minutes = int((now - oldest).total_seconds() // 60)
    words = f"one has waited for the virus check for {count(minutes, 'minute')}"
    return Finding("files", now - oldest <= STUCK_AFTER, words)


def _webhooks() -> Finding:
    try:
        number = given_up()
    except SQLAlchemyError as error:
        db.session.rollback()
        trouble = f"not known: the database does not answer ({type(error).__name__})"
        return Finding("webhooks", False, trouble)
    if not number:
        return Finding("webhooks", True, "every endpoint is told what happens")
    words = f"{count(number, 'endpoint')} given up after days of failures. See /admin/webhooks"
    return Finding("webhooks", False, words)


def _mail() -> Finding:
    held = settings()
    channel = CHANNELS[held.mail_channel]()
    server = f"{held.mail_server or '127.0.0.1'}:{held.mail_port}"
    if held.mail_channel == "notify":
        server = held.notify_url
    try:
        channel.check()
    except DeliveryError as error:
        return Finding("mail", False, f"{server} cannot be used: {error}")
    finally:
        channel.close()
    elsewhere = f"; all of it goes to {held.mail_only_to} instead" if held.mail_only_to else ""
    return Finding("mail", True, f"{server} answers{elsewhere}")
