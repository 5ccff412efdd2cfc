"""Random walks of everybody over the whole workflow, by real forms, beside the model on paper."""

import random
import re
import secrets
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.databases import ENGINES
from tests.web.pages import CheckedClient, post_forms
from tests.web.walking import PEOPLE, STEPS, Paper, form_for
from tracker import clock
from tracker.extensions import db
from tracker.services.morning import plan_due
from tracker.store.actions import Action, Update
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.history import Happened, HistoryEntry

Travel = Callable[[str], None]
STEPS_A_DAY = 20
LOOKS_FIRST = 0.1
ANYTHING, RARELY = 0.5, 0.15
CLOSED = {"2011-08-29", "2011-12-26", "2011-12-27", "2012-01-02", "2012-04-06", "2012-04-09"} | {
    *("2012-05-07", "2012-06-04", "2012-06-05", "2012-08-27"),
}
"""Bank holidays, on which nothing is raised (https://www.gov.uk/bank-holidays)."""
RARE = frozenset({"drop", "sign_off", "lasted", "hold"})
WALKED = ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "5.1", "6.1", "6.2")


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """SQLite, then PostgreSQL."""
    name: str = request.param
    return name


class Walk:
    """Everybody signed in, and every action with its paper."""

    def __init__(self, cast: Cast, travel: Travel, seed: int) -> None:
        self.cast, self.travel, self.chance = cast, travel, random.Random(seed)
        self.today = clock.today()
        self.clients: dict[str, CheckedClient] = {}
        self.tokens: dict[str, str] = {}
        self.papers = {number: self._paper(number) for number in WALKED}
        self.taken = 0

    def _paper(self, number: str) -> Paper:
        action = the(number)
        owner = action.owner.given_name.lower()
        asked = waiting_request(action)
        last = action.last_said.value if action.last_said else None
        paper = Paper(owner, action.progress.value, last, action.due_on, action.original_due_on)
        paper.moves = agreed(action)
        if asked:
            paper.asked = asked.asked_by.given_name.lower(), asked.to_on
        return paper

    def next_day(self) -> None:
        """Some days later, early in the morning; everybody has to sign in again."""
        self.today += timedelta(days=self.chance.randint(1, 12))
        while self.today.weekday() > 4 or self.today.isoformat() in CLOSED:
            self.today += timedelta(days=1)
        self.travel(f"{self.today}T08:30")
        plan_due(clock.now())
        for paper in self.papers.values():
            paper.begin(self.today)
        self.clients.clear()

    def step(self) -> None:
        """Somebody tries something; it happens exactly when the paper says that it may."""
        number, step, who = self._tried()
        paper = self.papers[number]
        may = paper.may(who, step, self.today)
        words, before = f"{number} {who} {step} {paper}", as_kept(number)

        took = self._try(who, number, step)

        assert took == may, f"{words}: {self.answer.status_code} {said_in(self.answer)}"
        if may:
            paper.do(who, step, self.today)
            self.taken += 1
        after = as_kept(number)
        assert after == on_paper(paper), words
        if not may:
            assert after == before, words

    def _tried(self) -> tuple[str, str, str]:
        """An action, a step and a person: as often as not, any; else what may be done. What ends an
        action is tried less often, or the walk would soon be over."""
        number, step = self.chance.choice(WALKED), self.chance.choice(STEPS)
        if self.chance.random() < ANYTHING:
            return number, step, self.chance.choice(PEOPLE)
        possible = [
            (number, step, who)
            for number, paper in self.papers.items()
            for step in STEPS
            for who in PEOPLE
            if paper.may(who, step, self.today)
            and (step not in RARE or self.chance.random() < RARELY)
        ]
        return self.chance.choice(possible or [(number, step, "sam")])

    def _try(self, who: str, number: str, step: str) -> bool:
        """Send the form, whether or not this person's pages offer it; now and then look first."""
        page, fields = form_for(self.papers[number], step, self.today)
        address, client = f"/actions/SLAC-{number}/{page}", self._client(who)
        if self.chance.random() < LOOKS_FIRST:
            assert client.get(address, follow_redirects=True).status_code in {200, 403, 404}
        form = {
            "csrf_token": self.tokens[who],
            "request_id": secrets.token_hex(8),
            "version": str(the(number).version),
            "seen": "999999999",
        }
        db.session.rollback()
        self.answer = client.post(address, data=form | fields)
        return self.answer.status_code == 303

    def _client(self, who: str) -> CheckedClient:
        if who not in self.clients:
            self.clients[who] = self.cast.client(who)
            page = self.clients[who].get("/account").text
            self.tokens[who] = post_forms(page)[0][1]["csrf_token"]
        return self.clients[who]


