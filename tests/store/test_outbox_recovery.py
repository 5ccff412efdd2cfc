"""Taking over the letters of the dead, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.store.outbox_rows import (
    LATER,
    MONDAY,
    OVER,
    SOON,
    attempt,
    claimed,
    done,
    facts,
    gated,
    held,
    plan,
    planned,
    take,
)
from tracker.store import outbox_moves as moves
from tracker.store.outbox import (
    InDoubt,
    LetterState,
)
from tracker.store.outbox_recovery import (
    Deaths,
    give_back,
    recover_claimed,
    recover_gated,
    workers_with_letters,
)


def test_a_letter_of_a_dead_worker_is_ready_again_at_once_without_a_doubt(app: Flask) -> None:
    holding = claimed()
    plan(planned("waiting"))

    assert (
        done(
            recover_claimed,
            now=SOON,
            deaths=Deaths(frozenset({"one"}), frozenset({"one"})),
        )
        == 1
    )
    assert facts(holding.id, "state", "owner", "doubt_count", "lost_attempts", "attempts") == (
        LetterState.READY, None, 0, 0, 0,
    )  # fmt: skip
    assert attempt(holding) == ("one", SOON, "lost", None, None, None)
    first = take(now=LATER)
    assert first is not None
    assert first.dedupe_key == "waiting"  # others go on before what lost its worker


def test_a_letter_of_a_living_worker_is_left_alone(app: Flask) -> None:
    claimed("a")
    gated("b")

    assert done(workers_with_letters) == {"one"}
    assert done(recover_claimed, now=SOON, deaths=Deaths(frozenset({"two"}))) == 0
    assert done(recover_gated, now=OVER, deaths=Deaths(frozenset({"two"}))) == 0


def test_a_claim_that_outlives_its_lease_is_taken_over(app: Flask) -> None:
    holding = claimed()

    assert done(recover_claimed, now=OVER, deaths=Deaths()) == 1
    assert facts(holding.id, "state", "lost_attempts") == (LetterState.READY, 1)


def test_a_gated_letter_is_taken_over_only_long_after_its_lease(app: Flask) -> None:
    holding = gated()

    assert done(recover_gated, now=OVER, deaths=Deaths()) == 0
    assert done(recover_gated, now=OVER + timedelta(minutes=10), deaths=Deaths()) == 1
    assert facts(holding.id, "state", "doubt_count") == (LetterState.READY, 1)


@pytest.mark.parametrize(
    ("policy", "state"), [(InDoubt.RESEND, LetterState.READY), (InDoubt.HOLD, LetterState.DOUBTFUL)]
)
def test_a_gated_letter_of_a_dead_worker_is_in_doubt_at_once(
    app: Flask, policy: InDoubt, state: LetterState
) -> None:
    holding = gated(policy=policy)

    assert done(recover_gated, now=MONDAY, deaths=Deaths(frozenset({"one"}))) == 1
    assert facts(holding.id, "state", "owner", "doubt_count", "lost_attempts") == (
        state,
        None,
        1,
        0,
    )
    assert attempt(holding)[2] == "in doubt"
    assert done(recover_gated, now=MONDAY, deaths=Deaths(frozenset({"one"}))) == 0


def test_pd13_a_letter_blamed_three_times_is_set_aside_and_others_go_on(app: Flask) -> None:
    poison = planned("poison", next_at=MONDAY - timedelta(hours=1))
    plan(poison, planned("b"), planned("c"), planned("d"))
    for number in range(3):
        worker = str(number)
        while (letter := take(worker)) and letter.id != poison.id:
            done(moves.dropped, held(letter), LetterState.CANCELLED, now=MONDAY, reason="fine")
        done(
            recover_claimed,
            now=MONDAY,
            deaths=Deaths(frozenset({worker}), frozenset({worker}), frozenset({poison.id})),
        )

    assert facts(poison.id, "state", "lost_attempts", "revoked_reason", "finished_at") == (
        LetterState.DEAD, 3, "killed its worker", MONDAY,
    )  # fmt: skip
    assert take() is None


def test_a_letter_whose_worker_was_killed_by_something_else_is_never_blamed(app: Flask) -> None:
    letter = planned("a")
    plan(letter)
    for number in range(9):
        worker = str(number)
        take(worker)
        done(recover_claimed, now=MONDAY, deaths=Deaths(frozenset({worker}), frozenset({worker})))

    assert facts(letter.id, "state", "lost_attempts", "epoch") == (LetterState.READY, 0, 9)


def test_a_worker_gives_back_what_it_claimed_without_hearing_of_it(app: Flask) -> None:
    plan(planned("mine"), planned("anothers"))
    mine, anothers = held(take("one")), held(take("two"))

    assert done(give_back, "one", now=SOON) == 1

    assert facts(mine.id, "state", "owner", "lost_attempts") == (LetterState.READY, None, 0)
    assert facts(anothers.id, "state", "owner") == (LetterState.CLAIMED, "two")
    assert attempt(mine)[2] == "lost"
