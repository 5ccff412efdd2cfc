"""How it is known that an action has worked: what is measured, from where, to where, and how far.

Numbers are exact and have at most two decimal places. Which way is better is never asked: it is the
way from the baseline to the target.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import day, short_day, upper_first

LONGEST_WORDS = 2000
LONGEST_UNIT = 20
LONGEST_NOTE = 500
LARGEST = Decimal("999999999.99")
PLACES = 2
BEFORE_THE_START = timedelta(days=366)
"""A reading may be as much older than its action: where things stood when it was planned."""
MOST_READINGS = 400
"""How many readings an action holds, those that were corrected among them."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|[+-]?\.[0-9]+")
_LONGEST_TYPED = 40


class Change(StrEnum):
    """How a reading stands beside the one before it."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    OTHER = "other"
    """It differs, and nothing says which way is better."""


@dataclass(frozen=True)
class Reading:
    """What was measured, and on which day."""

    on: date
    value: Decimal


@dataclass(frozen=True)
class Measure:
    """What is measured, in words; the unit that is said after each number; from where to where."""

    words: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None

    @property
    def says_anything(self) -> bool:
        """True when there is more than words: a number to start from or to reach."""
        return self.baseline is not None or self.target is not None

    @property
    def upwards(self) -> bool | None:
        """Whether more is better; None when nothing says so."""
        if self.baseline is None or self.target is None or self.baseline == self.target:
            return None
        return self.target > self.baseline


@dataclass(frozen=True)
class Taken:
    """A reading as somebody gives it; None where they gave nothing."""

    on: date | None
    value: Decimal | None
    note: str = ""

    @property
    def reading(self) -> Reading:
        """What was given, once `faults_taken` has found nothing wrong; else ValueError."""
        if self.on is None or self.value is None:
            raise ValueError("a reading has a day and a number")
        return Reading(self.on, self.value)


def number_in(typed: str, *, named: str, field: str, unit: str = "") -> Decimal | None:
    """The number in what was typed, '85%', '1,200' or '12.5', or None when nothing was.

    The unit may be typed with it. Raises RuleBroken when it is no number.
    """
    text = " ".join(typed.replace("−", "-").split())
    if not text:
        return None
    said = unit or "%"
    text = text.removeprefix(said) if said == "£" else text.removesuffix(said).rstrip()
    if len(text) > _LONGEST_TYPED or not _NUMBER.fullmatch(text):
        raise RuleBroken(f"{named} must be a number, for example 85 or 12.5", field=field)
    return Decimal(text.replace(",", "")) + 0


def in_words(value: Decimal, unit: str) -> str:
    """'82%', '1,200 cases', '£1,200', '12.5'."""
    text = f"{value.normalize() + 0:,f}"
    if unit == "£":
        return f"-£{text[1:]}" if text.startswith("-") else f"£{text}"
    between = "" if unit in ("", "%") else " "
    return f"{text}{between}{unit}"


def faults_of(measure: Measure) -> Iterator[RuleBroken]:
    """Everything wrong with a measure, each with its field."""
    if not measure.words and (measure.unit or measure.says_anything):
        yield RuleBroken("Say what is measured", field="words")
    if len(measure.words) > LONGEST_WORDS:
        words = f"Measure of success must be {LONGEST_WORDS:,} characters or less"
        yield RuleBroken(words, field="words")
    if len(measure.unit) > LONGEST_UNIT:
        yield RuleBroken(f"Unit must be {LONGEST_UNIT} characters or less", field="unit")
    yield from _faults_in(measure.baseline, "Baseline", "baseline")
    yield from _faults_in(measure.target, "Target", "target")


def faults_taken(taken: Taken, *, starts_on: date, today: date) -> Iterator[RuleBroken]:
    """Everything wrong with a reading, each with its field."""
    if taken.value is None:
        yield RuleBroken("Enter the reading", field="value")
    yield from _faults_in(taken.value, "Reading", "value")
    earliest = starts_on - BEFORE_THE_START
    if taken.on is None:
        yield RuleBroken("Enter the day of the reading", field="on")
    elif taken.on > today:
        yield RuleBroken("Day of the reading must be today or in the past", field="on")
    elif taken.on < earliest:
        yield RuleBroken(f"Day of the reading must be on or after {day(earliest)}", field="on")
    if len(taken.note) > LONGEST_NOTE:
        yield RuleBroken(f"Note must be {LONGEST_NOTE} characters or less", field="note")


def _faults_in(value: Decimal | None, named: str, field: str) -> Iterator[RuleBroken]:
    if value is None:
        return
    if abs(value) > LARGEST:
        yield RuleBroken(f"{named} must be between {-LARGEST:,f} and {LARGEST:,f}", field=field)
    elif value != round(value, PLACES):
        yield RuleBroken(f"{named} must have at most {PLACES} decimal places", field=field)


def is_met(measure: Measure, newest: Reading | None) -> bool | None:
    """Whether the newest reading reaches the target; None when that cannot be said."""
    if newest is None or measure.target is None:
        return None
    if newest.value == measure.target:
        return True
    if measure.upwards is None:
        return None
    return newest.value > measure.target if measure.upwards else newest.value < measure.target


def change(measure: Measure, newest: Reading, before: Reading) -> Change:
    """Whether the newest reading is better or worse than the one before it."""
    if newest.value == before.value:
        return Change.SAME
    if measure.upwards is None:
        return Change.OTHER
    rose = newest.value > before.value
    return Change.BETTER if rose == measure.upwards else Change.WORSE


def sentence(measure: Measure, readings: Sequence[Reading]) -> str:
    """'Baseline 60%, target 95%. 82% on 1 July 2011, up from 78%.'

    Empty when there are no numbers. `readings` come newest first.
    """
    said = [f"{upper_first(_from_and_to(measure))}."] if measure.says_anything else []
    if readings:
        said.append(f"{_newest(measure, readings)}.")
        if is_met(measure, readings[0]):
            said.append("The target is met.")
    elif measure.says_anything:
        said.append("No reading yet.")
    return " ".join(said)


def short(measure: Measure, newest: Reading | None, *, today: date) -> str:
    """'Measure: 82% on 1 July, target 95%', for a list in a letter; empty when nothing is known."""
    parts = []
    if newest:
        on = short_day(newest.on) if newest.on.year == today.year else day(newest.on)
        parts.append(f"{in_words(newest.value, measure.unit)} on {on}")
    if measure.target is not None:
        parts.append(f"target {in_words(measure.target, measure.unit)}")
        if not newest:
            parts.append("no reading yet")
    return f"Measure: {', '.join(parts)}" if parts else ""


def _from_and_to(measure: Measure) -> str:
    ends = (("baseline", measure.baseline), ("target", measure.target))
    return ", ".join(
        f"{name} {in_words(value, measure.unit)}" for name, value in ends if value is not None
    )


def _newest(measure: Measure, readings: Sequence[Reading]) -> str:
    newest = readings[0]
    said = f"{in_words(newest.value, measure.unit)} on {day(newest.on)}"
    if len(readings) == 1:
        return said
    before = readings[1]
    how = change(measure, newest, before)
    if how is Change.SAME:
        return f"{said}, as before"
    way = "up" if newest.value > before.value else "down"
    worse = ", which is worse" if how is Change.WORSE else ""
    return f"{said}, {way} from {in_words(before.value, measure.unit)}{worse}"
