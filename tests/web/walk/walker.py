"""Takes the steps: everybody signed in, every form sent, every answer compared with the paper."""

import random
import re
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.web.pages import CheckedClient, post_forms
from tests.web.walk.book import COLOURS, MOVABLE, OF_PEOPLE, STEPS, Book, Outcome
from tests.web.walk.forms import NO_VERSION, Form, form_for
from tests.web.walk.office import OWNERS, PEOPLE, REVIEWERS, Office, Spell
from tests.web.walk.product import Desk, on_paper
from tests.web.walk.replay import Replay, Told
from tests.web.walk.rules import Tried
from tracker import clock
from tracker.domain.board_report import ReportFacts
from tracker.extensions import db
from tracker.services.morning import plan_due

Travel = Callable[[str], None]
STEPS_A_DAY = 25
LOOKS_FIRST = 0.05
ANYTHING, RARELY = 0.35, 0.12
STALE, TWICE, REPLAYED = 0.08, 0.06, 0.03
CLOSED = {"2011-08-29", "2011-12-26", "2011-12-27", "2012-01-02", "2012-04-06", "2012-04-09"} | {
    *("2012-05-07", "2012-06-04", "2012-06-05", "2012-08-27"),
}
"""Bank holidays, on which nothing is raised (https://www.gov.uk/bank-holidays)."""
RARE = frozenset({"drop", "sign_off", "lasted", "hold", "several_hold", "move"})
"""What ends an action, or much of the walk, is tried less often."""
WALKED = ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "5.1", "6.1", "6.2", "7.2")
OVER_BEFORE = ("5.2", "7.1")
MOST_STEPS, MOST_TRIES = 6, 40
AT_HAND, AWAY, NAMED = sorted(OWNERS), sorted(MOVABLE), ("", *sorted(REVIEWERS))
CHANGED = ("changed while you", "changed meanwhile")
"""What a page says to somebody whose form is older than what is there."""


