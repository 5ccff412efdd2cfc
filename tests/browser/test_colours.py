"""A plan's own colours in real Chromium: shown before they are saved, wrong, saved, on the plan."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import without_scripts
from tests.browser.test_plans_and_people import Look, address, look, press, sign_in

__all__ = ["address", "look"]
pytestmark = pytest.mark.browser


def test_colours_are_shown_and_saved_without_scripts(address: str, page: Page, look: Look) -> None:
    without_scripts(page)
    sign_in(page, address, "sam.whitlock")
    page.goto(f"{address}/plans/SLAC/colours")
    page.get_by_label("Days overdue before an action is red").fill("soon")
    press(page, "Save colours")
    look("colours-wrong")
    page.get_by_label("Days overdue before an action is red").fill("14")
    page.get_by_label("Name for red (optional)").fill("Will miss")
    page.get_by_label("Name for blue (optional)").fill("Complete and embedded")
    page.get_by_label("Green until it is checked again").check()

    press(page, "Show what this would change")
    look("colours-shown")
    expect(page.get_by_text("With this, 4 of 13 actions change colour.")).to_be_visible()
    press(page, "Save colours")

    expect(page.get_by_text("The colours of this plan are saved")).to_be_visible()
    page.goto(f"{address}/plans/SLAC")
    page.get_by_text("What the colours mean").first.click()
    look("colours-plan")
    page.goto(f"{address}/actions/SLAC-1.1")
    look("colours-action")
