"""Plans, people and a person's own pages in real Chromium, in every state, at three widths."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.fixtures import Check, follow, without_scripts
from tests.cast import Cast
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.services.stopping import unsubscribe_token
from tracker.store.actions import Action
from tracker.store.people import Person

pytestmark = pytest.mark.browser

Look = Callable[[str], None]


@pytest.fixture
def address(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address of the demonstration council."""
    return served(northbank)


@pytest.fixture
def look(page: Page, axe: Check, screenshot: Callable[..., list[Path]]) -> Look:
    """`look(name)`: the page as it stands has no fault, and a picture of it is kept if asked for."""

    def at(name: str) -> None:
        screenshot(page, name)
        axe(page)

    return at


def sign_in(page: Page, address: str, given_name: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Email address").fill(f"{given_name}@northbank.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))


def number_of(person: Person) -> int:
    """A person's number; the test's own transaction ends, because it would hold the database."""
    number = person.id
    db.session.rollback()
    return number


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name, exact=True))


def test_no_page_of_a_plan_has_a_fault(address: str, page: Page, look: Look) -> None:
    sign_in(page, address, "sam.whitlock")
    page.goto(f"{address}/plans")
    look("plans")
    follow(page, page.get_by_role("link", name="Safeguarding and looked after children"))
    look("plan")
    follow(page, page.get_by_role("link", name="Change the next board"))
    page.get_by_label("Clear working days").fill("many")
    press(page, "Save")
    look("plan-dates-wrong")
    page.get_by_label("Clear working days").fill("1")
    page.get_by_label("Ask owners").check()
    press(page, "Save")
    look("plan-dates")
    page.goto(f"{address}/plans/SLAC")
    page.get_by_label("Timing").select_option("Overdue")
    press(page, "Filter")
    look("plan-overdue")
    expect(page.get_by_text("4 actions of 13")).to_be_visible()
    page.get_by_label("Progress").select_option("Completed")
    press(page, "Filter")
    look("plan-no-match")
    expect(page.get_by_text("No actions match.")).to_be_visible()
    follow(page, page.get_by_role("link", name="Data quality: what is missing or cannot be right"))
    look("quality")
    page.goto(f"{address}/plans/SLAC/quality?only=nobody")
    look("quality-none")
    page.goto(f"{address}/plans/SLAC/assurance")
    look("assurance")
    page.goto(f"{address}/plans/SLAC/assurance/pack?names=none")
    look("assurance-wrong")


def test_an_area_without_an_action_has_no_fault(address: str, page: Page, look: Look) -> None:
    db.session.scalars(select(Action).where(Action.number == "4.1")).one().findings = []
    db.session.commit()
    sign_in(page, address, "jean.talbot")

    page.goto(f"{address}/plans/SLAC")

    look("plan-gaps")
    expect(page.get_by_text("No action yet.")).to_be_visible()


def test_every_colour_is_said_in_words(address: str, page: Page) -> None:
    sign_in(page, address, "jean.talbot")
    page.goto(f"{address}/plans/SLAC")

    said = page.locator(".app-area > p .app-rag").all_inner_texts()

    assert [" ".join(words.split()).replace(" :", ":") for words in said] == [
        "Red: 34 days overdue",
        "Red: 17 days overdue",
        "Amber: at risk",
        "Red: 10 days overdue",
        "Green: on track",
        "Red: 4 days overdue",
        "Green: on track",
    ]


def test_no_page_about_people_has_a_fault(address: str, page: Page, look: Look, cast: Cast) -> None:
    priya = f"{address}/admin/users/{number_of(cast.priya)}"
    sign_in(page, address, "chris.bolton")
    look("people")
    page.goto(f"{address}/admin/users?q=zebra")
    look("people-none")
    page.goto(f"{address}/admin/users/add")
    press(page, "Add person")
    look("people-add-wrong")
    page.get_by_label("Full name").fill("Nadia Rahman")
    page.get_by_label("Email address").fill("nadia@northbank.example")
    page.get_by_label("Officer", exact=True).check()
    press(page, "Add person")
    look("people-can-sign-in")
    for path in ("", "/change", "/move", "/turn-off", "/password"):
        page.goto(f"{priya}{path}")
        look(f"person{path.replace('/', '-')}")
    page.goto(f"{priya}/move")
    press(page, "Move them")
    look("person-move-wrong")
    for path in ("/admin/teams", "/admin/teams/add", "/admin/teams/1"):
        page.goto(f"{address}{path}")
        look(path.strip("/").replace("/", "-"))


def test_no_page_of_a_persons_own_has_a_fault(
    northbank: Flask, address: str, page: Page, look: Look, cast: Cast
) -> None:
    token = unsubscribe_token(number_of(cast.jean), northbank.extensions["settings"].secret_key)
    page.goto(f"{address}/a/SLAC-1.1/off")
    look("sign-in")
    press(page, "Sign in")
    look("sign-in-wrong")
    page.goto(f"{address}/stop/{token}")
    look("stop")
    press(page, "Stop this summary")
    look("stopped")
    sign_in(page, address, "jean.talbot")
    for path in ("", "/notifications", "/cover", "/password"):
        page.goto(f"{address}/account{path}")
        look(f"account{path.replace('/', '-')}")
    press(page, "Change password")
    look("account-password-wrong")


def test_somebody_leaves_without_scripts(address: str, page: Page, cast: Cast) -> None:
    without_scripts(page)
    sign_in(page, address, "chris.bolton")
    page.goto(f"{address}/admin/users/{number_of(cast.priya)}")

    follow(page, page.get_by_role("link", name="Turn off"))
    follow(page, page.get_by_role("button", name="Move their 2 actions"))
    page.get_by_label("Give all to").select_option("Tom Ashworth")
    press(page, "Move them")
    follow(page, page.get_by_role("link", name="Turn off"))
    press(page, "Turn off")

    expect(page.get_by_text("Priya Nair is turned off and can no longer sign in.")).to_be_visible()
