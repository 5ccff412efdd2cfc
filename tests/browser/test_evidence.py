"""Adding, being warned about, and removing evidence in real Chromium: axe, widths, no scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow, without_scripts
from tests.browser.test_officer import open_as

pytestmark = pytest.mark.browser

ADD = "/actions/SLAC-1.1/evidence/add"


@pytest.fixture
def town(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address of the demonstration council."""
    return served(northbank)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A file with a long name and a number in it that nobody should write down."""
    path = tmp_path / f"{'audit-of-the-minutes-' * 5}.txt"
    path.write_text("The child has NHS number 943 476 5919.")
    return path


def add(page: Page, notes: Path) -> None:
    page.get_by_label("File (only if adding a file)").set_input_files(notes)
    page.get_by_role("textbox", name="What does it show?").fill("What the audit of June found")
    page.get_by_role("radio", name="Impact").check()
    follow(page, page.get_by_role("button", name="Add evidence"))


def test_no_page_of_evidence_has_a_fault(town: str, page: Page, axe: Check, notes: Path) -> None:
    open_as(page, "priya.nair", f"{town}{ADD}")
    axe(page)
    follow(page, page.get_by_role("button", name="Add evidence"))
    expect(page.get_by_role("alert")).to_contain_text("Select a file")
    axe(page)
    add(page, notes)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check this before you save")
    axe(page)
    follow(page, page.get_by_role("button", name="Back to the form"))
    expect(page.get_by_text("is kept for you")).to_be_visible()
    axe(page)
    follow(page, page.get_by_role("button", name="Add evidence"))
    follow(page, page.get_by_role("button", name="Save anyway"))
    expect(page.get_by_text("File added to action 1.1")).to_be_visible()
    axe(page)
    follow(page, page.get_by_role("link", name="Remove audit-of-the-minutes"))
    axe(page)


def test_a_link_is_added_without_scripts(town: str, page: Page, axe: Check) -> None:
    open_as(page, "priya.nair", f"{town}/")
    without_scripts(page)
    page.goto(f"{town}{ADD}")
    axe(page)
    page.get_by_role("radio", name="A link to a page").check()
    page.get_by_role("textbox", name="Link").fill("https://www.northbank.example/case-number-48213")
    page.get_by_role("textbox", name="What does it show?").fill("See case number 48213")
    page.get_by_role("radio", name="Completion").check()
    follow(page, page.get_by_role("button", name="Add evidence"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Check this before you save")
    axe(page)
    follow(page, page.get_by_role("button", name="Save anyway"))
    expect(page.get_by_text("Link added to action 1.1")).to_be_visible()
    axe(page)


def test_a_file_is_added_and_removed_where_scripts_are_off(
    town: str, no_scripts_page: Page, notes: Path
) -> None:
    page = no_scripts_page
    open_as(page, "priya.nair", f"{town}{ADD}")
    add(page, notes)
    follow(page, page.get_by_role("button", name="Save anyway"))
    expect(page.get_by_text("File added to action 1.1")).to_be_visible()
    follow(page, page.get_by_role("link", name="Remove audit-of-the-minutes"))
    page.get_by_role("textbox", name="Why are you removing it?").fill("It names a child")
    follow(page, page.get_by_role("button", name="Remove evidence"))
    expect(page.get_by_text("Evidence removed from action 1.1")).to_be_visible()


def test_a_file_is_saved_and_never_shown(town: str, page: Page, notes: Path) -> None:
    open_as(page, "priya.nair", f"{town}{ADD}")
    add(page, notes)
    follow(page, page.get_by_role("button", name="Save anyway"))

    with page.expect_download() as saved:
        page.get_by_role("link", name=notes.name, exact=True).click()

    assert saved.value.suggested_filename == notes.name
    assert Path(saved.value.path()).read_bytes() == notes.read_bytes()
