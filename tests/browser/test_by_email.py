"""Updating from an emailed link in a real browser: no scripts needed, no fault at any width."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, current_app
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.fixtures import Check, follow, without_scripts
from tests.browser.test_cover import sign_in
from tests.by_email import let_partners, link_to, newest_code
from tests.cast import Cast
from tests.web.test_board_reports import begun
from tracker import clock
from tracker.extensions import db
from tracker.services.report_shares import report_token
from tracker.store.report_shares import ReportShare

pytestmark = pytest.mark.browser


@pytest.fixture
def link(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address in the email to Ruth about action 6.2, as served."""
    let_partners()
    token = link_to("6.2", now=clock.now())
    return f"{served(northbank)}/by-email/{token}?answer=risk"


def test_an_update_from_an_email_has_no_fault(
    link: str, page: Page, axe: Check, screenshot: Callable[..., list[Path]]
) -> None:
    without_scripts(page)
    page.goto(link)
    axe(page)
    screenshot(page, "by-email-ask")
    follow(page, page.get_by_role("button", name="Email me a code"))
    axe(page)
    screenshot(page, "by-email-code")
    page.get_by_label("Code").fill("12")
    follow(page, page.get_by_role("button", name="Continue"))
    axe(page)
    page.get_by_label("Code").fill(newest_code())
    follow(page, page.get_by_role("button", name="Continue"))
    expect(page.get_by_label("At risk", exact=True)).to_be_checked()
    axe(page)
    screenshot(page, "by-email-update")
    page.get_by_label("What has happened since").fill("Two schools have not answered.")
    page.get_by_role("textbox", name="Day").fill("29")
    page.get_by_role("textbox", name="Month").fill("7")
    page.get_by_role("textbox", name="Year").fill("2011")
    follow(page, page.get_by_role("button", name="Save update"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your update")
    axe(page)
    screenshot(page, "by-email-done")
    page.goto(link)
    axe(page)
    screenshot(page, "by-email-dead")


@pytest.fixture
def report(northbank: Flask, cast: Cast, served: Callable[[Flask], str]) -> str:
    """The address of a frozen report, as served."""
    sam = cast.client("sam")
    draft = begun(sam)
    sam.send(draft, {"then": "freeze"})
    return f"{served(northbank)}{draft}"


def test_a_report_read_from_an_email_has_no_fault(
    report: str, page: Page, axe: Check, screenshot: Callable[..., list[Path]]
) -> None:
    address = report.partition("/reports")[0]
    without_scripts(page)
    sign_in(page, address, "sam.whitlock")
    page.goto(report)
    follow(page, page.get_by_role("link", name="Send it to readers without an account"))
    page.get_by_label("Full name").fill("Anne Field")
    page.get_by_label("Email address").fill("anne.field@town.example")
    follow(page, page.get_by_role("button", name="Send the report"))
    axe(page)
    screenshot(page, "report-readers")
    page.context.clear_cookies()
    share = db.session.scalars(select(ReportShare)).one()
    key = current_app.extensions["settings"].secret_key
    token = report_token(share, secret_key=key)
    db.session.rollback()
    page.goto(f"{address}/report-by-email/{token}")
    axe(page)
    follow(page, page.get_by_role("button", name="Email me a code"))
    page.get_by_label("Code").fill(newest_code())
    follow(page, page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("link", name="PDF")).to_be_visible()
    axe(page)
    screenshot(page, "report-read-by-email")
    page.goto(f"{address}/report-by-email/nothing")
    axe(page)
