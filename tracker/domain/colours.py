"""The colours of a plan: its scheme says from when an action is red or amber and what each colour
is called there, and every rule of it says its reason in words (`interaction.md` 0.3)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from tracker.domain.actions import (
    PROGRESS_WORDS,
    RESTS,
    STALE_AFTER_DAYS,
    Progress,
    Rag,
    Standing,
    days_late,
    is_open,
    is_overdue,
    is_signed_off,
    silent_days,
)
from tracker.domain.wording import count, day

LONGEST_NAME = 40
_WORD = re.compile(rf"\b({'|'.join(Rag)})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Rule:
    """One rule of a scheme: an action that it fits has its colour, for its reason."""

    rag: Rag
    words: str
    """When it fits, as the legend says it."""
    fits: Callable[[Standing, date], bool]
    reason: Callable[[Standing, date], str]


@dataclass(frozen=True)
class Band:
    """One part of a bar: its words, its colour, and the ratings that fall into it."""

    name: str
    colour: str
    holds: Rag


@dataclass(frozen=True)
class LegendLine:
    """One line of a legend: a colour, the plan's own name for it, and the rules that give it."""

    rag: Rag
    name: str
    """'Red – will miss'; empty where the plan has no name of its own for it."""
    means: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Scheme:
    """What a plan lays down about its colours. What it leaves alone is as in every other plan."""

    red_name: str = ""
    amber_name: str = ""
    green_name: str = ""
    blue_name: str = ""
    grey_name: str = ""
    red_after: int = 0
    """Days overdue up to which an action is amber; after them it is red."""
    expected_late: Rag = Rag.AMBER
    """The colour of what is expected to finish after it is due: amber or red."""
    silent_after: int = STALE_AFTER_DAYS
    """Days without an update from which an action is amber."""
    unspoken_before: int | None = None
    """Days before the due date from which an action is amber while its owner has not said that it
    is on track; None for never."""
    completed: Rag = Rag.BLUE
    """The colour of what is signed off: blue at once, or green until a later check finds that it
    has lasted."""

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in the order in which they are asked. The colours, the legend and the parts of
        bars are all made of the scheme, so that they cannot differ."""
        return tuple(_rules(self))

    def name(self, rag: Rag) -> str:
        """The plan's own name for a colour, in which the colour's word always stands: 'Red – will
        miss'. Empty where there is none."""
        own: str = getattr(self, f"{rag.value}_name")
        has_word = rag.value in map(str.lower, _WORD.findall(own))
        return own if has_word or not own else f"{rag.capitalize()} – {own}"

    def shown(self, rag: Rag) -> str:
        """What a colour is called: 'Red', 'Red – will miss'."""
        return self.name(rag) or rag.capitalize()

    @property
    def without_names(self) -> "Scheme":
        """The same rules under the words of the colours alone, for where nothing that somebody
        typed about the plan may stand."""
        return replace(self, red_name="", amber_name="", green_name="", blue_name="", grey_name="")


DEFAULT = Scheme()
"""The scheme of every plan that has none of its own."""
RECOLOURED = "What the colours mean has changed since then: each day is shown by its own rules."


def is_recoloured(before: Scheme, after: Scheme) -> bool:
    """True when the two schemes have other rules, whatever they call the colours."""
    return before.without_names != after.without_names


def rating(standing: Standing, today: date, scheme: Scheme) -> tuple[Rag, str]:
    """The colour and its reason in words; the first rule that fits wins.

    `(Rag.RED, "34 days overdue")`, `(Rag.AMBER, "no update for 46 days")`.
    """
    first = next(rule for rule in scheme.rules if rule.fits(standing, today))
    return first.rag, first.reason(standing, today)


def legend(scheme: Scheme) -> tuple[LegendLine, ...]:
    """The rules in words, in the order in which they are asked; those of one colour that follow
    one another stand together."""
    said: list[LegendLine] = []
    means = _means(scheme)
    for rule in scheme.rules:
        if said and said[-1].rag is rule.rag:
            said[-1] = replace(said[-1], rules=(*said[-1].rules, rule.words))
        else:
            line = LegendLine(rule.rag, scheme.name(rule.rag), means[rule.rag], (rule.words,))
            said.append(line)
    return tuple(said)


def bands(scheme: Scheme) -> tuple[Band, ...]:
    """The parts of a bar. Every action falls into exactly one, so they add up to its actions."""
    return tuple(
        Band(scheme.name(rag) or means, rag.value, rag) for rag, means in _means(scheme).items()
    )


