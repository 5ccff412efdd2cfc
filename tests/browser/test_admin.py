"""The pages for running the service in real Chromium, in every state, at three widths."""

import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from tests.browser.fixtures import Check, follow, without_scripts
from tests.browser.test_plans_and_people import press, sign_in
from tracker import clock
from tracker.delivery.letter import Letter, compose
from tracker.extensions import db
from tracker.services import heartbeat, morning
from tracker.services.installation import templates_folder
from tracker.services.letters.commission import writer
from tracker.store import relay
from tracker.store.outbox import DeliveryAttempt, LetterState, Notification, address_hash, suppress
from tracker.store.people import Person

pytestmark = pytest.mark.browser

EIGHT = clock.at("2011-07-04T08:00")
Look = Callable[[str], None]


@pytest.fixture
def address(northbank: Flask, served: Callable[[Flask], str]) -> str:
    """The address of the demonstration council."""
    return served(northbank)


@pytest.fixture
def look(page: Page, axe: Check, screenshot: Callable[..., list[Path]]) -> Look:
    """`look(name)`: the page as it stands has no fault, and a picture of it is kept if asked for."""

    def at(name: str) -> None:
        screenshot(page, f"admin-{name}")
        axe(page)

    return at


@pytest.fixture
def mondays_post(northbank: Flask) -> dict[str, str]:
    """The ids of Monday's letters by reader: Priya's is sent, Helen's in doubt, Ruth's refused."""
    heartbeat.work_and_note("plan", lambda: {"planned": morning.plan_due(EIGHT)}, now=EIGHT)
    found = db.session.execute(
        select(Notification, Person).join(Person, Person.id == Notification.recipient_id)
    ).all()
    write = writer(templates_folder())
    for letter, person in found:
        said = write(letter, EIGHT)
        assert isinstance(said, Letter)
        letter.body, letter.body_sha256 = zlib.compress(compose(said, date=EIGHT)), "hash"
        state = {
            "Priya": LetterState.SENT,
            "Helen": LetterState.DOUBTFUL,
            "Ruth": LetterState.BOUNCED,
        }.get(person.given_name)
        if state:
            letter.state, letter.finished_at = state, EIGHT + timedelta(minutes=1)
            letter.last_phase = "rcpt"
        if state is LetterState.BOUNCED:
            suppress(
                db.session(),
                address_hash(person.email),
                reason="550 5.1.1 No such mailbox here",
                notification_id=letter.id,
                now=EIGHT,
            )
        db.session.add(
            DeliveryAttempt(
                notification_id=letter.id,
                epoch=1,
                worker="post-room-1",
                started_at=EIGHT,
                ended_at=EIGHT,
                outcome="ready",
                phase="rcpt",
                code=451,
                said="4.7.1 Greylisted, try again later",
            )
        )
    ids = {person.given_name: letter.id for letter, person in found}
    db.session.commit()
    db.session.rollback()
    return ids


def test_no_page_has_a_fault_before_anything_has_been_sent(
    address: str, page: Page, look: Look
) -> None:
    sign_in(page, address, "sam.whitlock")
    for path in ("", "/deliveries", "/addresses", "/scheduler", "/scheduler/run", "/why"):
        page.goto(f"{address}/admin{path}")
        look(f"empty{path.replace('/', '-')}")
    page.goto(f"{address}/admin/deliveries?action=NONE-1")
    look("not-found")
    page.goto(f"{address}/account/notifications")
    look("no-emails")


def test_no_page_has_a_fault_on_a_monday(
    address: str, page: Page, look: Look, mondays_post: dict[str, str]
) -> None:
    sign_in(page, address, "sam.whitlock")
    for path in (
        "/deliveries",
        "/deliveries?status=bounced&kind=reminder",
        f"/deliveries/{mondays_post['Priya']}",
        f"/deliveries/{mondays_post['Helen']}",
        f"/deliveries/{mondays_post['Ruth']}",
        "/addresses",
        "/scheduler",
        "/tomorrow",
    ):
        page.goto(f"{address}/admin{path}")
        look(
            path.replace("/", "-")
            .replace("?", "-")
            .replace(mondays_post["Priya"], "sent")
            .strip("-")
        )
    page.goto(f"{address}/admin/deliveries/{mondays_post['Dawn']}/again")
    page.goto(f"{address}/account/notifications")
    look("emails-to-me")


