"""The product on a working day, whenever the tests run: as a command and as an application.

Its clock is the real one put back or forward (`CLOCK_AHEAD`, in seconds), because a clock that
stands still ends no lease. A letter waits seconds, not ten minutes, for others to join it.
"""

import os
from datetime import UTC, datetime, timedelta

from flask import Flask

from tracker import cli, clock, create_app, logs
from tracker.services import post

AHEAD = "CLOCK_AHEAD"
JOINED_FOR = timedelta(seconds=3)


def move_clock() -> None:
    """Have the product live at that time from now on."""
    ahead = timedelta(seconds=float(os.environ[AHEAD]))
    clock.now = lambda: datetime.now(UTC) + ahead
    post.JOINED_FOR = JOINED_FOR


def application() -> Flask:
    """What gunicorn starts, as `wsgi.py` has it."""
    move_clock()
    logs.begin(as_json=True)
    return create_app()


if __name__ == "__main__":
    move_clock()
    cli.main()
