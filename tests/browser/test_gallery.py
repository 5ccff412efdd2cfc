"""Every component in every state, in real Chromium: at three widths, with and without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow, without_scripts

pytestmark = pytest.mark.browser

PAGES = ["words", "my-actions", "update", "everything", "review", "panels"]


@pytest.mark.parametrize("name", PAGES)
def test_every_component_passes_axe(
    gallery: str, page: Page, axe: Check, screenshot: Callable[..., list[Path]], name: str
) -> None:
    answer = page.goto(f"{gallery}/gallery/{name}")

    assert answer
    assert answer.status == 200
    screenshot(page, name)
    axe(page)


@pytest.mark.parametrize("path", ["help", "accessibility-statement", "privacy", "not-there"])
def test_the_pages_everybody_may_open_pass_axe(
    gallery: str, page: Page, axe: Check, screenshot: Callable[..., list[Path]], path: str
) -> None:
    page.goto(f"{gallery}/{path}")

    screenshot(page, path)
    axe(page)


@pytest.mark.parametrize("name", ["update", "everything"])
def test_a_form_with_every_field_wrong_passes_axe(
    gallery: str, page: Page, axe: Check, screenshot: Callable[..., list[Path]], name: str
) -> None:
    page.goto(f"{gallery}/gallery/{name}")
    page.locator("form button[type=submit]").first.click()

    screenshot(page, f"{name}-wrong")
    axe(page)


@pytest.mark.parametrize("name", PAGES)
def test_every_component_passes_axe_without_scripts(
    gallery: str, page: Page, axe: Check, screenshot: Callable[..., list[Path]], name: str
) -> None:
    without_scripts(page)
    page.goto(f"{gallery}/gallery/{name}")

    screenshot(page, f"{name}-no-scripts")
    axe(page)


def test_without_scripts_the_navigation_is_there_and_every_row_can_be_selected(
    gallery: str, no_scripts_page: Page
) -> None:
    no_scripts_page.set_viewport_size({"width": 375, "height": 900})
    no_scripts_page.goto(f"{gallery}/gallery/review")

    expect(no_scripts_page.get_by_role("link", name="Reports")).to_be_visible()
    follow(no_scripts_page, no_scripts_page.get_by_role("link", name="Select all 4"))

    boxes = no_scripts_page.get_by_role("checkbox")
    assert [box.is_checked() for box in boxes.all()] == [True] * 4
