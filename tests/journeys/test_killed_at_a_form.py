"""PD-15: the web process killed while it takes a form, before its commit and after."""

import http.cookiejar
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_running import PATIENCE, Running, start
from tests.web.pages import post_forms
from tracker import create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.services import audit
from tracker.services.demo import PASSWORD

__all__ = ["start"]

SATURDAY = "2011-07-02T10:00"
"""No letter is sent by itself on this day."""
FORM = "/actions/SLAC-1.1/update"
DEAD = (urllib.error.URLError, ConnectionError)


class Browser:
    """Somebody's browser, which outlives the product."""

    def __init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def get(self, running: Running, path: str) -> str:
        with self._opener.open(running.address + path, timeout=PATIENCE) as answer:
            words: str = answer.read().decode()
        return words

    def post(self, running: Running, path: str, fields: dict[str, Any]) -> str:
        data = urllib.parse.urlencode(fields, doseq=True).encode()
        with self._opener.open(running.address + path, data, timeout=PATIENCE) as answer:
            words: str = answer.read().decode()
        return words

    def form(self, running: Running, path: str, **filled: str) -> dict[str, Any]:
        return post_forms(self.get(running, path))[0][1] | filled


def rows(instance: Path) -> tuple[int, int, int]:
    """How many updates, history entries and letters there are."""
    with closing(sqlite3.connect(instance / "tracker.sqlite")) as database:
        counts = [
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("action_update", "history_entry", "notification")
        ]
    return counts[0], counts[1], counts[2]


def history_faults(instance: Path) -> tuple[str, ...]:
    """What is broken in the chain of the history."""
    app = create_app(
        Settings(
            secret_key=(instance / "secret-key").read_text(encoding="ascii"),
            instance=instance,
            database_url=f"sqlite:///{instance / 'tracker.sqlite'}",
        )
    )
    with app.app_context():
        faults = audit.verify().faults
        db.engine.dispose()
    return faults


@pytest.mark.parametrize(
    ("kill_at", "kept"), [("form.taken", (0, 0, 0)), ("form.committed", (1, 1, 1))]
)
def test_pd15_all_of_a_form_is_there_or_none_and_sent_again_it_is_there_once(
    start: Callable[..., Running], tmp_path: Path, kill_at: str, kept: tuple[int, int, int]
) -> None:
    running, priya = start(SATURDAY, kill_at=kill_at), Browser()
    email = {"email": "priya.nair@northbank.example", "password": PASSWORD}
    priya.post(running, "/sign-in", priya.form(running, "/sign-in", **email))
    done = priya.form(running, FORM, answer="done", note="All minutes are sent in time.")
    before = rows(tmp_path)

    with pytest.raises(DEAD):
        priya.post(running, FORM, done)
    assert running.process.wait(PATIENCE) == -9
    assert tuple(a - b for a, b in zip(rows(tmp_path), before, strict=True)) == kept
    assert history_faults(tmp_path) == ()

    again = start(SATURDAY)
    priya.post(again, FORM, done)
    assert "Sent on 2 July 2011" in priya.get(again, "/")
    assert tuple(a - b for a, b in zip(rows(tmp_path), before, strict=True)) == (1, 1, 1)
    again.stop()
    assert history_faults(tmp_path) == ()
