"""The post room's round: several workers, pauses, limits and stopping, on both databases."""

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, func, select

from tests.faults.smtp_server import Silent
from tests.services.posting import Office, as_planned, open_office
from tests.statements import counted
from tests.store.outbox_rows import MONDAY, facts, plan, planned, restore
from tracker.delivery.letter import Letter
from tracker.delivery.smtp import Accepted
from tracker.domain.workdays import next_sending_time
from tracker.extensions import db
from tracker.services.postroom import PostRoom, Refused
from tracker.store.outbox import (
    ONE_TIME_CODE,
    DeliveryAttempt,
    LetterState,
    Notification,
    RelayState,
)
from tracker.store.outbox_moves import call_back


@pytest.fixture
def office(app: Flask, tmp_path: Path) -> Iterator[Office]:
    with open_office(app, tmp_path / "postroom") as opened:
        yield opened


def post(*keys: str, **changes: object) -> list[str]:
    """Plan letters; returns their numbers in the order of the keys."""
    letters = [planned(key, **changes) for key in keys]
    plan(*letters)
    return [one.id for one in letters]


def mails(office: Office) -> list[str]:
    """The numbers of the letters the server took, repeats included."""
    return [message_id.split(".")[1].split("@")[0] for message_id in office.server.ids()]


def test_several_post_rooms_at_once_send_each_letter_once(office: Office) -> None:
    ids = post(*(str(number) for number in range(40)))

    def work() -> None:
        with office.app.app_context():
            room = office.room()
            room.deliver_due(office.now)
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(mails(office)) == sorted(ids)


@pytest.mark.parametrize("step", ["connect", "ehlo", "mail"])
def test_sm03_relay_trouble_pauses_sending_and_costs_no_letter_a_try(
    office: Office, step: str
) -> None:
    office.server.faults[step] = "421 4.3.2 going down"
    ids = post("a", "b", "c")
    room = office.room()

    assert room.deliver_due(office.now) == {"put back": 1}
    assert [room.deliver_due(office.now) for _ in range(3)] == [{}, {}, {}]
    assert {facts(one, "state", "attempts") for one in ids} == {(LetterState.READY, 0)}
    state = db.session.get(RelayState, "email")
    assert state is not None
    assert (state.down, state.since, bool(state.trouble)) == (True, MONDAY, True)
    db.session.rollback()

    office.server.faults.clear()
    office.now.on(minutes=1)
    assert room.deliver_due(office.now) == {"sent": 3}
    state = db.session.get(RelayState, "email")
    assert state is not None
    assert (state.down, state.trouble) == (False, None)


def test_sm01_while_the_relay_is_down_one_probe_a_minute_goes_out(office: Office) -> None:
    office.server.faults["connect"] = "421 no"
    post("a", "b")
    rooms = [office.room(), office.room()]
    for room in rooms:
        room.deliver_due(office.now)
    before = office.server.connections
    probes = []
    for _second in range(150):
        office.now.on(seconds=1)
        for room in rooms:
            room.deliver_due(office.now)
        probes.append(office.server.connections - before)

    assert (probes[58], probes[60], probes[118], probes[-1]) == (0, 1, 1, 2)


def test_sm02_a_silent_relay_is_left_at_the_deadline_and_pauses_sending(office: Office) -> None:
    office.server.faults["connect"] = [Silent()]
    (only,) = post("a")
    room = office.room()

    assert room.deliver_due(office.now) == {"put back": 1}
    assert facts(only, "state", "attempts", "last_phase") == (LetterState.READY, 0, "connect")
    office.now.on(minutes=1)
    assert room.deliver_due(office.now) == {"sent": 1}


def test_no_transaction_is_open_while_the_server_is_spoken_to(office: Office) -> None:
    post("a", "b")
    in_use: list[tuple[str, int]] = []
    begun: set[Connection] = set()

    def note(connection: Connection) -> None:
        if "isolation_level" not in connection.get_execution_options():  # not that of the lock
            begun.add(connection)

    event.listen(db.engine, "begin", note)
    for how in ("commit", "rollback"):
        event.listen(db.engine, how, begun.discard)

    def watched(step: str, _about: str) -> None:
        in_use.append((step, len(begun)))

    office.server.decide = watched
    office.room().deliver_due(office.now)

    steps = ["mail", "rcpt", "data", "dot"]
    assert in_use == [(step, 0) for step in ["connect", "ehlo", *steps, *steps]]


