"""Leavers, and a performance officer setting cover for others."""

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import FIRST, covered
from tests.web.cover_forms import MINE, asked, away, saved
from tests.web.officer_pages import messages, words
from tracker.extensions import db
from tracker.store.cover import Cover, covers_on
from tracker.store.leavers import leavers

pytestmark = pytest.mark.usefixtures("northbank")


def test_a_leaver_is_told_to_the_performance_officer_and_may_stay(cast: Cast) -> None:
    priya, sam = cast.client("priya"), cast.client("sam")
    empty = {"last-day": "", "last-month": "", "last-year": ""}
    leaving = away("leaving", note="Tom knows most of it.") | empty

    check = asked(priya, leaving)
    said = saved(priya, leaving)

    assert (
        "What happens Sam Whitlock sees that you are leaving, and finds somebody for what you own"
        " and are accountable for: 2 open actions. Until then reminders go on coming to you."
        " Tell the performance officer Change"
    ) in check
    assert (
        "The performance officer knows that you are leaving. First day away: 4 July 2011." in said
    )
    for path in ("/", "/people/away"):
        assert (
            "Leaving Priya Nair : first day away 4 July 2011. 2 open actions to give to others:"
            " Move Priya Nair’s actions They write: Tom knows most of it."
        ) in words(sam.get(path).text)

    done = priya.send(MINE)
    assert "The performance officer sees that you are not leaving." in words(
        priya.get(done.location).text
    )
    assert leavers() == []


def test_a_performance_officer_sets_cover_for_somebody_else(cast: Cast) -> None:
    sam, priya = cast.client("sam"), cast.priya.id
    chosen = sam.get(f"/people/away?person={priya}")
    path = chosen.location
    assert path == f"/people/{priya}/cover"

    assert "Nobody is covering for Priya Nair." in words(sam.get(path).text)
    said = saved(sam, away(covered_by=str(cast.tom.id)), path)

    assert "Tom Ashworth covers for Priya Nair from 4 to 15 July 2011." in said
    table = words(sam.get("/people/away").text)
    assert "Priya Nair 4 to 15 July 2011 Tom Ashworth Update" in table
    cover = db.session.scalars(select(Cover.id)).one()
    db.session.rollback()
    assert sam.get(f"{path}/{cover}").status_code == 200
    assert sam.send(f"{path}/{cover}/take-back").status_code == 303
    assert covers_on(FIRST) == {}


def test_choosing_nobody_is_explained(cast: Cast) -> None:
    page = cast.client("sam").get("/people/away?person=")

    assert page.status_code == 422
    assert messages(page) == ["Select a person"]


@pytest.mark.parametrize("who", ["priya", "jean", "helen", "margaret", "chris"])
def test_only_a_performance_officer_sets_it_for_others(cast: Cast, who: str) -> None:
    client, priya = cast.client(who), cast.priya.id

    for path in ("/people/away", f"/people/{priya}/cover", f"/people/{priya}/move"):
        assert client.get(path).status_code == 403


def test_there_is_no_cover_for_whoever_owns_no_actions_or_is_turned_off(cast: Cast) -> None:
    sam = cast.client("sam")
    cast.tom.active = False
    db.session.commit()

    for person in (cast.margaret.id, cast.chris.id, cast.tom.id, 999_999):
        assert sam.get(f"/people/{person}/cover").status_code == 404


def test_a_cover_lost_is_told_to_the_performance_officer(cast: Cast) -> None:
    covered(cast.priya, cast.alan)
    sam, chris = cast.client("sam"), cast.client("chris")
    path = f"/admin/users/{cast.alan.id}/turn-off"

    assert (
        "Alan Mercer covers for Priya Nair, 4 to 15 July 2011. That ends; the performance officer"
        " is told." in words(chris.get(path).text)
    )
    chris.send(path)

    assert (
        "Away with nobody covering any more Priya Nair , 4 to 15 July 2011: whoever covered"
        " no longer can." in words(sam.get("/").text)
    )
