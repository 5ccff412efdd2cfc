"""The next version of the product: the same, with the migrations of another folder
(`NEXT_MIGRATIONS`). As a command and as an application."""

import os
from pathlib import Path

from flask import Flask

from tests.faults import moved_clock
from tracker import cli
from tracker.store import schema

FOLDER = "NEXT_MIGRATIONS"


def become() -> None:
    """Need the newest tables of that folder from now on."""
    schema.MIGRATIONS = Path(os.environ[FOLDER])


def application() -> Flask:
    """What gunicorn starts."""
    become()
    return moved_clock.application()


if __name__ == "__main__":
    become()
    cli.main()
