"""Actions as lines of a reviewer's list, and what SQL cannot say about whether they are overdue."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, select

from tracker.domain.actions import Progress
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.people import Person, Team, name_and_body
from tracker.store.plans import Plan


class ReviewRow(NamedTuple):
    """One action as a line of a list, of which there may be a thousand."""

    id: int
    ref: str
    number: str
    place: tuple[str, int]
    """Its plan's code and its place in the plan: 2.10 follows 2.9."""
    title: str
    owner: str
    due_on: date
    starts_on: date
    progress: Progress
    last_update_at: datetime | None


def rows_of(*conditions: ColumnElement[bool], most: int | None = None) -> list[ReviewRow]:
    """Light rows, longest overdue first. Owners come in a statement of their own: they are few."""
    asked = (
        select(
            Action.id,
            Plan.code,
            Action.number,
            Action.position,
            Action.title,
            Action.owner_id,
            Action.due_on,
            Action.starts_on,
            Action.progress,
            Action.submitted_at,
            Action.last_update_at,
        )
        .join(Action.plan)
        .where(*conditions)
        .order_by(Action.due_on, Action.id)  # as the index has them, so that nothing is sorted
    )
    if most is None:
        found = [row for row in db.session.execute(asked) if _still_overdue(row)]
    else:
        found = list(first_overdue(asked, most))
    found.sort(key=lambda row: (row.due_on, row.code, row.position))
    owners = _names({row.owner_id for row in found})
    return [
        ReviewRow(
            id=row.id,
            ref=f"{row.code}-{row.number}",
            number=row.number,
            place=(row.code, row.position),
            title=row.title,
            owner=owners[row.owner_id],
            due_on=row.due_on,
            starts_on=row.starts_on,
            progress=row.progress,
            last_update_at=row.last_update_at,
        )
        for row in found
    ]


def first_overdue(found: Select[*tuple[Any, ...]], wanted: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The first so many rows that are overdue. One statement, unless so many were sent in time that
    more rows have to be looked at."""
    asked = wanted
    while True:
        there = db.session.execute(found.limit(asked)).all()
        overdue = [row for row in there if _still_overdue(row)]
        if len(overdue) >= wanted or len(there) < asked:
            return overdue[:wanted]
        asked *= 4


def _names(person_ids: Iterable[int]) -> dict[int, str]:
    found = select(Person.id, Person.name, Team.kind, Team.label).outerjoin(Person.team)
    rows = db.session.execute(found.where(Person.id.in_(list(person_ids))))
    return {row.id: name_and_body(row.name, row.kind, row.label) for row in rows}


def _still_overdue(row: Row[*tuple[Any, ...]]) -> bool:
    """Of an action past its due date: not sent for sign-off in time (`domain.actions.is_overdue`).

    SQL cannot say it on both databases, because the day it was sent is London's.
    """
    is_sent = row.progress is Progress.SUBMITTED and row.submitted_at is not None
    return not is_sent or bool(row.due_on < local_day(row.submitted_at))
