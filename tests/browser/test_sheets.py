"""Taking a spreadsheet in, in real Chromium: every step and state by axe, then without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Check, follow
from tests.browser.test_imports import begin, press
from tests.services.sheeting import csv_of

pytestmark = pytest.mark.browser

Serve = Callable[[Flask], str]
Pictures = Callable[..., list[Path]]

NEW = csv_of(
    "1.1,Conference minutes,Send the minutes within 15 working days,Priya Nair,31/06/2011,On track,In place since May",
    "1.2,Conference minutes,Train all chairs,Ash,31/10/2011,Fine,",
    ",,and tell the partners,,,,",
    "2.1,Supervision,Review the policy,T Ashworth,end of May 2011,At risk,Waiting for the union",
)
EDITED = csv_of(
    "1.2,,Train 8 minute-takers to use the new template,Tom Ashworth,30/09/2011,,Two more joined",
    "5.2,,Ask children in care about the Children in Care Council,Marcus Bell,28/06/2011,,",
    "9.1,Leadership,Meet every month,Jean Talbot,30/09/2011,,",
)


def send(page: Page, data: bytes) -> None:
    """Choose a file of these bytes and go on."""
    file = {"name": "action-plan.csv", "mimeType": "text/csv", "buffer": data}
    page.get_by_label("Upload a spreadsheet").set_input_files(file)  # type: ignore[arg-type]  # a dict will do
    press(page, "Continue")


@pytest.mark.long
def test_every_step_and_state_passes_axe(
    northbank: Flask, served: Serve, page: Page, axe: Check, screenshot: Pictures
) -> None:
    def look(name: str) -> None:
        screenshot(page, f"sheet-{name}")
        axe(page)
        page.set_viewport_size({"width": 1280, "height": 900})

    begin(page, served(northbank))
    page.get_by_label("A spreadsheet").check()
    press(page, "Continue")
    press(page, "Continue")
    look("1-wrong")
    send(page, NEW)
    follow(page, page.get_by_role("link", name="Choose another sheet or heading row"))
    look("2")
    press(page, "Continue")
    page.get_by_label("What is column C, Action").select_option(label="Area for development")
    press(page, "Continue")
    look("3-wrong")
    page.get_by_label("What is column C, Action").select_option(label="Action")
    press(page, "Continue")
    press(page, "Continue")
    look("4-wrong")
    page.get_by_label("Owner ‘Ash’").select_option(label="Tom Ashworth")
    page.get_by_label("‘Fine’").select_option(label="On track")
    page.get_by_label("Accountable manager of rows").select_option(label="Jean Talbot")
    press(page, "Continue")
    press(page, "Continue")
    look("5-wrong")
    press(page, "Use all 2 suggestions")
    page.get_by_label("What is row 4?").select_option(label="It goes on from the row above")
    press(page, "Continue")
    press(page, "Add 3 actions")
    look("6-wrong")
    page.get_by_label("Plan code").fill("SHEET")
    page.get_by_label("Do not send").check()
    press(page, "Add 3 actions")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan created")
    look("done")


def test_a_live_plan_is_changed_by_an_edited_file(
    northbank: Flask, served: Serve, page: Page, axe: Check, screenshot: Pictures
) -> None:
    begin(page, served(northbank))
    page.goto(page.url.replace("/plans/import", "/plans/SLAC"))
    follow(page, page.get_by_role("link", name="send it back"))
    send(page, EDITED)
    press(page, "Continue")
    page.get_by_label("Accountable manager of rows").select_option(label="Jean Talbot")
    press(page, "Continue")
    screenshot(page, "sheet-5-different")
    axe(page)
    press(page, "Continue")
    expect(page.get_by_role("button", name="Add 1 action and change 1")).to_be_visible()
    screenshot(page, "sheet-6-different")
    axe(page)


def test_a_spreadsheet_becomes_a_plan_without_scripts(
    northbank: Flask, served: Serve, no_scripts_page: Page
) -> None:
    page = no_scripts_page
    begin(page, served(northbank))
    page.get_by_label("A spreadsheet").check()
    press(page, "Continue")
    send(page, csv_of("1.1,Minutes,Send minutes,Priya Nair,30/06/2011,,"))
    press(page, "Continue")
    page.get_by_label("Accountable manager of rows").select_option(label="Jean Talbot")
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_label("Do not send").check()
    press(page, "Add 1 action")

    expect(page.get_by_role("heading", level=1)).to_have_text("Plan created")
