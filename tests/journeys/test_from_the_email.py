"""An officer answers from an email; scanners that open every link change nothing."""

import hashlib
import json
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.journeys.conftest import Town
from tracker.extensions import Base, db
from tracker.store.actions import Action, Update

pytestmark = pytest.mark.browser
MONDAY, TUESDAY = date(2011, 7, 4), date(2011, 7, 5)
WORDS = "Two posts filled; the average is down to 19 working days."


def everything(*, but: tuple[str, ...] = ()) -> str:
    """One word for every row of every table."""
    rows = {
        table.name: sorted(
            json.dumps([str(value) for value in row])
            for row in db.session.execute(select(table)).all()
        )
        for table in Base.metadata.sorted_tables
        if table.name not in but
    }
    db.session.rollback()
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def loads(page: Page) -> list[str]:
    """Every page load from now on."""
    seen: list[str] = []
    page.on(
        "request",
        lambda r: (
            seen.append(r.url) if r.is_navigation_request() and not r.redirected_from else None
        ),
    )
    return seen


def test_an_officer_updates_in_two_page_loads_from_the_link(town: Town, page: Page) -> None:
    letter = town.post(MONDAY)["Priya"]
    town.sign_in(page, "Priya Nair")
    seen = loads(page)

    page.goto(letter.link("SLAC-1.1/off"))
    expect(page.get_by_role("radio", name="Off track", exact=True)).to_be_checked()
    page.get_by_label("What has happened since 12 May 2011?").fill(WORDS)
    page.get_by_label("Day", exact=True).fill("29")
    page.get_by_label("Month", exact=True).fill("July")
    page.get_by_label("Year", exact=True).fill("2011")
    page.get_by_role("button", name="Save update").click()

    expect(page.get_by_role("alert")).to_contain_text(
        "We will not remind you about this before 18 July 2011"
    )
    assert len(seen) == 2
    update = db.session.scalars(select(Update).order_by(Update.id.desc())).first()
    assert update
    assert (update.note, str(update.expected_on), update.answer.value) == (
        WORDS,
        "2011-07-29",
        "off_track",
    )


def test_signed_out_the_link_leads_to_sign_in_and_to_the_same_form(town: Town, page: Page) -> None:
    letter = town.post(MONDAY)["Priya"]

    page.goto(letter.link("SLAC-1.1/risk"))
    town.sign_in(page, "Priya Nair")

    expect(page.get_by_role("radio", name="At risk", exact=True)).to_be_checked()
    expect(page).to_have_title(
        "Update action 1.1 – Action plan tracker – Northbank Borough Council"
    )


def test_a_saved_update_is_followed_by_silence(town: Town, page: Page) -> None:
    letter = town.post(MONDAY)["Priya"]
    town.sign_in(page, "Priya Nair")
    page.goto(letter.link("SLAC-1.1/off"))
    page.get_by_label("What has happened since 12 May 2011?").fill(WORDS)
    page.get_by_label("Day", exact=True).fill("29")
    page.get_by_label("Month", exact=True).fill("7")
    page.get_by_label("Year", exact=True).fill("2011")
    page.get_by_role("button", name="Save update").click()

    for day in range(5, 18):
        assert "Priya" not in town.post(date(2011, 7, day)), day
    assert "Priya" in town.post(date(2011, 7, 18))


def test_opening_every_link_of_every_letter_changes_nothing(
    town: Town, page: Page, travel: Callable[[str], None]
) -> None:
    letters = list(town.post(MONDAY).values())
    links = [link for letter in letters for link in letter.links]
    assert len(links) > 30
    before = everything()

    for link in links:
        page.request.get(link)
        page.request.head(link)
    assert everything() == before

    for link in links:
        page.goto(link)
        page.wait_for_load_state("networkidle")
    assert everything() == before


def test_opening_every_link_as_its_reader_changes_nothing_either(town: Town, page: Page) -> None:
    letter = town.post(MONDAY)["Priya"]
    town.sign_in(page, "Priya Nair")
    before = everything()

    for link in letter.links:
        page.goto(link)
        page.wait_for_load_state("networkidle")

    assert everything() == before


def test_text_typed_while_the_session_ended_is_still_there(town: Town, page: Page) -> None:
    letter = town.post(MONDAY)["Priya"]
    town.sign_in(page, "Priya Nair")
    page.goto(letter.link("SLAC-1.1/risk"))
    page.get_by_label("What has happened since 12 May 2011?").fill(WORDS)
    db.session.execute(db.text("DELETE FROM sign_in_session"))
    db.session.commit()

    page.get_by_role("button", name="Save update").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    town.sign_in(page, "Priya Nair")

    expect(page.get_by_label("What has happened since 12 May 2011?")).to_have_value(WORDS)
    expect(page.get_by_role("radio", name="At risk", exact=True)).to_be_checked()
    assert (
        db.session.scalars(select(Action.last_update_at).where(Action.number == "1.1")).one().day
        == 12
    )
    db.session.rollback()


def test_an_officer_updates_with_scripts_off(town: Town, no_scripts_page: Page) -> None:
    letter, page = town.post(MONDAY)["Helen"], no_scripts_page
    page.goto(letter.link("SLAC-4.1/on"))
    town.sign_in(page, "Helen Pryce")
    page.get_by_label("What has happened since 19 May 2011?").fill("Both hospitals send the form.")
    page.get_by_label("Day", exact=True).fill("15")
    page.get_by_label("Month", exact=True).fill("jul")
    page.get_by_label("Year", exact=True).fill("2011")
    page.get_by_role("button", name="Save update").click()

    expect(page.get_by_role("alert")).to_contain_text("Success")
