"""The page of a person's calendar, and lists on paper, in real Chromium."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow
from tracker.services.demo import PASSWORD

pytestmark = pytest.mark.browser

_PRINTED = """() => [...document.querySelectorAll('main a[href]')]
    .filter(one => !['none', 'normal'].includes(getComputedStyle(one, '::after').content))
    .map(one => one.textContent)"""


@pytest.fixture
def address(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address of the demonstration council."""
    return served(northbank)


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Email address").fill(f"{name}@northbank.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))


def test_the_page_of_a_calendar_has_no_fault_before_and_after(
    address: str, page: Page, axe: Check, screenshot: Callable[..., list[Path]]
) -> None:
    sign_in(page, address, "jean.talbot")
    page.goto(f"{address}/account/calendar")
    screenshot(page, "calendar-none")
    axe(page)

    follow(page, page.get_by_role("button", name="Make an address"))

    expect(page.get_by_text("This address is shown once.")).to_be_visible()
    expect(page.get_by_role("heading", name="Your calendar’s address")).to_be_focused()
    screenshot(page, "calendar-made")
    axe(page)
    page.goto(f"{address}/account/calendar")
    expect(page.get_by_text("Not yet")).to_be_visible()


def test_on_paper_there_is_nothing_to_press_and_no_address(address: str, page: Page) -> None:
    sign_in(page, address, "jean.talbot")
    for path in ("/plans/SLAC", "/review", "/actions/SLAC-1.1", "/review/silent"):
        page.goto(f"{address}{path}")
        page.emulate_media(media="print")
        for what in ("button", "form[method=post]", "main nav", ".app-filter", ".app-no-print"):
            expect(page.locator(what).filter(visible=True)).to_have_count(0)
        assert page.evaluate(_PRINTED) == [], path
        page.emulate_media(media="screen")
    page.set_viewport_size({"width": 375, "height": 800})
    page.emulate_media(media="print")
    head = page.locator("thead").first
    assert head.evaluate("one => getComputedStyle(one).display") == "table-header-group"
