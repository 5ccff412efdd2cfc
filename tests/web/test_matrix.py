"""Every route, by every method, for every role, about something of theirs, of others, closed,
restricted and not there: what comes is what the manifest says (`manifest.txt`).

The manifest and the table below are kept by hand and share nothing with the product. What is hidden
answers word for word as what does not exist.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.covering import covered
from tests.services.forms_sent import sent_by
from tests.statements import counted
from tracker import clock
from tracker.domain.access import Role
from tracker.domain.api_tokens import API_ROLES
from tracker.extensions import db
from tracker.services import api_tokens, morning
from tracker.services.api_tokens import make_token
from tracker.services.demo import PASSWORD
from tracker.store.actions import Action
from tracker.store.outbox import Notification
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState

EVERYBODY = "everybody"
BY_TOKEN = "token:"
"""Before the roles of a route that is for a program with a token and for no session."""
LETTERS = {"O": "priya", "M": "jean", "P": "sam", "B": "margaret", "A": "chris", "X": "helen"}

OWN = {"O": "SLAC-1.1", "M": "SLAC-1.1", "P": "SLAC-1.1", "B": "SLAC-1.1", "A": "SLAC-1.1"}
OWN |= {"X": "SLAC-4.1"}
"""An action of a plan in which each role has a part, as far as they can have one."""
OTHERS = {
    "another's in the same plan": "SLAC-2.1",
    "another plan's": "ROAD-1.1",
    "a closed plan's": "SHUT-1.1",
    "a restricted plan's": "SECR-1.1",
}
NOTHING = "NONE-9.9"

SEES = {
    "O": {"own", "another's in the same plan"},
    "M": {"own", "another's in the same plan"},
    "P": {"own", "another's in the same plan", "another plan's", "a closed plan's"},
    "B": {"own", "another's in the same plan", "another plan's"},
    "A": set[str](),
    "X": {"own"},
}
"""What each role sees of these, from what the roles are for."""

NOT_ASKED = {"POST /sign-out"}
"""What ends the session the matrix is asked in; it has tests of its own."""
WITHOUT_A_PAGE = {"POST /admin/calendar/remove": 404, "POST /admin/addresses/<hashed>/clear": 422}
"""Buttons that stand beside one thing each, and what they say about none."""
WITHIN = ("evidence_id", "milestone_id", "number", "day")
"""Things within an action or a plan, of which there are none with the numbers asked for."""


class Line(NamedTuple):
    """One line of the manifest."""

    who: str
    method: str
    rule: str


def manifest() -> list[Line]:
    """The manifest as it is written."""
    text = Path(__file__).with_name("manifest.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return [Line(*line) for line in lines]


@pytest.fixture
def others(northbank: Flask, cast: Cast, now: datetime) -> None:
    """Plans in which nobody of the demonstration has a part."""
    stranger = Person(
        name="Nadia Noor", email="nadia@else.example", role=Role.PERFORMANCE, created_at=now
    )
    db.session.add(stranger)
    for code in ("ROAD", "SHUT", "SECR"):
        plan = Plan(code=code, title=f"Plan {code}", lead=stranger, started_at=now)
        plan.restricted = code == "SECR"
        plan.state = PlanState.CLOSED if code == "SHUT" else PlanState.LIVE
        db.session.add(plan)
        db.session.flush()
        day = date(2011, 6, 1)
        db.session.add(
            Action(
                plan=plan,
                number="1.1",
                position=1,
                title=f"What {code} hides",
                short_title=f"What {code} hides",
                owner=stranger,
                manager=stranger,
                starts_on=date(2011, 4, 1),
                original_due_on=day,
                due_on=day,
                given_at=now,
                given_by_id=stranger.id,
            )
        )
    db.session.commit()


def test_the_manifest_names_every_route_and_its_roles(app: Flask) -> None:
    letters = dict(zip(("officer", "manager", "performance", "board"), "OMPB", strict=True))
    letters |= {"administrator": "A", "partner": "X"}
    declared = {
        Line(_roles(app.view_functions[rule.endpoint], letters), method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert sorted(declared ^ set(manifest())) == []


def _roles(view: Any, letters: dict[str, str]) -> str:
    allowed: frozenset[Role] | None = view.allowed
    if allowed is None:
        return EVERYBODY
    named = "".join(letter for role, letter in letters.items() if role in allowed)
    return f"{BY_TOKEN}{named}" if hasattr(view, "by_token") else named


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.usefixtures("others")
def test_each_role_gets_what_the_manifest_says(
    northbank: Flask, cast: Cast, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_tokens, "REQUESTS_A_MINUTE", 1000)
    asker, wrong = (
        Asker(
            northbank,
            getattr(cast, LETTERS[letter]).email,
            others_own(cast, LETTERS[letter]),
            token_of(getattr(cast, LETTERS[letter])),
        ),
        list[str](),
    )
    for line in manifest():
        if line.who == EVERYBODY or f"{line.method} {line.rule}" in NOT_ASKED:
            continue
        if line.who.startswith(BY_TOKEN):
            wrong += asker.by_token(line, letter)
            continue
        if letter not in line.who:
            wrong += asker.refused(line, OWN[letter])
            continue
        wrong += asker.allowed(line, letter)

    assert wrong == []


def others_own(cast: Cast, name: str) -> dict[str, str]:
    """A cover of Dawn's and a letter to somebody else, which nobody opens from their own pages."""
    cover = covered(cast.dawn, cast.tom).id
    morning.plan_due(clock.now())
    found = select(Notification.id).where(Notification.recipient_id != getattr(cast, name).id)
    letter = db.session.scalars(found.limit(1)).one()
    db.session.rollback()
    return {"cover_id": str(cover), "letter_id": letter}