def disagrees(said: Progress | None, standing: Standing, today: date, scheme: Scheme) -> bool:
    """True when the owner's last word and the colour say different things: 'on track' of what is
    red or amber, 'at risk' or 'off track' of what is green. What rests has been said more about."""
    return disagrees_with(rating(standing, today, scheme)[0], said, standing)


def disagrees_with(rag: Rag, said: Progress | None, standing: Standing) -> bool:
    """The same of an action whose colour is known already."""
    if not is_open(standing.progress) or standing.progress in RESTS:
        return False
    if said is Progress.ON_TRACK:
        return rag in (Rag.RED, Rag.AMBER)
    return said in (Progress.AT_RISK, Progress.OFF_TRACK) and rag is Rag.GREEN


@dataclass(frozen=True)
class Fault:
    """What does not fit about a scheme: a whole sentence, and the field it is about."""

    field: str
    sentence: str


_BOUNDS = {"red_after": (0, 365), "silent_after": (7, 365), "unspoken_before": (1, 90)}


def faults(scheme: Scheme) -> Iterator[Fault]:
    """Everything that does not fit, in the order of the page."""
    for rag in Rag:
        name = f"{rag.value}_name"
        own: str = getattr(scheme, name)
        others = {word.lower() for word in _WORD.findall(own)} - {rag.value}
        if len(own) > LONGEST_NAME:
            yield Fault(name, f"Name for {rag} must be {LONGEST_NAME} characters or less")
        if others:
            yield Fault(name, f"Name for {rag} must not name another colour")
    for name, (least, most) in _BOUNDS.items():
        value = getattr(scheme, name)
        if value is not None and not least <= value <= most:
            yield Fault(name, f"Enter a number of days between {least} and {most}")


def kept(scheme: Scheme) -> dict[str, Any]:
    """The scheme as it is kept, JSON: every answer, so that it stays what it was."""
    return {one.name: getattr(scheme, one.name) for one in fields(scheme)}


def scheme_from(said: Mapping[str, Any]) -> Scheme:
    """The scheme that was kept so; what was not kept yet is as in every other plan."""
    known = {one.name: said[one.name] for one in fields(Scheme) if one.name in said}
    for name in {"expected_late", "completed"} & set(known):
        known[name] = Rag(known[name])
    return Scheme(**known)


def in_words(scheme: Scheme) -> dict[str, str]:
    """Every answer in words, by what the history calls it."""
    unspoken = scheme.unspoken_before
    return {
        **{f"name_of_{rag.value}": getattr(scheme, f"{rag.value}_name") for rag in Rag},
        "days_overdue_before_red": str(scheme.red_after),
        "expected_after_the_due_date": scheme.expected_late.value,
        "days_without_update_before_amber": str(scheme.silent_after),
        "days_before_due_without_a_word": "never" if unspoken is None else str(unspoken),
        "signed_off": "blue at once"
        if scheme.completed is Rag.BLUE
        else "green until it is checked again",
    }


def _means(scheme: Scheme) -> dict[Rag, str]:
    """What each colour means in a few words, in the order of a bar."""
    after, checked = scheme.red_after, scheme.completed is not Rag.BLUE
    expected = scheme.expected_late is Rag.RED
    late = f"over {count(after, 'day')} overdue" if after else "overdue"
    red = f"{late}, off track or expected late" if expected else f"{late} or off track"
    a_little = f"at risk, silent or up to {count(after, 'day')} overdue"
    return {
        Rag.BLUE: "completed and checked again" if checked else "completed",
        Rag.GREEN: "on track or completed" if checked else "on track",
        Rag.AMBER: a_little if after else "at risk or silent",
        Rag.RED: red,
        Rag.GREY: "not started or not needed",
    }


def _rules(scheme: Scheme) -> Iterator[Rule]:
    yield from _rules_of_what_is_done(scheme)
    dropped = "no longer needed"
    yield Rule(Rag.GREY, dropped, _is(Progress.NO_LONGER_NEEDED), _says(dropped))
    yield Rule(Rag.GREY, "on hold", _is(Progress.ON_HOLD), _says("on hold"))
    yield Rule(
        Rag.GREY,
        "not started, before the day it is to start",
        _is_before_its_start,
        lambda standing, _today: f"not started, due {day(standing.due_on)}",
    )
    yield from _rules_of_red(scheme)
    yield Rule(
        Rag.GREEN,
        "waiting for sign-off, sent in time",
        _is(Progress.SUBMITTED),
        _says("waiting for sign-off"),
    )
    yield from _rules_of_amber(scheme)
    yield Rule(
        Rag.GREEN,
        "anything else",
        lambda _standing, _today: True,
        lambda standing, _today: PROGRESS_WORDS[standing.progress].lower(),
    )