def test_a_letter_is_few_statements_and_what_is_taken_together_is_shared(
    office: Office,
) -> None:
    """The gate, the end, and the end of its try, in one commit with the gate of the next, and on
    PostgreSQL in one statement with it; all else is for a handful, or for fifty."""
    asked: list[int] = []
    commits: list[Connection] = []

    def ask(letters: Sequence[Notification], _now: datetime) -> None:
        asked.append(len(letters))

    post(*(str(number) for number in range(163)))
    event.listen(db.engine, "commit", commits.append)
    with counted() as sent:
        office.room(ask_ahead=ask).deliver_due(office.now)

    assert asked == [1, 2, 4, 8, 16, 32, 50, 50]
    rounds = len(asked) + 1
    a_letter = 1 if db.engine.dialect.name == "postgresql" else 3
    assert len(sent) <= 163 * a_letter + rounds * A_ROUND + 2
    assert len(commits) <= 163 + rounds * A_ROUNDS_COMMITS + 1


A_ROUNDS_COMMITS = 3
"""The mail server, the claim, and the end of the last letter."""
A_ROUND = 12
"""Statements: whether there is a code to send, two for the hour's limit, the mail server, three to
claim, suppressed addresses, whether it is the last one, and the end of the last letter."""


def test_what_is_wrong_with_asking_for_several_is_no_letters_fault(office: Office) -> None:
    ids = post("a", "b", "c")

    def ask(_letters: Sequence[Notification], _now: datetime) -> None:
        raise ZeroDivisionError

    assert office.room(ask_ahead=ask).deliver_due(office.now) == {"sent": 3}
    assert sorted(mails(office)) == sorted(ids)


def in_hand_with(office: Office, *keys: str) -> tuple[PostRoom, list[str]]:
    """A post room at its pace, and letters that it will take together."""
    room = office.room()
    post("first", "second", "third")
    room.deliver_due(office.now)
    office.now.on(minutes=1)
    return room, post(*keys)


def test_trouble_with_the_first_puts_the_others_back_untried(office: Office) -> None:
    room, ids = in_hand_with(office, "a", "b", "c", "d")
    room.close()
    office.server.faults["mail"] = "421 4.3.2 going down"

    assert room.deliver_due(office.now) == {"put back": 1}
    assert {facts(one, "state", "owner", "attempts") for one in ids} == {
        (LetterState.READY, None, 0)
    }


def test_what_is_changed_while_another_is_being_sent_is_checked_again(office: Office) -> None:
    """The second of two in hand is called back during the first; it must not go as it was."""
    _room, ids = in_hand_with(office, "a", "b")
    changed: set[str] = set()

    def write(notification: Notification, now: datetime) -> Letter | Refused:
        if notification.id in changed:
            return Refused(LetterState.CANCELLED, "the action is completed")
        return as_planned(notification, now)

    def decide(step: str, _about: str) -> None:
        if step != "dot" or changed:
            return
        with office.app.app_context():
            first = set(db.session.scalars(select(Notification.id).where(_IS_GATED)))
            changed.update(set(ids) - first)
            call_back(db.session(), Notification.id.in_(changed))
            db.session.commit()

    room = office.room(write)
    room._pace.most = 2
    office.server.decide = decide

    assert room.deliver_due(office.now) == {"sent": 1, "put back": 1, "cancelled": 1}
    (went,) = set(mails(office)) & set(ids)
    assert facts(went, "state") == (LetterState.SENT,)


_IS_GATED = Notification.state == LetterState.GATED


def test_in_a_slow_hour_what_is_in_hand_is_let_go_before_its_lease_is_over(office: Office) -> None:
    room, ids = in_hand_with(office, "a", "b", "c", "d")

    def decide(step: str, _about: str) -> None:
        if step == "data":
            office.now.on(seconds=80)

    office.server.decide = decide
    attempts = DeliveryAttempt.outcome == "ready"

    assert room.deliver_due(office.now) == {"sent": 4}
    assert all(facts(one, "lost_attempts") == (0,) for one in ids)
    assert db.session.scalar(select(func.count()).where(attempts)) > 0
    db.session.rollback()


def test_the_limit_for_an_hour_holds_the_rest_back(office: Office) -> None:
    post(*(str(number) for number in range(45)))
    room = office.room(hourly_limit=30)

    assert room.deliver_due(office.now) == {"sent": 30}
    assert room.deliver_due(office.now) == {}
    office.now.on(minutes=61)
    assert room.deliver_due(office.now) == {"sent": 15}


def test_sm15_five_thousand_due_at_once_keep_to_the_limit_however_many_rooms_send(
    office: Office,
) -> None:
    post(*(str(number) for number in range(5_000)))

    def work() -> None:
        with office.app.app_context():
            office.room(hourly_limit=60).deliver_due(office.now)
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    office.now.on(minutes=1)
    office.room(hourly_limit=60).deliver_due(office.now)

    assert len(office.server.ids()) == 60
    office.now.on(minutes=61)
    office.room(hourly_limit=60).deliver_due(office.now)
    assert len(office.server.ids()) == 120


