"""New due dates in real Chromium: seen by axe in every state, worked without scripts."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.fixtures import Check, follow, without_scripts
from tests.browser.test_officer import open_as, other

__all__ = ["other"]

pytestmark = pytest.mark.browser

REASON = "Two posts are vacant until 18 July."


@pytest.fixture
def town(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address of the demonstration council."""
    return served(northbank)


def ask(page: Page) -> None:
    """Fill in the request and send it."""
    page.get_by_label("18 July 2011").check()
    page.get_by_label("What is the main reason?").select_option("Recruitment or staffing")
    page.get_by_label("Why is more time needed?").fill(REASON)
    follow(page, page.get_by_role("button", name="Send request to"))


def test_no_page_of_whoever_asks_has_a_fault(
    town: str, page: Page, browser: Browser, axe: Check
) -> None:
    open_as(page, "priya.nair", f"{town}/a/SLAC-1.1/new-date")
    axe(page)
    follow(page, page.get_by_role("button", name="Send request to Jean Talbot"))
    expect(page.get_by_role("alert")).to_contain_text("Enter the date you need")
    axe(page)
    crossing = browser.new_context().new_page()
    open_as(crossing, "sam.whitlock", f"{town}/actions/SLAC-1.1/new-date")
    ask(crossing)
    crossing.context.close()
    ask(page)
    expect(page.get_by_role("heading", name="What changed while you were writing")).to_be_visible()
    axe(page)
    ask(page)
    expect(page.get_by_role("alert")).to_contain_text("Your request has gone to Jean Talbot")
    axe(page)
    follow(page, page.get_by_role("link", name="Change or withdraw the new due date"))
    axe(page)
    follow(page, page.get_by_role("button", name="Change"))
    axe(page)
    page.go_back()
    follow(page, page.get_by_role("button", name="Withdraw"))
    expect(page.get_by_role("alert")).to_contain_text("The request is withdrawn")
    page.goto(f"{town}/actions/SLAC-2.1/new-date")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You cannot ask")
    axe(page)


def test_no_page_of_whoever_decides_has_a_fault(town: str, page: Page, axe: Check) -> None:
    open_as(page, "jean.talbot", f"{town}/review?item=SLAC-2.1")
    axe(page)
    follow(page, page.get_by_role("link", name="See the whole request for 29 July 2011"))
    axe(page)
    follow(page, page.get_by_role("button", name="Save decision"))
    expect(page.get_by_role("alert")).to_contain_text("Select what you want to do")
    axe(page)
    page.get_by_label("Agree 29 July 2011").check()
    follow(page, page.get_by_role("button", name="Save decision"))
    expect(page.get_by_role("alert")).to_contain_text("Agreed: action 2.1 is now due 29 July 2011")
    page.goto(f"{town}/actions/SLAC-2.1/new-date/decide")
    axe(page)
    page.goto(f"{town}/actions/SLAC-2.1")
    axe(page)


def test_a_second_move_is_the_directors(
    town: str, page: Page, browser: Browser, axe: Check
) -> None:
    open_as(page, "jean.talbot", f"{town}/actions/SLAC-2.1/new-date/decide")
    page.get_by_label("Agree 29 July 2011").check()
    follow(page, page.get_by_role("button", name="Save decision"))
    asking = browser.new_context().new_page()
    open_as(asking, "tom.ashworth", f"{town}/actions/SLAC-2.1/new-date")
    expect(asking.get_by_text("Alan Mercer must agree this one")).to_be_visible()
    axe(asking)
    asking.get_by_label("1 month later").check()
    asking.get_by_label("What is the main reason?").select_option("Priorities changed")
    asking.get_by_label("Why is more time needed?").fill(REASON)
    follow(asking, asking.get_by_role("button", name="Send request to Alan Mercer"))
    asking.context.close()

    page.goto(f"{town}/review/waiting")
    expect(page.get_by_text("It is with Alan Mercer to decide")).to_be_visible()
    axe(page)
    deciding = browser.new_context().new_page()
    open_as(deciding, "alan.mercer", f"{town}/a/SLAC-2.1/new-date")
    expect(deciding.get_by_text("This date has moved once already.")).to_be_visible()
    axe(deciding)
    deciding.context.close()


def test_the_pages_have_no_fault_without_scripts(
    town: str, page: Page, other: Page, axe: Check
) -> None:
    open_as(page, "priya.nair", f"{town}/actions/SLAC-1.1/new-date")
    ask(page)
    open_as(other, "jean.talbot", f"{town}/review/waiting")
    for one in (page, other):
        without_scripts(one)
    for path in ("1.2/new-date", "1.1/new-date", "1.1/new-date?change=y"):
        page.goto(f"{town}/actions/SLAC-{path}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("ue date")
        axe(page)
    other.goto(f"{town}/actions/SLAC-1.1/new-date/decide")
    expect(other.get_by_role("heading", level=1)).to_have_text("Decide about the new due date")
    axe(other)


def test_a_date_is_asked_for_and_agreed_without_scripts(
    town: str, no_scripts_page: Page, browser: Browser
) -> None:
    page = no_scripts_page
    open_as(page, "priya.nair", f"{town}/a/SLAC-1.1/off")
    page.get_by_label("What has happened").fill("Both posts are filled.")
    for part, value in (("Day", "29"), ("Month", "July"), ("Year", "2011")):
        page.get_by_label(part, exact=True).fill(value)
    follow(page, page.get_by_role("button", name="Save and ask for a new due date"))
    expect(page.get_by_label("Expected date: 29 July 2011")).to_be_checked()
    page.get_by_label("What is the main reason?").select_option("Recruitment or staffing")
    page.get_by_label("Why is more time needed?").fill(REASON)
    follow(page, page.get_by_role("button", name="Send request to Jean Talbot"))
    expect(page.get_by_text("Your request has gone to Jean Talbot.")).to_be_visible()

    deciding = browser.new_context(java_script_enabled=False).new_page()
    open_as(deciding, "jean.talbot", f"{town}/a/SLAC-1.1/new-date")
    deciding.get_by_label("Refuse").check()
    deciding.get_by_label("Reason").fill("It cannot wait that long.")
    follow(deciding, deciding.get_by_role("button", name="Save decision"))
    expect(deciding.get_by_text("Refused: action 1.1 is still due 31 May 2011.")).to_be_visible()
    deciding.context.close()
