"""What the key of an occasion says, in words: the rule that caused a letter.

The keys are made where letters are planned. A key that is not understood is said as itself, so
that a new rule is never explained by an old one's words.
"""

import re
from collections.abc import Callable
from datetime import date

from tracker.domain.wording import count, day


def rule_of(key: str) -> str | None:
    """The rule in an occasion's key, as a sentence without its full stop; None for an unknown key.

    'Overdue: 10 working days or more after the due date of 31 May 2011'.
    """
    name, _, rest = key.partition("|")
    facts = dict(part.partition(":")[::2] for part in rest.split("|"))
    say = _RULES.get(name)
    try:
        return say(facts, rest) if say else None
    except (KeyError, ValueError):
        return None


def due_in(key: str) -> date | None:
    """The due date in an occasion's key, or None."""
    found = re.search(r"\|due:(\d{4}-\d\d-\d\d)\|", key)
    return date.fromisoformat(found[1]) if found else None


def step_of(key: str) -> str:
    """The step in an occasion's key: '+10', '0'; empty when it has none."""
    found = re.search(r"\|step:([^|]+)", key)
    return found[1] if found else ""


_Facts = dict[str, str]


def _reminder(facts: _Facts, _rest: str) -> str:
    due, step = day(date.fromisoformat(facts["due"])), facts["step"]
    days = int(step)
    if step == "+0":
        return f"Overdue: the due date of {due} has passed"
    if days > 0:
        return f"Overdue: {count(days, 'working day')} or more after the due date of {due}"
    if days < 0:
        return f"Due soon: {count(-days, 'working day')} or less before the due date of {due}"
    return f"Due today: the due date is {due}"


def _stale(facts: _Facts, _rest: str) -> str:
    return f"No update since {day(date.fromisoformat(facts['since']))}"


def _board_ask(facts: _Facts, _rest: str) -> str:
    return f"Update for the board of {day(date.fromisoformat(facts['meets']))}"


def _agenda(_facts: _Facts, rest: str) -> str:
    return f"Weekly agenda, {_week(rest)}"


def _digest(_facts: _Facts, rest: str) -> str:
    return f"Weekly summary for managers, {_week(rest)}"


def _week(rest: str) -> str:
    """'week of 4 July 2011', by its Monday."""
    found = re.search(r"(\d{4})-W(\d\d)", rest)
    if found is None:
        raise ValueError(rest)
    return f"week of {day(date.fromisocalendar(int(found[1]), int(found[2]), 1))}"


def _escalation(facts: _Facts, rest: str) -> str:
    if rest.startswith("review:"):
        return "Somebody escalated it in an overdue review"
    level = facts.get("level", "")
    above = {"1": " to the accountable manager", "2": " to the director"}.get(level, "")
    due = f" of {day(date.fromisoformat(facts['due']))}" if "due" in facts else ""
    return f"Escalated{above}: still overdue long after the due date{due}"


def _repeat(facts: _Facts, rest: str) -> str:
    what = rest.partition(":")[0]
    if what == "recheck" and "above" not in facts:
        return "The day has come to check again whether it has lasted"
    asked = _ASKED[what]
    if "above" in facts:
        return f"Asked as well: nobody below has decided about {asked}"
    return f"Asked once more: nobody has decided about {asked} for 5 working days"


_ASKED = {
    "request": "the new due date",
    "submission": "the sign-off",
    "recheck": "whether it has lasted",
}


def _chase(_facts: _Facts, rest: str) -> str:
    asked_in_review = rest.startswith("review:")
    return "Somebody asked for an update" + (" in an overdue review" if asked_in_review else "")


def _decided(_facts: _Facts, _rest: str) -> str:
    return "Somebody decided about their actions in an overdue review"


def _new_action(_facts: _Facts, _rest: str) -> str:
    return "Somebody gave them an action"


def _again(_facts: _Facts, _rest: str) -> str:
    return "Somebody sent an earlier email again"


_EVENTS = {
    "new_date_asked": "A new due date was asked for",
    "new_date_decided": "A new due date was decided",
    "sign_off_asked": "An action was sent for sign-off",
    "returned": "An action was returned, or opened again",
    "signed_off": "An action was signed off",
    "on_hold": "An action was put on hold, taken up again or dropped",
}
"""By the kind of letter in the key."""


def _event(_facts: _Facts, rest: str) -> str:
    return _EVENTS[rest.partition(":")[0]]


def _board(_facts: _Facts, _rest: str) -> str:
    return "Monthly summary for the board, on the day set for the plan"


def _board_pack(facts: _Facts, _rest: str) -> str:
    meets, days = day(date.fromisoformat(facts["meets"])), count(int(facts["step"]), "working day")
    return f"No report for the board of {meets} is frozen {days} or less before it"


def _delivery(_facts: _Facts, _rest: str) -> str:
    return "Somebody is not getting emails"


_RULES: dict[str, Callable[[_Facts, str], str]] = {
    "reminder": _reminder,
    "stale": _stale,
    "board_ask": _board_ask,
    "agenda": _agenda,
    "digest": _digest,
    "escalation": _escalation,
    "repeat": _repeat,
    "chase": _chase,
    "reviewed": _decided,
    "new_date_decided": _decided,
    "on_hold": _decided,
    "new_action": _new_action,
    "again": _again,
    "event": _event,
    "board_digest": _board,
    "board_pack": _board_pack,
    "delivery_problem": _delivery,
    "report_shared": lambda _facts, _rest: "Somebody sent them a report to the board",
    "plan_opened": lambda _facts, _rest: "An administrator opened a plan they look after",
    "mentioned": lambda _facts, _rest: "Somebody named them in a comment",
    "one_time_code": lambda _facts, _rest: "They asked for a code to type",
}
