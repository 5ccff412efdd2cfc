"""Moving to another database and back: the same rows, keys and hashes, or nothing (BK-07)."""

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from tests import databases
from tests.services.elsewhere import application, everything, rows_in
from tracker.domain.access import Role
from tracker.domain.errors import RuleBroken
from tracker.domain.search import Findable, sought_from
from tracker.extensions import db
from tracker.services import audit, copying, holding, morning
from tracker.store.outbox import Instance, LetterState, Notification
from tracker.store.people import Person
from tracker.store.search_match import matching

HARD = 'Zoë 🦉 "quoted", \\backslash\u2028and a line\nmore'


@pytest.fixture
def engine_name() -> str:
    """These begin on SQLite and go to both."""
    return "sqlite"


def hard_rows(now: datetime) -> None:
    """Rows that are easily spoilt on the way, and letters that wait."""
    holding.begin(now=now)
    morning.plan_due(now)
    first = db.session.get_one(Person, 1)
    last = Person(name=HARD, email="zoe@northbank.example", role=Role.MANAGER, created_at=now)
    db.session.add(last)
    db.session.flush()
    first.manager_id = last.id  # a row that refers to a later one
    db.session.execute(text("UPDATE notification SET body = :body"), {"body": b"\x00\xff\x80"})
    db.session.execute(
        text("UPDATE heartbeat SET result = :told"), {"told": '{"b": 1.50,"a":[null, "\\u00e9"]}'}
    )
    db.session.commit()


def test_bk07_there_and_back_again_all_rows_and_hashes_are_the_same(
    northbank: Flask, postgresql: str, tmp_path: Path, now: datetime
) -> None:
    hard_rows(now)
    before = everything()
    there = databases.create_database(postgresql, "tracker_copied")
    with (
        application(there, tmp_path) as second,
        application(f"sqlite:///{tmp_path / 'back.sqlite'}", tmp_path) as third,
    ):
        copying.copy_to(second, now=now)
        with second.app_context():
            in_postgresql = everything()
            assert audit.verify().faults == ()
            copying.copy_to(third, now=now)
            add_one_more(now)
        with third.app_context():
            assert in_postgresql == everything() == before
            assert audit.verify().faults == ()
            assert found_by_name("zoe") == [HARD]
            add_one_more(now)


def found_by_name(typed: str) -> list[str]:
    """The names of the people whom a search finds."""
    found = matching(sought_from(typed))[Findable.PERSON]
    return list(db.session.scalars(db.select(Person.name).where(Person.id.in_(found))))


def add_one_more(now: datetime) -> None:
    """A new row gets a number that is free."""
    db.session.add(Person(name="New", email="n@b.example", role=Role.OFFICER, created_at=now))
    db.session.commit()


def test_the_mail_of_a_copy_is_held_and_once_let_go_that_of_the_original_is(
    northbank: Flask, tmp_path: Path, now: datetime
) -> None:
    hard_rows(now)
    assert holding.may_send(now)
    with application(
        f"sqlite:///{tmp_path / 'copy.sqlite'}", northbank.extensions["settings"].instance
    ) as copy:
        copying.copy_to(copy, now=now)
        assert holding.may_send(now)
        with copy.app_context():
            assert not holding.may_send(now)
            assert holding.mail_hold().reason == copying.MOVED
            db.session.execute(db.update(Notification).values(state=LetterState.CANCELLED))
            db.session.execute(db.update(Instance).values(held=False))
            db.session.commit()
            assert holding.may_send(now)

    assert not holding.may_send(now)


def test_a_database_that_holds_anything_is_left_alone(
    northbank: Flask, tmp_path: Path, now: datetime
) -> None:
    with application(f"sqlite:///{tmp_path / 'full.sqlite'}", tmp_path) as full:
        with full.app_context():
            db.session.execute(text("CREATE TABLE something_else (id INTEGER)"))
            db.session.commit()
        with pytest.raises(RuleBroken, match="tables of something else"):
            copying.copy_to(full, now=now)
        with full.app_context():
            db.session.execute(text("DROP TABLE something_else"))
            db.session.commit()
        copying.copy_to(full, now=now)
        with full.app_context():
            before = everything()
        with pytest.raises(RuleBroken, match="not empty"):
            copying.copy_to(full, now=now)
        with full.app_context():
            assert everything() == before


def test_what_the_other_database_refuses_is_said_and_nothing_is_there(
    northbank: Flask, postgresql: str, tmp_path: Path, now: datetime
) -> None:
    db.session.execute(text("UPDATE person SET name = :name WHERE id = 1"), {"name": "n" * 300})
    db.session.commit()
    there = databases.create_database(postgresql, "tracker_copied")
    with application(there, tmp_path) as second:
        with pytest.raises(RuleBroken, match=r"what the table person holds: value too long"):
            copying.copy_to(second, now=now)
        with second.app_context():
            assert rows_in(everything()) == 0
