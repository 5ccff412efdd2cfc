"""Many people at once make one chain, and nobody waits for ever."""

from datetime import datetime

from flask import Flask
from sqlalchemy import func, select, update

from tests.services.test_actions_at_once import at_once
from tracker.extensions import db
from tracker.services.audit import verify
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person

WRITERS, TIMES = 8, 6


def write_at_once(app: Flask, now: datetime, *, hold: bool = False) -> None:
    """Eight writers with six transactions each; every other one writes two entries."""

    def one(turn: int) -> None:
        with app.app_context():
            for time in range(TIMES):
                if hold:
                    held = select(Action).where(Action.id == 1 + (turn + time) % 3)
                    db.session.scalars(held.with_for_update(key_share=True)).one()
                for _ in range(1 + time % 2):
                    action = db.session.get(Action, 1 + (turn + time + 1) % 3) if hold else None
                    record(Happened.SIGNED_IN, at=now, actor=None, action=action, turn=turn)
                if hold:
                    # Another row is written after the entry was recorded, in no common order.
                    person = 1 + (turn * time) % 5
                    changed = update(Person).where(Person.id == person).values(post=f"{turn}")
                    db.session.execute(changed)
                db.session.commit()
            db.session.remove()

    at_once(WRITERS, one)


def test_of_many_writers_each_follows_the_one_before(app: Flask, now: datetime) -> None:
    write_at_once(app, now)

    assert verify().faults == ()
    found = db.session.scalars(select(HistoryEntry.seq).order_by(HistoryEntry.seq)).all()
    assert found == list(range(1, WRITERS * TIMES * 3 // 2 + 1))


def test_writers_that_hold_other_rows_too_do_not_block_each_other(
    northbank: Flask, now: datetime
) -> None:
    before = db.session.scalar(select(func.max(HistoryEntry.seq))) or 0
    db.session.rollback()

    write_at_once(northbank, now, hold=True)

    verdict = verify()
    assert verdict.faults == ()
    assert str(verdict.anchor).startswith(f"{before + WRITERS * TIMES * 3 // 2}-")


def test_reading_the_history_holds_up_no_writer(northbank: Flask, now: datetime) -> None:
    seen = []

    def one(turn: int) -> None:
        with northbank.app_context():
            if turn % 2:
                seen.append(verify().faults)
            else:
                record(Happened.SIGNED_IN, at=now, actor=None)
                db.session.commit()
            db.session.remove()

    at_once(WRITERS, one)

    assert seen == [()] * (WRITERS // 2)
