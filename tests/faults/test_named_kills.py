"""PD-01 to PD-18 and CC-01 to CC-04 of the fault matrix: real processes killed or paused at one
named instant, and many at once."""

import os
import signal
import time

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.faults.kills import Office, check_invariants
from tests.faults.staff import now, occasion
from tracker.store.outbox import InDoubt, LetterState, Notification, new_id, plan_many

RESEND, HOLD = 0, 1
"""The numbers of two letters; odd ones are held when in doubt."""

pytestmark = pytest.mark.kills


def post(office: Office, *numbers: int, kind: str = "overdue") -> None:
    with Session(office.engine) as session:
        letters = [occasion(number, office.recipient, kind=kind) for number in numbers]
        plan_many(session, letters, batch=new_id(), host="northbank.example", now=now())
        session.commit()


def only(office: Office) -> Notification:
    (row,) = office.rows()
    return row


def killed(office: Office, work: str, at: str, **details: object) -> None:
    worker = office.start(work, kill_at=at, **details)
    assert worker.ended(within=20), f"nobody came to {at}"


@pytest.mark.parametrize("point", ["plan.begin:2", "plan.inserted:2", "plan.committed:2"])
def test_pd01_to_03_a_planner_killed_and_started_again_plans_each_occasion_once(
    office: Office, point: str
) -> None:
    killed(office, "plan", point, letters=60)
    halfway = len(office.rows())
    assert office.start("plan", letters=60).ended(within=20)

    assert halfway == (50 if point.startswith("plan.committed") else 25)
    office.finish(60)
    check_invariants(office, 60)


@pytest.mark.parametrize(
    ("point", "state"),
    [
        ("claim.updated", LetterState.READY),
        ("claim.committed", LetterState.CLAIMED),
        ("smtp.connect", LetterState.CLAIMED),
        ("smtp.greeting", LetterState.CLAIMED),
        ("smtp.rcpt", LetterState.CLAIMED),
        ("smtp.data", LetterState.CLAIMED),
        ("smtp.body", LetterState.CLAIMED),
        ("gate.begin", LetterState.CLAIMED),
        ("gate.updated", LetterState.CLAIMED),
    ],
)
def test_pd04_to_08_killed_before_the_gate_nothing_was_sent_and_there_is_no_doubt(
    office: Office, point: str, state: LetterState
) -> None:
    post(office, HOLD)
    killed(office, "deliver", point)
    row = only(office)
    assert (row.state, row.attempts, office.server.ids()) == (state, 0, [])

    office.finish(1)

    row = only(office)
    assert (row.state, row.doubt_count, row.lost_attempts) == (LetterState.SENT, 0, 0)
    assert office.server.ids() == [row.message_id]


@pytest.mark.parametrize(
    ("point", "taken"),
    [("gate.committed", 0), ("smtp.dot", 1), ("smtp.accepted", 1), ("finish.updated", 1)],
)
@pytest.mark.parametrize("number", [RESEND, HOLD])
def test_pd09_to_11_killed_between_the_gate_and_the_mark_leaves_a_doubt(
    office: Office, point: str, taken: int, number: int
) -> None:
    post(office, number)
    killed(office, "deliver", point)
    row = only(office)
    assert row.state is LetterState.GATED
    office.until(lambda: len(office.server.ids()) == taken)

    office.finish(1)

    row = only(office)
    if row.policy is InDoubt.HOLD:
        assert (row.state, row.doubt_count) == (LetterState.DOUBTFUL, 1)
        assert office.server.ids() == [row.message_id] * taken
    else:
        assert (row.state, row.doubt_count) == (LetterState.SENT, 1)
        assert office.server.ids() == [row.message_id] * (taken + 1)


@pytest.mark.parametrize(
    ("point", "before", "this"),
    [
        ("smtp.body:3", LetterState.GATED, LetterState.CLAIMED),
        ("gate.updated:3", LetterState.GATED, LetterState.CLAIMED),
        ("gate.committed:3", LetterState.SENT, LetterState.GATED),
    ],
)
@pytest.mark.parametrize("number", [RESEND, HOLD])
def test_the_end_of_a_letter_and_the_gate_of_the_next_are_one_commit(
    office: Office, point: str, before: LetterState, this: LetterState, number: int
) -> None:
    """Of three letters the second and the third are taken together. Wherever their worker is killed,
    one of the two is in doubt at most: the one whose answer was not written down, or whose gate was
    committed."""
    post(office, number, number + 2, number + 4)
    killed(office, "deliver", point)
    office.until(lambda: len(office.server.ids()) == 2)
    _first, second = office.server.ids()
    rows = {row.message_id: row for row in office.rows()}
    (third,) = rows.keys() - set(office.server.ids())
    assert (rows[second].state, rows[third].state) == (before, this)

    office.finish(3)

    rows, copies = {row.message_id: row for row in office.rows()}, office.copies()
    doubted, sure = (second, third) if before is LetterState.GATED else (third, second)
    taken = 1 if doubted == second else 0
    held = rows[doubted].policy is InDoubt.HOLD
    assert (rows[sure].state, rows[sure].doubt_count, copies[sure]) == (LetterState.SENT, 0, 1)
    assert (rows[doubted].state, rows[doubted].doubt_count, copies[doubted]) == (
        (LetterState.DOUBTFUL, 1, taken) if held else (LetterState.SENT, 1, taken + 1)
    )


