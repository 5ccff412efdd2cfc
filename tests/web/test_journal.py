"""The log of requests: what each cost, and nothing about anybody."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.web.pages import CheckedClient
from tracker.config import Settings
from tracker.extensions import db
from tracker.logs import JsonLines
from tracker.store import statements
from tracker.store.actions import Action
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.web import journal
from tracker.web.access import allow_anyone

PAGES = (
    "/",
    "/plans",
    "/plans/SLAC",
    "/actions/SLAC-1.1",
    "/actions/SLAC-1.1/update",
    "/actions/SLAC-4.1",
    "/a/SLAC-1.1",
    "/review",
    "/people",
    "/search?q=minutes",
    "/account",
    "/admin",
    "/admin/deliveries",
    "/admin/history",
    "/calendar/not-a-real-secret.ics",
    "/nothing/priya.nair@northbank.example",
)


class Kept(logging.Handler):
    """Every line as production would write it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.lines.append(self.format(record))

    def answered(self) -> list[dict[str, Any]]:
        """The lines of requests."""
        lines = [json.loads(line) for line in self.lines]
        return [line for line in lines if line["message"] == "answered"]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """All that is logged during a test."""
    handler, root = Kept(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_request_is_one_line_with_its_page_and_its_cost(cast: Cast, kept: Kept) -> None:
    priya = cast.client("priya")
    kept.lines.clear()

    answer = priya.get("/actions/SLAC-1.1")

    (line,) = kept.answered()
    assert (line["method"], line["endpoint"], line["status"]) == ("GET", "actions.action", 200)
    assert line["person"] == cast.priya.id
    assert line["statements"] > 3
    assert line["ms"] > line["database_ms"] > 0
    assert line["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize("name", ["priya", "sam", "chris"])
def test_a_walk_through_the_pages_leaves_no_name_and_no_title_in_the_log(
    northbank: Flask, cast: Cast, kept: Kept, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    @allow_anyone
    def broken() -> str:
        person = db.session.scalars(select(Person).limit(1)).one()
        raise ValueError(person.name, person.email)

    northbank.view_functions["static_pages.help_page"] = broken
    client = cast.client(name)
    for page in (*PAGES, "/help"):
        client.get(page)
    client.send("/account/password")

    log = "\n".join(kept.lines).lower()
    assert len(kept.answered()) > len(PAGES)
    assert [words for words in _personal() if words.lower() in log] == []
    assert "slac" not in log
    assert "not-a-real-secret" not in log


def _personal() -> set[str]:
    """Every name, address and title of the demonstration, and the parts of each name."""
    people = db.session.execute(select(Person.name, Person.email, Person.id)).all()
    words = {part for name, *_ in people for part in name.split() if len(part) > 3}
    words |= {email for _, email, _ in people}
    for one in db.session.execute(select(Action.title, Action.short_title)):
        words |= set(one)
    return words | set(db.session.scalars(select(Plan.title)))


@pytest.mark.parametrize(
    ("proxies", "sent", "kept_as_sent"),
    [(1, "f" * 32, True), (1, "f" * 65, False), (1, "two words", False), (0, "f" * 32, False)],
)
def test_only_a_well_formed_number_of_a_trusted_proxy_is_kept(
    proxies: int, sent: str, kept_as_sent: bool
) -> None:
    app = Flask(__name__)
    journal.init_app(app, Settings(trusted_proxies=proxies))

    answer = app.test_client().get("/", headers={"X-Request-ID": sent})

    assert (answer.headers["X-Request-ID"] == sent) is kept_as_sent


def test_a_slow_statement_is_logged_without_what_was_looked_for(
    cast: Cast, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(10_000))
    sam = cast.client("sam")
    monkeypatch.setattr(statements, "perf_counter", lambda: next(ticks))
    kept.lines.clear()

    sam.get("/search?q=Nowhereish")

    slow = [json.loads(line) for line in kept.lines if "slow statement" in line]
    assert {line["ms"] for line in slow} == {1000}
    assert any(line["statement"].startswith("SELECT") for line in slow)
    assert "nowhereish" not in "\n".join(kept.lines).lower()


def test_the_page_of_a_fault_gives_the_code_that_is_in_the_log(
    northbank: Flask, client: CheckedClient, kept: Kept
) -> None:
    @allow_anyone
    def broken() -> str:
        raise ValueError

    northbank.view_functions["static_pages.help_page"] = broken

    code = client.get("/help")
    (line,) = [json.loads(one) for one in kept.lines if "fault ValueError" in one]

    assert f"<strong>{line['request_id']}</strong>" in code.text
