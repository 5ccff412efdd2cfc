"""The dashboard, its list and a plan on a past day in real Chromium: full, narrowed, empty, wrong."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.fixtures import follow
from tests.browser.test_plans_and_people import Look, address, look, press, sign_in
from tests.cast import Cast
from tests.moved import move
from tracker.domain.dates import DelayReason
from tracker.extensions import db
from tracker.store.actions import Action

__all__ = ["address", "look"]
pytestmark = pytest.mark.browser


def test_no_page_of_the_dashboard_has_a_fault(
    page: Page,
    address: str,
    look: Look,
    cast: Cast,
) -> None:
    db.session.scalars(select(Action).where(Action.number == "4.1")).one().findings = []
    move(cast, "1.2", DelayReason.STAFFING)
    sign_in(page, address, "sam.whitlock")
    page.goto(f"{address}/review")
    follow(page, page.get_by_role("link", name="The bigger picture"))
    look("dashboard")
    page.get_by_label("Directorate").select_option(index=1)
    press(page, "Filter")
    follow(page, page.locator(".app-counts__box").first)
    look("dashboard-actions")
    page.goto(f"{address}/dashboard/actions?timing=overdue&stage=completed")
    expect(page.get_by_text("No actions match.")).to_be_visible()
    look("dashboard-no-match")
    page.goto(f"{address}/plans/SLAC#trend")
    page.get_by_text("How it stood at the end of each month").click()
    page.locator("#legend summary").click()
    look("plan-legend")
    page.get_by_label("Date", exact=True).fill("2011-06-06")
    press(page, "See it as at this date")
    expect(page.get_by_text("This is how the plan stood on 6 June 2011.")).to_be_visible()
    look("plan-as-at")
    page.goto(f"{address}/plans/SLAC?as_at=2031-06-06")
    look("plan-as-at-wrong")
