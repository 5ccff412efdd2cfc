"""From a report to the first email, in a real browser, left and resumed at every step."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from tests.journeys.conftest import Town
from tracker.extensions import Base, db

pytestmark = pytest.mark.browser

TESTS = Path(__file__).parents[1]
OURS = (TESTS / "importers" / "samples" / "committee-paper.txt", 4, 8)
SEED = (TESTS.parents[1] / "shared" / "seed" / "halton-executive-board-2011-03-31.txt", 7, 22)
PAPERS = [OURS, SEED] if SEED[0].is_file() else [OURS]
GIVEN = (
    "Priya Nair",
    "Tom Ashworth",
    "Helen Pryce",
    "Helen Pryce",
    "Dawn Okafor",
    "Marcus Bell",
    "Ruth Calder",
)
LEFT_ALONE = {
    "import_draft",
    "sign_in_session",
    "throttle",
    "history_entry",
    "person",
    "form_submission",
    "kept_form",
}


def rows() -> dict[str, int]:
    """How many rows every table has that a report on its way in must not touch."""
    counted = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name not in LEFT_ALONE
    }
    db.session.rollback()
    return counted


def leave_and_resume(town: Town, page: Page) -> None:
    """Go to the list of plans and come back by its link, to where one was."""
    where = page.url
    page.goto(f"{town.address}/plans")
    page.get_by_role("link", name="Continue").first.click()
    assert page.url == where


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(card: Locator, label: str, name: str) -> None:
    """Choose a person by the beginning of what the list says of them."""
    people = card.get_by_label(label)
    words = people.locator("option").all_inner_texts()
    people.select_option(label=next(word for word in words if word.startswith(name)))


def take_in(town: Town, page: Page, paper: Path, areas: int, judgements: int) -> None:
    """The five steps, each left and resumed; nothing is made before the last button."""
    before = rows()
    page.goto(f"{town.address}/plans")
    page.get_by_role("button", name="Start a plan").click()
    page.locator("input[type=file]").set_input_files(paper)
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check the report")
    leave_and_resume(town, page)
    press(page, "Continue")
    expect(
        page.get_by_text(f"We found {areas} areas for development and {judgements} judgements.")
    ).to_be_visible()
    leave_and_resume(town, page)
    press(page, "Continue")
    assert rows() == before
    for number, name in enumerate(GIVEN[:areas], 1):
        card = page.locator(".govuk-summary-card").filter(
            has=page.get_by_role("heading", name=f"Action {number}.1", exact=True)
        )
        choose(card, "Owner", name)
        choose(card, "Accountable manager", "Jean Talbot")
        for part, value in (("Day", "30"), ("Month", "September"), ("Year", "2012")):
            card.get_by_label(part, exact=True).fill(value)
    press(page, "Save and come back later")
    page.goto(f"{town.address}/plans")
    page.get_by_role("link", name="Continue").first.click()
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check and start")
    leave_and_resume(town, page)
    assert rows() == before


@pytest.mark.parametrize(("paper", "areas", "judgements"), PAPERS)
def test_a_report_becomes_a_live_plan_and_its_owners_are_told(
    *,
    town: Town,
    page: Page,
    axe: Callable[[Page], None],
    travel: Callable[[str], None],
    paper: Path,
    areas: int,
    judgements: int,
) -> None:
    town.post(date(2011, 7, 4))
    town.sign_in(page, "Sam Whitlock")
    take_in(town, page, paper, areas, judgements)
    press(page, "Create plan and tell owners")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Plan created")
    axe(page)
    made = rows()
    assert (made["plan"], made["report"], made["finding"], made["judgement"]) == (
        2,
        2,
        7 + areas,
        22 + judgements,
    )
    travel("2011-07-05T08:00")
    letters = town.post(date(2011, 7, 5))
    assert letters["Helen"].subject == "2 new actions for you"
    assert letters["Tom"].subject.startswith("New action for you: 2.1 ")


def test_a_report_becomes_a_live_plan_with_scripts_off(town: Town, no_scripts_page: Page) -> None:
    town.sign_in(no_scripts_page, "Sam Whitlock")
    take_in(town, no_scripts_page, *OURS)
    press(no_scripts_page, "Create plan and tell owners")

    expect(no_scripts_page.get_by_role("heading", level=1)).to_contain_text("Plan created")
