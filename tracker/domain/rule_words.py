"""The rules of reminding as people type and read them."""

import re
from dataclasses import dataclass
from typing import Any

from tracker.domain.errors import RuleBroken
from tracker.domain.rules import WEEKDAYS
from tracker.domain.wording import listed

_NONE = frozenset({"none", "never", "no", "off"})


@dataclass(frozen=True)
class RuleWords:
    """What a rule is called, and what is said beneath its field."""

    label: str
    hint: str = ""
    kind: str = "number"
    """'steps', 'number', 'or never' (a number that may be left out), 'yes', 'hour' or 'days'."""


RULE_WORDS = {
    "before": RuleWords(
        "Working days before the due date",
        "Told to people with one action, and to those who chose an email a day. Up to 5, such as"
        " 10, 5. Enter ‘none’ for no reminder before.",
        "steps",
    ),
    "on_the_day": RuleWords("Remind on the due date", kind="yes"),
    "overdue": RuleWords(
        "Working days after the due date",
        "Told to the same people; everybody else has it in the weekly email. Up to 5, in order,"
        " such as 1, 5, 10.",
        "steps",
    ),
    "manager_after": RuleWords(
        "Escalate to the manager after how many working days",
        "Once for each due date. Enter ‘never’ to leave it out.",
        "or never",
    ),
    "director_after": RuleWords(
        "Escalate to the director after how many working days",
        "The person above the manager. Enter ‘never’ to leave it out.",
        "or never",
    ),
    "ask_every": RuleWords(
        "Ask for an update every how many days",
        "Enter ‘never’ to ask only after the days without an update below.",
        "or never",
    ),
    "ask_grace": RuleWords("Days of grace before asking", "Added to the days above."),
    "stale_after": RuleWords(
        "Days without an update after which one is asked for anyway",
        "It changes when people are asked, not how an action is coloured.",
    ),
    "quiet_days": RuleWords(
        "Days without reminders after an update", "An action that comes due breaks the silence."
    ),
    "most_a_week": RuleWords("Emails a week about one action, at most"),
    "digest_days": RuleWords(
        "Days on which weekly emails go",
        "People choose among these; whoever chose another day gets theirs on the next one.",
        "days",
    ),
    "digest_hour": RuleWords("Hour of the managers’ weekly summary", kind="hour"),
    "send_from": RuleWords("First hour for other emails", kind="hour"),
    "send_until": RuleWords("No email after", kind="hour"),
    "most_a_day": RuleWords("Emails a working day to one person, at most"),
}


def typed_as(name: str, value: Any) -> str:
    """A value as it is typed into its field."""
    if value is None or value == ():
        return "none" if RULE_WORDS[name].kind == "steps" else "never"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def in_words(name: str, value: Any) -> str:
    """A value in words: '1, 5 and 10', 'never', '7am', 'Monday and Tuesday'."""
    kind = RULE_WORDS[name].kind
    if kind == "days":
        return listed([WEEKDAYS[one] for one in value])
    if kind == "hour":
        return hour_words(int(value))
    if isinstance(value, tuple) and value:
        return listed([str(one) for one in value])
    return typed_as(name, value)


def hour_words(hour: int) -> str:
    """'7am', 'midday', '6pm'."""
    return "midday" if hour == 12 else f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}"


def read(name: str, text: str) -> Any:
    """What was typed as a value of the rule; raises RuleBroken with a sentence when it is none."""
    kind, said = RULE_WORDS[name].kind, text.strip().lower()
    if kind == "yes":
        return said == "yes"
    if kind in ("steps", "days"):
        return _numbers(name, said)
    if kind == "or never" and said in _NONE:
        return None
    if not re.fullmatch(r"\d{1,4}", said):
        more = ", or ‘never’" if kind == "or never" else ""
        raise RuleBroken(f"Enter a whole number{more}", field=name)
    return int(said)


def _numbers(name: str, said: str) -> tuple[int, ...]:
    if said in _NONE:
        return ()
    parts = [part for part in re.split(r"\s*(?:,|;|\band\b|\s)\s*", said) if part]
    if not parts or any(not re.fullmatch(r"\d{1,4}", part) for part in parts):
        raise RuleBroken("Enter whole numbers with commas between, such as 1, 5, 10", field=name)
    return tuple(int(part) for part in parts)