def said_in(answer: TestResponse) -> list[str]:
    """What a page says is wrong."""
    return re.findall(r'(?:href="#[^"]*"|govuk-body")>([^<]+)', answer.text)[-6:]


def the(number: str) -> Action:
    db.session.expire_all()
    return db.session.scalars(select(Action).where(Action.number == number)).one()


def waiting_request(action: Action) -> DateRequest | None:
    found = select(DateRequest).where(
        DateRequest.action_id == action.id, DateRequest.state == RequestState.WAITING
    )
    return db.session.scalar(found)


def agreed(action: Action) -> int:
    counted = select(func.count(DateRequest.id)).where(
        DateRequest.action_id == action.id, DateRequest.state == RequestState.AGREED
    )
    return db.session.scalar(counted) or 0


Kept = tuple[str, date, date, int, tuple[str, date] | None, date | None]


def as_kept(number: str) -> Kept:
    """What the product says of an action."""
    action = the(number)
    asked = waiting_request(action)
    kept = (
        action.progress.value,
        action.due_on,
        action.original_due_on,
        agreed(action),
        (asked.asked_by.given_name.lower(), asked.to_on) if asked else None,
        action.held_until,
    )
    db.session.rollback()
    return kept


def on_paper(paper: Paper) -> Kept:
    """What the paper says of it."""
    return paper.state, paper.due, paper.first_due, paper.moves, paper.asked, paper.until


ENDS_IN = {
    Happened.SUBMITTED: "submitted",
    Happened.RETURNED: "returned",
    Happened.SIGNED_OFF: "completed",
    Happened.CHECK_DUE: "check_due",
    Happened.EMBEDDED: "embedded",
    Happened.REOPENED: "off_track",
    Happened.HELD: "on_hold",
    Happened.DROPPED: "no_longer_needed",
}


def replayed(number: str, since: int, state: str, last: str | None) -> str:
    """The state that the history of an action leads to, entry by entry."""
    action = the(number)
    found = (
        select(HistoryEntry)
        .where(HistoryEntry.action_id == action.id, HistoryEntry.id > since)
        .order_by(HistoryEntry.id)
    )
    for entry in db.session.scalars(found):
        if entry.kind is Happened.UPDATED:
            last = state = db.session.get_one(Update, entry.facts["update"]).progress.value
        elif entry.kind in (Happened.TAKEN_BACK, Happened.RESUMED):
            state = last or "not_started"
        else:
            state = ENDS_IN.get(entry.kind, state)
    db.session.rollback()
    return state


def walk(cast: Cast, travel: Travel, *, seed: int, steps: int) -> Walk:
    walked = Walk(cast, travel, seed)
    since = db.session.scalar(select(func.max(HistoryEntry.id))) or 0
    begun = {number: (paper.state, paper.last) for number, paper in walked.papers.items()}
    db.session.rollback()
    for n in range(1, steps + 1):
        walked.step()
        if n % STEPS_A_DAY == 0:
            walked.next_day()
    for number, paper in walked.papers.items():
        assert replayed(number, since, *begun[number]) == paper.state, paper.said
    return walked


@pytest.mark.parametrize("seed", range(2))
def test_nothing_happens_but_what_the_rules_allow_and_the_history_tells_all_of_it(
    cast: Cast, travel: Travel, seed: int
) -> None:
    walked = walk(cast, travel, seed=seed, steps=100)

    assert walked.taken >= 25


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 125))
def test_ten_thousand_steps(cast: Cast, travel: Travel, seed: int) -> None:
    walk(cast, travel, seed=seed, steps=400)
