"""What a page leaves to be looked for as rubbish: so much, however long the list behind it is."""

import gc
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.cast import Cast
from tests.crowd import crowd
from tests.web.pages import CheckedClient
from tracker.extensions import db
from tracker.store.actions import Action


@pytest.fixture(autouse=True)
def by_hand() -> Iterator[None]:
    """Rubbish is looked for when a test says so alone."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(("who", "path"), [("jean", "/review"), ("sam", "/review")])
def test_a_page_leaves_as_much_rubbish_for_a_long_list_as_for_a_short_one(
    cast: Cast, today: date, who: str, path: str
) -> None:
    browser = cast.client(who)
    crowd(600)
    few = left_by(browser, path, late=60, today=today)
    many = left_by(browser, path, late=600, today=today)

    assert many < few + 30


def left_by(browser: CheckedClient, path: str, *, late: int, today: date) -> int:
    """How many objects that hold each other one more answer leaves, with so many overdue."""
    copies = update(Action).where(Action.number.like("%.1__%"))
    db.session.execute(copies.values(due_on=today + timedelta(days=60)))
    first = copies.where(Action.position < late)
    db.session.execute(first.values(due_on=today - timedelta(days=1)))
    db.session.commit()
    left = list[int]()
    for _again in range(3):  # the first fills what is kept
        gc.collect()
        assert browser.get(path).status_code == 200
        left.append(gc.collect())
    return min(left)
