"""Taking a report in, in real Chromium: every step and state by axe, then all of it without scripts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.fixtures import Check, follow
from tests.web.taking_in import LETTER, PAPER
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.store.reports import Report

pytestmark = pytest.mark.browser

Serve = Callable[[Flask], str]
Pictures = Callable[..., list[Path]]


def begin(page: Page, address: str) -> None:
    """Sign in as the performance officer and open the first step."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("Email address").fill("sam.whitlock@northbank.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, page.get_by_role("main").get_by_role("button", name="Sign in"))
    page.goto(f"{address}/plans/import")


def press(page: Page, name: str) -> None:
    """Press the button that is called this."""
    follow(page, page.get_by_role("button", name=name, exact=True))


def give_everything(page: Page) -> None:
    """Give every action on the page to somebody, by 9 July 2012."""
    for owner in page.get_by_label("Owner", exact=True).all():
        owner.select_option(label="Priya Nair")
    for manager in page.get_by_label("Accountable manager", exact=True).all():
        manager.select_option(label="Jean Talbot")
    for card in page.locator("[id^='action-']").all():
        for part, value in (("Day", "9"), ("Month", "July"), ("Year", "2012")):
            card.get_by_label(part).fill(value)


@pytest.mark.long
def test_every_step_and_state_passes_axe(
    northbank: Flask, served: Serve, page: Page, axe: Check, screenshot: Pictures
) -> None:
    def look(name: str) -> None:
        screenshot(page, f"import-{name}")
        axe(page)
        page.set_viewport_size({"width": 1280, "height": 900})

    begin(page, served(northbank))
    press(page, "Continue")
    look("1-wrong")
    page.get_by_label("Upload a report").set_input_files(PAPER)
    press(page, "Continue")
    look("2")
    follow(page, page.get_by_role("link", name="Change title"))
    page.get_by_label("Title").fill("")
    press(page, "Save and continue")
    look("2-wrong")
    page.get_by_label("Title").fill("The visit")
    press(page, "Save and continue")
    follow(page, page.get_by_role("link", name="Read the whole text"))
    look("source")
    page.go_back()
    press(page, "Continue")
    press(page, "Split area 2")
    press(page, "Split here area 2")
    for earlier in page.get_by_text("Seen before: ").all():
        earlier.click()
    look("3-splitting-wrong")
    follow(page, page.get_by_role("link", name="Do not split"))
    press(page, "Add one we missed")
    press(page, "Continue")
    look("3-wrong")
    page.get_by_label("Include area").last.uncheck()
    press(page, "Continue")
    look("4")
    press(page, "Continue")
    look("4-wrong")
    give_everything(page)
    press(page, "Continue")
    look("5")
    press(page, "Preview the emails")
    look("emails")
    follow(page, page.get_by_role("link", name="Check and start"))
    page.get_by_label("Plan code").fill("SLAC")
    press(page, "Create plan and tell owners")
    look("5-wrong")
    page.get_by_label("Plan code").fill("VISIT")
    press(page, "Create plan and tell owners")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan created")
    look("done")


def test_two_windows_pass_axe_showing_both(
    northbank: Flask, served: Serve, page: Page, axe: Check, screenshot: Pictures
) -> None:
    begin(page, served(northbank))
    page.get_by_label("Upload a report").set_input_files(PAPER)
    press(page, "Continue")
    press(page, "Continue")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Your own short title").first.fill("Theirs")
    press(other, "Add one we missed")

    page.get_by_label("Your own short title").first.fill("Mine")
    press(page, "Continue")

    expect(page.get_by_role("heading", name="What is different")).to_be_visible()
    screenshot(page, "import-crossed")
    axe(page)


def test_a_report_becomes_a_plan_without_scripts(
    northbank: Flask, served: Serve, no_scripts_page: Page
) -> None:
    page = no_scripts_page
    begin(page, served(northbank))
    page.get_by_label("Upload a report").set_input_files(PAPER)
    press(page, "Continue")
    press(page, "Continue")
    press(page, "Split area 2")
    page.get_by_role("radio").first.check()
    press(page, "Split here area 2")
    press(page, "Merge with next after area 2")
    press(page, "Add one we missed")
    page.get_by_label("What the inspectors said").fill("Visits are too short")
    # Enter in a text box saves and stays, whatever the first button on the page is.
    page.get_by_label("Grade for").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Review what we found")
    press(page, "Continue")
    page.get_by_text("Set the same manager, due date or partner for selected areas").click()
    press(page, "Add another action for area 1")
    press(page, "Remove action 1.2")
    give_everything(page)
    press(page, "Continue")
    press(page, "Create plan and tell owners")

    expect(page.get_by_role("heading", level=1)).to_have_text("Plan created")
    follow(page, page.get_by_role("link", name="See the plan"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("afeguarding")


def test_when_the_answer_is_due_passes_axe_with_its_count_and_its_errors(
    northbank: Flask, served: Serve, page: Page, axe: Check, screenshot: Pictures
) -> None:
    begin(page, served(northbank))
    page.get_by_label("Or paste the text").fill(LETTER)
    press(page, "Continue")
    page.get_by_text("How the proposed date was counted").first.click()
    expect(page.get_by_role("cell", name="State Funeral of Queen Elizabeth II")).to_be_visible()
    screenshot(page, "import-2-answer")
    axe(page)
    follow(page, page.get_by_role("link", name="Change when the answer is due"))
    page.get_by_role("group", name="Date the letter states").get_by_label("Day").fill("31")
    press(page, "Save and continue")
    screenshot(page, "import-2-answer-wrong")
    axe(page)


def test_a_plan_with_an_answer_to_give_passes_axe(
    northbank: Flask, served: Serve, page: Page, axe: Check, screenshot: Pictures
) -> None:
    report = db.session.scalars(select(Report)).one()
    report.response_duty = "area-send-priority-action-plan/1"
    report.response_start_on = date(2011, 3, 25)
    report.response_stated_on = date(2011, 5, 14)
    report.response_proposed_on = date(2011, 5, 18)
    db.session.commit()
    begin(page, served(northbank))
    page.goto(page.url.replace("/plans/import", "/plans/SLAC"))
    page.get_by_text("How the proposed date was counted").first.click()

    expect(page.get_by_text("The letter’s date falls on a Saturday.")).to_be_visible()
    expect(page.get_by_role("cell", name="Wedding of William and Catherine")).to_be_visible()
    screenshot(page, "plan-answer")
    axe(page)


def test_another_duty_is_chosen_and_counted_without_scripts(
    northbank: Flask, served: Serve, no_scripts_page: Page
) -> None:
    page = no_scripts_page
    begin(page, served(northbank))
    page.get_by_label("Or paste the text").fill(LETTER)
    press(page, "Continue")
    follow(page, page.get_by_role("link", name="Change when the answer is due"))
    page.get_by_label("Duty to answer").select_option(label="Priority action plan (area SEND)")
    press(page, "Save and continue")

    proposed = page.get_by_text("Monday 10 October 2022, counted from 18 August 2022")
    expect(proposed).to_be_visible()
    page.get_by_text("How the proposed date was counted").first.click()
    expect(page.get_by_role("row", name="35 Monday 10 October 2022 Counted")).to_be_visible()
