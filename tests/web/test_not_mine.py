"""Saying that an action is somebody else's."""

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.web.officer_pages import messages, the, words
from tracker.extensions import db
from tracker.store.history import Happened, HistoryEntry

pytestmark = pytest.mark.usefixtures("northbank")


def test_not_mine_asks_whose_it_is_and_changes_no_owner(cast: Cast) -> None:
    tom = cast.client("tom")
    page = tom.get("/a/SLAC-2.2/not-mine", follow_redirects=True)
    assert (
        "Say that this action is not yours Sam Whitlock runs this plan and will decide whose it is."
        " Until then it stays with you. Whose is it? I do not know Alan Mercer Dawn Okafor"
        " Helen Pryce (health) Jean Talbot Marcus Bell Priya Nair Ruth Calder (health)"
        " Sam Whitlock Anything we should know? (optional)" in words(page.text)
    )

    sent = tom.send(
        "/actions/SLAC-2.2/not-mine", {"whose": str(cast.dawn.id), "words": "It moved with her."}
    )

    assert sent.location == "/"
    assert (
        "Success Sam Whitlock can see what you said about action 2.2."
        " Until it is given to somebody else it stays with you" in words(tom.get("/").text)
    )
    assert the("2.2").owner.name == "Tom Ashworth"
    history = words(cast.client("sam").get("/actions/SLAC-2.2").text)
    assert (
        "Said that this action is not theirs Tom Ashworth, 8am on 4 July 2011"
        " They think it is Dawn Okafor’s. It moved with her." in history
    )


def test_not_mine_may_be_said_without_knowing_whose(cast: Cast) -> None:
    cast.client("tom").send("/actions/SLAC-2.2/not-mine")

    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.kind == Happened.NOT_MINE)
    ).one()
    assert entry.facts == {"whose": "", "note": ""}


def test_not_mine_explains_what_is_wrong(cast: Cast) -> None:
    tom = cast.client("tom")

    page = tom.send("/actions/SLAC-2.2/not-mine", {"whose": "999", "words": "x" * 501})

    assert (page.status_code, messages(page)) == (
        422,
        [
            "Select from the options in the list",
            "Anything we should know must be 500 characters or less",
        ],
    )
    closed = cast.client("marcus").send("/actions/SLAC-5.2/not-mine")
    assert closed.status_code == 422
    assert "Action 5.2 is not one of your open actions." in closed.text


def test_a_partner_is_shown_no_list_of_the_councils_people(cast: Cast) -> None:
    page = words(cast.client("helen").get("/actions/SLAC-4.1/not-mine").text)

    assert "Whose is it? I do not know Ruth Calder (health) Anything" in page


@pytest.mark.parametrize(("name", "status"), [("priya", 403), ("jean", 403), ("helen", 404)])
def test_not_mine_is_for_the_owner(cast: Cast, name: str, status: int) -> None:
    them = cast.client(name)
    before = db.session.scalar(select(func.count(HistoryEntry.id)))
    db.session.rollback()

    shown = them.get("/actions/SLAC-2.2/not-mine")

    assert shown.status_code == status
    assert 'name="whose"' not in shown.text
    assert db.session.scalar(select(func.count(HistoryEntry.id))) == before
