"""Going away, on pages: what is asked, what it comes to before it is saved, and who sees it."""

import pytest

from tests.cast import Cast
from tests.covering import AFTER, FIRST, LAST, covered
from tests.web.cover_forms import MINE, asked, away, saved
from tests.web.officer_pages import filled_in, messages, the, words
from tracker.extensions import db
from tracker.store.cover import covers_on, spells_with

pytestmark = pytest.mark.usefixtures("northbank")


# ---- setting it -------------------------------------------------------------------------------------


def test_with_nothing_set_the_page_says_so_and_asks(cast: Cast) -> None:
    page = words(cast.client("priya").get(MINE).text)

    assert page.startswith(
        "Cover while you are away Nobody is covering for you. Say who covers"
        " What happens while you are away? Someone covers for me"
    )
    assert "For up to 10 working days I am leaving The performance officer is told" in page
    assert "What can they do?" not in page


def test_what_it_comes_to_is_said_before_it_is_saved(cast: Cast) -> None:
    priya = cast.client("priya")
    the("1.2").due_on = LAST
    db.session.commit()

    page = asked(priya, away(covered_by=str(cast.tom.id), note="Minutes first."))

    assert page == (
        "Cover while you are away Check before you save Away 4 to 15 July 2011"
        " Who covers Tom Ashworth They can Update your actions Note to them Minutes first."
        " What happens 2 actions. 1 falls due while you are away."
        " Tom Ashworth gets those reminders, you get one summary on 18 July 2011."
        " What stays overdue is still taken to the next manager. Save cover Change"
    )
    assert covers_on(FIRST) == {}


def test_change_goes_back_to_the_answers(cast: Cast) -> None:
    priya = cast.client("priya")
    check = priya.send(MINE, away(covered_by=str(cast.tom.id), note="Minutes first."))

    back = priya.post(MINE, data=filled_in(check) | {"back": "yes"})

    assert back.status_code == 200
    answers = filled_in(back)
    assert (answers["kind"], answers["covered_by"], answers["note"]) == (
        "covered",
        str(cast.tom.id),
        "Minutes first.",
    )
    assert (answers["first-month"], answers["last-day"]) == ("july", "15")


def test_once_saved_both_people_see_it_on_their_home_pages(cast: Cast) -> None:
    priya, tom = cast.client("priya"), cast.client("tom")

    said = saved(priya, away(covered_by=str(cast.tom.id), note="Minutes first."))

    assert "Tom Ashworth covers for you from 4 to 15 July 2011." in said
    assert "Tom Ashworth covers Change 4 to 15 July 2011" in said
    assert "Cover Tom Ashworth covers for you until 15 July 2011. Change your cover" in words(
        priya.get("/").text
    )
    page = words(tom.get("/").text)
    assert (
        "You are covering for Priya Nair until 15 July 2011 Minutes first. Note from Priya Nair"
        " 1.1 Set and monitor a 15 working day standard for sending out minutes"
        " Due 31 May 2011 – 34 days overdue Priya Nair last said: off track, 12 May 2011"
    ) in page
    assert 'href="/actions/SLAC-1.1/update"' in tom.get("/").text


def test_sent_twice_it_is_set_once(cast: Cast) -> None:
    priya = cast.client("priya")
    form = filled_in(priya.send(MINE, away(covered_by=str(cast.tom.id)))) | {"save": "yes"}

    first, again = priya.post(MINE, data=form), priya.post(MINE, data=form)

    assert (first.status_code, again.status_code, again.location) == (303, 303, MINE)
    assert len(spells_with(cast.priya.id, FIRST)) == 1


def test_a_planned_cover_is_told_before_it_begins(cast: Cast) -> None:
    covered(cast.priya, cast.tom, first=LAST, last=AFTER)

    assert "Tom Ashworth covers for you from 15 to 16 July 2011." in words(
        cast.client("priya").get("/").text
    )
    page = words(cast.client("tom").get("/").text)
    assert "You cover for Priya Nair from 15 to 16 July 2011." in page
    assert "You are covering" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ["Select what happens to the reminders", "Enter the first day away"]),
        (away(), ["Choose someone with an account"]),
        (away(covered_by="999999"), ["Choose someone with an account"]),
        (away("paused", **{"last-day": ""}), ["Last day away must include a day"]),
        (
            away("paused", **{"last-day": "", "last-month": "", "last-year": ""}),
            ["Enter the last day away"],
        ),
        (
            away("paused", **{"last-day": "3"}),
            ["Last day away must be the same as or after the first day away"],
        ),
        (
            away("paused", **{"last-day": "22"}),
            [
                "Reminders can pause for up to 10 working days, here until 17 July 2011. For"
                " longer, choose someone to cover"
            ],
        ),
        (away("paused", note="n" * 501), ["Note to them must be 500 characters or less"]),
    ],
)
def test_a_mistake_is_explained_beside_its_field_and_nothing_is_set(
    cast: Cast, fields: dict[str, str], said: list[str]
) -> None:
    page = cast.client("priya").send(MINE, fields)

    assert page.status_code == 422
    assert messages(page) == said
    assert covers_on(FIRST) == {}


