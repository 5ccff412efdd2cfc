"""The colours of a plan by its own scheme, from plain values."""

import inspect
from dataclasses import fields
from datetime import date, timedelta
from itertools import product

import pytest

from tests.domain.test_charts import DONE, TODAY, standing
from tracker.domain import charts, colours
from tracker.domain.actions import Progress, Rag, Standing
from tracker.domain.board import board_digest
from tracker.domain.colours import (
    DEFAULT,
    Scheme,
    bands,
    faults,
    in_words,
    is_recoloured,
    kept,
    legend,
    rating,
    scheme_from,
)

SCHEMES = [
    Scheme(red_after=after, expected_late=late, unspoken_before=before, completed=done)
    for after, late, before, done in product(
        (0, 14), (Rag.AMBER, Rag.RED), (None, 10), (Rag.BLUE, Rag.GREEN)
    )
]
LATE_IN_ALL = date(2011, 6, 1)


def late(days: int, progress: Progress = Progress.ON_TRACK, sent: int | None = None) -> Standing:
    """An action overdue for so many days, or sent in so many days late."""
    due_on = TODAY - timedelta(days=days)
    submitted_on = None if sent is None else due_on + timedelta(days=sent)
    return standing(progress, due_on, submitted_on=submitted_on)


def expected(progress: Progress = Progress.ON_TRACK, *, due_in: int = 60) -> Standing:
    """An action that is expected to finish ten days after it is due."""
    due_on = TODAY + timedelta(days=due_in)
    return standing(progress, due_on)._replace(expected_on=due_on + timedelta(days=10))


def unspoken(due_in: int) -> Standing:
    """An action that has begun and of which nobody has said anything."""
    begun = standing(Progress.NOT_STARTED, TODAY + timedelta(days=due_in), last_update_on=None)
    return begun._replace(started_on=TODAY - timedelta(days=5))


LASTED = DONE._replace(progress=Progress.EMBEDDED)
SENT_IN_TIME = expected(Progress.SUBMITTED)

# What the schemes found in real plans come to (`domain.md` 2.5).
MONTH_BEHIND = Scheme(red_after=30)
CONFIRMED = Scheme(completed=Rag.GREEN)
PREDICTS = Scheme(expected_late=Rag.RED, unspoken_before=10)


@pytest.mark.parametrize(
    ("scheme", "action", "rated"),
    [
        (DEFAULT, late(1), (Rag.RED, "1 day overdue")),
        (MONTH_BEHIND, late(1), (Rag.AMBER, "1 day overdue")),
        (MONTH_BEHIND, late(30), (Rag.AMBER, "30 days overdue")),
        (MONTH_BEHIND, late(31), (Rag.RED, "31 days overdue")),
        (MONTH_BEHIND, late(3, Progress.OFF_TRACK), (Rag.RED, "off track")),
        (MONTH_BEHIND, late(9, Progress.SUBMITTED, 2), (Rag.AMBER, "9 days overdue")),
        (MONTH_BEHIND, late(9, Progress.SUBMITTED, -2), (Rag.GREEN, "waiting for sign-off")),
        (DEFAULT, expected(), (Rag.AMBER, "expected 12 September 2011, after it is due")),
        (PREDICTS, expected(), (Rag.RED, "expected 12 September 2011, after it is due")),
        (PREDICTS, SENT_IN_TIME, (Rag.GREEN, "waiting for sign-off")),
        (DEFAULT, unspoken(10), (Rag.GREEN, "not started")),
        (PREDICTS, unspoken(10), (Rag.AMBER, "due in 10 days, no word yet that it is on track")),
        (PREDICTS, unspoken(0), (Rag.AMBER, "due today, no word yet that it is on track")),
        (PREDICTS, unspoken(11), (Rag.GREEN, "not started")),
        (PREDICTS, standing(due_on=TODAY), (Rag.GREEN, "on track")),
        (Scheme(silent_after=60), standing(last_update_on=LATE_IN_ALL), (Rag.GREEN, "on track")),
        (
            Scheme(silent_after=7),
            standing(last_update_on=date(2011, 6, 27)),
            (Rag.AMBER, "no update for 7 days"),
        ),
        (DEFAULT, DONE, (Rag.BLUE, "completed 28 June 2011")),
        (CONFIRMED, DONE, (Rag.GREEN, "completed 28 June 2011, not checked again yet")),
        (CONFIRMED, LASTED, (Rag.BLUE, "completed 28 June 2011")),
    ],
)
def test_each_answer_of_a_scheme_moves_a_colour_and_says_why(
    scheme: Scheme, action: Standing, rated: tuple[Rag, str]
) -> None:
    assert rating(action, TODAY, scheme) == rated


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_legend_names_every_rule_in_the_order_in_which_it_is_asked(scheme: Scheme) -> None:
    said = [(line.rag, words) for line in legend(scheme) for words in line.rules]

    assert said == [(rule.rag, rule.words) for rule in scheme.rules]
    assert {line.rag for line in legend(scheme)} == set(Rag)
    assert {band.holds for band in bands(scheme)} == set(Rag)
    assert {line.rag: line.means for line in legend(scheme)} == {
        band.holds: band.name for band in bands(scheme)
    }


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_action_has_a_colour_and_a_reason(scheme: Scheme) -> None:
    days = (-40, -14, -1, 0, 5, 30)
    for progress, due_in, expects in product(Progress, days, (None, -3, 3)):
        due_on = TODAY + timedelta(days=due_in)
        done = TODAY if progress in (Progress.COMPLETED, Progress.EMBEDDED) else None
        expected_on = None if expects is None else due_on + timedelta(days=expects)
        action = standing(progress, due_on, completed_on=done)._replace(expected_on=expected_on)
        rag, reason = rating(action, TODAY, scheme)
        assert (rag in Rag, bool(reason)) == (True, True)


