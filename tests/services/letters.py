"""Writing what has been planned, without sending it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from tracker.delivery.letter import Letter
from tracker.domain.escalation import MANAGER, STEP
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.letters.commission import order
from tracker.services.letters.write import LetterWriter, NotWanted
from tracker.store.outbox import (
    LetterState,
    Notification,
    NotificationAction,
    PlannedLetter,
    new_id,
    plan_many,
)
from tracker.store.people import Person

TEMPLATES = Path(__file__).parents[2] / "templates"
EXPECTED = Path(__file__).parent / "expected"


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


def the_letter(app: Flask, given_name: str, *, now: datetime) -> Letter:
    """The one letter that waits, which is for this person."""
    found = written(app, now=now)
    assert list(found) == [given_name]
    letter = found[given_name]
    assert isinstance(letter, Letter), letter
    return letter


def planned(kind: str) -> Sequence[Notification]:
    """The letters planned for this purpose, whatever became of them."""
    return db.session.scalars(select(Notification).where(Notification.kind == kind)).all()


def as_expected(letter: Letter) -> str:
    """The text of a letter with the addresses of the worked examples."""
    base: str = current_app.extensions["settings"].base_url
    return letter.text.replace(base, "https://actions.northbank.example")


def expected(name: str) -> str:
    """The text of a letter as it must be, to the letter."""
    return (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")


def plain(letter: Letter) -> str:
    """The text of a letter as if lines had no end."""
    return " ".join(letter.text.split())


def plan_letter(kind: str, reader: Person, *, now: datetime, **more: Any) -> PlannedLetter:
    """A letter planned by hand; `actions` are those it speaks of, the rest goes on its row."""
    actions = more.pop("actions", ())
    level = more.get("facts", {}).get("level", MANAGER)
    step = f"{STEP}{level}" if kind == "escalation" else kind
    letter = PlannedLetter(
        dedupe_key=f"{kind}|{new_id()}",
        kind=kind,
        recipient_id=reader.id,
        occasion_at=now,
        local_date=local_day(now),
        next_at=now,
        expires_at=now + timedelta(days=7),
        **more,
    )
    plan_many(db.session(), [letter], batch=new_id(), host="127.0.0.1", now=now)
    db.session.add_all(
        NotificationAction(notification_id=letter.id, action_id=action.id, step=step)
        for action in actions
    )
    db.session.commit()
    return letter
