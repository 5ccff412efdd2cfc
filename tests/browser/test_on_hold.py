"""Putting an action on hold in real Chromium, looked at by axe at three widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow, without_scripts
from tests.browser.test_officer import open_as
from tests.browser.test_sign_off import at_all_widths, town

pytestmark = pytest.mark.browser

__all__ = ["at_all_widths", "town"]


def test_an_action_is_put_on_hold_without_scripts_and_no_page_has_a_fault(
    town: str, page: Page, at_all_widths: Check, screenshot: Callable[..., object]
) -> None:
    without_scripts(page)
    open_as(page, "jean.talbot", f"{town}/actions/SLAC-1.1/hold")
    at_all_widths(page)
    follow(page, page.get_by_role("button", name="Save"))
    at_all_widths(page)
    page.get_by_label("Put on hold").check()
    for part, value in (("Day", "1"), ("Month", "8"), ("Year", "2011")):
        page.get_by_label(part).fill(value)
    page.get_by_label("Why?").fill("The court decides in July.")
    screenshot(page, "hold")
    follow(page, page.get_by_role("button", name="Save"))

    expect(page.get_by_text("On hold", exact=True).first).to_be_visible()
    screenshot(page, "held")
    at_all_widths(page)