def test_a_scheme_that_says_nothing_is_ours() -> None:
    assert scheme_from({}) == DEFAULT
    assert [(line.rag.value, line.rules) for line in legend(DEFAULT)] == [
        ("blue", ("signed off as done",)),
        (
            "grey",
            ("no longer needed", "on hold", "not started, before the day it is to start"),
        ),
        ("red", ("overdue", "off track, as its owner says")),
        ("green", ("waiting for sign-off, sent in time",)),
        (
            "amber",
            (
                "at risk, as its owner says",
                "returned, because more is needed",
                "expected to finish after it is due",
                "no update for 30 days",
            ),
        ),
        ("green", ("anything else",)),
    ]


def test_the_word_of_a_colour_stands_in_every_name() -> None:
    own = Scheme(
        red_name="Red – will miss", blue_name="Complete and embedded", grey_name="GREY area"
    )

    assert [own.shown(rag) for rag in Rag] == [
        "Blue – Complete and embedded",
        "GREY area",
        "Red – will miss",
        "Amber",
        "Green",
    ]
    assert [own.name(rag) for rag in (Rag.AMBER, Rag.GREEN)] == ["", ""]
    assert own.without_names == DEFAULT
    assert not is_recoloured(DEFAULT, own)
    assert is_recoloured(own, Scheme(red_after=1))
    assert [band.name for band in bands(own)][:2] == ["Blue – Complete and embedded", "on track"]


def test_what_is_kept_comes_back_and_every_answer_has_words() -> None:
    own = Scheme("Late", red_after=14, expected_late=Rag.RED, unspoken_before=5)

    assert scheme_from(kept(own)) == own
    assert scheme_from(kept(own) | {"of_a_later_version": 1}) == own
    assert len(in_words(own)) == len(fields(Scheme))
    assert in_words(own)["days_before_due_without_a_word"] == "5"


@pytest.mark.parametrize(
    ("scheme", "field", "sentence"),
    [
        (Scheme(red_name="Green really"), "red_name", "Name for red must not name another colour"),
        (Scheme(grey_name="x" * 41), "grey_name", "Name for grey must be 40 characters or less"),
        (Scheme(red_after=366), "red_after", "Enter a number of days between 0 and 365"),
        (Scheme(silent_after=6), "silent_after", "Enter a number of days between 7 and 365"),
        (Scheme(unspoken_before=0), "unspoken_before", "Enter a number of days between 1 and 90"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    scheme: Scheme, field: str, sentence: str
) -> None:
    assert [(one.field, one.sentence) for one in faults(scheme)] == [(field, sentence)]
    assert list(faults(DEFAULT)) == []


def test_nothing_is_coloured_without_a_scheme() -> None:
    """A default here would let a page forget that the plan has colours of its own."""
    asked = (rating, colours.disagrees, colours.legend, bands, charts.worst, charts.in_bands)
    for function in asked:
        assert inspect.signature(function).parameters["scheme"].default is inspect.Parameter.empty
    assert inspect.signature(board_digest).parameters["schemes"].default is inspect.Parameter.empty
