"""How the shared parts behave under a keyboard, a script, a phone, and other people's colours."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.fixtures import follow

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    """The id of the element that has the focus, or its class when it has none."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def test_after_an_error_the_summary_has_the_focus_and_leads_to_the_wrong_parts(
    gallery: str, page: Page
) -> None:
    page.goto(f"{gallery}/gallery/update")
    page.get_by_label("Day", exact=True).fill("29")
    page.get_by_label("Month", exact=True).fill("july")
    follow(page, page.get_by_role("button", name="Save update"))

    expect(page).to_have_title(re.compile("^Error: Update action 1.1 – "))
    assert focused(page) == "govuk-error-summary"
    summary = page.locator(".govuk-error-summary__list a")
    messages = page.locator(".govuk-error-message")
    assert summary.all_inner_texts() == [
        text.removeprefix("Error:").strip() for text in messages.all_inner_texts()
    ]
    reached = []
    for link in summary.all():
        link.click()
        reached.append(focused(page))
    assert reached == ["note", "expected-year"]
    assert page.get_by_label("Month", exact=True).input_value() == "july"


def test_after_saving_the_banner_has_the_focus(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/gallery/words")

    assert "govuk-notification-banner--success" in focused(page)


def test_the_first_stop_is_the_skip_link_and_leads_into_the_page(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/gallery/update")

    page.keyboard.press("Tab")
    first = focused(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert "govuk-skip-link" in first
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_one_box_ticks_every_row_and_follows_them(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/gallery/review")
    every = page.get_by_role("checkbox", name="Select all 4")
    rows = page.get_by_role("checkbox", name="Select action")

    every.check()
    assert [row.is_checked() for row in rows.all()] == [True] * 4
    rows.first.uncheck()
    assert (every.is_checked(), every.evaluate("box => box.indeterminate")) == (False, True)
    rows.first.check()
    assert every.is_checked()


def test_a_row_on_a_phone_is_still_a_row(gallery: str, page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto(f"{gallery}/gallery/review")

    table = page.get_by_role("table", name="Overdue actions, longest overdue first")
    assert table.get_by_role("row").count() == 5
    assert table.get_by_role("columnheader").count() == 6
    assert table.get_by_role("rowheader").count() == 4
    expect(page.get_by_text("Select action 1.1")).to_be_visible()


@pytest.mark.parametrize("name", ["update", "everything", "review"])
def test_what_is_pressed_on_a_phone_is_large_enough(gallery: str, page: Page, name: str) -> None:
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto(f"{gallery}/gallery/{name}")

    small = page.evaluate(
        """[...document.querySelectorAll('button, select, [type=radio], [type=checkbox], .govuk-input')]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)
        .map((one) => one.outerHTML)"""
    )

    assert small == []


@pytest.mark.parametrize("name", ["update", "review", "panels", "words"])
def test_text_of_twice_the_size_stays_on_the_page(gallery: str, page: Page, name: str) -> None:
    page.goto(f"{gallery}/gallery/{name}")
    page.evaluate("document.documentElement.setAttribute('class', 'govuk-template twice')")
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    wide = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    scrolled, shown = page.evaluate(wide)
    assert scrolled <= shown


def test_other_peoples_colours_leave_everything_to_be_seen(
    gallery: str, browser: Browser, screenshot: Callable[..., list[Path]]
) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    for name in ("review", "words", "panels"):
        page.goto(f"{gallery}/gallery/{name}")
        screenshot(page, f"{name}-forced-colours", (1280,))
        borders = page.evaluate(
            """[...document.querySelectorAll('.govuk-tag, .app-counts__box, .app-review')]
            .map((one) => getComputedStyle(one).borderTopStyle)"""
        )
        assert set(borders) <= {"solid"}
    context.close()


def test_on_paper_there_is_nothing_to_press(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/gallery/review")
    page.emulate_media(media="print")

    for pressed in (".govuk-button", ".govuk-service-navigation", ".app-bulk", ".govuk-pagination"):
        assert page.locator(f"{pressed}:visible").count() == 0
    expect(page.get_by_role("heading", name="All 4 overdue actions")).to_be_visible()


def test_a_page_with_its_styles_and_script_weighs_little(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/gallery/review", wait_until="networkidle")

    sizes = page.evaluate(
        """[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .map((one) => [one.name, one.encodedBodySize])"""
    )
    files = {name: size for name, size in sizes if "/static/" in name}
    whole_page = len(page.content()) // 6  # a page compresses to less than a sixth

    assert len(files) >= 2
    assert sum(files.values()) + whole_page < 30_000


def test_the_styles_name_no_typeface_or_crown_that_is_not_ours(
    gallery_of_components: Flask,
) -> None:
    folder = Path(gallery_of_components.static_folder or "")
    [styles] = folder.glob("tracker.*.css")
    text = styles.read_text(encoding="utf-8").lower()

    assert [
        word for word in ("gds transport", "@font-face", "crown", "url(http") if word in text
    ] == []
