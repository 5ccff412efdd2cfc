"""The post room of the running application, as its settings say."""

from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy.engine import make_url

from tracker.delivery.channels import CHANNELS
from tracker.extensions import db
from tracker.services.holding import may_send
from tracker.services.installation import in_sending_hours, sending_time, settings
from tracker.services.postroom.liveness import DatabaseLiveness, FileLiveness
from tracker.services.postroom.outcomes import Rules
from tracker.services.postroom.room import PostRoom
from tracker.services.postroom.steady import SteadyClock
from tracker.services.postroom.writing import AskAhead, Write, ask_nothing
from tracker.store.outbox_recovery import DOUBT_AFTER_LEASE


def post_room(
    write: Write,
    folder: Path,
    *,
    ask_ahead: AskAhead = ask_nothing,
    rules: Rules | None = None,
) -> PostRoom:
    """A post room for the running application, sending as its settings say.

    `folder` is on this machine and holds the locks that prove workers alive; on SQLite every
    process must be given the same one.
    """
    name, rules = settings().mail_channel, rules or installed_rules()
    return PostRoom(
        write,
        CHANNELS[name](),
        liveness_for(folder),
        rules=rules,
        channel_name=name,
        ask_ahead=ask_ahead,
        trusts_clock=SteadyClock(rules.lease + DOUBT_AFTER_LEASE).is_trusted,
        may_send=_mail_may_leave,
        in_hours=_hours_last,
    )


def _mail_may_leave(now: datetime) -> bool:
    """True while mail is not held."""
    try:
        return may_send(now)
    finally:
        db.session.rollback()


def _hours_last(now: datetime) -> bool:
    """True in the hours for sending: what was put off by a server in trouble wakes nobody."""
    try:
        return in_sending_hours(now)
    finally:
        db.session.rollback()


def installed_rules() -> Rules:
    """How this installation's settings say that letters leave."""
    held = settings()
    return Rules(
        hourly_limit=held.mail_hourly_limit,
        daily_limit=held.mail_daily_limit or None,
        opens_at=sending_time,
    )


def liveness_for(folder: Path) -> FileLiveness:
    """A new worker's proof of life, of the kind the running application's database asks for."""
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        return FileLiveness(folder)
    return DatabaseLiveness(folder, db.engine)
