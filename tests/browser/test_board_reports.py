"""Reports to a board in real Chromium: begun, wrong, a draft, frozen, on paper, without scripts."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.fixtures import follow
from tests.browser.test_plans_and_people import Look, address, look, press, sign_in

__all__ = ["address", "look"]
pytestmark = pytest.mark.browser


def test_no_page_of_a_report_has_a_fault(
    northbank: Flask, served: Callable[[Flask], str], page: Page, address: str, look: Look
) -> None:
    sign_in(page, address, "sam.whitlock")
    page.goto(f"{address}/reports")
    look("reports-none")
    follow(page, page.get_by_role("button", name="New board report"))
    page.get_by_role("group", name="Date of the report").get_by_label("Year").fill("2012")
    press(page, "Preview report")
    look("report-begin-wrong")
    page.get_by_role("group", name="Date of the report").get_by_label("Year").fill("2011")
    press(page, "Preview report")
    page.get_by_label("Add to ‘Risks’ (optional)").fill("Two posts are vacant.\n\nWe advertise.")
    press(page, "Save")
    look("report-draft")
    press(page, "Save and freeze")
    look("report-frozen")
    press(page, "Publish to board members")
    page.goto(f"{address}/reports")
    look("reports")


def test_no_page_of_a_meeting_has_a_fault(
    northbank: Flask, served: Callable[[Flask], str], page: Page, address: str, look: Look
) -> None:
    sign_in(page, address, "sam.whitlock")
    page.goto(f"{address}/plans/SLAC/boards")
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill("6")
    page.get_by_label("Year").fill("2011")
    press(page, "Add this date")
    look("boards")
    follow(page, page.get_by_role("link", name="Wednesday 1 June 2011"))
    press(page, "Write it down")
    look("board-wrong")
    page.get_by_label("What the board decided").fill("Report again in October.")
    page.get_by_label("1.1 Set and monitor").check()
    press(page, "Write it down")
    look("board")


def test_the_page_of_the_word_template_has_no_fault(
    northbank: Flask, served: Callable[[Flask], str], page: Page, address: str, look: Look
) -> None:
    sign_in(page, address, "sam.whitlock")
    page.goto(f"{address}/admin/word-template")
    press(page, "Use this template")
    look("word-template-wrong")