def test_a_cover_that_no_longer_fits_is_explained_at_the_last_step(cast: Cast) -> None:
    priya = cast.client("priya")
    form = filled_in(priya.send(MINE, away(covered_by=str(cast.tom.id), note="Minutes first.")))
    covered(cast.tom, cast.dawn)

    page = priya.post(MINE, data=form | {"save": "yes"})

    assert page.status_code == 422
    assert messages(page) == [
        "Tom Ashworth is away too from 4 to 15 July 2011. Choose someone else"
    ]
    assert "Minutes first." in page.text


def test_a_partner_chooses_among_their_own_colleagues(cast: Cast) -> None:
    helen = cast.client("helen")
    page = helen.get(MINE).text

    assert "Ruth Calder (health)" in page
    assert "Tom Ashworth" not in page
    refused = helen.send(MINE, away(covered_by=str(cast.tom.id)))
    assert messages(refused) == ["Choose someone with an account"]


def test_a_manager_says_what_the_cover_may_do(cast: Cast) -> None:
    jean = cast.client("jean")

    refused = jean.send(MINE, away(covered_by=str(cast.tom.id), decides="decide"))
    page = asked(jean, away(covered_by=str(cast.alan.id), decides="decide"))

    assert messages(refused) == [
        "Tom Ashworth cannot decide. Choose a manager, or let them update only"
    ]
    assert "They can Update your actions, and decide" in page
    assert "Alan Mercer also decides what waits for you and reviews what is overdue" in page
    assert "Decisions wait until 18 July 2011." in asked(jean, away(covered_by=str(cast.alan.id)))


def test_a_cover_that_decides_finds_the_review(cast: Cast) -> None:
    covered(cast.alan, cast.jean, decides=True)
    jean = cast.client("jean")

    assert "You also decide what waits for Alan Mercer. Go to the review" in words(
        jean.get("/").text
    )
    assert "You also review for Alan Mercer until 15 July 2011." in words(jean.get("/review").text)


def test_a_pause_and_its_end_are_said(cast: Cast) -> None:
    said = saved(cast.client("priya"), away("paused"))

    assert "Your reminders are paused from 4 to 15 July 2011." in said
    home = words(cast.client("priya").get("/").text)
    assert "Cover Your reminders are paused until 15 July 2011. Change your cover" in home
    owner = words(cast.client("jean").get("/actions/SLAC-1.1").text)
    assert "Owner Priya Nair Away, with nobody covering, until 15 July 2011" in owner


# ---- changing and taking back ----------------------------------------------------------------------


def test_a_cover_is_changed(cast: Cast) -> None:
    cover = covered(cast.priya, cast.tom, note="Minutes first.").id
    priya = cast.client("priya")
    form = filled_in(priya.get(f"{MINE}/{cover}"))
    assert (form["covered_by"], form["note"], form["last-day"]) == (
        str(cast.tom.id),
        "Minutes first.",
        "15",
    )

    said = saved(priya, {"covered_by": str(cast.dawn.id)}, f"{MINE}/{cover}")

    assert "Dawn Okafor covers for you from 4 to 15 July 2011." in said
    assert priya.get(f"{MINE}/{cover}").status_code == 404


def test_a_cover_is_taken_back_after_one_more_question(cast: Cast) -> None:
    cover = covered(cast.priya, cast.tom).id
    priya = cast.client("priya")

    page = words(priya.get(f"{MINE}/{cover}/take-back").text)
    assert "Tom Ashworth covers, 4 to 15 July 2011. It ends now." in page
    done = priya.send(f"{MINE}/{cover}/take-back")

    assert "You get everything again." in words(priya.get(done.location).text)
    assert covers_on(FIRST) == {}


def test_nobody_reaches_somebody_elses_cover(cast: Cast) -> None:
    cover = covered(cast.priya, cast.tom).id

    for who in ("tom", "jean", "helen"):
        client = cast.client(who)
        assert client.get(f"{MINE}/{cover}").status_code == 404
        assert client.get(f"{MINE}/{cover}/take-back").status_code == 404
    assert cast.client("margaret").get(MINE).status_code == 403
    assert cast.client("chris").get(MINE).status_code == 403
