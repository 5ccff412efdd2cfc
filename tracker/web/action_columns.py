"""The columns in which actions go into a file, from a plan, one of its areas, and the dashboard."""

from collections.abc import Sequence
from datetime import date

from tracker.domain.actions import PROGRESS_WORDS
from tracker.store.listed_actions import PlanAction
from tracker.store.reports import Finding
from tracker.web.listing import Column, Columns


def plan_columns(areas: Sequence[Finding], today: date) -> Columns[PlanAction]:
    """What a plan's pages show of an action, with its full reference and how it stands."""
    called = {area.id: f"{area.number}. {area.title}" for area in areas}
    return (
        *_NAMED,
        Column(
            "Areas for development",
            lambda one: "; ".join(words for key, words in called.items() if key in one.areas),
            40,
        ),
        *_stands(today),
    )


def line_columns(today: date) -> Columns[PlanAction]:
    """What the dashboard's list shows of an action."""
    return (*_NAMED, *_stands(today))


def _stands(today: date) -> Columns[PlanAction]:
    return (
        Column("Action", lambda one: one.title, 50),
        Column("Owner", lambda one: one.owner, 24),
        Column("Due", lambda one: one.standing.due_on),
        Column("Expected", lambda one: one.standing.expected_on),
        Column("Progress", lambda one: PROGRESS_WORDS[one.standing.progress]),
        Column("Last update", lambda one: one.standing.last_update_on),
        Column("Completed", lambda one: one.standing.completed_on),
        Column("RAG", lambda one: one.scheme.shown(one.rated(today)[0]), 8),
        Column("Reason", lambda one: one.rated(today)[1], 28),
        Column("Owner’s word", lambda one: PROGRESS_WORDS[one.word] if one.word else ""),
        Column("Times moved", lambda one: len(one.moves), 8),
    )


_NAMED: Columns[PlanAction] = (
    Column("Reference", lambda one: one.ref),
    Column("Plan", lambda one: one.plan),
)
