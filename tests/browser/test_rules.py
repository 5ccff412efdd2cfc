"""The reminder rules, the calendar and a person's own hour and pause in real Chromium."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, without_scripts
from tests.browser.test_plans_and_people import press, sign_in

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


def test_no_page_of_rules_and_days_has_a_fault(address: str, page: Page, look: Look) -> None:
    sign_in(page, address, "sam.whitlock")
    page.goto(f"{address}/admin/reminders")
    look("rules-council")
    page.goto(f"{address}/admin/plans/SLAC/reminders")
    look("rules-plan")
    page.goto(f"{address}/actions/SLAC-1.1/reminders")
    page.get_by_label("Working days after the due date").fill("5, 1")
    press(page, "Save rules")
    look("rules-action-wrong")
    page.goto(f"{address}/admin/calendar")
    look("calendar")
    press(page, "Add")
    look("calendar-wrong")
    page.goto(f"{address}/account/notifications")
    look("notifications-hour-and-pause")


def test_rules_are_shown_and_saved_without_scripts(address: str, page: Page, look: Look) -> None:
    without_scripts(page)
    sign_in(page, address, "sam.whitlock")
    page.goto(f"{address}/actions/SLAC-1.1/reminders")
    page.get_by_label("Working days after the due date").fill("2, 4")

    press(page, "Show what this would send")
    look("rules-action-shown")
    expect(page.get_by_text("Priya Nair would get 4 emails about action 1.1")).to_be_visible()
    press(page, "Save rules")

    expect(page.get_by_text("The reminder rules are saved.")).to_be_visible()
    expect(page.get_by_label("Working days after the due date")).to_have_value("2, 4")
    press(page, "Reset to the plan’s rules")
    expect(page.get_by_label("Working days after the due date")).to_have_value("")


def test_days_are_closed_and_opened_without_scripts(address: str, page: Page, look: Look) -> None:
    without_scripts(page)
    sign_in(page, address, "sam.whitlock")
    page.goto(f"{address}/admin/calendar")
    page.get_by_label("Why the council is closed").fill("Office move")
    first = page.get_by_role("group", name="First day")
    first.get_by_label("Day").fill("8")
    first.get_by_label("Month").fill("July")
    first.get_by_label("Year").fill("2011")

    press(page, "Add")
    look("calendar-closed")
    expect(page.get_by_text("These would be due on a closed day")).to_be_visible()
    press(page, "Remove 8 July 2011")

    expect(page.get_by_text("It is a working day again.")).to_be_visible()
