"""The three gates in real Chromium: every state seen by axe at three widths, and without scripts."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow, without_scripts
from tests.browser.test_officer import open_as
from tests.cast import Cast
from tests.services.gates import RETURN, Gates
from tracker import clock
from tracker.domain.sign_off import Ruling, Verdict
from tracker.extensions import db
from tracker.services.rechecks import raise_checks

pytestmark = pytest.mark.browser

WIDTHS = (320, 641, 1280)
CHECK = Ruling(Verdict.SIGN_OFF_AND_CHECK, "", date(2011, 8, 3), "Ten sessions in a row")


@pytest.fixture
def town(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address of the demonstration council."""
    return served(northbank)


@pytest.fixture
def at_all_widths(axe: Check) -> Check:
    """Look at a page on a phone, a tablet and a desk; nothing may be wider than the phone."""

    def look(page: Page) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    return look


def test_no_page_of_sending_in_has_a_fault(town: str, page: Page, at_all_widths: Check) -> None:
    open_as(page, "priya.nair", f"{town}/a/SLAC-1.1/sign-off")
    at_all_widths(page)
    follow(page, page.get_by_role("button", name="Send to Jean Talbot for sign-off"))
    at_all_widths(page)
    page.get_by_role("textbox", name="What was done").fill("The standard is kept.")
    page.get_by_role("textbox", name="Why is there no document").fill("See case number 48213.")
    follow(page, page.get_by_role("button", name="Send to Jean Talbot for sign-off"))
    at_all_widths(page)
    follow(page, page.get_by_role("button", name="Save anyway"))
    expect(page.get_by_role("alert")).to_contain_text("Sent to Jean Talbot for sign-off")
    page.goto(f"{town}/actions/SLAC-1.1/sign-off")
    at_all_widths(page)


def test_no_page_of_a_decision_has_a_fault(
    town: str, page: Page, at_all_widths: Check, cast: Cast
) -> None:
    Gates(cast.priya, "1.1").sends()
    open_as(page, "jean.talbot", f"{town}/actions/SLAC-1.1/signatory")
    at_all_widths(page)
    page.goto(f"{town}/review/waiting")
    at_all_widths(page)
    follow(page, page.get_by_role("link", name="Decide about the sign-off of action 6.1"))
    at_all_widths(page)
    follow(page, page.get_by_role("button", name="Save decision"))
    at_all_widths(page)
    page.get_by_role("radio", name="Return it, more is needed").check()
    page.get_by_role("textbox", name="Reason").fill("Show the sessions since June.")
    follow(page, page.get_by_role("button", name="Save decision"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Set and monitor")
    for path in ("/actions/SLAC-6.1", "/actions/SLAC-6.1/sign-off/decide"):
        page.goto(f"{town}{path}")
        at_all_widths(page)


def test_no_page_of_a_check_has_a_fault(
    town: str, page: Page, at_all_widths: Check, cast: Cast, travel: Callable[[str], None]
) -> None:
    Gates(cast.jean, "6.1").decides(CHECK)
    travel("2011-08-03T08:30")
    raise_checks(now=clock.now(), today=clock.today())
    db.session.commit()
    open_as(page, "jean.talbot", f"{town}/actions/SLAC-6.1/recheck")
    at_all_widths(page)
    follow(page, page.get_by_role("button", name="Save what was found"))
    at_all_widths(page)
    page.get_by_role("radio", name="It has not lasted").check()
    page.get_by_role("textbox", name="What did the check show?").fill("Two were late.")
    for part, value in (("Day", "31"), ("Month", "10"), ("Year", "2011")):
        page.get_by_label(part, exact=True).fill(value)
    follow(page, page.get_by_role("button", name="Save what was found"))
    page.goto(f"{town}/actions/SLAC-6.1")
    expect(page.get_by_role("heading", name="Why this is open again")).to_be_visible()
    at_all_widths(page)


def test_the_gates_have_no_fault_without_scripts(
    town: str, page: Page, at_all_widths: Check, cast: Cast
) -> None:
    Gates(cast.jean, "6.1").decides(RETURN)
    open_as(page, "ruth.calder", f"{town}/")
    without_scripts(page)
    page.goto(f"{town}/actions/SLAC-6.1/sign-off")
    at_all_widths(page)
    page.get_by_role("textbox", name="What was done").fill("Every session since June.")
    follow(page, page.get_by_role("button", name="Send to Jean Talbot for sign-off"))
    page.goto(f"{town}/actions/SLAC-6.1/sign-off")
    at_all_widths(page)
    follow(page, page.get_by_role("button", name="Take it back"))
    expect(page.get_by_text("is taken back")).to_be_visible()


def test_a_manager_decides_without_scripts(town: str, page: Page, at_all_widths: Check) -> None:
    open_as(page, "jean.talbot", f"{town}/review")
    without_scripts(page)
    page.goto(f"{town}/actions/SLAC-6.1/sign-off/decide")
    at_all_widths(page)
    page.get_by_role("radio", name="Sign off, and check again on a date").check()
    page.get_by_role("radio", name="90 days later: 2 October 2011").check()
    follow(page, page.get_by_role("button", name="Save decision"))
    expect(page.get_by_text("It is to be checked again on 2 October 2011")).to_be_visible()