def test_the_history_has_no_fault_in_any_state(address: str, page: Page, look: Look) -> None:
    sign_in(page, address, "sam.whitlock")
    for name, question in (
        ("history", ""),
        ("history-filtered", "?plan=SLAC&kind=updated&from=2011-06-01&to=2011-07-04"),
        ("history-nothing", "?kind=mail_held"),
        ("history-wrong-day", "?from=yesterday&to=tomorrow"),
    ):
        page.goto(f"{address}/admin/history{question}")
        look(name)
    page.goto(f"{address}/admin/history")
    page.get_by_label("First day, such as 2011-07-04").fill("2011-07-04")
    follow(page, page.get_by_role("button", name="Filter"))
    expect(page.get_by_role("link", name="Remove filter From: 4 July 2011")).to_be_visible()


def test_why_and_the_warning_have_no_fault(
    address: str, page: Page, look: Look, mondays_post: dict[str, str]
) -> None:
    db.session.execute(update(Notification).values(local_date=EIGHT.date()))
    relay.mark_down(
        db.session(),
        "email",
        trouble="454 4.7.0 TLS not available",
        phase="tls",
        now=EIGHT,
        next_probe_at=EIGHT,
    )
    db.session.commit()
    sign_in(page, address, "sam.whitlock")
    page.goto(f"{address}/actions/SLAC-1.1?show=emails")
    look("action-emails")
    follow(
        page, page.get_by_role("link", name="Why did Priya Nair get an email about this, or none?")
    )
    look("why-letter")
    page.get_by_label("Action", exact=True).select_option("SLAC-6.1")
    page.get_by_label("Person", exact=True).select_option(label="Ruth Calder (health)")
    press(page, "Explain")
    look("why-silence")
    expect(page.get_by_text("Waiting for sign-off by Jean Talbot").first).to_be_visible()
    page.get_by_label("Person", exact=True).select_option("")
    press(page, "Explain")
    look("why-wrong")
    page.goto(f"{address}/admin/scheduler")
    look("scheduler-trouble")


def test_a_letter_in_doubt_is_settled_without_scripts(
    address: str, page: Page, mondays_post: dict[str, str]
) -> None:
    without_scripts(page)
    sign_in(page, address, "chris.bolton")
    page.goto(f"{address}/admin/users")
    follow(page, page.get_by_role("link", name="Helen Pryce"))
    follow(page, page.get_by_role("link", name="Emails to Helen"))
    expect(page.get_by_text("May have been sent").first).to_be_visible()

    follow(page, page.get_by_role("link", name="8:01am on 4 July 2011"))
    press(page, "It arrived")

    expect(page.get_by_text("The email is counted as sent.")).to_be_visible()


def test_opening_a_plan_and_versions_have_no_fault(address: str, page: Page, look: Look) -> None:
    sign_in(page, address, "chris.bolton")
    page.goto(f"{address}/admin/open-a-plan")
    press(page, "Open the plan")
    expect(page.get_by_role("alert")).to_contain_text("Enter the code of the plan")
    look("open-a-plan-wrong")
    page.get_by_label("Code of the plan").fill("SLAC")
    page.get_by_label("Why do you have to read it?").fill("Jean cannot open action 1.1 any more.")
    page.get_by_label("1 hour").check()
    press(page, "Open the plan")
    expect(page.get_by_role("alert")).to_contain_text("Its lead is told")
    look("opened-plan")
    page.goto(f"{address}/admin/open-a-plan")
    look("open-a-plan")
    page.goto(f"{address}/admin/versions")
    look("versions")
