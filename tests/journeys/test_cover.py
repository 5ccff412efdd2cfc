"""Somebody goes away and comes back; somebody leaves for good; without scripts where it matters."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.cast import Cast
from tests.journeys.conftest import Town
from tracker.extensions import db
from tracker.store.actions import Action, Update
from tracker.store.plans import Plan

pytestmark = pytest.mark.browser

MONDAY = date(2011, 7, 4)


def fill_day(page: Page, name: str, typed: str) -> None:
    """Fill in a date, typed as '4 7 2011'."""
    boxes = page.get_by_role("group", name=name)
    for label, part in zip(("Day", "Month", "Year"), typed.split(), strict=True):
        boxes.get_by_label(label, exact=True).fill(part)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def update_of(number: str) -> Update:
    """What was last said about this action."""
    found = select(Update).join(Update.action).where(Action.number == number)
    return db.session.scalars(found.order_by(Update.id.desc())).first() or pytest.fail("no update")


def test_an_officer_goes_away_the_cover_answers_the_email_and_it_is_handed_back(
    town: Town,
    no_scripts_page: Page,
    page: Page,
    travel: Callable[[str], None],
) -> None:
    db.session.scalars(select(Plan)).one().restricted = True
    db.session.commit()
    letter = town.post(MONDAY)["Priya"]

    priya = no_scripts_page
    town.sign_in(priya, "Priya Nair")
    priya.get_by_role("link", name="Tell us who covers for you").click()
    priya.get_by_label("Someone covers for me").check()
    fill_day(priya, "First day away", "4 7 2011")
    fill_day(priya, "Last day away", "15 July 2011")
    priya.get_by_label("Who covers?").select_option("Tom Ashworth")
    priya.get_by_label("Note to them (optional)").fill("The rota is on the shared drive.")
    press(priya, "Continue")
    expect(priya.get_by_text("you get one summary on 18 July 2011.")).to_be_visible()
    press(priya, "Save cover")
    expect(priya.get_by_text("Tom Ashworth covers for you from 4 to 15 July 2011.")).to_be_visible()

    page.goto(letter.link("SLAC-1.1/risk"))
    town.sign_in(page, "Tom Ashworth")
    expect(page.get_by_role("radio", name="At risk", exact=True)).to_be_checked()
    page.get_by_role("textbox", name="What has happened").fill("Two posts are filled.")
    fill_day(page, "When do you expect to finish?", "29 7 2011")
    press(page, "Save update")
    expect(page.get_by_role("alert")).to_contain_text("Saved for Priya Nair")
    said = update_of("1.1")
    assert said.on_behalf_of
    assert (said.by.name, said.on_behalf_of.name) == ("Tom Ashworth", "Priya Nair")
    db.session.rollback()
    page.goto(f"{town.address}/")
    expect(
        page.get_by_role("heading", name="You are covering for Priya Nair until 15 July 2011")
    ).to_be_visible()
    expect(page.get_by_text("The rota is on the shared drive.")).to_be_visible()

    travel("2011-07-16T09:00")
    town.sign_in(page, "Tom Ashworth")
    page.goto(f"{town.address}/")
    expect(page.get_by_role("heading", name="My actions")).to_be_visible()
    expect(page.get_by_text("Priya Nair")).to_have_count(0)
    page.goto(letter.link("SLAC-1.1/risk"))
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    town.sign_in(priya, "Priya Nair")
    priya.goto(f"{town.address}/account/cover")
    expect(priya.get_by_text("Nobody is covering for you.")).to_be_visible()


def test_a_leaver_says_so_and_three_actions_go_to_two_people(
    town: Town, page: Page, cast: Cast, no_scripts_page: Page
) -> None:
    third = db.session.scalars(select(Action).where(Action.number == "2.2")).one()
    third.owner_id = cast.priya.id
    db.session.commit()
    town.sign_in(page, "Priya Nair")
    page.goto(f"{town.address}/account/cover")
    page.get_by_label("I am leaving").check()
    fill_day(page, "First day away", "1 8 2011")
    press(page, "Continue")
    press(page, "Tell the performance officer")
    expect(page.get_by_role("alert")).to_contain_text("First day away: 1 August 2011.")

    sam = no_scripts_page
    town.sign_in(sam, "Sam Whitlock")
    sam.get_by_role("link", name="Move Priya Nair’s actions").click()
    sam.get_by_label("Give all to").select_option("Tom Ashworth")
    sam.get_by_label("1.2 Train 6 minute-takers").select_option("Dawn Okafor")
    press(sam, "Move them")
    expect(
        sam.get_by_text(
            "Tom Ashworth and Dawn Okafor now own the actions of Priya Nair and get one email each."
        )
    ).to_be_visible()
    expect(sam.get_by_text("Ask an administrator to turn the account off.")).to_be_visible()

    page.context.clear_cookies()
    town.sign_in(page, "Chris Bolton")
    page.get_by_role("link", name="Priya Nair").click()
    page.get_by_role("link", name="Turn off").click()
    press(page, "Turn off")
    expect(page.get_by_text("Priya Nair is turned off and can no longer sign in.")).to_be_visible()
    sam.goto(f"{town.address}/people/away")
    expect(sam.get_by_text("Priya Nair")).to_have_count(0)
