"""Whoever covers, on pages: from the letter to the update, and nothing the day after."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import covered
from tests.statements import counted
from tests.web.officer_pages import LATE, NOTE, updates, words
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.plans import Plan

pytestmark = pytest.mark.usefixtures("northbank")

Travel = Callable[[str], None]


def test_a_cover_updates_from_the_link_in_a_letter(cast: Cast) -> None:
    db.session.scalars(select(Plan)).one().restricted = True
    db.session.commit()
    covered(cast.priya, cast.tom)
    tom = cast.client("tom")

    form = tom.get("/a/SLAC-1.1/off", follow_redirects=True)
    assert "Update action 1.1 for Priya Nair" in words(form.text)
    done = tom.send("/actions/SLAC-1.1/update?answer=off", LATE)

    assert "Saved for Priya Nair" in words(tom.get(done.location).text)
    assert (updates()[0].by.name, updates()[0].note) == ("Tom Ashworth", NOTE)
    history = words(tom.get("/actions/SLAC-1.1").text)
    assert "Tom Ashworth on behalf of Priya Nair" in history
    assert "Owner Priya Nair Tom Ashworth covers until 15 July 2011" in history


def test_the_day_after_there_is_nothing(cast: Cast, travel: Travel) -> None:
    db.session.scalars(select(Plan)).one().restricted = True
    db.session.commit()
    covered(cast.priya, cast.tom)
    travel("2011-07-16T08:00")
    tom = cast.client("tom")

    assert tom.get("/actions/SLAC-1.1").status_code == 404
    assert tom.get("/actions/SLAC-1.1/update").status_code == 404
    page = words(tom.get("/").text)
    assert "Priya" not in page


def test_a_cover_from_another_plan_is_shown_no_way_to_a_plan_they_cannot_open(cast: Cast) -> None:
    for mine in db.session.scalars(select(Action).where(Action.owner_id == cast.marcus.id)):
        mine.owner_id = cast.dawn.id
    db.session.commit()
    covered(cast.priya, cast.marcus)

    page = cast.client("marcus").get("/actions/SLAC-1.1").text

    assert 'href="/plans/SLAC"' not in page
    assert "My actions" in page


def test_home_is_as_many_statements_for_two_people_covered_as_for_one(cast: Cast) -> None:
    covered(cast.priya, cast.tom)
    tom = cast.client("tom")
    tom.get("/")
    with counted() as one:
        tom.get("/")
    covered(cast.dawn, cast.tom)

    with counted() as two:
        page = tom.get("/").text

    assert "covering for Dawn Okafor" in page
    assert len(two) == len(one)
