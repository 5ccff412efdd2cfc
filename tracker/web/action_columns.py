"""The columns in which actions go into a file, from the page of a plan and from one area's."""

from collections.abc import Sequence
from datetime import date

from tracker.domain.actions import PROGRESS_WORDS, Standing, rating
from tracker.store.overview import PlanAction
from tracker.store.reports import Finding
from tracker.web.listing import Column, Columns, plan_code


def rag_words(standing: Standing, today: date) -> str:
    """'Red'."""
    return rating(standing, today)[0].capitalize()


def rag_reason(standing: Standing, today: date) -> str:
    """'34 days overdue'."""
    return rating(standing, today)[1]


def plan_columns(areas: Sequence[Finding], today: date) -> Columns[PlanAction]:
    """What a plan's pages show of an action, with its full reference and how it stands."""
    called = {area.id: f"{area.number}. {area.title}" for area in areas}
    return (
        Column("Reference", lambda one: one.ref),
        Column("Plan", lambda one: plan_code(one.ref)),
        Column(
            "Areas for development",
            lambda one: "; ".join(words for key, words in called.items() if key in one.areas),
            40,
        ),
        Column("Action", lambda one: one.title, 50),
        Column("Owner", lambda one: one.owner, 24),
        Column("Due", lambda one: one.standing.due_on),
        Column("Expected", lambda one: one.standing.expected_on),
        Column("Progress", lambda one: PROGRESS_WORDS[one.standing.progress]),
        Column("Last update", lambda one: one.standing.last_update_on),
        Column("Completed", lambda one: one.standing.completed_on),
        Column("RAG", lambda one: rag_words(one.standing, today), 8),
        Column("Reason", lambda one: rag_reason(one.standing, today), 28),
    )