def test_pd12_killed_after_the_mark_it_is_sent_once(office: Office) -> None:
    post(office, RESEND)
    killed(office, "deliver", "finish.committed")
    row = only(office)
    assert (row.state, row.doubt_count, office.server.ids()) == (
        LetterState.SENT,
        0,
        [row.message_id],
    )

    office.finish(1)
    assert office.server.ids() == [row.message_id]


def test_pd13_a_letter_that_kills_its_writer_is_set_aside_and_the_others_go(office: Office) -> None:
    post(office, 0, kind="poison")
    post(office, 1, 2, 3)
    for _ in range(3):
        assert office.start("deliver").ended(within=20)

    office.finish(4)

    ends = {
        row.dedupe_key: (row.state, row.lost_attempts, row.revoked_reason) for row in office.rows()
    }
    assert ends == {
        "poison|0": (LetterState.DEAD, 3, "killed its worker"),
        **{f"overdue|{n}": (LetterState.SENT, 0, None) for n in (1, 2, 3)},
    }


@pytest.mark.parametrize("point", ["recover.updated", "recover.committed"])
@pytest.mark.parametrize("number", [RESEND, HOLD])
def test_pd18_a_recoverer_killed_in_its_work_recovers_once(
    office: Office, point: str, number: int
) -> None:
    post(office, number)
    killed(office, "deliver", "gate.committed")
    killed(office, "recover", point)

    office.finish(1)

    assert (only(office).doubt_count, len(office.server.ids())) == (1, 1 - number)


@pytest.mark.long
def test_pd17_told_to_stop_under_load_it_ends_in_good_order_and_nothing_is_in_doubt(
    office: Office,
) -> None:
    post(office, *range(300))
    workers = [office.start("deliver") for _ in range(3)]
    office.until(lambda: len(office.server.taken) > 30)
    for worker in workers:
        worker.send(signal.SIGTERM)

    assert all(worker.ended(within=30) for worker in workers)
    assert {row.state for row in office.rows()} <= {
        LetterState.SENT,
        LetterState.READY,
        LetterState.BOUNCED,
    }
    assert sum(row.doubt_count for row in office.rows()) == 0
    office.finish(300)
    check_invariants(office, 300)


def test_cc03_a_worker_paused_across_its_lease_sends_nothing_when_it_wakes(office: Office) -> None:
    post(office, RESEND)
    paused: list[int] = []

    def decide(step: str, _about: str) -> None:
        if step == "data" and not paused:
            paused.append(slow.pid)
            os.kill(slow.pid, signal.SIGSTOP)

    office.server.decide = decide
    slow = office.start("deliver", lease=0.3)
    office.until(lambda: bool(paused))
    time.sleep(0.4)  # the lease has to run out by the real clock of real processes
    office.finish(1)
    slow.send(signal.SIGCONT)
    office.until(lambda: only(office).state is LetterState.SENT)
    slow.send(signal.SIGTERM)
    assert slow.ended(within=20)

    row = only(office)
    assert (row.state, row.doubt_count, office.server.ids()) == (
        LetterState.SENT,
        0,
        [row.message_id],
    )


@pytest.mark.parametrize("number", [RESEND, HOLD])
def test_cc04_two_recoverers_and_a_slow_owner_come_to_one_outcome(
    office: Office, number: int
) -> None:
    post(office, number)
    paused: list[int] = []

    def decide(step: str, _about: str) -> None:
        if step == "dot" and not paused:
            paused.append(slow.pid)
            os.kill(slow.pid, signal.SIGSTOP)

    office.server.decide = decide
    slow = office.start("deliver", lease=0.3)
    office.until(lambda: bool(paused))
    for _ in range(2):
        office.start("recover", lease=0.3)
    time.sleep(1)  # the lease has to run out by the real clock of real processes
    slow.send(signal.SIGCONT)
    office.until(lambda: only(office).state is LetterState.SENT)

    row = only(office)
    assert (row.doubt_count, office.server.ids()) == (0, [row.message_id])


def test_cc01_eight_planners_at_once_plan_a_thousand_occasions_once_each(office: Office) -> None:
    planners = [office.start("plan", letters=1000) for _ in range(8)]

    assert all(planner.ended(within=120) for planner in planners)

    assert sorted(row.facts["number"] for row in office.rows()) == list(range(1000))


def test_a_worker_told_to_stop_leaves_no_lock_behind(office: Office) -> None:
    post(office, RESEND)
    office.finish(1)

    with office.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            locks = text(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            assert connection.execute(locks).scalar() == 0
