"""People at their work: they sign in, save updates and write comments through the pages, and try
again whatever was not answered, with the same form, as a browser does."""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sqlalchemy import select

from tests.web.pages import post_forms
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.store.actions import Update
from tracker.store.comments import Comment
from tracker.store.history import Happened, HistoryEntry

PATIENCE = 20
"""Seconds after which an answer is no longer waited for."""
WORDS = "Told while hosts come and go"
"""What every update and comment begins with, to be looked for where it must not be."""
EXPECTED = {"expected-day": "29", "expected-month": "7", "expected-year": "2011"}
HOST = "actions.northbank.example"
_OPEN_ACTION = re.compile(r'href="/actions/([A-Z]+-[0-9.]+)/update')
_FAULTS = re.compile(r"<h1[^>]*>([^<]+)|govuk-error-message[^>]*>(?:<span.*?</span>)?([^<]+)")


@dataclass
class Answer:
    """What came back of a request; status 0 when nothing did."""

    status: int
    text: str = ""
    leads_to: str = ""


class Browser:
    """One person's, behind a proxy that speaks plain HTTP to us."""

    def __init__(self, address: tuple[str, int], *, patience: float = PATIENCE) -> None:
        self._address = address
        self._patience = patience
        self._cookie = ""

    def ask(self, method: str, path: str, fields: dict[str, object] | None = None) -> Answer:
        """One request on a connection of its own; no answer is an answer too."""
        connection = http.client.HTTPConnection(*self._address, timeout=self._patience)
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Cookie": self._cookie}
        body = None
        if fields is not None:
            body = urlencode(fields, doseq=True)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Origin": f"https://{HOST}", "Referer": f"https://{HOST}/"}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()
        for one in answer.headers.get_all("Set-Cookie") or ():
            self._cookie = one.partition(";")[0]
        return Answer(answer.status, text, answer.headers.get("Location") or "")


@dataclass
class Told:
    """What one person did, and what came back: how many answers of each status, 0 for none."""

    saved: list[str] = field(default_factory=list)
    commented: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    slowest: float = 0


class Visitor(threading.Thread):
    """A person who works until told to stop, and then still gets the form in hand saved."""

    def __init__(
        self,
        email: str,
        address: tuple[str, int],
        here: Callable[[], AbstractContextManager[None]],
        stop: threading.Event,
    ) -> None:
        super().__init__(name=email, daemon=True)
        self.told = Told()
        self.went_wrong: str = ""
        self.closed = threading.Event()
        self._email = email
        self._browser = Browser(address)
        self._here = here
        self._stop_asked = stop
        self._number = 0

    def run(self) -> None:
        """Work; what must never come back ends it, and is told."""
        try:
            with self._here():
                self._sign_in()
                actions = sorted(set(_OPEN_ACTION.findall(self._page("/").text)))
                while not self._stop_asked.is_set():
                    for action in actions:
                        self._number += 1
                        self._update(action)
                        self._comment(action)
                        self._stop_asked.wait(0.05)
        except Exception as error:  # told by the thread that waits for this one
            self.went_wrong = f"{self._email}: {type(error).__name__}: {error}"

    def _sign_in(self) -> None:
        fields = self._form("/sign-in") | {"email": self._email, "password": PASSWORD}
        answer = self._until_answered("POST", "/sign-in", fields)
        if answer.status != 302:
            raise AssertionError(f"sign-in was answered with {answer.status}")

    def _update(self, action: str) -> None:
        path = f"/actions/{action}/update"
        note = f"{WORDS}, update {self._number} on {action} by {self._email}"
        fields = self._form(path) | {"answer": "off_track", "note": note} | EXPECTED
        self._take(self._until_answered("POST", path, fields), note, self.told.saved)

    def _comment(self, action: str) -> None:
        path = f"/actions/{action}/comment"
        note = f"{WORDS}, comment {self._number} on {action} by {self._email}"
        page = self._page(path).text
        somebody = re.findall(r'name="tell"[^>]*value="(\d+)"', page)
        fields = _first_form(page) | {"text": note, "tell": somebody[:1]}
        self._take(self._until_answered("POST", path, fields), note, self.told.commented)

    def _take(self, answer: Answer, note: str, into: list[str]) -> None:
        if answer.status != 303 or "/sign-in" in answer.leads_to:
            said = " ".join("".join(found) for found in _FAULTS.findall(answer.text))
            raise AssertionError(f"{note}: {answer.status} {answer.leads_to} {said}")
        into.append(note)

    def _form(self, path: str) -> dict[str, object]:
        return _first_form(self._page(path).text)

    def _page(self, path: str) -> Answer:
        answer = self._until_answered("GET", path)
        if answer.status != 200:
            raise AssertionError(f"{path} was answered with {answer.status} {answer.leads_to}")
        return answer

    def _until_answered(
        self, method: str, path: str, fields: dict[str, object] | None = None
    ) -> Answer:
        """Ask until there is an answer that is not 'try again in a few minutes'."""
        while not self.closed.is_set():
            began = time.monotonic()
            answer = self._browser.ask(method, path, fields)
            self.told.answers[answer.status] += 1
            if answer.status:
                self.told.slowest = max(self.told.slowest, time.monotonic() - began)
            if answer.status not in {0, 503}:
                return answer
            self.closed.wait(0.3)
        raise AssertionError("everything was taken away")


def _first_form(page: str) -> dict[str, object]:
    """The fields of the form that the page is about: the one with the most to fill in."""
    return max((fields for _action, fields in post_forms(page)), key=len, default={})


def work_of(visitors: list[Visitor]) -> Told:
    """What all of them did, together."""
    whole = Told()
    for visitor in visitors:
        whole.saved += visitor.told.saved
        whole.commented += visitor.told.commented
        whole.answers += visitor.told.answers
        whole.slowest = max(whole.slowest, visitor.told.slowest)
    return whole


def check_saved(all_told: list[Told]) -> None:
    """What was answered as saved is in the database, once, with its entry in the history, and nothing
    else is. Needs an app context."""
    saved = [note for told in all_told for note in told.saved]
    commented = [note for told in all_told for note in told.commented]
    updates = {row.id: row.note for row in db.session.execute(select(Update.id, Update.note))}
    comments = {row.id: row.text for row in db.session.execute(select(Comment.id, Comment.text))}
    ours = [note for note in updates.values() if note.startswith(WORDS)]
    assert sorted(ours) == sorted(saved)
    assert sorted(comments.values()) == sorted(commented)
    kept = select(HistoryEntry.kind, HistoryEntry.facts).where(
        HistoryEntry.kind.in_((Happened.UPDATED, Happened.COMMENTED))
    )
    rows = Counter(
        updates.get(facts.get("update")) or comments.get(facts.get("comment"))
        for _kind, facts in db.session.execute(kept)
    )
    assert {note: rows[note] for note in (*saved, *commented) if rows[note] != 1} == {}
