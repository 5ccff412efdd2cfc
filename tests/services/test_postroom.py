"""What becomes of one letter at a real mail server that misbehaves, on both databases."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.delivery.letters import letter
from tests.faults.smtp_server import Drop
from tests.services.posting import Office, as_planned, open_office
from tests.store.outbox_rows import MONDAY, facts, plan, planned
from tracker.delivery.letter import Letter
from tracker.extensions import db
from tracker.services.postroom import Refused
from tracker.store import outbox_moves as moves
from tracker.store.outbox import (
    DeliveryAttempt,
    InDoubt,
    LetterState,
    Notification,
)
from tracker.store.outbox_recovery import Deaths, recover_claimed


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


def test_a_due_letter_is_sent_once_and_what_went_out_is_kept(office: Office) -> None:
    (only,) = post("a")

    assert office.room().deliver_due(office.now) == {"sent": 1}
    assert office.room().deliver_due(office.now) == {}

    row = db.session.get(Notification, only)
    assert row is not None
    assert (row.state, row.finished_at, row.attempts, row.subject, row.last_text) == (
        LetterState.SENT,
        MONDAY,
        0,
        letter().subject,
        "2.0.0 taken",
    )
    assert row.went_out == office.server.taken[0].content
    assert mails(office) == [only]


def test_many_letters_go_one_after_another_over_one_connection(office: Office) -> None:
    ids = post(*(str(number) for number in range(60)))

    assert office.room().deliver_due(office.now) == {"sent": 60}
    assert sorted(mails(office)) == sorted(ids)
    assert office.server.connections == 1


def test_a_letter_no_longer_wanted_is_dropped_with_the_reason_and_nobody_is_called(
    office: Office,
) -> None:
    (only,) = post("a")
    room = office.room(lambda *_: Refused(LetterState.SUPERSEDED, "the due date moved"))

    assert room.deliver_due(office.now) == {"superseded": 1}
    assert facts(only, "state", "revoked_reason") == (LetterState.SUPERSEDED, "the due date moved")
    assert office.server.connections == 0


def test_one_letter_that_cannot_be_written_is_put_off_and_the_others_go(office: Office) -> None:
    bad, good = post("bad", "good")

    def write(notification: Notification, now: datetime) -> Letter | Refused:
        if notification.id == bad:
            raise KeyError("due_on")
        return as_planned(notification, now)

    room = office.room(write)
    assert room.deliver_due(office.now) == {"put off": 1, "sent": 1}
    assert facts(bad, "state", "attempts", "last_phase", "last_text") == (
        LetterState.READY,
        1,
        "write",
        "KeyError",
    )
    assert mails(office) == [good]

    office.now.on(hours=71, minutes=59)
    assert room.deliver_due(office.now) == {"dead": 1}
    assert facts(bad, "state", "revoked_reason") == (
        LetterState.DEAD,
        "not taken by the mail server in time",
    )


def test_a_letter_to_what_is_no_address_is_dead_with_the_reason(office: Office) -> None:
    (only,) = post("a")
    room = office.room(
        lambda *_: letter(to_address="priya@northbank.example, tom@northbank.example")
    )

    assert room.deliver_due(office.now) == {"dead": 1}
    assert facts(only, "state", "revoked_reason") == (
        LetterState.DEAD,
        "The email address is not one plain address.",
    )
    assert office.server.connections == 0


def test_a_letter_past_its_use_is_dead_without_being_written(office: Office) -> None:
    (only,) = post("a")
    office.now.on(hours=72)

    assert office.room().deliver_due(office.now) == {"dead": 1}
    assert facts(only, "state", "revoked_reason") == (LetterState.DEAD, "too late to be of use")


def test_sm04_a_greylisted_letter_is_tried_again_after_growing_pauses(office: Office) -> None:
    office.server.faults["rcpt"] = ["450 4.2.0 greylisted", "451 4.7.1 later", "450 4.2.0 later"]
    (only,) = post("a")
    room = office.room()
    tried: list[timedelta] = []
    for minute in range(40):
        office.now.moment = MONDAY + timedelta(minutes=minute)
        if room.deliver_due(office.now):
            tried.append(office.now() - MONDAY)

    assert facts(only, "state", "attempts", "doubt_count") == (LetterState.SENT, 3, 0)
    pauses = [after - before for before, after in pairwise(tried)]
    assert pauses == sorted(pauses)
    assert [1, 4, 12] <= [pause.seconds // 60 for pause in pauses] <= [2, 7, 19]


def test_sm05_a_refused_address_bounces_at_once_and_gets_nothing_more(office: Office) -> None:
    office.server.faults["rcpt"] = ["550 5.1.1 No such mailbox"]
    bounced, next_one = post("a", "b", next_at=MONDAY)

    assert office.room().deliver_due(office.now) == {"bounced": 1, "cancelled": 1}
    states = {
        one: facts(one, "state", "last_code", "revoked_reason") for one in (bounced, next_one)
    }
    assert sorted(states.values()) == [
        (LetterState.BOUNCED, 550, None),
        (LetterState.CANCELLED, None, "mail to this address bounced before"),
    ]
    assert mails(office) == []


@pytest.mark.parametrize(
    ("answer", "outcome", "state"),
    [
        ("554 5.7.1 refused", "bounced", LetterState.BOUNCED),
        ("452 4.3.1 full", "put off", LetterState.READY),
    ],
)
def test_sm06_a_refusal_after_the_letter_leaves_no_doubt(
    office: Office, answer: str, outcome: str, state: LetterState
) -> None:
    office.server.faults["dot"] = [answer]
    (only,) = post("a")

    assert office.room().deliver_due(office.now) == {outcome: 1}
    assert facts(only, "state", "attempts", "doubt_count") == (state, 1, 0)


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize("policy", list(InDoubt))
def test_sm07_08_no_answer_to_the_dot_is_a_doubt_that_follows_the_policy(
    office: Office, policy: InDoubt, taken: bool
) -> None:
    office.server.faults["dot"] = [Drop(taken=taken)]
    (only,) = post("a", policy=policy)
    room = office.room()

    assert room.deliver_due(office.now) == {"in doubt": 1}
    office.now.on(minutes=2)
    again = room.deliver_due(office.now)

    if policy is InDoubt.HOLD:
        assert (again, mails(office)) == ({}, [only] * taken)
        assert facts(only, "state", "doubt_count") == (LetterState.DOUBTFUL, 1)
    else:
        assert (again, mails(office)) == ({"sent": 1}, [only] * (1 + taken))
        assert facts(only, "state", "doubt_count") == (LetterState.SENT, 1)


def test_sm09_a_reset_at_goodbye_changes_nothing(office: Office) -> None:
    office.server.faults["quit"] = Drop()
    (only,) = post("a")
    room = office.room()
    room.deliver_due(office.now)
    room.close()

    assert room.deliver_due(office.now) == {}
    assert (mails(office), facts(only, "state", "doubt_count")) == ([only], (LetterState.SENT, 0))


def test_sm10_a_relay_slower_than_the_lease_gets_one_copy(office: Office) -> None:
    """The relay stalls for three leases before it says go on; meanwhile another worker sends."""
    (only,) = post("a")
    stalls = iter([True])

    def decide(step: str, _about: str) -> None:
        if step == "data" and next(stalls, False):
            office.now.on(minutes=8)
            with office.app.app_context():
                recover_claimed(db.session(), now=office.now(), deaths=Deaths())
                db.session.commit()
                office.room().deliver_due(office.now)

    office.server.decide = decide

    assert office.room().deliver_due(office.now) == {"put back": 1}
    assert (mails(office), facts(only, "state", "doubt_count")) == ([only], (LetterState.SENT, 0))


def test_cc05_a_letter_called_back_at_the_gate_is_checked_again_and_dropped(office: Office) -> None:
    (only,) = post("a")
    changed = threading.Event()

    def write(notification: Notification, now: datetime) -> Letter | Refused:
        if changed.is_set():
            return Refused(LetterState.CANCELLED, "the action is completed")
        return as_planned(notification, now)

    def decide(step: str, _about: str) -> None:
        if step == "data":
            changed.set()
            with office.app.app_context():
                moves.call_back(db.session(), Notification.id == only)
                db.session.commit()

    office.server.decide = decide

    assert office.room(write).deliver_due(office.now) == {"put back": 1, "cancelled": 1}
    assert (mails(office), facts(only, "state", "attempts", "revoked_reason")) == (
        [],
        (LetterState.CANCELLED, 0, "the action is completed"),
    )


def test_every_attempt_is_written_down(office: Office) -> None:
    office.server.faults["rcpt"] = ["450 4.2.0 later"]
    (only,) = post("a")
    room = office.room()
    room.deliver_due(office.now)
    office.now.on(minutes=2)
    room.deliver_due(office.now)

    attempts = db.session.scalars(select(DeliveryAttempt).order_by(DeliveryAttempt.epoch)).all()
    assert [
        (a.notification_id, a.epoch, a.worker, a.outcome, a.phase, a.code) for a in attempts
    ] == [
        (only, 1, room.worker, "ready", "rcpt", 450),
        (only, 2, room.worker, "sent", "dot", 250),
    ]
