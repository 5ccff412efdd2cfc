"""The overdue review in real Chromium: seen by axe, worked by keyboard, finished without scripts."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow
from tests.services.meetings import the
from tracker.extensions import db
from tracker.services.demo import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def review(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address of the review in the demonstration council."""
    return f"{served(northbank)}/review"


def open_as_jean(page: Page, address: str) -> None:
    """Open the address, signing in on the way."""
    page.goto(address)
    page.get_by_label("Email address").fill("jean.talbot@northbank.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))


def save(page: Page, decision: str) -> None:
    """Take a decision about the action in hand."""
    page.get_by_label(decision).check()
    follow(page, page.get_by_role("button", name="Save and go to next"))


def test_no_page_of_a_review_has_a_fault(
    review: str, page: Page, axe: Check, screenshot: Callable[..., object]
) -> None:
    the("1.1").plan.may_tell_nobody = True
    db.session.commit()
    open_as_jean(page, review)
    axe(page)
    follow(page, page.get_by_role("button", name="Save and go to next"))
    axe(page)
    save(page, "Give it to someone else")
    axe(page)
    page.goto(review)
    save(page, "Agree a new due date")
    follow(page, page.get_by_role("button", name="Agree it and go to next"))
    axe(page)
    for choice in ("give", "date", "escalate", "hold"):
        page.goto(f"{review}/selected?do={choice}&ref=SLAC-1.1&ref=SLAC-2.1")
        axe(page)
        screenshot(page, f"review-selected-{choice}")
    page.goto(f"{review}?select=all")
    follow(page, page.get_by_role("button", name="Continue"))
    axe(page)
    follow(page, page.get_by_role("button", name="Chase 4 owners"))
    axe(page)
    page.goto(f"{review}?item=SLAC-1.1")
    axe(page)
    page.goto(review)
    follow(page, page.get_by_role("button", name="Finish the review"))
    axe(page)
    for name in ("silent", "waiting", "pack", "records"):
        page.goto(f"{review}/{name}")
        axe(page)


def test_a_review_is_worked_by_keyboard_from_heading_to_heading(review: str, page: Page) -> None:
    open_as_jean(page, review)
    page.goto(review)
    for key in ("Tab", "Enter", "Tab", "Tab", "Tab", "Space"):
        page.keyboard.press(key)

    expect(page.get_by_label("Chase Priya Nair for an update")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Change this decision")
    heading = page.get_by_role("heading", name="2.1 Introduce a supervision record")
    expect(heading).to_be_focused()
    expect(page.get_by_text("1 of 4 reviewed")).to_be_visible()


def test_reading_goes_on_at_the_second_step_and_then_at_what_is_wrong_with_it(
    review: str, page: Page
) -> None:
    open_as_jean(page, review)
    save(page, "Give it to someone else")

    expect(page.get_by_role("heading", name="Give action 1.1 to someone else")).to_be_focused()
    follow(page, page.get_by_role("button", name="Give it and go to next"))

    expect(page.get_by_role("alert").locator("..")).to_be_focused()


def test_one_box_ticks_every_row_while_scripts_run(review: str, page: Page) -> None:
    open_as_jean(page, review)

    page.get_by_label("Select all 4").check()

    boxes = page.get_by_label("Select action").all()
    assert [box.is_checked() for box in boxes] == [True] * 4


def test_a_review_is_finished_without_scripts(review: str, no_scripts_page: Page) -> None:
    page = no_scripts_page
    open_as_jean(page, review)
    save(page, "Leave it and look again next month")
    follow(page, page.get_by_role("link", name="Select all 4"))
    page.get_by_label("Select action 1.1").uncheck()
    follow(page, page.get_by_role("button", name="Continue"))
    expect(page.get_by_text("Ruth Calder (health), about action 6.2")).to_be_visible()
    follow(page, page.get_by_role("button", name="Chase 3 owners"))
    follow(page, page.get_by_role("button", name="Finish the review"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Overdue review of 4 July 2011")
    decisions = page.locator("td[data-label=Decision]").all_inner_texts()
    assert decisions == ["Leave it", "Chase", "Chase", "Chase"]