def token_of(person: Person) -> str:
    """A token of this person's that has been used already; empty for a role that has none."""
    if person.role not in API_ROLES:
        db.session.rollback()
        return ""
    sent, now = sent_by(person), clock.now()
    secret, made = make_token("Report", None, sent=sent, now=now, today=clock.today())
    made.last_used_at = now
    db.session.commit()
    return secret


class Asker:
    """Somebody who has signed in, and everything wrong with what they get."""

    def __init__(self, app: Flask, email: str, others: Mapping[str, str], secret: str) -> None:
        self._others, self._secret = others, secret
        self._app, self._client = app, FlaskClient(app, app.response_class)
        page = self._open("/sign-in").text
        fields = {"email": email, "password": PASSWORD, "csrf_token": _token(page)}
        assert self._open("/sign-in", method="POST", data=fields).status_code == 302
        self._csrf = _token(self._open("/account/password").text)
        self._sends = dict[str, str]()

    def by_token(self, line: Line, letter: str) -> list[str]:
        """A route for programs: closed to the session, then asked with a token of the same person,
        as any other route is asked."""
        answer = self._ask(line, OWN[letter])
        wrong = [] if answer.status_code == 401 else [_says(line, "a session's own", answer)]
        self._sends = {"Authorization": f"Bearer {self._secret}"}
        may = letter in line.who.removeprefix(BY_TOKEN)
        wrong += self.allowed(line, letter) if may else self.refused(line, OWN[letter])
        self._sends = {}
        return wrong

    def refused(self, line: Line, ref: str) -> list[str]:
        """A route that is not for this role."""
        answer = self._ask(line, ref)
        has_no_token = bool(self._sends) and not self._secret
        refused = 401 if has_no_token else 403
        return [] if answer.status_code == refused else [_says(line, ref, answer)]

    def allowed(self, line: Line, letter: str) -> list[str]:
        """A route that is: about what they see, what is hidden, and what does not exist."""
        if f"{line.method} {line.rule}" in WITHOUT_A_PAGE:
            answer = self._ask(line, NOTHING)
            is_right = answer.status_code == WITHOUT_A_PAGE[f"{line.method} {line.rule}"]
            return [] if is_right else [_says(line, NOTHING, answer)]
        names = re.findall(r"<(?:int:)?(\w+)>", line.rule)
        if not names:
            return self._there(line, "")
        missing, cost = self._costed(line, NOTHING)
        wrong = [] if missing.status_code == 404 else [_says(line, NOTHING, missing)]
        if line.rule.startswith("/account/"):
            theirs = self._ask(line, NOTHING, self._others)
            alike = (theirs.status_code, _plain(theirs)) == (404, _plain(missing))
            return wrong if alike else [*wrong, _says(line, "somebody else's", theirs)]
        if not {"ref", "code"} & set(names):
            return wrong
        for what, ref in {"own": OWN[letter], **OTHERS}.items():
            if "code" in names and letter in "OM" and what == "another's in the same plan":
                continue
            if line.rule.startswith("/review") and what == "a closed plan's":
                continue  # seen by some, and reviewed by nobody
            if what not in SEES[letter]:
                answer, statements = self._costed(line, ref)
                if (answer.status_code, _plain(answer)) != (404, _plain(missing)):
                    wrong.append(_says(line, ref, answer))
                if statements != cost:
                    wrong.append(f"{_says(line, ref, answer)}, and more was asked of the database")
            elif not set(WITHIN) & set(names):
                wrong += self._there(line, ref)
        return wrong

    def _there(self, line: Line, ref: str) -> list[str]:
        """A page, an answer to a form, or a refusal that says why; never as if it were hidden."""
        answer = self._ask(line, ref)
        told_off = answer.status_code == 403 and "Your account does not let you open" in answer.text
        if answer.status_code in {400, 401, 404} or answer.status_code >= 500 or told_off:
            return [_says(line, ref, answer)]
        return []

    def _costed(self, line: Line, ref: str) -> tuple[TestResponse, list[str]]:
        """The answer, and what the database was asked for it: what is hidden must not take longer
        to be refused than what does not exist."""
        with self._app.app_context(), counted() as statements:
            answer = self._ask(line, ref)
        return answer, list(statements)

    def _ask(self, line: Line, ref: str, ids: Mapping[str, str] | None = None) -> TestResponse:
        fields = {"csrf_token": self._csrf} if line.method == "POST" else None
        return self._open(
            _address(line.rule, ref, ids or {}),
            method=line.method,
            data=fields,
            follow_redirects=line.method == "GET",
            headers=self._sends,
        )

    def _open(self, address: str, **more: Any) -> TestResponse:
        # A context of its own: what one request keeps in `g` is not the next one's.
        with self._app.app_context():
            return self._client.open(address, **more)


def _address(rule: str, ref: str, ids: Mapping[str, str]) -> str:
    """The address of a route about an action or its plan; other things in it do not exist, but for
    those whose `ids` are given."""
    code = ref.partition("-")[0]
    for name, number in ids.items():
        rule = re.sub(rf"<(int:)?{name}>", number, rule)
    filled = (
        rule.replace("<ref>", ref)
        .replace("<code>", code)
        .replace("<word>", "new-date")
        .replace("<ending>", "csv")
    )
    return re.sub(r"<(int:)?\w+>", lambda found: "999999" if found[1] else "e" * 32, filled)


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def _plain(answer: TestResponse) -> str:
    """A page without what differs each time it is made."""
    return re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.text)


def _says(line: Line, ref: str, answer: TestResponse) -> str:
    return f"{line.method} {line.rule} about {ref or 'nothing'}: {answer.status_code}"
