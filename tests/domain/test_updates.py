"""What may be answered when an owner is asked how an action is going."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.domain.actions import Answer, Progress
from tracker.domain.updates import Asked, Said, faults, progress_after

TODAY = date(2011, 7, 4)
COMING = Asked(
    due_on=date(2011, 7, 29),
    expected_on=None,
    overdue=False,
    progress=Progress.ON_TRACK,
    last_update_on=date(2011, 6, 27),
    no_changes=0,
)
LATE = replace(COMING, due_on=date(2011, 5, 31), overdue=True, progress=Progress.OFF_TRACK)
AFTER = date(2011, 8, 12)
NEED_WORDS = ("note", "Say what has happened since 27 June 2011")
NEED_DATE = ("expected", "Enter the date you expect to finish")


def found(said: Said, asked: Asked) -> list[tuple[str | None, str]]:
    """The faults as (field, message)."""
    return [(fault.field, fault.message) for fault in faults(said, asked, TODAY)]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (Said(Answer.NO_CHANGE), COMING),
        (Said(Answer.NO_CHANGE), LATE),
        (Said(Answer.ON_TRACK, "All six trained."), COMING),
        (Said(Answer.ON_TRACK, "All six trained.", date(2011, 7, 29)), COMING),
        (Said(Answer.ON_TRACK, "Nearly there.", AFTER), LATE),
        (Said(Answer.AT_RISK, "A trainer is ill.", AFTER), COMING),
        (Said(Answer.AT_RISK, "A trainer is ill."), COMING),
        (Said(Answer.OFF_TRACK, "No trainer.", AFTER), COMING),
        (Said(Answer.DONE, "All trained."), LATE),
        (Said(Answer.DONE, "All trained.", date(2011, 1, 1)), COMING),
        (Said(Answer.AT_RISK, "x" * 500), COMING),
    ],
)
def test_these_answers_are_taken(said: Said, asked: Asked) -> None:
    assert found(said, asked) == []


@pytest.mark.parametrize(
    ("said", "asked", "expected"),
    [
        (Said(Answer.ON_TRACK), COMING, [NEED_WORDS]),
        (Said(Answer.OFF_TRACK), COMING, [NEED_WORDS, NEED_DATE]),
        (Said(Answer.ON_TRACK, "Soon."), LATE, [NEED_DATE]),
        (Said(Answer.DONE), COMING, [("note", "Say what was done")]),
        (
            Said(Answer.ON_TRACK),
            replace(COMING, last_update_on=None),
            [("note", "Say what has happened so far")],
        ),
        (
            Said(Answer.NO_CHANGE),
            replace(COMING, last_update_on=None),
            [
                ("answer", "Select how this action is going"),
                ("note", "Say what has happened so far"),
            ],
        ),
        (
            Said(Answer.AT_RISK, "x" * 501),
            COMING,
            [("note", "What has happened must be 500 characters or less")],
        ),
        (
            Said(Answer.AT_RISK, "Ill.", date(2011, 7, 3)),
            COMING,
            [("expected", "Date you expect to finish must be today or in the future")],
        ),
        (
            Said(Answer.ON_TRACK, "Fine.", AFTER),
            COMING,
            [
                (
                    "expected",
                    "Expected date is after the due date."
                    " Choose at risk or off track, or change the date",
                )
            ],
        ),
    ],
)
def test_these_answers_are_refused(
    said: Said, asked: Asked, expected: list[tuple[str, str]]
) -> None:
    assert found(said, asked) == expected


def test_no_change_is_taken_twice_running_and_then_needs_words() -> None:
    once, twice = replace(COMING, no_changes=1), replace(COMING, no_changes=2)

    assert found(Said(Answer.NO_CHANGE), once) == []
    assert found(Said(Answer.NO_CHANGE), twice) == [NEED_WORDS]
    assert found(Said(Answer.NO_CHANGE, "Still waiting for the posts."), twice) == []
    assert [asked.may_say_no_change for asked in (COMING, once, twice)] == [True, True, False]


def test_the_question_names_the_last_update() -> None:
    first = replace(COMING, last_update_on=None)

    assert COMING.question == "What has happened since 27 June 2011?"
    assert (first.question, first.may_say_no_change) == ("What has happened so far?", False)


@pytest.mark.parametrize(
    ("answer", "progress"),
    [
        (Answer.NO_CHANGE, Progress.OFF_TRACK),
        (Answer.ON_TRACK, Progress.ON_TRACK),
        (Answer.AT_RISK, Progress.AT_RISK),
        (Answer.DONE, Progress.SUBMITTED),
    ],
)
def test_an_answer_leaves_the_action_somewhere(answer: Answer, progress: Progress) -> None:
    assert progress_after(answer, Progress.OFF_TRACK) is progress


@pytest.mark.parametrize(
    ("due_on", "expected_on", "prefilled"),
    [
        (date(2011, 7, 29), None, date(2011, 7, 29)),
        (date(2011, 7, 29), date(2011, 8, 12), date(2011, 8, 12)),
        (date(2011, 5, 31), date(2011, 7, 29), date(2011, 7, 29)),
        (date(2011, 7, 29), date(2011, 7, 3), date(2011, 7, 29)),
        (date(2011, 5, 31), date(2011, 7, 3), None),
        (date(2011, 5, 31), None, None),
        (TODAY, None, TODAY),
    ],
)
def test_the_expected_date_begins_with_what_can_still_be_kept(
    due_on: date, expected_on: date | None, prefilled: date | None
) -> None:
    asked = replace(COMING, due_on=due_on, expected_on=expected_on)

    assert asked.prefilled(TODAY) == prefilled
