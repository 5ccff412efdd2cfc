"""What a measure says: numbers as they are typed, whether the target is met, and the sentence."""

from datetime import date
from decimal import Decimal

import pytest

from tracker.domain.errors import RuleBroken
from tracker.domain.measures import (
    Change,
    Measure,
    Reading,
    Taken,
    change,
    faults_of,
    faults_taken,
    in_words,
    is_met,
    number_in,
    sentence,
    short,
)

TODAY = date(2011, 7, 4)
SENT = Measure("Minutes sent in time", "%", Decimal(60), Decimal(95))
DAYS = Measure("Average time", "days", Decimal(24), Decimal(15))
KEPT = Measure("Cases held", "cases", Decimal(8), Decimal(8))
JUNE, JULY = date(2011, 6, 1), date(2011, 7, 1)


def read(value: str, on: date = JULY) -> Reading:
    return Reading(on, Decimal(value))


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("85%", "%", "85"),
        ("85 %", "", "85"),
        ("1,200", "", "1200"),
        ("12.5", "days", "12.5"),
        (" 12.50 days ", "days", "12.50"),
        ("£1,200.05", "£", "1200.05"),
        ("−3", "", "-3"),
        (".5", "", "0.5"),
        ("-0", "", "0"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, unit: str, value: str) -> None:
    read = number_in(typed, named="Target", field="target", unit=unit)

    assert str(read) == value


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("nine in ten", ""),
        ("85%", "days"),
        ("1,20", ""),
        ("1e9", ""),
        ("NaN", ""),
        ("٣", ""),
        ("1 200", ""),
        ("9" * 41, ""),
        ("%", "%"),
    ],
)
def test_what_is_no_number_is_refused_in_a_sentence(typed: str, unit: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        number_in(typed, named="Target", field="target", unit=unit)

    assert refused.value.message == "Target must be a number, for example 85 or 12.5"
    assert refused.value.field == "target"


def test_nothing_typed_is_no_number() -> None:
    assert number_in("  ", named="Target", field="target") is None


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("82.00", "%", "82%"),
        ("1200", "cases", "1,200 cases"),
        ("-12.50", "", "-12.5"),
        ("-5", "£", "-£5"),
        ("0.00", "days", "0 days"),
        ("999999999.99", "", "999,999,999.99"),
    ],
)
def test_numbers_are_said_with_their_unit(value: str, unit: str, words: str) -> None:
    assert in_words(Decimal(value), unit) == words


@pytest.mark.parametrize(
    ("measure", "value", "met"),
    [
        (SENT, "94.99", False),
        (SENT, "95", True),
        (SENT, "96", True),
        (DAYS, "16", False),
        (DAYS, "14", True),
        (KEPT, "9", None),
        (KEPT, "8", True),
        (Measure("x", target=Decimal(5)), "6", None),
        (Measure("x", baseline=Decimal(5)), "5", None),
    ],
)
def test_the_way_to_the_target_says_whether_it_is_met(
    measure: Measure, value: str, met: bool | None
) -> None:
    assert is_met(measure, read(value)) is met


@pytest.mark.parametrize(
    ("measure", "newest", "how"),
    [
        (SENT, "82", Change.BETTER),
        (SENT, "77", Change.WORSE),
        (SENT, "78", Change.SAME),
        (DAYS, "77", Change.BETTER),
        (DAYS, "82", Change.WORSE),
        (KEPT, "82", Change.OTHER),
    ],
)
def test_a_reading_stands_beside_the_one_before(measure: Measure, newest: str, how: Change) -> None:
    assert change(measure, read(newest), read("78", JUNE)) is how


@pytest.mark.parametrize(
    ("measure", "values", "said"),
    [
        (SENT, ("82", "78"), "Baseline 60%, target 95%. 82% on 1 July 2011, up from 78%."),
        (SENT, ("82", "82"), "Baseline 60%, target 95%. 82% on 1 July 2011, as before."),
        (
            SENT,
            ("96", "78"),
            "Baseline 60%, target 95%. 96% on 1 July 2011, up from 78%. The target is met.",
        ),
        (
            DAYS,
            ("22.5", "20"),
            "Baseline 24 days, target 15 days. 22.5 days on 1 July 2011, up from 20 days, which is"
            " worse.",
        ),
        (SENT, (), "Baseline 60%, target 95%. No reading yet."),
        (Measure("x", target=Decimal(5)), ("3", "4"), "Target 5. 3 on 1 July 2011, down from 4."),
        (Measure("x"), ("3",), "3 on 1 July 2011."),
        (Measure("x"), (), ""),
    ],
)
def test_the_sentence_says_from_where_to_where_and_how_far(
    measure: Measure, values: tuple[str, ...], said: str
) -> None:
    readings = [read(value, on) for value, on in zip(values, (JULY, JUNE), strict=False)]

    assert sentence(measure, readings) == said


@pytest.mark.parametrize(
    ("measure", "newest", "said"),
    [
        (SENT, read("82"), "Measure: 82% on 1 July, target 95%"),
        (SENT, read("82", date(2010, 12, 1)), "Measure: 82% on 1 December 2010, target 95%"),
        (SENT, None, "Measure: target 95%, no reading yet"),
        (Measure("x", "days"), read("3"), "Measure: 3 days on 1 July"),
        (Measure("x", "days", Decimal(3)), None, ""),
    ],
)
def test_letters_have_a_short_form(measure: Measure, newest: Reading | None, said: str) -> None:
    assert short(measure, newest, today=TODAY) == said


@pytest.mark.parametrize(
    ("measure", "message", "field"),
    [
        (Measure("", "%"), "Say what is measured", "words"),
        (Measure("", target=Decimal(0)), "Say what is measured", "words"),
        (Measure("x" * 2001), "Measure of success must be 2,000 characters or less", "words"),
        (Measure("x", "x" * 21), "Unit must be 20 characters or less", "unit"),
        (
            Measure("x", baseline=Decimal("12.345")),
            "Baseline must have at most 2 decimal places",
            "baseline",
        ),
        (
            Measure("x", target=Decimal("-1000000000")),
            "Target must be between -999,999,999.99 and 999,999,999.99",
            "target",
        ),
    ],
)
def test_what_is_wrong_with_a_measure_is_said(measure: Measure, message: str, field: str) -> None:
    found = [(fault.message, fault.field) for fault in faults_of(measure)]

    assert found == [(message, field)]


@pytest.mark.parametrize("measure", [SENT, Measure(), Measure("x"), Measure("x", "%", Decimal(1))])
def test_a_measure_may_have_any_part_that_goes_with_words(measure: Measure) -> None:
    assert list(faults_of(measure)) == []


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        (
            Taken(None, None, "x" * 501),
            [
                ("Enter the reading", "value"),
                ("Enter the day of the reading", "on"),
                ("Note must be 500 characters or less", "note"),
            ],
        ),
        (
            Taken(date(2011, 7, 5), Decimal(1)),
            [("Day of the reading must be today or in the past", "on")],
        ),
        (
            Taken(date(2010, 4, 9), Decimal("0.001")),
            [
                ("Reading must have at most 2 decimal places", "value"),
                ("Day of the reading must be on or after 10 April 2010", "on"),
            ],
        ),
        (Taken(date(2010, 4, 10), Decimal(0)), []),
        (Taken(TODAY, Decimal("0.01")), []),
    ],
)
def test_what_is_wrong_with_a_reading_is_said(taken: Taken, found: list[tuple[str, str]]) -> None:
    faults = faults_taken(taken, starts_on=date(2011, 4, 11), today=TODAY)

    assert [(fault.message, fault.field) for fault in faults] == found
