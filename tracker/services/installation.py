"""The settings this installation was started with, for services that need one of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from flask import current_app

from tracker.config import DATABASES, Settings
from tracker.domain.chain import key_from
from tracker.domain.errors import RuleBroken
from tracker.domain.rules import Rules
from tracker.domain.wording import local_day
from tracker.domain.workdays import LONDON, Holidays, is_working_day, next_sending_time
from tracker.services.calendar import bank_holidays
from tracker.store.calendar import closure_days
from tracker.store.rules import COUNCIL, rules_for, said_at


def settings() -> Settings:
    """The settings of the running application; needs its context."""
    held: Settings = current_app.extensions["settings"]
    return held


def settings_on(address: str) -> Settings:
    """The settings of the running application with another database.

    Raises RuleBroken when the address is that of none we can use.
    """
    if not address.startswith(DATABASES):
        raise RuleBroken(f"The address must begin with {' or '.join(DATABASES)}.")
    return replace(settings(), database_url=address)


def history_keys() -> tuple[bytes, ...]:
    """The keys of the history's chain; new entries are sealed with the first."""
    return tuple(key_from(secret) for secret in settings().history_secrets)


def templates_folder() -> Path:
    """Where the templates of pages and letters lie."""
    return Path(current_app.root_path) / str(current_app.template_folder)


def closed_days(around: date) -> Holidays:
    """The days on which this council sends nothing, weekends apart, in the years around a date: the
    bank holidays and the days the council itself is closed. One statement."""
    return bank_holidays(settings().holidays, around) | closure_days().keys()


def calendar() -> Callable[[date], Holidays]:
    """`closed_days` for asking about many dates: one statement now and none after."""
    division, closures = settings().holidays, closure_days().keys()
    return lambda around: bank_holidays(division, around) | closures


def council_rules() -> Rules:
    """The rules of reminding that hold where no plan or action says otherwise. One statement."""
    return rules_for(said_at((COUNCIL,)))


def sending_time(at: datetime) -> datetime:
    """`at` when letters may leave then, else the next time at which they may. Two statements."""
    rules = council_rules()
    return next_sending_time(
        at, closed_days(local_day(at)), first_hour=rules.send_from, last_hour=rules.send_until
    )


def in_sending_hours(now: datetime) -> bool:
    """True when letters may leave now: on a working day, from the first hour to the last.

    The first is that of the weekly summaries when it comes before that of the rest. Two statements.
    """
    local = now.astimezone(LONDON)
    rules = council_rules()
    first = min(rules.digest_hour, rules.send_from)
    is_open = is_working_day(local.date(), closed_days(local.date()))
    return is_open and first <= local.hour < rules.send_until
