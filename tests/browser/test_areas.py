"""The page of an area, its response and the areas of an action in real Chromium, at three widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow, without_scripts
from tests.browser.test_officer import open_as
from tests.browser.test_sign_off import at_all_widths, town

pytestmark = pytest.mark.browser

__all__ = ["at_all_widths", "town"]


def test_an_area_without_an_action_is_not_agreed_and_no_page_has_a_fault(
    town: str, page: Page, at_all_widths: Check, screenshot: Callable[..., object]
) -> None:
    without_scripts(page)
    save = page.get_by_role("button", name="Save")

    def look(name: str) -> None:
        screenshot(page, name)
        at_all_widths(page)

    open_as(page, "sam.whitlock", f"{town}/actions/SLAC-4.1")
    follow(page, page.get_by_role("link", name="Change the areas it answers"))
    page.get_by_label("4. Care leavers").uncheck()
    follow(page, save)
    look("action-areas-wrong")
    page.get_by_label("5. ").check()
    follow(page, save)
    screenshot(page, "action-areas-changed")

    page.goto(f"{town}/plans/SLAC/areas/4")
    look("area-uncovered")
    follow(page, page.get_by_role("button", name="Respond"))
    follow(page, save)
    look("response-wrong")
    page.get_by_label("Not agreed").check()
    page.get_by_label("Reason").fill("Another service does this, and we cannot.")
    page.get_by_label("Decided by").select_option("Jean Talbot")
    follow(page, save)
    expect(page.get_by_text("No action is needed.")).to_be_visible()
    look("area-not-agreed")
    follow(page, page.get_by_role("link", name="The plan", exact=True))
    screenshot(page, "plan-with-response")
    page.goto(f"{town}/plans/SLAC/quality?only=no_response")
    screenshot(page, "quality-no-response")
