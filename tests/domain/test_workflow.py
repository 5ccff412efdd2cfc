"""The table of moves: every state can be reached, what is not there is refused, the picture fits."""

from pathlib import Path

import pytest

from tracker.domain.actions import PROGRESS_WORDS, Progress, is_open
from tracker.domain.errors import RuleBroken
from tracker.domain.workflow import MOVES, STATE_WORDS, State, Step, Who, moved, state_of
from tracker.domain.workflow_picture import document
from tracker.services.letters.kinds import KINDS, UNWORDED

DOCUMENT = Path(__file__).parents[2] / "docs/workflow.md"
THERE = {(begins, move.ends, move.step) for move in MOVES for begins in move.begins}


def test_the_document_is_what_the_table_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), (
        "Run: python -m tracker.domain.workflow_picture > docs/workflow.md"
    )


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {State.DRAFT}
    for _round in State:
        reached |= {ends for begins, ends, _step in THERE if begins in reached}

    assert reached == set(State) == set(STATE_WORDS)


def test_every_progress_has_a_state_and_words() -> None:
    assert {state_of(progress) for progress in Progress} == set(State) - {State.DRAFT}
    assert set(PROGRESS_WORDS) == set(Progress)


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("begins", Progress)
@pytest.mark.parametrize("ends", Progress)
def test_a_move_that_is_not_in_the_table_is_refused(
    step: Step, begins: Progress, ends: Progress
) -> None:
    if (state_of(begins), state_of(ends), step) in THERE:
        assert moved(step, begins, to=ends) is ends
        return
    with pytest.raises(RuleBroken) as refused:
        moved(step, begins, to=ends)
    words = PROGRESS_WORDS[begins].lower()
    assert refused.value.message == f"This action is {words}. It cannot be {step.value}."


def test_only_whoever_decides_passes_the_gates() -> None:
    gates = {Step.SIGN_OFF, Step.RETURN, Step.LASTED, Step.NOT_LASTED, Step.HOLD, Step.DROP}

    assert {move.who for move in MOVES if move.step in gates} == {Who.DECIDER}
    assert all(move.who is not Who.DECIDER for move in MOVES if move.step in {Step.SAY, Step.SEND})


def test_every_letter_of_the_table_is_one() -> None:
    assert {move.letter for move in MOVES if move.letter} <= {*KINDS, *UNWORDED}


def test_what_is_checked_again_is_not_its_owners_to_update() -> None:
    with_owner = {Progress.NOT_STARTED, Progress.ON_TRACK, Progress.AT_RISK, Progress.OFF_TRACK}

    assert {p for p in Progress if is_open(p)} == {
        *with_owner,
        Progress.SUBMITTED,
        Progress.RETURNED,
        Progress.ON_HOLD,
    }
