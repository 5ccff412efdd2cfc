"""Going away in real Chromium: every page in every state, at three widths, and without scripts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow
from tests.cast import Cast
from tests.covering import covered
from tracker import clock
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.store.outbox import Suppression, address_hash

pytestmark = pytest.mark.browser

Look = Callable[[str], None]


@pytest.fixture
def address(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address of the demonstration council."""
    return served(northbank)


@pytest.fixture
def look(page: Page, axe: Check, screenshot: Callable[..., list[Path]]) -> Look:
    """`look(name)`: the page as it stands has no fault, and a picture of it is kept if asked for."""

    def at(name: str) -> None:
        screenshot(page, name)
        axe(page)

    return at


def sign_in(page: Page, address: str, given_name: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Email address").fill(f"{given_name}@northbank.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name, exact=True))


def fill_day(page: Page, name: str, typed: str) -> None:
    """Fill in a date, typed as '4 7 2011'."""
    boxes = page.get_by_role("group", name=name)
    for label, part in zip(("Day", "Month", "Year"), typed.split(), strict=True):
        boxes.get_by_label(label, exact=True).fill(part)


def test_no_page_of_ones_own_cover_has_a_fault(
    address: str, page: Page, look: Look, cast: Cast
) -> None:
    covered(cast.alan, cast.jean, decides=True, note="The board meets on 14 July.")
    sign_in(page, address, "jean.talbot")
    page.goto(f"{address}/account/cover")
    look("cover")
    press(page, "Continue")
    look("cover-wrong")
    page.get_by_label("Someone covers for me").check()
    fill_day(page, "First day away", "18 7 2011")
    fill_day(page, "Last day away", "22 7 2011")
    page.get_by_label("Who covers?").select_option("Alan Mercer")
    page.get_by_label("Update my actions, and decide for me").check()
    page.get_by_label("Note to them (optional)").fill("The two sign-offs first.")
    press(page, "Continue")
    look("cover-check")
    press(page, "Save cover")
    look("cover-set")
    follow(page, page.get_by_role("link", name="Change", exact=False).first)
    look("cover-change")
    page.goto(f"{address}/account/cover")
    follow(page, page.get_by_role("link", name="Take back"))
    look("cover-take-back")
    press(page, "Take back")
    expect(page.get_by_role("alert")).to_contain_text("You get everything again.")
    page.goto(f"{address}/")
    look("cover-home-of-a-manager")
    page.goto(f"{address}/review")
    look("cover-review")


def test_no_page_about_others_being_away_has_a_fault(
    address: str, page: Page, look: Look, cast: Cast
) -> None:
    covered(cast.priya, cast.tom, note="Minutes first.")
    covered(cast.marcus, None, last=date(2011, 7, 8))
    sign_in(page, address, "tom.ashworth")
    look("cover-home-of-a-cover")
    page.goto(f"{address}/account/cover")
    page.get_by_label("I am leaving").check()
    fill_day(page, "First day away", "1 8 2011")
    press(page, "Continue")
    look("leaving-check")
    press(page, "Tell the performance officer")
    look("leaving-said")
    page.context.clear_cookies()
    sign_in(page, address, "sam.whitlock")
    look("leaving-home")
    page.goto(f"{address}/people/away")
    look("away")
    page.get_by_label("Who is away?").select_option("Dawn Okafor")
    press(page, "Continue")
    look("cover-for-another")
    page.goto(f"{address}/people/away")
    follow(page, page.get_by_role("link", name="Move Tom Ashworth’s actions"))
    look("move")
    press(page, "Move them")
    look("move-wrong")


def test_the_alarm_has_no_fault(address: str, page: Page, look: Look, cast: Cast) -> None:
    cast.priya.active = False
    refused = Suppression(
        address_hash=address_hash(cast.marcus.email), reason="no mailbox", since=clock.now()
    )
    db.session.add(refused)
    db.session.commit()
    sign_in(page, address, "sam.whitlock")
    page.goto(f"{address}/review")
    look("alarm-review")
    follow(page, page.get_by_role("link", name="See which and what to do"))
    look("unreachable")
    page.context.clear_cookies()
    sign_in(page, address, "chris.bolton")
    look("alarm-people")
    follow(page, page.get_by_role("link", name="See which and what to do"))
    look("unreachable-administrator")
