"""The caught letters, as a reader opens them."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import follow
from tests.journeys.conftest import Town

pytestmark = pytest.mark.browser


def test_the_mailbox_shows_what_was_caught_and_nothing_in_it_can_act(
    town: Town, page: Page, axe: Callable[[Page], None]
) -> None:
    town.app.extensions["settings"].instance.joinpath("mailbox").mkdir(exist_ok=True)
    page.goto(f"{town.address}/mailbox")
    axe(page)
    town.post(date(2011, 7, 4))
    page.reload()
    axe(page)
    follow(page, page.get_by_role("link", name="34 days overdue"))
    axe(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("34 days overdue: 1.1")
    page.get_by_role("link", name="See it as HTML").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Action 1.1 is 34 days overdue")
    assert page.title().startswith("34 days overdue")