def _rules_of_what_is_done(scheme: Scheme) -> Iterator[Rule]:
    if scheme.completed is Rag.BLUE:
        yield Rule(Rag.BLUE, "signed off as done", _is_done, _finished)
        return
    lasted = "signed off, and found to have lasted when it was checked again"
    yield Rule(Rag.BLUE, lasted, _has_lasted, _finished)
    yield Rule(
        Rag.GREEN,
        "signed off as done, and not checked again yet",
        _is_done,
        lambda standing, today: f"{_finished(standing, today)}, not checked again yet",
    )


def _rules_of_red(scheme: Scheme) -> Iterator[Rule]:
    """Those of red, and the first days overdue where they are amber: both come before what waits
    for sign-off, because what is sent in late stays late."""
    after = scheme.red_after
    if not after:
        yield Rule(Rag.RED, "overdue", is_overdue, _lateness)
    else:
        yield Rule(
            Rag.RED,
            f"overdue for more than {count(after, 'day')}",
            lambda standing, today: (
                is_overdue(standing, today) and days_late(standing.due_on, today) > after
            ),
            _lateness,
        )
    yield Rule(Rag.RED, "off track, as its owner says", _is(Progress.OFF_TRACK), _says("off track"))
    if scheme.expected_late is Rag.RED:
        yield Rule(
            Rag.RED,
            "expected to finish after it is due, and not sent for sign-off",
            lambda standing, today: (
                standing.progress is not Progress.SUBMITTED and _is_expected_late(standing, today)
            ),
            _expected,
        )
    if after:
        yield Rule(Rag.AMBER, f"overdue for up to {count(after, 'day')}", is_overdue, _lateness)


def _rules_of_amber(scheme: Scheme) -> Iterator[Rule]:
    yield Rule(Rag.AMBER, "at risk, as its owner says", _is(Progress.AT_RISK), _says("at risk"))
    yield Rule(
        Rag.AMBER,
        "returned, because more is needed",
        _is(Progress.RETURNED),
        _says("returned, more is needed"),
    )
    if scheme.expected_late is Rag.AMBER:
        yield Rule(Rag.AMBER, "expected to finish after it is due", _is_expected_late, _expected)
    silent, before = scheme.silent_after, scheme.unspoken_before
    if before is not None:
        yield Rule(
            Rag.AMBER,
            f"due within {count(before, 'day')}, before its owner has said that it is on track",
            lambda standing, today: (
                standing.progress is Progress.NOT_STARTED
                and 0 <= (standing.due_on - today).days <= before
            ),
            _unspoken,
        )
    yield Rule(
        Rag.AMBER,
        f"no update for {count(silent, 'day')}",
        lambda standing, today: silent_days(standing, today) >= silent,
        lambda standing, today: f"no update for {silent_days(standing, today)} days",
    )


def _is(progress: Progress) -> Callable[[Standing, date], bool]:
    return lambda standing, _today: standing.progress is progress


def _says(words: str) -> Callable[[Standing, date], str]:
    return lambda _standing, _today: words


def _is_done(standing: Standing, _today: date) -> bool:
    return is_signed_off(standing.progress) and standing.completed_on is not None


def _has_lasted(standing: Standing, today: date) -> bool:
    return standing.progress is Progress.EMBEDDED and _is_done(standing, today)


def _finished(standing: Standing, _today: date) -> str:
    return f"completed {day(standing.completed_on)}" if standing.completed_on else ""


def _is_before_its_start(standing: Standing, today: date) -> bool:
    return standing.progress is Progress.NOT_STARTED and today < standing.started_on


def _lateness(standing: Standing, today: date) -> str:
    return f"{count(days_late(standing.due_on, today), 'day')} overdue"


def _is_expected_late(standing: Standing, _today: date) -> bool:
    return standing.expected_on is not None and standing.expected_on > standing.due_on


def _expected(standing: Standing, _today: date) -> str:
    return f"expected {day(standing.expected_on)}, after it is due" if standing.expected_on else ""


def _unspoken(standing: Standing, today: date) -> str:
    left = (standing.due_on - today).days
    due = f"due in {count(left, 'day')}" if left else "due today"
    return f"{due}, no word yet that it is on track"
