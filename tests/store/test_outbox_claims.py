"""Letters taken several at a time, and those put back that were not begun, on both databases."""

import threading
from datetime import timedelta

from flask import Flask

from tests.statements import counted
from tests.store.outbox_rows import (
    LEASE,
    MONDAY,
    SOON,
    attempt,
    done,
    facts,
    held,
    plan,
    planned,
)
from tracker.extensions import db
from tracker.store.outbox import LetterState, Notification
from tracker.store.outbox_claims import claim, let_go
from tracker.store.outbox_recovery import Deaths, recover_claimed


def take_up_to(most: int, worker: str = "one") -> list[Notification]:
    """Claim that many in a transaction of its own."""
    taken = claim(db.session(), worker=worker, now=SOON, lease_until=SOON + LEASE, most=most)
    db.session.commit()
    return taken


def due(*minutes: int) -> list[str]:
    """Plan a letter due so many minutes after Monday began; returns their numbers."""
    letters = [
        planned(str(n), next_at=MONDAY - timedelta(minutes=n), occasion_at=MONDAY) for n in minutes
    ]
    plan(*letters)
    return [one.id for one in letters]


def test_several_are_taken_together_those_due_longest_first(app: Flask) -> None:
    late, later, latest = due(1, 2, 3)

    assert [one.id for one in take_up_to(2)] == [latest, later]
    assert [one.id for one in take_up_to(2)] == [late]
    assert take_up_to(2) == []


def test_taking_fifty_costs_as_many_statements_as_taking_one(app: Flask) -> None:
    due(*range(51))
    with counted() as one:
        take_up_to(1)
    with counted() as fifty:
        assert len(take_up_to(50)) == 50

    assert len(one) == len(fifty) == 3


def test_workers_that_take_several_at_once_never_take_the_same(app: Flask) -> None:
    ids = due(*range(60))
    taken: list[str] = []

    def work(worker: str) -> None:
        with app.app_context():
            while got := take_up_to(7, worker):
                taken.extend(one.id for one in got)
            db.session.remove()

    workers = [threading.Thread(target=work, args=(str(n),)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    # PostgreSQL passes over what another is just looking at; nobody has to come back for it.
    taken += [one.id for one in take_up_to(60)]
    assert sorted(taken) == sorted(ids)


def test_a_letter_that_lost_its_worker_travels_alone(app: Flask) -> None:
    """Of several lost together one may have killed the worker: it kills the next alone."""
    ids = due(1, 2, 3)
    take_up_to(3)
    done(recover_claimed, now=SOON, deaths=Deaths(frozenset({"one"})))
    (new,) = due(0)

    batches = [[one.id for one in take_up_to(50)] for _ in range(4)]

    assert sorted(batches) == sorted([[one] for one in (*ids, new)])


def test_what_was_not_begun_is_put_back_and_has_lost_no_try(app: Flask) -> None:
    due(1, 2)
    mine = [held(one) for one in take_up_to(2)]

    done(let_go, mine, now=SOON)

    for one in mine:
        assert facts(one.id, "state", "owner", "lease_until", "attempts", "lost_attempts") == (
            LetterState.READY, None, None, 0, 0,
        )  # fmt: skip
        assert attempt(one) == ("one", SOON, "ready", "check", None, None)
    assert len(take_up_to(2, "another")) == 2


def test_what_another_has_taken_over_is_not_put_back(app: Flask) -> None:
    due(1)
    (old,) = [held(one) for one in take_up_to(1)]
    done(recover_claimed, now=SOON, deaths=Deaths(frozenset({"one"})))
    (new,) = [held(one) for one in take_up_to(1, "two")]

    done(let_go, [old], now=SOON)
    done(let_go, [], now=SOON)

    assert facts(new.id, "state", "owner") == (LetterState.CLAIMED, "two")
    assert attempt(new)[1] is None
