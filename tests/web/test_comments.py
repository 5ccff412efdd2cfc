"""Comments on an action, and telling somebody by name."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.services.letters import written
from tests.web.officer_pages import messages, the, words
from tests.web.pages import post_forms
from tracker.delivery.letter import Letter
from tracker.extensions import db
from tracker.services.letters.orders import NotWanted
from tracker.store.comments import Comment
from tracker.store.outbox import LetterState, Notification
from tracker.store.plans import Plan, PlanState

PAGE = "/actions/SLAC-1.1/comment"
SAID = "Could the new template help here?"


@pytest.fixture(autouse=True)
def quiet(northbank: Flask) -> None:
    """No letter waits but those the test causes."""
    for letter in db.session.scalars(select(Notification)):
        letter.state = LetterState.CANCELLED
    db.session.commit()


def comments() -> list[str]:
    """What was commented."""
    found = list(db.session.scalars(select(Comment.text)))
    db.session.rollback()
    return found


def test_a_comment_stands_in_the_history_and_changes_nothing(cast: Cast) -> None:
    before, tom = the("1.1").version, cast.client("tom")

    answer = tom.send(PAGE, {"text": SAID})

    assert answer.location == "/actions/SLAC-1.1#history"
    page = words(tom.get("/actions/SLAC-1.1").text)
    assert "Success Your comment is added" in page
    assert f"Comment Tom Ashworth, 8am on 4 July 2011 {SAID}" in page
    assert the("1.1").version == before


def test_who_is_named_is_told_and_the_letter_does_not_say_what(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    tom = cast.client("tom")
    assert "Jean Talbot" in words(tom.get(PAGE).text)
    tom.send(PAGE, {"text": SAID, "tell": [str(cast.jean.id), str(cast.priya.id)]})
    page = words(tom.get("/actions/SLAC-1.1").text)
    assert "Success Your comment is added and goes to Jean Talbot, Priya Nair" in page
    assert "Comment for Jean Talbot and Priya Nair Tom Ashworth" in page

    letters = written(northbank, now=now)

    assert sorted(letters) == ["Jean", "Priya"]
    letter = letters["Jean"]
    assert isinstance(letter, Letter)
    base = northbank.extensions["settings"].base_url
    assert letter.subject == (
        "Tom Ashworth wrote to you about 1.1 Conference minutes within 15 working days"
    )
    assert letter.text == (
        "Jean,\n\nTOM ASHWORTH WROTE TO YOU ABOUT ACTION 1.1\n\nConference minutes within 15"
        " working days, in the inspection action\nplan for safeguarding and looked after"
        f" children.\n\nRead the comment and answer it:\n{base}/a/SLAC-1.1\n\n--\nYou get this"
        " because Tom Ashworth named you in a comment.\n\nDo not reply with details about a child"
        " or family. Questions:\nperformance team, 01632 960 118.\n"
    )


def test_of_a_restricted_plan_no_title_is_told_and_nobody_who_may_not_see_it(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    cast.client("tom").send(PAGE, {"text": SAID, "tell": [str(cast.priya.id), str(cast.sam.id)]})
    db.session.scalars(select(Plan)).one().restricted = True
    the("1.1").owner_id = cast.dawn.id
    db.session.commit()

    letters = written(northbank, now=now)

    assert letters["Priya"] == NotWanted("this person may not see the action any more")
    sam = letters["Sam"]
    assert isinstance(sam, Letter)
    assert "minutes" not in f"{sam.subject}{sam.text}{sam.html}"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": "  "}, "Enter a comment"),
        ({"text": "x" * 1001}, "Comment must be 1,000 characters or less"),
        ({"text": SAID, "tell": ["999999"]}, "Select people from the list"),
    ],
)
def test_what_is_wrong_is_said(cast: Cast, typed: dict[str, str | list[str]], said: str) -> None:
    assert messages(cast.client("tom").send(PAGE, typed)) == [said]
    assert comments() == []


def test_one_who_does_not_see_it_is_not_told(cast: Cast) -> None:
    the("1.1").manager_id = cast.helen.id
    db.session.commit()

    assert "Helen Pryce" not in words(cast.client("sam").get("/actions/SLAC-2.1/comment").text)


def test_a_childs_number_is_asked_about_first_and_sent_twice_is_kept_once(cast: Cast) -> None:
    tom = cast.client("tom")
    asked = tom.send(PAGE, {"text": "Seen 943 476 5919 today", "tell": str(cast.jean.id)})
    assert "What you wrote looks as if it has" in asked.text
    assert comments() == []
    form = post_forms(asked.text)[0][1] | {"anyway": "y"}

    tom.post(PAGE, data=form)
    tom.post(PAGE, data=form)

    assert comments() == ["Seen 943 476 5919 today"]


def test_those_who_only_read_and_closed_plans_have_no_comments(cast: Cast) -> None:
    assert cast.client("margaret").get(PAGE).status_code == 403
    assert "Add a comment" not in cast.client("margaret").get("/actions/SLAC-1.1").text
    db.session.scalars(select(Plan)).one().state = PlanState.CLOSED
    db.session.commit()

    page = cast.client("sam").get(PAGE)
    assert "The plan that action 1.1 belongs to is closed." in page.text
