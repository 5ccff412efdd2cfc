"""My actions as a file: every list of the page one under another, and what has been completed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.actions import PROGRESS_WORDS, Standing
from tracker.store.action_lists import Disowned, MyAction
from tracker.store.actions import Action
from tracker.store.people import Person
from tracker.web.action_columns import rag_reason, rag_words
from tracker.web.listing import Column, Columns, list_file, plan_code

_Lists = Sequence[tuple[str, Sequence[MyAction]]]


@dataclass(frozen=True)
class _Line:
    """One action under the name of its list. What is said to be somebody else’s has no more."""

    named: str
    ref: str
    title: str
    owner: str
    standing: Standing | None = None
    new_date: date | None = None
    chased_by: str = ""
    held_until: date | None = None


def my_file(
    person: Person, lists: _Lists, covered: _Lists, disowned: Sequence[Disowned]
) -> Response:
    """What this person’s own page lists: theirs, what they cover for, what has the wrong owner.

    `covered` has the name of whoever is away with what they own.
    """
    lines = [*_lines(person.name, lists)]
    for name, rows in covered:
        lines += _lines(name, [(f"Covering for {name}", rows)])
    lines += [
        _Line("Said to be somebody else’s", one.ref, one.title, one.said_by) for one in disowned
    ]
    return list_file("my-actions", "My actions", _columns(clock.today()), lines)


def completed_file(actions: Sequence[Action]) -> Response:
    """What somebody has completed."""
    return list_file("completed-actions", "Completed", _COMPLETED, actions)


def _lines(owner: str, lists: _Lists) -> Iterator[_Line]:
    for named, rows in lists:
        for one in rows:
            yield _Line(
                named,
                one.ref,
                one.title,
                owner,
                one.standing,
                one.asked_for_on,
                one.chased_by,
                one.held_until,
            )


def _columns(today: date) -> Columns[_Line]:
    return (
        Column("List", lambda one: one.named, 24),
        Column("Reference", lambda one: one.ref),
        Column("Plan", lambda one: plan_code(one.ref)),
        Column("Action", lambda one: one.title, 50),
        Column("Owner", lambda one: one.owner, 24),
        Column("Due", lambda one: one.standing and one.standing.due_on),
        Column("Expected", lambda one: one.standing and one.standing.expected_on),
        Column("Progress", lambda one: one.standing and PROGRESS_WORDS[one.standing.progress]),
        Column("Last update", lambda one: one.standing and one.standing.last_update_on),
        Column("RAG", lambda one: one.standing and rag_words(one.standing, today), 8),
        Column("Reason", lambda one: one.standing and rag_reason(one.standing, today), 28),
        Column("New date asked for", lambda one: one.new_date),
        Column("Update asked for by", lambda one: one.chased_by, 20),
        Column("On hold until", lambda one: one.held_until),
    )


_COMPLETED: Columns[Action] = (
    Column("Reference", lambda one: one.ref),
    Column("Plan", lambda one: plan_code(one.ref)),
    Column("Action", lambda one: one.title, 50),
    Column("Completed", lambda one: one.completed_on),
)