class Walk:
    """The product on one side and the book on the other."""

    def __init__(self, cast: Cast, travel: Travel, seed: int) -> None:
        self.cast, self.travel, self.chance = cast, travel, random.Random(seed)
        self.desk = Desk()
        self.book = Book(
            papers={number: self.desk.as_begun(number) for number in WALKED},
            office=Office(clock.today()),
            ended={number: self.desk.owner_of(number) for number in OVER_BEFORE},
        )
        told = {number: Told.of(paper) for number, paper in self.book.papers.items()}
        self.replay = Replay(self.desk.newest(), told)
        self.clients: dict[str, CheckedClient] = {}
        self.tokens: dict[str, str] = {}
        self.used: list[tuple[str, str]] = []
        self.days: list[tuple[date, dict[str, list[Any]], ReportFacts]] = []
        """How every action stood at the end of each day, and what a report said of it then."""
        self.nth = 0
        self.seen: Counter[str] = Counter()
        """How often each step was taken, and how often each kind of odd form was sent."""
        db.session.rollback()

    def go(self, steps: int) -> None:
        """Walk, and compare the whole plan with the book at the end of each day."""
        for n in range(1, steps + 1):
            self.step()
            if n % STEPS_A_DAY == 0:
                self.compare(list(self.book.papers))
                today = self.book.office.today
                self.days.append((today, self.desk.facts(), self.desk.report(today)))
                self.next_day()
        self.compare_replay()
        self.compare_days()

    def next_day(self) -> None:
        """Some days later, early in the morning; everybody has to sign in again."""
        today = self.book.office.today + timedelta(days=self.chance.randint(1, 12))
        while today.weekday() > 4 or today.isoformat() in CLOSED:
            today += timedelta(days=1)
        self.travel(f"{today}T08:30")
        plan_due(clock.now())
        self.book.begin(today)
        self.clients.clear()
        self.used.clear()  # after a week nobody remembers which forms have come

    def step(self) -> None:
        """Somebody tries something; it happens exactly when the paper says that it may."""
        self.nth += 1
        second = timedelta(seconds=(self.nth - 1) % STEPS_A_DAY + 1)
        self.travel(f"{self.book.office.today}T08:30:{second.seconds:02}")
        tried = self._tried()
        outcome = self.book.judged(tried)
        client = self._client(tried.who)
        if outcome is not Outcome.REFUSED and self._sends_oddly(tried):
            return
        form = form_for(tried, self.book, self.desk)
        before = self.desk.newest()
        if self.chance.random() < LOOKS_FIRST:
            looked = client.get(form.address, follow_redirects=True)
            assert looked.status_code in {200, 403, 404, 422}, tried
        number = secrets.token_hex(8)
        answer = self._send(tried.who, form, number)
        self._compare_answer(tried, outcome, answer, before)
        if outcome is not Outcome.REFUSED:
            stands_for = self.book.stands_for(tried)
            about = self.book.take(tried)
            self.seen[tried.step] += 1
            self.seen["in place of somebody"] += bool(stands_for)
            if outcome is Outcome.DONE:  # what finds nothing to do is not remembered either
                self.used.append((tried.who, number))
            if outcome is Outcome.DONE and stands_for is not None:
                assert self.desk.names_of_newest() == (tried.who, stands_for), tried
            self.compare(about, tried)
            self._sends_again(tried, form, number, answer)
        elif tried.number:
            self.compare([tried.number], tried)

    def compare(self, numbers: list[str], tried: Tried | None = None) -> None:
        """The product and the book say the same of these actions, and of who is away."""
        for number in numbers:
            paper = self.book.papers[number]
            assert self.desk.as_kept(number)._asdict() == on_paper(paper)._asdict(), (
                f"{number} after {tried}: {paper.said[-8:]}"
            )
        if tried is None:
            self._compare_away(self.desk.away(self.book.office))
        db.session.rollback()

    def compare_replay(self) -> None:
        """The history alone leads to where the product is."""
        self.replay.play(self.desk)
        for number, told in self.replay.told.items():
            assert told == Told.of(self.book.papers[number]), number
        self._compare_away(self.replay.away_from(self.book.office.today))
        db.session.rollback()

    def compare_days(self) -> None:
        """Every past day looks as it looked then."""
        for day, facts, report in self.days:
            assert self.desk.facts_on(day) == facts, day
            assert self.desk.report(day) == report, day
        db.session.rollback()

    def _compare_away(self, found: list[Spell]) -> None:
        today = self.book.office.today
        assert set(found) == {one for one in self.book.office.spells if one.last >= today}

    def _tried(self) -> Tried:
        """Often anything at all; else something that may be done. Every step has the same chance
        then, however few may take it, but for those that are tried less often."""
        tried = self._any(self.chance.choice(STEPS))
        if self.chance.random() < ANYTHING:
            return tried
        for _step in range(MOST_STEPS):
            step = self.chance.choice(STEPS)
            if step in RARE and self.chance.random() > RARELY:
                continue
            for _try in range(MOST_TRIES):
                tried = self._any(step)
                if self.book.judged(tried) is not Outcome.REFUSED:
                    return tried
        return tried

    def _any(self, step: str) -> Tried:
        """This step, by anybody with anything."""
        who, to = self.chance.choice(PEOPLE), self.chance.choice(AT_HAND)
        number, other = self.chance.sample(WALKED, 2)
        if step in OF_PEOPLE:
            number, other = "", self.chance.choice(AWAY)
        if step == COLOURS:
            number = ""
        if step == "name":
            to = self.chance.choice(NAMED)
        return Tried(number, step, who, to, other, self.nth)

    def _sends_oddly(self, tried: Tried) -> bool:
        """Now and then send a form that is older than what is there, or one that somebody else
        has sent: it is refused, nothing happens, and what was typed is not lost."""
        odd = self.chance.random()
        others = [number for who, number in self.used[-20:] if who != tried.who]
        if odd < STALE and tried.step not in NO_VERSION:
            form = form_for(tried, self.book, self.desk, stale=True)
            number, status = secrets.token_hex(8), {409}
        elif STALE <= odd < STALE + REPLAYED and others:
            form, number, status = form_for(tried, self.book, self.desk), others[-1], {422, 409}
        else:
            return False
        before = self.desk.newest()
        answer = self._send(tried.who, form, number)
        assert answer.status_code in status, f"{tried}: {answer.status_code} {said_in(answer)}"
        assert self.desk.newest() == before, tried
        if status == {409}:
            assert any(words in answer.text for words in CHANGED), f"{tried}: {said_in(answer)}"
            if tried.words in form.fields.values():
                assert tried.words in answer.text, f"{tried} lost what was typed"
        self.seen["stale" if status == {409} else "replayed"] += 1
        self.compare([one for one in (tried.number,) if one], tried)
        return True

    def _sends_again(self, tried: Tried, form: Form, number: str, first: TestResponse) -> None:
        """Now and then the same form comes twice: it takes effect once, and leads where it led."""
        if self.chance.random() >= TWICE:
            return
        before = self.desk.newest()
        again = self._send(tried.who, form, number)
        assert (again.status_code, again.location) == (303, first.location), (
            f"{tried} again: {again.status_code} {said_in(again)}"
        )
        assert self.desk.newest() == before, tried
        self.seen["twice"] += 1
        self.compare([one for one in (tried.number,) if one], tried)

    def _send(self, who: str, form: Form, number: str) -> TestResponse:
        about = {"csrf_token": self.tokens[who], "request_id": number}
        db.session.rollback()
        return self._client(who).post(form.address, data=about | dict(form.fields))

    def _compare_answer(
        self, tried: Tried, outcome: Outcome, answer: TestResponse, before: int
    ) -> None:
        about = self.book.papers.get(tried.number)
        words = f"{tried} {outcome} {answer.status_code} {said_in(answer)} {about}"
        assert (answer.status_code == 303) == (outcome is not Outcome.REFUSED), words
        assert answer.status_code in {303, 403, 404, 409, 422}, words
        assert (self.desk.newest() > before) == (outcome is Outcome.DONE), words

    def _client(self, who: str) -> CheckedClient:
        if who not in self.clients:
            self.clients[who] = self.cast.client(who)
            page = self.clients[who].get("/account").text
            self.tokens[who] = post_forms(page)[0][1]["csrf_token"]
        return self.clients[who]


def said_in(answer: TestResponse) -> list[str]:
    """What a page says is wrong."""
    return re.findall(r'(?:href="#[^"]*"|govuk-body")>([^<]+)', answer.text)[-6:]
