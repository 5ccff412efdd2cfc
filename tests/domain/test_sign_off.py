"""What may be sent in, decided and found: each fault in its words, beside its field."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tracker.domain.actions import Progress, Rag, Standing, needs_update
from tracker.domain.colours import DEFAULT, rating
from tracker.domain.piles import Pile, pile
from tracker.domain.sign_off import (
    LONGEST_WORDS,
    Checked,
    Finished,
    Ruling,
    Verdict,
    check_days,
    faults_checked,
    faults_ruled,
    faults_sent,
)

TODAY = date(2011, 7, 4)
TOMORROW = TODAY + timedelta(days=1)
DONE = Finished("Every session is checked.", TODAY, "Three audits found none missing.")
CHECK = Ruling(Verdict.SIGN_OFF_AND_CHECK, check_on=TOMORROW, measure="Ten sessions in a row")
LOST = Checked(lasted=False, note="Two were missed.", due_on=TOMORROW)
LONG = "x" * (LONGEST_WORDS + 1)
RETURNED = Standing(Progress.RETURNED, date(2011, 9, 1), None, date(2011, 6, 1), TODAY, None, None)


@pytest.mark.parametrize(
    ("finished", "field", "message"),
    [
        (replace(DONE, what_was_done=""), "what", "Say what was done"),
        (
            replace(DONE, what_was_done=LONG),
            "what",
            "What was done must be 2,000 characters or less",
        ),
        (replace(DONE, how_known=""), "how", "Add evidence or explain why there is none"),
        (
            replace(DONE, how_known=LONG),
            "how",
            "Why there is no document must be 2,000 characters or less",
        ),
        (replace(DONE, finished_on=None), "finished", "Enter the date it was finished"),
        (
            replace(DONE, finished_on=TOMORROW),
            "finished",
            "Date finished must be today or in the past",
        ),
    ],
)
def test_what_is_sent_in_must_be_whole(finished: Finished, field: str, message: str) -> None:
    (fault,) = faults_sent(finished, has_evidence=False, today=TODAY)

    assert (fault.field, fault.message) == (field, message)


def test_evidence_says_how_it_is_known() -> None:
    assert not list(faults_sent(DONE, has_evidence=False, today=TODAY))
    assert not list(faults_sent(replace(DONE, how_known=""), has_evidence=True, today=TODAY))


@pytest.mark.parametrize(
    ("ruling", "field", "message"),
    [
        (Ruling(Verdict.RETURN), "reason", "Say what more is needed"),
        (Ruling(Verdict.SIGN_OFF, LONG), "reason", "Reason must be 2,000 characters or less"),
        (replace(CHECK, check_on=None), "check", "Enter the date to check again"),
        (replace(CHECK, check_on=TODAY), "check", "Date to check again must be in the future"),
        (replace(CHECK, measure=""), "measure", "Say what will be checked"),
    ],
)
def test_a_decision_must_be_whole(ruling: Ruling, field: str, message: str) -> None:
    (fault,) = faults_ruled(ruling, today=TODAY)

    assert (fault.field, fault.message) == (field, message)


def test_a_whole_decision_has_no_fault() -> None:
    for ruling in (Ruling(Verdict.SIGN_OFF), Ruling(Verdict.RETURN, "More dates"), CHECK):
        assert not list(faults_ruled(ruling, today=TODAY))


@pytest.mark.parametrize(
    ("checked", "field", "message"),
    [
        (Checked(lasted=True, note=""), "note", "Say what the check showed"),
        (replace(LOST, due_on=None), "due", "Enter the new due date"),
        (replace(LOST, due_on=TODAY), "due", "New due date must be in the future"),
    ],
)
def test_a_check_must_be_whole(checked: Checked, field: str, message: str) -> None:
    (fault,) = faults_checked(checked, today=TODAY)

    assert (fault.field, fault.message) == (field, message)


def test_what_has_lasted_needs_no_date() -> None:
    assert not list(faults_checked(Checked(lasted=True, note="All well."), today=TODAY))
    assert not list(faults_checked(LOST, today=TODAY))


def test_the_days_offered_are_30_90_and_180_later() -> None:
    assert check_days(TODAY) == {
        "30": date(2011, 8, 3),
        "90": date(2011, 10, 2),
        "180": date(2011, 12, 31),
    }


def test_what_was_returned_needs_its_owner_even_on_the_day_of_their_word() -> None:
    assert needs_update(RETURNED, TODAY, chased=False)
    assert pile(RETURNED, TODAY, chased=False) is Pile.UPDATE_NOW
    assert rating(RETURNED, TODAY, DEFAULT) == (Rag.AMBER, "returned, more is needed")
    assert rating(RETURNED, date(2011, 9, 4), DEFAULT) == (Rag.RED, "3 days overdue")


@pytest.mark.parametrize("progress", [Progress.CHECK_DUE, Progress.EMBEDDED])
def test_what_is_checked_again_counts_as_completed(progress: Progress) -> None:
    standing = RETURNED._replace(progress=progress, completed_on=date(2011, 6, 28))

    assert rating(standing, date(2012, 1, 1), DEFAULT) == (Rag.BLUE, "completed 28 June 2011")
    assert not needs_update(standing, TODAY, chased=True)
