"""Every letter as its reader sees it: by axe, light and dark, on a wide screen and a narrow one."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.journeys.conftest import Town
from tests.services.letters import written
from tracker.delivery.letter import Letter
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.services import morning, post
from tracker.store.actions import Action
from tracker.store.people import Person

pytestmark = pytest.mark.browser

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}


def every_kind(app: Flask, now: datetime) -> dict[str, Letter]:
    """One letter of each kind, and an agenda full of everything."""
    actions = {action.number: action for action in db.session.scalars(select(Action))}
    sam = db.session.scalars(select(Person).where(Person.name == "Sam Whitlock")).one()
    jean = db.session.scalars(select(Person).where(Person.name == "Jean Talbot")).one()
    actions["5.1"].due_on = now.date()
    actions["5.1"].chased_at = None
    for number in ("3.1", "4.1"):
        actions[number].owner = actions["6.2"].owner
    actions["7.2"].owner = actions["2.2"].owner
    actions["3.2"].chased_at, actions["3.2"].chased_by = now, jean
    actions["2.1"].owner, actions["2.1"].progress = actions["3.2"].owner, Progress.AT_RISK
    morning.plan_digests(now)
    morning.plan_reminders(now)
    post.queue_new_actions([actions["7.2"], actions["2.2"]], by=sam, now=now)
    post.set_chases(
        "review:1", {actions["3.2"].owner_id: [actions["3.2"]]}, by=jean, send_at=now, now=now
    )
    db.session.commit()
    letters = [letter for letter in written(app, now=now).values() if isinstance(letter, Letter)]
    db.session.rollback()
    return {letter.kind: letter for letter in letters}


def test_every_letter_passes_axe_light_and_dark(
    northbank: Flask, page: Page, now: datetime, tmp_path: Path
) -> None:
    checker = Axe()
    letters = every_kind(northbank, now)
    assert set(letters) >= {
        "digest",
        "overdue",
        "due_today",
        "agenda",
        "new_action",
        "update_request",
    }
    faults = []
    for kind, letter in letters.items():
        path = tmp_path / f"{kind}.html"
        path.write_text(letter.html, encoding="utf-8")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
            page.goto(path.as_uri())
            for width in (700, 320):
                page.set_viewport_size({"width": width, "height": 900})
                found = checker.run(page, options=WCAG).response["violations"]
                faults += [
                    f"{kind} {scheme} {width}: {rule['id']} {rule['nodes'][0]['html']}"
                    for rule in found
                ]
                wide, screen = page.evaluate(
                    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
                )
                faults += [f"{kind} {width}: {wide} wide"] if wide > screen else []

    assert faults == []


def test_the_mailbox_shows_what_was_caught_and_nothing_in_it_can_act(
    town: Town, page: Page, axe: Callable[[Page], None]
) -> None:
    town.app.extensions["settings"].instance.joinpath("mailbox").mkdir(exist_ok=True)
    page.goto(f"{town.address}/mailbox")
    axe(page)
    town.post(date(2011, 7, 4))
    page.reload()
    axe(page)
    page.get_by_role("link", name="34 days overdue").click()
    axe(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("34 days overdue: 1.1")
    page.get_by_role("link", name="See it as HTML").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Action 1.1 is 34 days overdue")
    assert page.title().startswith("34 days overdue")
