"""My actions as a file: every list of the page one under another, and what has been completed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.actions import PROGRESS_WORDS, Standing
from tracker.domain.colours import rating
from tracker.store.action_lists import Disowned, MyAction
from tracker.store.actions import Action
from tracker.store.people import Person
from tracker.store.schemes import Schemes, schemes_now
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
    colour: str = ""
    reason: str = ""
    new_date: date | None = None
    chased_by: str = ""
    held_until: date | None = None


def my_file(
    person: Person, lists: _Lists, covered: _Lists, disowned: Sequence[Disowned]
) -> Response:
    """What this person’s own page lists: theirs, what they cover for, what has the wrong owner.

    `covered` has the name of whoever is away with what they own.
    """
    every = [rows for _name, rows in (*lists, *covered)]
    schemes = schemes_now({one.plan_id for rows in every for one in rows})
    today = clock.today()
    lines = [*_lines(person.name, lists, schemes, today)]
    for name, rows in covered:
        lines += _lines(name, [(f"Covering for {name}", rows)], schemes, today)
    lines += [
        _Line("Said to be somebody else’s", one.ref, one.title, one.said_by) for one in disowned
    ]
    return list_file("my-actions", "My actions", _COLUMNS, lines)


def completed_file(actions: Sequence[Action]) -> Response:
    """What somebody has completed."""
    return list_file("completed-actions", "Completed", _COMPLETED, actions)


def _lines(owner: str, lists: _Lists, schemes: Schemes, today: date) -> Iterator[_Line]:
    for named, rows in lists:
        for one in rows:
            scheme = schemes[one.plan_id]
            rag, reason = rating(one.standing, today, scheme)
            yield _Line(
                named,
                one.ref,
                one.title,
                owner,
                one.standing,
                scheme.shown(rag),
                reason,
                one.asked_for_on,
                one.chased_by,
                one.held_until,
            )


_COLUMNS: Columns[_Line] = (
    Column("List", lambda one: one.named, 24),
    Column("Reference", lambda one: one.ref),
    Column("Plan", lambda one: plan_code(one.ref)),
    Column("Action", lambda one: one.title, 50),
    Column("Owner", lambda one: one.owner, 24),
    Column("Due", lambda one: one.standing.due_on if one.standing else None),
    Column("Expected", lambda one: one.standing.expected_on if one.standing else None),
    Column("Progress", lambda one: PROGRESS_WORDS[one.standing.progress] if one.standing else None),
    Column("Last update", lambda one: one.standing.last_update_on if one.standing else None),
    Column("RAG", lambda one: one.colour, 8),
    Column("Reason", lambda one: one.reason, 28),
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
