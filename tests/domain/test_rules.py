"""What the rules of reminding are, how levels override each other, and what does not fit."""

from dataclasses import replace
from typing import Any

import pytest

from tracker.domain.rules import COUNCIL_ONLY, DEFAULTS, Level, faults, merged, names_at


def test_what_nobody_says_is_the_default() -> None:
    assert merged({}, {}, {}) == DEFAULTS


def test_each_level_overrides_only_what_it_names() -> None:
    council = {"overdue": [2, 6], "quiet_days": 7}
    plan = {"quiet_days": 10}
    action = {"overdue": [1], "ask_every": None}

    held = merged(council, plan, action)

    assert (held.overdue, held.quiet_days, held.manager_after) == ((1,), 10, 10)


def test_a_rule_of_a_later_version_is_passed_over() -> None:
    assert merged({"by_carrier_pigeon": True}) == DEFAULTS


def test_rules_about_people_and_the_day_are_the_councils_alone() -> None:
    assert set(names_at(Level.COUNCIL)) - set(names_at(Level.ACTION)) == COUNCIL_ONLY
    assert names_at(Level.PLAN) == names_at(Level.ACTION)


def test_the_defaults_fit() -> None:
    assert list(faults(DEFAULTS)) == []


@pytest.mark.parametrize(
    ("values", "rule", "sentence"),
    [
        (
            {"overdue": (5, 1, 10)},
            "overdue",
            "Enter the days in order, each once, such as 1, 5, 10",
        ),
        ({"overdue": (1, 2, 3, 4, 5, 6)}, "overdue", "Enter at most 5 days"),
        (
            {"before": (0,)},
            "before",
            "Each must be a number of working days before the due date between 1 and 120",
        ),
        (
            {"director_after": 10},
            "director_after",
            "The director must be told later than the manager: enter more days",
        ),
        (
            {"ask_every": 7},
            "ask_every",
            "An update silences reminders for 14 days, so updates cannot be asked for more often"
            " than that. Enter more days, or fewer quiet days",
        ),
        ({"digest_hour": 21}, "digest_hour", "Enter an hour between 6am and 8pm"),
        ({"send_from": 5}, "send_from", "Enter an hour between 6am and 8pm"),
        (
            {"digest_hour": 1},
            "digest_hour",
            "Nothing is sent between 1am and 2am, which the clocks skip or repeat. Enter an hour"
            " between 6am and 8pm",
        ),
        ({"send_until": 8}, "send_until", "The last hour for sending must be after the first"),
        ({"digest_days": ()}, "digest_days", "Select at least one day for weekly emails"),
        ({"most_a_week": 0}, "most_a_week", "Enter a number of emails a week between 1 and 5"),
        ({"stale_after": 3}, "stale_after", "Enter a number of days between 7 and 365"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence_about_its_rule(
    values: dict[str, Any], rule: str, sentence: str
) -> None:
    assert (rule, sentence) in [(f.rule, f.sentence) for f in faults(replace(DEFAULTS, **values))]


def test_a_cadence_asks_sooner_than_silence_would_after_its_grace() -> None:
    assert DEFAULTS.ask_after == 30
    assert replace(DEFAULTS, ask_every=14, ask_grace=3).ask_after == 17
    assert replace(DEFAULTS, ask_every=60).ask_after == 30
