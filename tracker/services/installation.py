"""The settings this installation was started with, for services that need one of them."""

from datetime import date
from pathlib import Path

from flask import current_app

from tracker.config import Settings
from tracker.domain.workdays import Holidays
from tracker.services.calendar import bank_holidays


def settings() -> Settings:
    """The settings of the running application; needs its context."""
    held: Settings = current_app.extensions["settings"]
    return held


def templates_folder() -> Path:
    """Where the templates of pages and letters lie."""
    return Path(current_app.root_path) / str(current_app.template_folder)


def closed_days(around: date) -> Holidays:
    """The days on which this council sends nothing, weekends apart, in the years around a date."""
    return bank_holidays(settings().holidays, around)
