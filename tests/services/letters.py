"""Writing what has been planned, without sending it."""

from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from tracker.delivery.letter import Letter
from tracker.extensions import db
from tracker.services.letters.commission import order
from tracker.services.letters.write import LetterWriter, NotWanted
from tracker.store.outbox import LetterState, Notification
from tracker.store.people import Person

TEMPLATES = Path(__file__).parents[2] / "templates"


def written(app: Flask, *, now: datetime) -> dict[str, Letter | NotWanted]:
    """Every waiting letter as it would go out now, by the first name of its reader."""
    writer = LetterWriter(app.extensions["settings"], TEMPLATES)
    waiting = select(Notification).where(Notification.state == LetterState.READY)
    return {
        db.session.get_one(Person, planned.recipient_id).given_name: writer.write(
            order(planned), now=now
        )
        for planned in db.session.scalars(waiting)
    }


def expected(name: str) -> str:
    """The text of a letter as it must be, to the letter."""
    return (Path(__file__).parent / "expected" / f"{name}.txt").read_text(encoding="utf-8")
