"""A long list of people in real Chromium: searched by typing, and choosing nobody by accident."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check
from tests.browser.test_cover import fill_day, press, sign_in
from tracker import clock
from tracker.domain.access import Role
from tracker.extensions import db
from tracker.store.people import Person

pytestmark = pytest.mark.browser

NAMES = ("Anita Rao", "Anna Reid", "Bea Lund", "Carl Moss", "Dina Shaw", "Ed Vance", "Finn Ode")


@pytest.fixture
def away(northbank: Flask, served: Callable[[Flask], str], page: Page) -> Page:
    """Priya's page for arranging cover, where more people may be chosen than a list is good for."""
    for number, name in enumerate((*NAMES, *(f"Officer {n}" for n in range(20)))):
        db.session.add(
            Person(
                name=name,
                email=f"officer.{number}@northbank.example",
                post="Officer",
                role=Role.OFFICER,
                created_at=clock.now(),
            )
        )
    db.session.commit()
    address = served(northbank)
    sign_in(page, address, "priya.nair")
    page.goto(f"{address}/account/cover")
    page.get_by_label("Someone covers for me").check()
    fill_day(page, "First day away", "18 7 2011")
    fill_day(page, "Last day away", "22 7 2011")
    return page


def test_a_name_is_found_by_typing_the_beginning_of_its_words(
    away: Page, axe: Check, screenshot: Callable[..., list[Path]]
) -> None:
    who = away.get_by_role("combobox", name="Who covers?")
    who.press_sequentially("re an")
    expect(away.get_by_role("option")).to_have_text(["Anna Reid"])
    screenshot(away, "person-search-open")
    axe(away)
    away.keyboard.press("ArrowDown")
    away.keyboard.press("Enter")
    expect(who).to_have_value("Anna Reid")
    press(away, "Continue")

    expect(away.get_by_role("main")).to_contain_text("Anna Reid")


def test_a_beginning_that_several_share_chooses_nobody(
    away: Page, axe: Check, screenshot: Callable[..., list[Path]]
) -> None:
    who = away.get_by_role("combobox", name="Who covers?")
    who.fill("Bea Lund")
    who.press("Tab")
    who.fill("An")
    who.press("Tab")
    press(away, "Continue")

    screenshot(away, "person-search-wrong")
    axe(away)
    away.get_by_role("link", name="Choose someone with an account").click()
    expect(who).to_be_focused()
    expect(who).to_have_value("")


def test_a_whole_name_typed_is_enough(away: Page) -> None:
    who = away.get_by_role("combobox", name="Who covers?")
    who.fill("bea lund")
    who.press("Tab")
    press(away, "Continue")

    expect(away.get_by_role("main")).to_contain_text("Bea Lund")
