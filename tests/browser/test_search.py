"""Search in real Chromium, in every state."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.fixtures import Check, follow
from tests.cast import Cast
from tracker import clock
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.store.actions import Action
from tracker.store.comments import Comment

pytestmark = pytest.mark.browser


@pytest.fixture
def address(northbank: Flask, cast: Cast, served: Callable[[Flask], str]) -> str:
    """The address of the demonstration council, with a comment on action 1.1 that is hard to show."""
    action = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    said = f"{'We wrote to every school. ' * 20}Minutes of {'w' * 90} went out late."
    db.session.add(Comment(action=action, by=cast.jean, at=clock.now(), text=said))
    db.session.commit()
    return served(northbank)


def test_no_state_of_search_has_a_fault(
    address: str, page: Page, axe: Check, screenshot: Callable[..., list[Path]]
) -> None:

    def search(name: str, words: str) -> None:
        page.get_by_label("Search for").fill(words)
        follow(page, page.get_by_role("button", name="Search", exact=True))
        screenshot(page, name)
        axe(page)

    page.goto(f"{address}/sign-in?next=/search")
    page.get_by_label("Email address").fill("sam.whitlock@northbank.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))
    search("search-empty", "")
    search("search-none", "immunisatoin")
    follow(page, page.get_by_role("link", name="immunisations"))
    expect(page.get_by_role("heading", level=1)).to_have_text('1 result for "immunisations"')
    search("search", "minutes")
    page.get_by_label("Kind").select_option("Comments (1)")
    follow(page, page.get_by_role("button", name="Filter", exact=True))
    screenshot(page, "search-narrowed")
    axe(page)
    search("search-long", "w" * 150)
    page.get_by_label("Search for").fill("slac-1.1")
    page.get_by_label("Search for").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1.1 Set and monitor")
