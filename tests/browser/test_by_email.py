"""Updating from an emailed link in a real browser: no scripts needed, no fault at any width."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow, without_scripts
from tests.by_email import let_partners, link_to, newest_code
from tracker import clock

pytestmark = pytest.mark.browser


@pytest.fixture
def link(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address in the email to Ruth about action 6.2, as served."""
    let_partners()
    token = link_to("6.2", now=clock.now())
    return f"{served(northbank)}/by-email/{token}?answer=risk"


def test_an_update_from_an_email_has_no_fault(
    link: str, page: Page, axe: Check, screenshot: Callable[..., list[Path]]
) -> None:
    without_scripts(page)
    page.goto(link)
    axe(page)
    screenshot(page, "by-email-ask")
    follow(page, page.get_by_role("button", name="Email me a code"))
    axe(page)
    screenshot(page, "by-email-code")
    page.get_by_label("Code").fill("12")
    follow(page, page.get_by_role("button", name="Continue"))
    axe(page)
    page.get_by_label("Code").fill(newest_code())
    follow(page, page.get_by_role("button", name="Continue"))
    expect(page.get_by_label("At risk", exact=True)).to_be_checked()
    axe(page)
    screenshot(page, "by-email-update")
    page.get_by_label("What has happened since").fill("Two schools have not answered.")
    page.get_by_role("textbox", name="Day").fill("29")
    page.get_by_role("textbox", name="Month").fill("7")
    page.get_by_role("textbox", name="Year").fill("2011")
    follow(page, page.get_by_role("button", name="Save update"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your update")
    axe(page)
    screenshot(page, "by-email-done")
    page.goto(link)
    axe(page)
    screenshot(page, "by-email-dead")
