"""Tokens with which a program reads what its person may see: who has them, and for how long."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tracker.domain.access import LET_IN, PLAN_READERS
from tracker.domain.errors import RuleBroken

API_ROLES = PLAN_READERS | LET_IN
"""Roles with lists to read: plans and actions, or for administrators the delivery log. A partner
has a handful of actions of their own and no list."""
PREFIX = "apt_"
"""How every token begins, so that one in a file or a log is known for what it is."""
LONGEST_NAME = 60
USUAL_DAYS = 90
LONGEST_DAYS = 365
MOST_TOKENS = 10
REQUESTS_A_MINUTE = 300
USE_NOTED_EVERY = timedelta(minutes=5)


def last_day(chosen: date | None, today: date) -> date:
    """The last day of a token made today: the one chosen, or the usual one."""
    return chosen or today + timedelta(days=USUAL_DAYS)


def faults_of(name: str, last: date | None, held: int, today: date) -> Iterator[RuleBroken]:
    """What is wrong with a token that is asked for, each beside its field; `held` is how many its
    person has."""
    if not name:
        yield RuleBroken("Enter what the token is for", field="name")
    elif len(name) > LONGEST_NAME:
        words = f"What it is for must be {LONGEST_NAME} characters or less"
        yield RuleBroken(words, field="name")
    if last and not today <= last <= today + timedelta(days=LONGEST_DAYS):
        yield RuleBroken("Last day must be within a year from today", field="ends_on")
    if held >= MOST_TOKENS:
        yield RuleBroken(f"You have {MOST_TOKENS} tokens. Take one back before you make another")


def is_worth_noting(before: datetime | None, now: datetime) -> bool:
    """True when it is time to note again that a token was used."""
    return before is None or now - before >= USE_NOTED_EVERY
