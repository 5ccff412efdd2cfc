"""SM of the fault matrix with real processes: each fault in the middle of the day's letters, and
afterwards what must always hold (INV)."""

import os
import signal
import time
from copy import deepcopy

import pytest
from sqlalchemy.orm import Session

from tests.faults.kills import Office, check_invariants
from tests.faults.smtp_server import Drip, Drop, Fault, Silent
from tests.faults.staff import now, occasion
from tracker.store.outbox import LetterState, new_id, plan_many

pytestmark = pytest.mark.kills

LETTERS = 8
LEASE = 0.5

FAULTS: dict[str, dict[str, list[Fault | None]]] = {
    "SM-01 refused": {"connect": [Drop()] * 4},
    "SM-02 silent at once": {"connect": [Silent()]},
    "SM-02 silent later": {"rcpt": [None, Silent()]},
    "SM-03 421 at greeting": {"connect": ["421 4.3.2 busy"] * 3},
    "SM-03 421 at MAIL": {"mail": [None, "421 4.3.2 busy", "421 4.3.2 busy"]},
    "SM-03 421 at DATA": {"data": [None, "421 4.3.2 busy"]},
    "SM-03 421 at the dot": {"dot": [None, "421 4.3.2 busy"]},
    "SM-04 greylisted": {"rcpt": ["450 4.2.0 greylisted", "451 4.7.1 later"] * 4},
    "SM-06 full": {"dot": ["452 4.3.1 full"] * 3, "mail": ["452 4.3.1 full"]},
    "SM-07 dropped, not taken": {"dot": [None, Drop()]},
    "SM-08 dropped, taken": {"dot": [None, Drop(taken=True), Drop(taken=True)]},
    "SM-09 reset at QUIT": {"quit": [Drop()] * 4},
    "SM-11 slow drip": {"data": [Drip(every=2)]},
    "SM-13 must use TLS": {"mail": ["530 5.7.0 must issue STARTTLS"] * 3},
    "SM-19 one relay says later, the next takes it": {
        "connect": [None, None, "421 4.3.2 going away"],
        "dot": [None, "451 4.3.0 ask the other one", "421 4.3.2 going away", Drop(taken=True)],
    },
    "RST at EHLO": {"ehlo": [Drop()] * 3},
    "RST at RCPT": {"rcpt": [Drop()] * 3},
    "RST at DATA": {"data": [Drop()] * 3},
}
DOUBTS = {
    "SM-07 dropped, not taken": 1,
    "SM-08 dropped, taken": 2,
    "SM-19 one relay says later, the next takes it": 1,
}


def post(office: Office, letters: int) -> None:
    with Session(office.engine) as session:
        planned = [occasion(number, office.recipient) for number in range(letters)]
        plan_many(session, planned, batch=new_id(), host="northbank.example", now=now())
        session.commit()


@pytest.mark.parametrize("fault", FAULTS)
def test_after_a_fault_every_letter_comes_to_its_end_once(office: Office, fault: str) -> None:
    office.server.faults |= deepcopy(FAULTS[fault])  # the server uses its lists up
    post(office, LETTERS)

    office.finish(LETTERS)

    check_invariants(office, LETTERS)
    assert sum(row.doubt_count for row in office.rows()) == DOUBTS.get(fault, 0)


def test_sm19_taken_by_one_relay_unheard_and_refused_by_the_next_it_says_both(
    office: Office,
) -> None:
    office.server.faults["dot"] = [Drop(taken=True), "554 5.7.1 not from you"]
    post(office, 1)

    office.finish(1)

    (row,) = office.rows()
    assert (row.state, row.last_code, row.doubt_count) == (LetterState.BOUNCED, 554, 1)
    assert office.server.ids() == [row.message_id]


def test_sm10_a_relay_that_stalls_for_three_leases_gets_one_copy_of_each(office: Office) -> None:
    office.server.faults["data"] = [Silent(after=3 * LEASE)] * 3
    post(office, LETTERS)
    workers = [office.start("deliver", lease=LEASE) for _ in range(3)]
    office.until(lambda: len(office.server.taken) >= LETTERS - 1)
    office.until(lambda: office.states()["sent"] + office.states()["bounced"] == LETTERS)
    for worker in workers:
        worker.send(signal.SIGTERM)
    assert all(worker.ended(within=30) for worker in workers)

    check_invariants(office, LETTERS)
    assert set(office.copies().values()) == {1}


def test_pd17_told_to_stop_while_the_relay_is_silent_it_ends_within_half_a_minute(
    office: Office,
) -> None:
    office.server.faults["data"] = [Silent()]
    post(office, 1)
    worker = office.start("deliver")
    office.until(lambda: bool(office.server.said) and office.server.said[-1] == "DATA")
    began = time.monotonic()
    worker.send(signal.SIGTERM)

    assert worker.ended(within=30)
    assert time.monotonic() - began < 30
    (row,) = office.rows()
    assert (row.state, row.doubt_count) == (LetterState.READY, 0)
    office.finish(1)
    check_invariants(office, 1)


def test_sm02_and_sm11_a_server_that_never_answers_harms_no_other_process(office: Office) -> None:
    office.server.faults["connect"] = [Silent(), Silent()]
    post(office, 2)
    worker = office.start("deliver")
    office.until(lambda: office.server.connections > 0)

    began = time.monotonic()
    with Session(office.engine) as session:  # as a page does that saves something
        session.add(office.somebody())
        session.commit()

    assert time.monotonic() - began < 2
    assert worker.alive()
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.ended(within=30)
