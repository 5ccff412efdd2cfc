"""Questions that the database is asked once a page."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from tests.statements import counted
from tracker.extensions import db, only_reading
from tracker.store.once import asked_once, known


@asked_once
def sum_of(one: int, *, other: int = 0) -> int:
    return int(db.session.scalar(text(f"SELECT {one} + {other}")))


@pytest.fixture
def reading(northbank: Flask) -> Iterator[None]:
    """A transaction that only reads, begun."""
    before = only_reading.set(True)
    db.session.execute(text("SELECT 1"))
    yield
    only_reading.reset(before)


@pytest.mark.usefixtures("reading")
def test_what_is_asked_alike_is_asked_once() -> None:
    with counted() as sent:
        assert [sum_of(1), sum_of(1), sum_of(1, other=2), sum_of(1, other=2)] == [1, 1, 3, 3]
    assert len(sent) == 2


@pytest.mark.usefixtures("reading")
def test_another_transaction_asks_again() -> None:
    sum_of(1)
    db.session.rollback()
    db.session.execute(text("SELECT 1"))
    with counted() as sent:
        sum_of(1)
    assert len(sent) == 1


class Answer:
    """Something that may be looked after."""


@asked_once
def answer() -> Answer:
    return Answer()


@pytest.mark.usefixtures("reading")
def test_answers_go_with_their_transaction_and_not_when_rubbish_is_looked_for() -> None:
    gc.disable()
    try:
        kept = weakref.ref(answer())
        assert kept() is answer()
        db.session.remove()
        assert kept() is None
    finally:
        gc.enable()


def test_where_something_may_be_written_it_is_asked_each_time(northbank: Flask) -> None:
    db.session.execute(text("SELECT 1"))
    with counted() as sent:
        assert [sum_of(1), sum_of(1)] == [1, 1]
    assert len(sent) == 2


@pytest.mark.usefixtures("reading")
def test_what_was_asked_for_together_with_others_is_not_asked_again() -> None:
    known(sum_of, 5, 2, other=3)
    with counted() as sent:
        assert [sum_of(2, other=3), sum_of(1)] == [5, 1]
    assert len(sent) == 1


def test_where_something_may_be_written_nothing_is_known_before(northbank: Flask) -> None:
    db.session.execute(text("SELECT 1"))
    known(sum_of, 5, 1)
    assert sum_of(1) == 1
