"""Three years of letters and reviews, which an installation has that is not new (`pouring.py`)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from tests.bench.pouring import pour
from tracker.domain.reviews import Says
from tracker.extensions import db
from tracker.store.decisions import Review, ReviewChoice
from tracker.store.outbox import InDoubt, LetterState

LETTERS = 100_000
YEARS = timedelta(days=3 * 365)
_ABOUT = 10
"""Actions that a letter speaks of."""
_KINDS = ("agenda", "reminder", "digest", "escalation", "chase")
_MONTHS = 36
_DECIDED = 25
"""Actions that a manager decides about in a month."""


def past(
    actions: Sequence[int], people: Sequence[int], managers: Sequence[int], now: datetime
) -> None:
    """Pour the past of these actions, whose owners are these people in turn."""
    pour("notification", _letters(people, now))
    pour("notification_action", _mentions(actions, len(people)))
    pour("delivery_attempt", _attempts(now))
    _reviews(actions, sorted(set(managers)), now)


def _sent_at(n: int, now: datetime) -> datetime:
    return now - timedelta(days=1) - YEARS * ((LETTERS - n) / LETTERS)


def _letters(people: Sequence[int], now: datetime) -> Iterator[dict[str, Any]]:
    for n in range(LETTERS):
        at = _sent_at(n, now)
        yield {
            "id": _id(n),
            "dedupe_key": f"past|{n}",
            "kind": _KINDS[n % len(_KINDS)],
            "policy": InDoubt.RESEND,
            "recipient_id": people[n % len(people)],
            "facts": {},
            "local_date": at.date(),
            "state": LetterState.SENT,
            "epoch": 1,
            "attempts": 1,
            "generation": 1,
            "message_id": f"<{n}@past.example>",
            "batch": _id(n // 200),
        } | dict.fromkeys(
            (
                "occasion_at",
                "expires_at",
                "next_at",
                "created_at",
                "first_attempt_at",
                "finished_at",
            ),
            at,
        )


def _mentions(actions: Sequence[int], people: int) -> Iterator[dict[str, Any]]:
    each = len(actions) // people
    for n in range(LETTERS):
        owner, turn = n % people, n // people
        steps = "level 1" if _KINDS[n % len(_KINDS)] == "escalation" else Says.CHASE
        for k in range(_ABOUT):
            about = actions[owner + people * ((turn * _ABOUT + k) % each)]
            yield {"notification_id": _id(n), "action_id": about, "step": steps}


def _attempts(now: datetime) -> Iterator[dict[str, Any]]:
    for n in range(LETTERS):
        at = _sent_at(n, now)
        yield {
            "notification_id": _id(n),
            "epoch": 1,
            "worker": "past",
            "started_at": at,
            "ended_at": at,
            "outcome": "sent",
        }


def _reviews(actions: Sequence[int], managers: Sequence[int], now: datetime) -> None:
    before = db.session.scalar(select(func.max(Review.id))) or 0
    held = [
        (manager, now - timedelta(days=30 * month))
        for month in range(_MONTHS, 0, -1)
        for manager in managers
    ]
    pour(
        "review",
        (
            {"id": before + n, "manager_id": manager, "opened_at": at, "closed_at": at}
            for n, (manager, at) in enumerate(held, start=1)
        ),
    )
    pour(
        "review_decision",
        (
            {
                "review_id": before + n,
                "action_id": actions[(n * _DECIDED + k) % len(actions)],
                "choice": ReviewChoice.LEAVE,
                "note": "",
                "days_overdue": 5,
                "progress_said": "On track",
                "decided_at": at,
                "facts": {},
            }
            for n, (_manager, at) in enumerate(held, start=1)
            for k in range(_DECIDED)
        ),
    )


def _id(n: int) -> str:
    return f"{n:032x}"
