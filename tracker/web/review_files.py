"""The lists of the review as files."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from werkzeug.wrappers import Response

from tracker.domain.actions import PROGRESS_WORDS, days_late
from tracker.domain.tables import Value
from tracker.store.actions import Action
from tracker.store.decisions import Review, ReviewChoice, ReviewDecision
from tracker.store.review_facts import ReviewFacts
from tracker.store.review_rows import ReviewRow
from tracker.store.waiting import Waiting
from tracker.web import review_words
from tracker.web.listing import Column, Columns, day_of, list_file, plan_code
from tracker.web.review_table import in_order


@dataclass(frozen=True)
class PackItem:
    """One overdue action as a meeting reads it."""

    action: Action
    facts: ReviewFacts
    days_overdue: int


def overdue_file(
    overdue: Sequence[ReviewRow], held: Mapping[int, ReviewDecision], today: date
) -> Response:
    """What is overdue, in the order of the address, with what this review has decided."""
    rows = in_order(overdue)
    columns: Columns[ReviewRow] = (
        *_ROW,
        Column("Days overdue", lambda one: days_late(one.due_on, today), 10),
        Column("New date asked for", lambda one: one.asked_for_on),
        Column(
            "Reviewed", lambda one: review_words.decided(held[one.id]) if one.id in held else "", 28
        ),
    )
    return list_file("overdue-review", "Overdue", columns, rows)


def silent_file(rows: Sequence[ReviewRow]) -> Response:
    """Open actions nobody has updated for 30 days."""
    columns: Columns[ReviewRow] = (*_ROW, Column("Began", lambda one: one.starts_on))
    return list_file("not-updated", "Not updated", columns, rows)


def waiting_file(rows: Sequence[Waiting]) -> Response:
    """What waits for a decision."""
    return list_file("waiting", "Waiting", _WAITING, rows)


def pack_file(items: Sequence[PackItem], ending: str = "") -> Response:
    """Everything overdue with all that a meeting reads about it."""
    return list_file("overdue-actions", "Overdue actions", _PACK, items, ending=ending)


def records_file(found: Sequence[Review], made: Mapping[int, Counter[ReviewChoice]]) -> Response:
    """Past reviews with how often each choice was made."""
    columns: Columns[Review] = (
        Column("Finished", lambda one: day_of(one.closed_at)),
        Column("By", lambda one: one.manager.name, 24),
        Column("Actions reviewed", lambda one: made[one.id].total()),
        Column("Chased", lambda one: made[one.id][ReviewChoice.CHASE]),
        Column("New dates", lambda one: made[one.id][ReviewChoice.DATE]),
        Column("Given to someone else", lambda one: made[one.id][ReviewChoice.GIVE]),
        Column("Escalated", lambda one: made[one.id][ReviewChoice.ESCALATE]),
        Column("Put on hold", lambda one: made[one.id][ReviewChoice.HOLD]),
        Column("Left", lambda one: made[one.id][ReviewChoice.LEAVE]),
    )
    return list_file("past-reviews", "Past reviews", columns, found)


def _said(one: PackItem) -> tuple[Value, str, str]:
    """When the owner last said something, who did, and what; empty where nobody has."""
    said = one.facts.last_update
    if said is None:
        return None, "", ""
    return day_of(said.posted_at), said.by.name, review_words.said(said)


def _decided(one: PackItem) -> tuple[Value, str]:
    """When the last review decided about it, and what."""
    decided = one.facts.last_decision
    return (day_of(decided.decided_at), review_words.decided(decided)) if decided else (None, "")


def _asked(one: Waiting) -> str:
    if one.request:
        return "A new due date"
    return "To check again whether it has lasted" if one.recheck else "To sign it off as done"


_ROW: Columns[ReviewRow] = (
    Column("Reference", lambda one: one.ref),
    Column("Plan", lambda one: plan_code(one.ref)),
    Column("Action", lambda one: one.title, 50),
    Column("Owner", lambda one: one.owner, 24),
    Column("Due", lambda one: one.due_on),
    Column("Last update", lambda one: day_of(one.last_update_at)),
    Column("Progress", lambda one: PROGRESS_WORDS[one.progress]),
)
_WAITING: Columns[Waiting] = (
    Column("Reference", lambda one: one.ref),
    Column("Plan", lambda one: plan_code(one.ref)),
    Column("Action", lambda one: one.title, 50),
    Column("What is asked", _asked, 28),
    Column("Due", lambda one: one.request.from_on if one.request else None),
    Column("New date asked for", lambda one: one.request.to_on if one.request else None),
    Column("Reason", lambda one: one.request.reason if one.request else "", 40),
    Column("Asked by", lambda one: one.asked_by, 24),
    Column("When", lambda one: day_of(one.asked_at)),
)
_PACK: Columns[PackItem] = (
    Column("Reference", lambda one: one.action.ref),
    Column("Action", lambda one: one.action.title, 50),
    Column("Owner", lambda one: one.action.owner.name_and_body, 24),
    Column("Owner’s post", lambda one: one.action.owner.post, 24),
    Column("Due", lambda one: one.action.due_on),
    Column("Days overdue", lambda one: one.days_overdue, 10),
    Column("Progress", lambda one: PROGRESS_WORDS[one.action.progress]),
    Column("Last update", lambda one: _said(one)[0]),
    Column("Last update by", lambda one: _said(one)[1], 24),
    Column("What was said", lambda one: _said(one)[2], 50),
    Column("Expected", lambda one: one.action.expected_on),
    Column("New dates agreed", lambda one: one.facts.dates_agreed, 10),
    Column("New date asked for", lambda one: one.facts.asked.to_on if one.facts.asked else None),
    Column("Reminders sent", lambda one: one.facts.reminders, 10),
    Column("Latest reminder", lambda one: day_of(one.facts.reminded_at)),
    Column("Last review", lambda one: _decided(one)[0]),
    Column("Last decision", lambda one: _decided(one)[1], 28),
)
