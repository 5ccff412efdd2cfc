"""The page on which a plan's colours are laid down, and the pages and files that show them."""

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.web.test_break_glass import WHY
from tests.web.test_plans import main_words
from tracker.extensions import db
from tracker.store.history import Happened, HistoryEntry
from tracker.store.schemes import PlanScheme

COLOURS = "/plans/SLAC/colours"
OWN = {"red_after": "20", "red_name": "Will miss", "amber_name": "Amber – watch"}


def saved() -> list[PlanScheme]:
    return list(db.session.scalars(select(PlanScheme).order_by(PlanScheme.version)))


def test_what_would_change_is_listed_before_it_is_saved(cast: Cast) -> None:
    sam = cast.client("sam")
    assert f'href="{COLOURS}"' in sam.get("/plans/SLAC").text
    assert f'href="{COLOURS}"' not in cast.client("jean").get("/plans/SLAC").text

    page = main_words(sam.send(COLOURS, {**OWN, "show": "1"}).text)

    assert "With this, 3 of 13 actions change colour." in page
    assert "Red: 17 days overdue Amber – watch: 17 days overdue" in page
    assert "Nothing has been saved yet." in page
    assert "overdue for more than 20 days; off track, as its owner says" in page
    assert saved() == []


def test_a_saved_scheme_is_shown_wherever_the_plan_is(cast: Cast) -> None:
    sam = cast.client("sam")

    answer = sam.send(COLOURS, OWN)

    assert (answer.status_code, answer.location) == (303, COLOURS)
    assert "What is saved now holds since 4 July 2011." in main_words(sam.get(COLOURS).text)
    for address in (
        "/plans/SLAC",
        "/plans/SLAC/areas/2",
        "/actions/SLAC-2.1",
        "/dashboard/actions",
    ):
        page = main_words(sam.get(address).text)
        assert "Amber – watch: 17 days overdue" in page, address
    plan = main_words(sam.get("/plans/SLAC").text)
    assert "Red – Will miss Over 20 days overdue or off track" in plan
    assert "Amber – watch" not in main_words(sam.get("/plans/SLAC?as_at=2011-07-03").text)
    for address in (
        "/plans/SLAC?as=csv",
        "/plans/SLAC/areas/2?as=csv",
        "/dashboard/actions?as=csv",
    ):
        assert "Amber – watch,17 days overdue" in sam.get(address).text, address
    tom = cast.client("tom").get("/?as=csv").text
    assert "Amber – watch,17 days overdue" in tom
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.kind == Happened.COLOURS_CHANGED)
    ).one()
    assert entry.facts["after"]["name_of_red"] == "Will miss"
    assert "Colours of the plan changed" in sam.get("/admin/history").text


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("red_after", "soon", "Enter a whole number of days"),
        ("red_after", "", "Enter a whole number of days"),
        ("silent_after", "0", "Enter a number of days between 7 and 365"),
        ("unspoken_before", "91", "Enter a number of days between 1 and 90"),
        ("green_name", "Not red", "Name for green must not name another colour"),
        ("grey_name", "y" * 41, "Name for grey must be 40 characters or less"),
    ],
)
def test_a_fault_is_beside_its_field_and_what_was_typed_stays(
    cast: Cast, field: str, typed: str, message: str
) -> None:
    answer = cast.client("sam").send(COLOURS, {**OWN, field: typed})

    assert (answer.status_code, answer.text.count(f"{message}</a>")) == (422, 1)
    assert 'value="Will miss"' in answer.text or field == "red_name"
    assert f'value="{typed}"' in answer.text or typed == ""
    assert saved() == []


def test_ours_are_filled_in_and_saved_only_then(cast: Cast) -> None:
    sam = cast.client("sam")
    sam.send(COLOURS, OWN)

    page = sam.send(COLOURS, {"ours": "1"}).text

    assert "With this, 3 of 13 actions change colour." in page
    assert "Will miss" not in page.partition("<form")[2].partition("</form>")[0]
    assert len(saved()) == 1


def test_an_administrator_lays_them_down_while_the_plan_is_open_to_them(cast: Cast) -> None:
    chris = cast.client("chris")
    assert chris.get(COLOURS).status_code == 404
    chris.send("/admin/open-a-plan", {"code": "slac", "reason": WHY, "hours": "1"})

    assert f'href="{COLOURS}"' in chris.get("/plans/SLAC").text
    assert chris.send(COLOURS, OWN).status_code == 303
    assert [one.saved_by_id for one in saved()] == [cast.chris.id]


def test_an_older_form_overwrites_nothing(cast: Cast) -> None:
    sam = cast.client("sam")
    sam.send(COLOURS, OWN)

    answer = sam.send(COLOURS, {"red_after": "5", "version": ""})

    assert answer.status_code == 409
    assert "Somebody else saved first" in answer.text
    assert "Saved now" in answer.text
    assert 'value="5"' in answer.text
    assert len(saved()) == 1
