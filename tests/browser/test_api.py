"""The pages about tokens for programs, in real Chromium."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow
from tracker.services.demo import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def address(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address of the demonstration council."""
    return served(northbank)


def test_the_pages_about_tokens_have_no_fault_in_any_state(
    address: str, page: Page, axe: Check, screenshot: Callable[..., list[Path]]
) -> None:
    def look(name: str) -> None:
        screenshot(page, name)
        axe(page)

    page.goto(f"{address}/sign-in")
    page.get_by_label("Email address").fill("sam.whitlock@northbank.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))
    page.goto(f"{address}/account/api")
    page.get_by_label("Year").fill("2031")
    follow(page, page.get_by_role("button", name="Make a token"))
    look("tokens-wrong")
    page.get_by_label("Year").fill("2011")
    page.get_by_label("What it is for").fill("Power BI report for the board")
    follow(page, page.get_by_role("button", name="Make a token"))
    expect(page.get_by_role("heading", name="Your new token")).to_be_focused()
    look("token-made")
    page.goto(f"{address}/account/api")
    look("tokens")
    follow(page, page.get_by_role("link", name="How to use one"))
    look("api")


def test_the_page_of_webhooks_has_no_fault_in_any_state(
    address: str, page: Page, axe: Check, screenshot: Callable[..., list[Path]]
) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Email address").fill("chris.bolton@northbank.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))
    page.goto(f"{address}/admin/webhooks")
    page.get_by_label("An action is updated").check()
    follow(page, page.get_by_role("button", name="Add it"))
    screenshot(page, "webhooks-wrong")
    axe(page)
    page.get_by_label("Address", exact=True).fill("https://hooks.example/in")
    follow(page, page.get_by_role("button", name="Add it"))
    expect(page.get_by_role("heading", name="The secret of hooks.example")).to_be_focused()
    screenshot(page, "webhooks")
    axe(page)
