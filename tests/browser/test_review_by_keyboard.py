"""Twelve overdue actions cleared in one sitting by somebody who uses no mouse."""

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.test_review import open_as_jean
from tests.cast import Cast
from tests.crowd import crowd
from tests.web.review_pages import letters_waiting
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.reviews import worklist

pytestmark = pytest.mark.browser

NUMBER = 12
ORDER = ["chase", "date", "give", "escalate", "leave", *["chase"] * 7]


@pytest.fixture
def review(northbank: Flask, cast: Cast, served: Callable[[Flask], str]) -> str:
    """The address of a review of twelve actions that are Jean's to decide about."""
    crowd(60)
    today = date(2011, 7, 4)
    late = worklist(cast.jean, today).turns
    for row in late[NUMBER:]:
        db.session.get_one(Action, row.id).due_on = date(2012, 1, 31)
    db.session.commit()
    assert len(worklist(cast.jean, today).turns) == NUMBER
    db.session.rollback()
    return f"{served(northbank)}/review"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, wanted: str) -> None:
    """Go on with Tab until what is focused matches a selector."""
    for _ in range(25):
        press(page, "Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"nothing like {wanted} within 25 stops")


def choose(page: Page, choice: str) -> None:
    """Pick with the arrows, and save."""
    tab_to(page, "[name=choice]")
    press(page, "Space")
    for _ in range(8):
        if page.evaluate("() => document.activeElement.value") == choice:
            break
        press(page, "ArrowDown")
    tab_to(page, "main button")
    with page.expect_navigation():
        press(page, "Enter")


def which_date(page: Page) -> None:
    tab_to(page, "[name=on-day]")
    press(
        page, "2", "9", "Tab", "7", "Tab", *"2012", "Tab", *"Recruit", "Tab", *"Posts are vacant."
    )
    tab_to(page, "main button")
    with page.expect_navigation():
        press(page, "Enter")


def which_person(page: Page) -> None:
    tab_to(page, "main form input, main form select")
    page.keyboard.type("Dawn")
    if page.evaluate("() => document.activeElement.matches('input')"):
        expect(page.get_by_role("option")).to_have_count(1)
        press(page, "ArrowDown", "Enter")
    tab_to(page, "main button")
    with page.expect_navigation():
        press(page, "Enter")


def test_it_takes_one_page_and_one_submit_each_or_two_for_a_date_or_a_person(
    review: str, page: Page
) -> None:
    open_as_jean(page, review)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    submits: list[int] = []
    press(page, "Tab", "Enter")

    for choice in ORDER:
        before = len(sent)
        choose(page, choice)
        if choice == "date":
            which_date(page)
        if choice == "give":
            which_person(page)
        submits.append(len(sent) - before)
        expect(page.locator("#current")).to_be_focused()

    tab_to(page, "main button")
    with page.expect_navigation():
        press(page, "Enter")

    assert submits == [1, 2, 2, *[1] * 9]
    expect(page.get_by_role("heading", level=1)).to_have_text("Overdue review of 4 July 2011")
    expect(page.locator("td[data-label=Decision]")).to_have_count(NUMBER)
    letters = letters_waiting()
    assert len(letters) > 3
    assert set(Counter(name for _kind, name in letters).values()) == {1}
