"""How far an action is, however a cell says it."""

import pytest

from tracker.domain.actions import Progress
from tracker.domain.sheet_names import Meaning, asks_if_done, named
from tracker.domain.sheet_progress import States, percent_in, shares_among
from tracker.domain.sheets import Cell


@pytest.mark.parametrize("name", ["Complete?", "Done", "Completed?", "Implemented? (Y/N)", "Tick if complete", "Cwblhawyd?"])  # fmt: skip
def test_a_column_that_asks_whether_it_is_done(name: str):
    assert asks_if_done(name)
    assert not asks_if_done("Status")


def test_a_question_whether_it_is_done_is_no_date():
    assert {named(name) for name in ("Done", "Complete?", "Implemented?")} == {Meaning.PROGRESS}
    assert named("Date done") is Meaning.COMPLETED


@pytest.mark.parametrize("words", ["✓", "✔\ufe0f", "Y", "yes", "TRUE", "Ydy"])
def test_a_tick_says_that_it_is_done_where_that_is_asked(words: str):
    assert States(ticked=True).progress_in(words) is Progress.COMPLETED
    assert States().progress_in(words) is None
    assert not States().is_known(words)


def test_no_says_nothing_more_and_a_cross_may_be_either():
    states = States(ticked=True)

    assert [states.progress_in(words) for words in ("No", "✗", "x")] == [None] * 3
    assert [states.is_known(words) for words in ("No", "✗", "x")] == [True, True, False]


def test_what_a_person_has_explained_is_meant():
    assert States({"rag 2": Progress.AT_RISK}).progress_in("RAG 2") is Progress.AT_RISK


@pytest.mark.parametrize(
    ("text", "shares", "says"),
    [("50", False, "50%"), ("50 per cent", False, "50%"), ("50%", False, "50%"), ("120", False, "120%"), ("0.5", True, "50%"), ("1.2", True, "120%"), ("half", False, "half")],
)  # fmt: skip
def test_percentages_however_written(text: str, shares: bool, says: str):
    assert percent_in(Cell(text), shares=shares) == says


def test_shares_of_one_may_be_past_the_whole():
    assert shares_among([Cell("0.9"), Cell("1.20", number=1.2), Cell("done")])
    assert not shares_among([Cell("0.5"), Cell("50")])
    assert not shares_among([Cell("0"), Cell("1")])
