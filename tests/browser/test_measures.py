"""Measures and milestones in real Chromium: every page seen by axe at three widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow, without_scripts
from tests.browser.test_officer import open_as
from tests.browser.test_sign_off import at_all_widths, town

pytestmark = pytest.mark.browser

__all__ = ["at_all_widths", "town"]


def test_a_measure_and_milestones_are_kept_without_scripts_and_no_page_has_a_fault(
    town: str, page: Page, at_all_widths: Check, screenshot: Callable[..., object]
) -> None:
    without_scripts(page)
    open_as(page, "priya.nair", f"{town}/actions/SLAC-1.1/measure")
    page.get_by_label("Baseline").fill("many")
    follow(page, page.get_by_role("button", name="Save measure"))
    at_all_widths(page)
    page.get_by_label("Baseline").fill("60%")
    page.get_by_label("Target").fill("95%")
    screenshot(page, "measure")
    follow(page, page.get_by_role("button", name="Save measure"))
    for value, day in (("78", "1"), ("82", "30")):
        follow(page, page.get_by_role("link", name="Add a reading"))
        page.get_by_label("Reading").fill(value)
        page.get_by_label("Day").fill(day)
        page.get_by_label("Month").fill("6")
        page.get_by_label("Note").fill("From the conference system")
        screenshot(page, "reading")
        at_all_widths(page)
        follow(page, page.get_by_role("button", name="Add reading"))
    expect(page.get_by_text("82% on 30 June 2011, up from 78%.")).to_be_visible()
    at_all_widths(page)

    follow(page, page.get_by_role("link", name="Add, change or remove milestones"))
    follow(page, page.get_by_role("button", name="Add milestone"))
    at_all_widths(page)
    page.get_by_label("Milestone", exact=True).fill("Posts advertised")
    for part, value in (("Day", "20"), ("Month", "5"), ("Year", "2011")):
        page.get_by_label(part).fill(value)
    page.get_by_label("Whose is it?").select_option(label="Dawn Okafor")
    follow(page, page.get_by_role("button", name="Add milestone"))
    screenshot(page, "milestones")
    at_all_widths(page)
    follow(page, page.get_by_role("link", name="Change Posts advertised"))
    at_all_widths(page)
    page.go_back()
    follow(page, page.get_by_role("link", name="Remove Posts advertised"))
    at_all_widths(page)
    screenshot(page, "remove")
    page.goto(f"{town}/actions/SLAC-1.1")
    screenshot(page, "action")
