"""The moves of `reliability.md` 5.2 that a living worker makes, on both databases."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from tests.store.outbox_rows import (
    LATER,
    LEASE,
    MONDAY,
    OVER,
    SOON,
    WENT_OUT,
    attempt,
    claimed,
    done,
    facts,
    gated,
    held,
    plan,
    planned,
    take,
    two_actions,
)
from tracker.extensions import db
from tracker.store import outbox_moves as moves
from tracker.store.outbox import (
    InDoubt,
    LetterState,
    Notification,
    NotificationAction,
    about,
)
from tracker.store.outbox_gate import Sent, gate
from tracker.store.outbox_moves import Claim, Said
from tracker.store.outbox_recovery import (
    Deaths,
    recover_claimed,
    recover_gated,
)

SAID = Said("dot", 250, "2.0.0", "2.0.0 taken")


def test_a_claim_takes_the_letter_due_longest_and_says_who_has_it(app: Flask) -> None:
    old = planned("old", next_at=MONDAY - timedelta(hours=1))
    plan(planned("new"), old, planned("later", next_at=LATER))

    taken = take("one")

    assert taken is not None
    assert (taken.id, taken.state, taken.epoch, taken.owner, taken.attempts, taken.lease_until) == (
        old.id, LetterState.CLAIMED, 1, "one", 0, MONDAY + LEASE,
    )  # fmt: skip
    assert attempt(held(taken)) == ("one", None, None, None, None, None)


def test_a_claimed_letter_can_be_read_without_opening_a_transaction(app: Flask) -> None:
    plan(planned("a", facts={"step": "+5"}))
    taken = take()
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *about: seen.append(about[2]))

    assert taken is not None
    assert (taken.kind, taken.facts, taken.expires_at) == (
        "overdue",
        {"step": "+5"},
        MONDAY + timedelta(hours=72),
    )
    assert seen == []


def test_nothing_is_claimed_before_it_is_due(app: Flask) -> None:
    plan(planned("later", next_at=LATER))

    assert take(now=MONDAY) is None
    assert take(now=LATER) is not None


def test_of_many_workers_exactly_one_gets_each_letter(app: Flask) -> None:
    plan(*(planned(str(number)) for number in range(12)))
    taken: list[str] = []

    def work(name: str) -> None:
        with app.app_context():
            while letter := take(name):
                taken.append(letter.id)
            db.session.remove()

    workers = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(taken) == len(set(taken)) == 12


def test_the_gate_opens_for_the_holder_and_keeps_what_goes_out(app: Flask) -> None:
    holding = claimed()

    assert done(gate, holding, now=SOON, went_out=WENT_OUT)

    assert facts(
        holding.id, "state", "owner", "first_attempt_at", "to_hash", "subject", "body", "body_sha256"
    ) == (
        LetterState.GATED, "one", SOON, "hash of the address", "Subject", b"compressed", "hash of the body",
    )  # fmt: skip
    assert not done(gate, holding, now=MONDAY, went_out=WENT_OUT)


@pytest.mark.parametrize("open_still", [True, False])
def test_that_a_letter_was_sent_is_noted_at_the_gate_of_the_next_be_it_shut_or_open(
    app: Flask, open_still: bool
) -> None:
    plan(planned("a"), planned("b"))
    first, second = held(take()), held(take())
    assert done(gate, first, now=MONDAY, went_out=WENT_OUT)

    opened = done(
        gate,
        second,
        now=SOON if open_still else OVER,
        went_out=WENT_OUT,
        before=Sent(first, SOON, SAID),
    )

    assert opened is open_still
    assert facts(first.id, "state", "owner", "finished_at", "last_code", "last_text") == (
        LetterState.SENT, None, SOON, SAID.code, SAID.text,
    )  # fmt: skip
    assert attempt(first) == ("one", SOON, "sent", "dot", 250, "2.0.0 taken")
    assert facts(second.id, "state", "body") == (
        (LetterState.GATED, b"compressed") if open_still else (LetterState.CLAIMED, None)
    )
    assert attempt(second) == ("one", None, None, None, None, None)


def test_the_gate_stays_shut_once_the_lease_is_over(app: Flask) -> None:
    assert not done(gate, claimed(), now=MONDAY + LEASE, went_out=WENT_OUT)


def test_the_gate_stays_shut_for_a_worker_whose_letter_was_taken_over(app: Flask) -> None:
    slow = claimed()
    done(recover_claimed, now=OVER, deaths=Deaths())
    quick = held(take("two", now=OVER))

    assert not done(gate, slow, now=MONDAY, went_out=WENT_OUT)
    assert done(gate, quick, now=OVER, went_out=WENT_OUT)
    assert not done(moves.sent, slow, now=OVER, said=SAID)
    assert facts(quick.id, "state", "owner") == (LetterState.GATED, "two")


def test_the_gate_stays_shut_for_a_letter_called_back(app: Flask) -> None:
    holding = claimed()
    done(moves.call_back, Notification.id == holding.id)

    assert not done(gate, holding, now=MONDAY, went_out=WENT_OUT)
    assert done(
        moves.put_back, holding, now=MONDAY, next_at=MONDAY, said=Said("gate"), counts=False
    )
    assert facts(holding.id, "state", "revoked", "attempts") == (LetterState.READY, False, 0)
    assert take() is not None


def test_a_waiting_letter_is_not_marked_by_a_call_back(app: Flask) -> None:
    letter = planned("a")
    plan(letter)
    done(moves.call_back, Notification.id == letter.id)

    assert facts(letter.id, "state", "revoked") == (LetterState.READY, False)


def test_a_claim_is_renewed_only_by_who_holds_it(app: Flask) -> None:
    holding = gated()

    assert done(moves.renew, holding, lease_until=LATER)
    assert not done(moves.renew, Claim(holding.id, holding.epoch, "two"), lease_until=OVER)
    assert facts(holding.id, "lease_until") == (LATER,)


def test_a_letter_that_was_taken_is_sent(app: Flask) -> None:
    holding = gated()

    assert done(moves.sent, holding, now=LATER, said=SAID)

    assert facts(
        holding.id, "state", "owner", "lease_until", "finished_at", "attempts", "doubt_count",
        "last_phase", "last_code", "last_enhanced", "last_text",
    ) == (LetterState.SENT, None, None, LATER, 0, 0, "dot", 250, "2.0.0", "2.0.0 taken")  # fmt: skip
    assert attempt(holding) == ("one", LATER, "sent", "dot", 250, "2.0.0 taken")


@pytest.mark.parametrize("start", [claimed, gated])
@pytest.mark.parametrize(
    ("move", "reason", "state"),
    [
        (moves.bounced, None, LetterState.BOUNCED),
        (moves.dead, "too late to be of use", LetterState.DEAD),
    ],
)
def test_a_letter_that_cannot_be_sent_is_set_aside_with_the_reason(
    app: Flask,
    start: Callable[[], Claim],
    move: Callable[..., object],
    reason: str | None,
    state: LetterState,
) -> None:
    holding = start()
    named = {"reason": reason} if reason else {}

    assert done(move, holding, now=LATER, said=Said("rcpt", 550, "5.1.1", "no"), **named)
    assert facts(
        holding.id, "state", "owner", "attempts", "finished_at", "revoked_reason", "last_code"
    ) == (state, None, 1, LATER, reason, 550)
    assert take(now=OVER) is None


@pytest.mark.parametrize("start", [claimed, gated])
@pytest.mark.parametrize("counts", [True, False])
def test_a_letter_surely_not_sent_waits_without_a_doubt(
    app: Flask, start: Callable[[], Claim], counts: bool
) -> None:
    holding = start()

    assert done(
        moves.put_back, holding, now=MONDAY, next_at=LATER, said=Said("dot", 451), counts=counts
    )
    assert facts(holding.id, "state", "owner", "next_at", "attempts", "doubt_count", "finished_at") == (
        LetterState.READY, None, LATER, int(counts), 0, None,
    )  # fmt: skip
    assert take(now=MONDAY) is None
    again = take(now=LATER)
    assert again is not None
    assert again.epoch == 2


def test_a_letter_the_check_found_no_reason_for_is_dropped_with_the_reason(app: Flask) -> None:
    holding = claimed()

    assert done(
        moves.dropped, holding, LetterState.SUPERSEDED, now=LATER, reason="the due date moved"
    )
    assert facts(holding.id, "state", "owner", "revoked_reason", "attempts") == (
        LetterState.SUPERSEDED, None, "the due date moved", 0,
    )  # fmt: skip


def test_a_letter_past_its_gate_is_not_dropped(app: Flask) -> None:
    assert not done(moves.dropped, gated(), LetterState.CANCELLED, now=LATER, reason="too late")


@pytest.mark.parametrize(
    ("policy", "state", "finished"),
    [(InDoubt.RESEND, LetterState.READY, None), (InDoubt.HOLD, LetterState.DOUBTFUL, MONDAY)],
)
def test_a_letter_in_doubt_goes_again_or_is_held_by_its_policy(
    app: Flask, policy: InDoubt, state: LetterState, finished: datetime | None
) -> None:
    holding = gated(policy=policy)

    assert done(moves.in_doubt, holding, now=MONDAY, next_at=LATER, said=Said("dot"))
    assert facts(holding.id, "state", "doubt_count", "attempts", "finished_at", "message_id") == (
        state, 1, 1, finished, f"<overdue.{holding.id}@northbank.example>",
    )  # fmt: skip
    assert attempt(holding)[:5] == ("one", MONDAY, "in doubt", "dot", None)


def test_a_letter_in_doubt_three_times_is_held_for_a_person(app: Flask) -> None:
    plan(planned("a"))
    for _ in range(3):
        holding = held(take())
        assert done(gate, holding, now=MONDAY, went_out=WENT_OUT)
        assert done(moves.in_doubt, holding, now=MONDAY, next_at=MONDAY, said=Said("dot"))

    assert facts(holding.id, "state", "doubt_count") == (LetterState.DOUBTFUL, 3)


def test_only_a_gated_letter_can_be_in_doubt(app: Flask) -> None:
    assert not done(moves.in_doubt, claimed(), now=MONDAY, next_at=LATER, said=Said("dot"))


@pytest.mark.parametrize("policy", list(InDoubt))
def test_the_word_of_its_own_sender_settles_a_letter_put_in_doubt_meanwhile(
    app: Flask, policy: InDoubt
) -> None:
    holding = gated(policy=policy)
    done(recover_gated, now=MONDAY, deaths=Deaths(workers=frozenset({"one"})))

    assert done(moves.sent, holding, now=LATER, said=SAID)
    assert facts(holding.id, "state", "doubt_count") == (LetterState.SENT, 1)


def test_a_change_sets_waiting_letters_aside_and_calls_back_those_in_hand(app: Flask) -> None:
    in_hand = claimed("in hand")
    gone = gated("gone")
    waiting = planned("waiting")
    plan(waiting)

    set_aside = done(
        moves.set_aside,
        Notification.kind == "overdue",
        LetterState.SUPERSEDED,
        now=LATER,
        reason="the due date moved",
    )

    assert set_aside == 1
    assert [
        facts(one, "state", "revoked", "revoked_reason")
        for one in (waiting.id, in_hand.id, gone.id)
    ] == [
        (LetterState.SUPERSEDED, False, "the due date moved"),
        (LetterState.CLAIMED, True, None),
        (LetterState.GATED, False, None),
    ]


def test_letters_are_found_by_what_they_speak_of(app: Flask) -> None:
    agenda, reminder = planned("agenda"), planned("reminder")
    plan(agenda, reminder, planned("other"))
    action, other = two_actions()
    db.session.execute(
        update(Notification).where(Notification.id == reminder.id).values(action_id=action)
    )
    db.session.add(NotificationAction(notification_id=agenda.id, action_id=action, step="+5"))
    db.session.commit()

    def found(*actions: int) -> set[str]:
        return set(db.session.scalars(select(Notification.id).where(about(actions))))

    assert (found(action), found(other), found()) == ({agenda.id, reminder.id}, set(), set())
