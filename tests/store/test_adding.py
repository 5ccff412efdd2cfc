"""Rows added many at a time: those with a new key, and no others."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from tests.statements import counted
from tests.store.outbox_rows import plan, planned
from tracker.extensions import db
from tracker.store.adding import add_new
from tracker.store.outbox import Occasion

THE_DAY = date(2011, 7, 4)


def used(letter_id: str, *keys: str, on: date = THE_DAY) -> list[dict[str, object]]:
    return [
        {"dedupe_key": key, "notification_id": letter_id, "action_id": None, "local_date": on}
        for key in keys
    ]


def test_new_rows_are_added_and_those_that_are_there_stay_as_they_are(app: Flask) -> None:
    letter = planned("a")
    plan(letter)
    add_new(db.session(), Occasion, used(letter.id, "one", "two"))
    with counted() as sent:
        later = used(letter.id, "two", "three", "three", on=date(2011, 7, 5))
        add_new(db.session(), Occasion, later)

    found = db.session.execute(select(Occasion.dedupe_key, Occasion.action_id, Occasion.local_date))
    assert set(found) == {
        ("one", None, THE_DAY),
        ("two", None, THE_DAY),
        ("three", None, date(2011, 7, 5)),
    }
    assert len(sent) == 1


def test_nothing_to_add_asks_nothing(app: Flask) -> None:
    with counted() as sent:
        add_new(db.session(), Occasion, [])

    assert sent == []
