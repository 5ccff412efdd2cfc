"""Whole stories in real Chromium: the product served, a real mail server catching its letters."""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.fixtures import (
    axe,
    base_url,
    browser_type_launch_args,
    chromium,
    no_scripts_page,
    page,
    screenshot,
    served,
)
from tests.journeys.warm import WarmTracker
from tracker.delivery.catcher import Catcher
from tracker.extensions import db
from tracker.services import mornings
from tracker.services.demo import PASSWORD

__all__ = [
    "axe",
    "base_url",
    "browser_type_launch_args",
    "chromium",
    "no_scripts_page",
    "page",
    "screenshot",
    "served",
]

TEMPLATES = Path(__file__).parents[2] / "templates"


@dataclass(frozen=True)
class Received:
    """A letter as it arrived: its two parts and every link in them."""

    to: str
    subject: str
    text: str
    html: str
    headers: EmailMessage

    @property
    def links(self) -> list[str]:
        """Every address in both parts, in order, once each."""
        found = re.findall(r"https?://[^\s\"<>]+", self.text + self.html)
        return list(dict.fromkeys(found))

    def link(self, ending: str) -> str:
        """The one link that ends so."""
        (found,) = [link for link in self.links if link.endswith(ending)]
        return found


class Town:
    """Northbank, served at `address`, with its post: `post(date)` brings a morning's letters."""

    def __init__(self, app: Flask, address: str, mailbox: Path) -> None:
        self.app = app
        self.address = address
        self._mailbox = mailbox

    def post(self, on: date) -> dict[str, Received]:
        """Go through one morning; returns the letters it brought, by first name of the reader."""
        before = set(self._mailbox.glob("*.eml"))
        mornings.go_through(on, templates=TEMPLATES, dry_run=False)
        db.session.rollback()
        letters = [_received(path) for path in sorted(set(self._mailbox.glob("*.eml")) - before)]
        by_reader = {letter.to.partition(".")[0].title(): letter for letter in letters}
        assert len(by_reader) == len(letters), "somebody got two letters on one morning"
        return by_reader

    def sign_in(self, page: Page, name: str) -> None:
        """Sign in on the page that is open, or on the sign-in page."""
        if "/sign-in" not in page.url:
            page.goto(f"{self.address}/sign-in")
        page.get_by_label("Email address").fill(
            f"{name.lower().replace(' ', '.')}@northbank.example"
        )
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()


def _received(path: Path) -> Received:
    message: EmailMessage = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Received(
        to=message["Delivered-To"],
        subject=message["Subject"],
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
        headers=message,
    )


@pytest.fixture
def town(northbank: Flask, served: Callable[[Flask], str], tmp_path: Path) -> Iterator[Town]:
    """The demonstration council served, with a mail server of its own."""
    with Catcher(tmp_path / "mailbox") as catcher:
        address = served(northbank)
        northbank.extensions["mail"].port = catcher.port
        northbank.extensions["settings"] = replace(
            northbank.extensions["settings"], base_url=address
        )
        yield Town(northbank, address, tmp_path / "mailbox")


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmTracker]:
    """The command, loaded once for all these tests."""
    running = WarmTracker(tmp_path_factory.mktemp("warm"))
    yield running
    running.close()
