"""A year of mornings, every day of it, against a model that knows nothing of the product.

By default a small council, so that it fits in every run; `make soak` has the whole: 200 people
and 1,000 actions.
"""

import os
from collections import Counter
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.services.year.happenings import FIRST, Happenings
from tests.services.year.model import RANKS, Model, Pending, Seen
from tracker.domain.workdays import LONDON, local_instant
from tracker.extensions import db
from tracker.services import morning
from tracker.services.installation import in_sending_hours
from tracker.store.outbox import LetterState, Notification, NotificationAction

WHOLE = os.environ.get("TRACKER_SOAK") == "1"
PEOPLE, ACTIONS = (200, 1000) if WHOLE else (30, 70)


_ON_TIME = [time(7, 0, 20), time(8, 0, 20)]
_TOO_SOON = [time(6, 59), time(7, 59, 50), time(8, 0, 20)]
_POST_ROOM_AT = (6, 7, 8, 9, 12, 15, 17, 19)


class Year:
    """The council, the model, and what two schedulers and a post room do to them."""

    def __init__(self, *, seed: int) -> None:
        self.happens = Happenings(people=PEOPLE, actions=ACTIONS, seed=seed)
        self.model = Model(self.happens.council)
        self.luck = Random(seed + 1)
        self.left: list[tuple[datetime, int, str]] = []

    def day(self, today: date) -> None:
        """One day, from before seven in the morning to the evening."""
        self.happens.new_day(today)
        up = self.luck.random() > 0.03
        expected = self.model.pending(today) if up and self.model.days.works(today) else {}
        if up:
            self._schedulers(today)
        self._compare(today, expected, self._planned(today))
        for hour in _POST_ROOM_AT:
            self._post_room(local_instant(today, time(hour, 20)))

    def _schedulers(self, today: date) -> None:
        """Two of them, a little apart; now and then one that has forgotten what it did."""
        ticks = self.luck.choice([_ON_TIME, _ON_TIME, _TOO_SOON, [time(11, 0)]])
        for tick in ticks:
            at = local_instant(today, tick)
            morning.plan_due(at)
            if self.luck.random() < 0.3:
                assert morning.plan_due(at + timedelta(seconds=9)) == 0
        if self.luck.random() < 0.1:
            again = morning.plan_digests(at)[0] + morning.plan_reminders(at)[0]
            db.session.commit()
            assert again == 0, f"{today}: planned again without its slots"

    @staticmethod
    def _planned(today: date) -> list[Seen]:
        found = db.session.scalars(select(Notification).where(Notification.local_date == today))
        letters = found.all()
        rows = db.session.execute(
            select(NotificationAction.notification_id, NotificationAction.action_id).where(
                NotificationAction.notification_id.in_([letter.id for letter in letters])
            )
        )
        about: dict[str, set[int]] = {}
        for letter_id, action_id in rows:
            about.setdefault(letter_id, set()).add(action_id)
        return [
            Seen(
                on=today,
                to=letter.recipient_id,
                kind=letter.kind,
                whose=letter.facts.get("for", letter.recipient_id),
                actions=frozenset(about.get(letter.id, ())),
                agenda=bool(letter.facts.get("agenda")),
                what=_what(letter),
            )
            for letter in letters
        ]

    def _compare(
        self, today: date, expected: dict[int, list[Pending]], letters: list[Seen]
    ) -> None:
        """Nobody gets two, nobody gets what is not pending, nobody with something gets nothing."""
        by_reader = Counter(letter.to for letter in letters)
        assert max(by_reader.values(), default=0) <= 1, f"{today}: two letters to one person"
        got = {letter.to: letter for letter in letters}
        for to in sorted(set(expected) | set(got)):
            pending = expected.get(to, [])
            best = [one for one in pending if one.rank == pending[0].rank]
            letter = got.get(to)
            told = letter and (letter.kind, letter.whose, letter.actions, letter.what)
            wanted = [(one.kind, one.whose, one.actions, one.what) for one in best]
            assert told in wanted, (
                f"{today}, person {to}: {told} was planned; pending were"
                f" {[(RANKS[one.rank], one) for one in pending]}"
                f"\n{[self.happens.council.actions[n] for one in pending for n in one.actions]}"
            )
            made_way = [one for one in pending if one.kind == "digest" and one not in best]
            self.model.yielded |= {(one.whose, to): today for one in made_way}
        for letter in letters:
            self.model.saw(letter)

    def _post_room(self, now: datetime) -> None:
        due = select(Notification).where(
            Notification.state == LetterState.READY, Notification.next_at <= now
        )
        letters = db.session.scalars(due).all()
        if not letters or not in_sending_hours(now):
            db.session.rollback()
            return
        for letter in letters:
            self.left.append((now, letter.recipient_id, letter.kind))
        db.session.execute(
            update(Notification)
            .where(Notification.state == LetterState.READY, Notification.next_at <= now)
            .values(state=LetterState.SENT, finished_at=now)
        )
        db.session.commit()


def _what(letter: Notification) -> str:
    facts = letter.facts
    if letter.kind == "escalation":
        return f"level {facts['level']}"
    if letter.kind == "board_digest":
        return f"{letter.plan_id} {letter.dedupe_key.rpartition('|')[2]}"
    above = " above" if facts.get("above") else ""
    return str(facts.get("request") or facts.get("submission") or "") + above


@pytest.mark.long
@pytest.mark.parametrize("seed", [1] if not WHOLE else [1, 2])
def test_a_year_is_as_the_model_says(app: Flask, engine_name: str, seed: int) -> None:
    days = 365 if WHOLE or engine_name == "sqlite" else 45
    year = Year(seed=seed)
    for n in range(days):
        year.day(FIRST + timedelta(days=n))

    check_hours(year)
    kinds = Counter(kind for _at, _to, kind in year.left)
    climbed = [one for one in year.model.seen if one.what.endswith(" above")]
    assert climbed or days < 365, "Nothing that waited climbed"
    assert len(kinds) == 7 or days < 365, f"Not every kind came up: {kinds}"
    still_here = select(Notification.id).where(Notification.state == LetterState.READY)
    assert db.session.scalars(still_here).all() == [], "Every letter planned has left"


def check_hours(year: Year) -> None:
    """Every letter left on a working day, in the council's hours and its reader's, one a day."""
    people = year.happens.council.people
    for at, to, kind in year.left:
        local = at.astimezone(LONDON)
        chosen = people[to].hour
        first = 7 if kind == "digest" and chosen is None else min(chosen or 8, 17)
        assert year.model.days.works(local.date()), f"{kind} to {to} left on {local}"
        assert first <= local.hour < 18, f"{kind} to {to} left at {local}"
    a_day = Counter((at.astimezone(LONDON).date(), to) for at, to, _kind in year.left)
    assert max(a_day.values()) == 1