def test_sm15_nobody_gets_more_letters_a_day_than_the_cap_and_the_rest_waits_for_the_morning(
    office: Office,
) -> None:
    ids = post(*(str(number) for number in range(7)))
    post("late", expires_at=MONDAY + timedelta(hours=12), next_at=MONDAY + timedelta(minutes=1))
    room = office.room(daily_limit=5)

    assert room.deliver_due(office.now) == {"sent": 5, "put off": 2}
    waiting = [one for one in ids if facts(one, "state") == (LetterState.READY,)]
    assert {facts(one, "next_at", "attempts", "last_text") for one in waiting} == {
        (MONDAY + timedelta(days=1), 0, "5 emails that day, the most for one person")
    }
    office.now.on(minutes=2)
    assert room.deliver_due(office.now) == {"cancelled": 1}
    office.now.on(days=1)
    assert room.deliver_due(office.now) == {"sent": 2}


def test_a_letter_over_the_cap_does_not_go_on_a_closed_day(office: Office) -> None:
    tuesday = (MONDAY + timedelta(days=1)).date()
    (only,) = post("a")
    hours = partial(next_sending_time, holidays={tuesday}, first_hour=8, last_hour=18)
    office.room(daily_limit=0, opens_at=hours).deliver_due(office.now)

    assert facts(only, "next_at") == (MONDAY + timedelta(days=2),)


def test_a_person_who_asks_has_the_mail_server_tried_at_once(office: Office) -> None:
    office.server.faults["connect"] = ["421 no"]
    post("a")
    room = office.room()
    room.deliver_due(office.now)

    room.try_relay_now(office.now())

    assert room.deliver_due(office.now) == {"sent": 1}


def test_bk04_letters_from_before_a_restore_are_held(office: Office) -> None:
    (old,) = post("planned before the backup")
    restore()
    (new,) = post("planned after the restore")

    assert office.room().deliver_due(office.now) == {"sent": 1}
    assert (mails(office), facts(old, "state")) == ([new], (LetterState.READY,))


def test_pd17_told_to_stop_it_finishes_the_letter_in_hand_and_no_other(office: Office) -> None:
    ids = post("a", "b", "c")
    stop = threading.Event()

    def decide(step: str, _about: str) -> None:
        if step == "rcpt":
            stop.set()

    office.server.decide = decide
    office.room().run(office.now, stop=stop, idle=0.01)

    sent = mails(office)
    assert len(sent) == 1
    left = [one for one in ids if one not in sent]
    assert [facts(one, "state", "doubt_count") for one in left] == [(LetterState.READY, 0)] * 2


def test_a_letter_that_trips_the_post_room_itself_does_not_end_it(office: Office) -> None:
    """A fault of ours outside the writing of the letter: it is taken over and set aside in time."""
    bad, good = post("bad", "good")
    stop = threading.Event()
    room = office.room()
    send = room._channel.send

    def stumbling(written: Letter, *arguments: Any, **named: Any) -> Accepted:
        if bad in written.message_id:
            office.now.on(seconds=151)
            raise ZeroDivisionError("ours")
        return send(written, *arguments, **named)

    room._channel.send = stumbling  # type: ignore[method-assign]  # no real input does this

    def ended() -> bool:
        return facts(bad, "state") == (LetterState.DEAD,)

    def enough() -> None:
        if ended():
            stop.set()

    waits = stop.wait
    stop.wait = lambda _seconds: enough() or waits(0)  # type: ignore[method-assign,assignment]
    room.run(office.now, stop=stop, idle=0, recover=0)

    assert facts(bad, "lost_attempts", "revoked_reason") == (3, "killed its worker")
    assert mails(office) == [good]


def test_what_somebody_waits_for_goes_first_at_any_hour_and_is_not_kept(office: Office) -> None:
    reminders = post("one", "two")
    (code,) = post("code", kind=ONE_TIME_CODE)
    closed = office.room(in_hours=lambda _now: False, hourly_limit=0, daily_limit=0)

    assert closed.deliver_due(office.now) == {LetterState.SENT: 1}
    assert mails(office) == [code]
    kept = db.session.get_one(Notification, code)
    assert (kept.body, len(kept.body_sha256 or "")) == (None, 64)
    db.session.rollback()
    office.room().deliver_due(office.now)
    assert sorted(mails(office)) == sorted([code, *reminders])
