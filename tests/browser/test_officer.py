"""The officer's pages in real Chromium: seen by axe in every state, and worked by keyboard."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.fixtures import Check, follow, without_scripts
from tracker.services.demo import PASSWORD

pytestmark = pytest.mark.browser

CASE = "Both posts are filled; case number 48213 waits."


@pytest.fixture
def town(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address of the demonstration council."""
    return served(northbank)


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """A page in somebody else's browser."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def open_as(page: Page, name: str, address: str) -> None:
    """Open the address, signing in on the way."""
    page.goto(address)
    page.get_by_label("Email address").fill(f"{name}@northbank.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))
    page.wait_for_url(lambda there: "/sign-in" not in there, wait_until="load")


def write(page: Page, note: str) -> None:
    """Fill in the update form and save it."""
    page.get_by_role("textbox", name="What has happened").fill(note)
    for part, value in (("Day", "29"), ("Month", "July"), ("Year", "2011")):
        page.get_by_label(part, exact=True).fill(value)
    follow(page, page.get_by_role("button", name="Save update"))


def test_no_page_of_an_officer_has_a_fault(town: str, page: Page, other: Page, axe: Check) -> None:
    open_as(page, "priya.nair", f"{town}/")
    axe(page)
    page.goto(f"{town}/actions/SLAC-1.1")
    axe(page)
    page.goto(f"{town}/actions/SLAC-1.1/comment")
    follow(page, page.get_by_role("button", name="Add comment"))
    axe(page)
    page.goto(f"{town}/a/SLAC-1.1/off")
    page.get_by_text("Milestones (1 of 3 finished)").click()
    axe(page)
    follow(page, page.get_by_role("button", name="Save update"))
    axe(page)
    open_as(other, "sam.whitlock", f"{town}/a/SLAC-1.1/risk")
    write(other, "Sam heard that one post is filled.")
    write(page, CASE)
    axe(page)
    follow(page, page.get_by_role("button", name="Save anyway"))
    expect(page.get_by_role("heading", name="What changed while you were writing")).to_be_visible()
    axe(page)
    write(page, "Both posts are filled.")
    axe(page)
    page.goto(f"{town}/actions/SLAC-1.1/not-mine")
    axe(page)


def test_no_page_about_what_is_waiting_or_over_has_a_fault(
    town: str, page: Page, axe: Check
) -> None:
    open_as(page, "ruth.calder", f"{town}/")
    axe(page)
    for path in ("/a/SLAC-6.1/sign-off", "/actions/SLAC-6.1?show=emails", "/a/SLAC-6.1/on"):
        page.goto(f"{town}{path}")
        axe(page)
    page.goto(f"{town}/actions/completed")
    axe(page)


def test_the_update_form_has_no_fault_without_scripts(town: str, page: Page, axe: Check) -> None:
    without_scripts(page)
    open_as(page, "priya.nair", f"{town}/a/SLAC-1.1/off")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Set and monitor")
    axe(page)


def test_the_first_action_is_one_tab_after_the_skip_link(town: str, page: Page) -> None:
    open_as(page, "priya.nair", f"{town}/")
    for key in ("Tab", "Enter", "Tab"):
        page.keyboard.press(key)

    expect(page.get_by_role("link", name="1.1 Set and monitor")).to_be_focused()


def test_the_answer_is_two_tabs_after_the_skip_link_and_an_update_needs_no_mouse(
    town: str, page: Page
) -> None:
    open_as(page, "priya.nair", f"{town}/a/SLAC-1.1/off")
    for key in ("Tab", "Enter", "Tab", "Tab"):
        page.keyboard.press(key)
    expect(page.get_by_role("radio", name="Off track", exact=True)).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.type("Both posts are filled.")
    for typed in ("29", "July", "2011"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("We will not remind you about this")


def test_a_wrong_form_puts_focus_on_the_summary_and_its_link_on_the_wrong_part(
    town: str, page: Page
) -> None:
    open_as(page, "priya.nair", f"{town}/a/SLAC-1.1/off")
    page.get_by_role("textbox", name="What has happened").fill("Both posts are filled.")
    page.get_by_label("Day", exact=True).fill("29")
    page.get_by_label("Month", exact=True).fill("july")
    follow(page, page.get_by_role("button", name="Save update"))

    expect(page.get_by_role("alert").locator("..")).to_be_focused()
    page.get_by_role("link", name="Date you expect to finish must include a year").click()
    expect(page.get_by_label("Year", exact=True)).to_be_focused()
