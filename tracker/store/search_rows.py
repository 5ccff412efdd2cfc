"""The rows behind one page of what was found, read in the same few statements whatever it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.domain.search import Findable
from tracker.extensions import Base, db
from tracker.store.actions import Action, Evidence, Milestone, Update
from tracker.store.comments import Comment
from tracker.store.decisions import Submission
from tracker.store.people import Person
from tracker.store.plans import Plan, plans_by_id
from tracker.store.reports import Finding
from tracker.store.search import Hit

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class Found:
    """One thing that was found, with what it belongs to."""

    kind: Findable
    row: Any
    """The row itself: an `Action`, a `Plan`, a `Person` and so on, by its kind."""
    action: Action | None
    plan: Plan | None


def found_rows(page: Sequence[Hit]) -> list[Found]:
    """What these hits stand for, in their order; nine statements. They were found through the
    door, which is not asked again."""
    actions = _by_id(
        Action,
        {hit.action_id for hit in page},
        joinedload(Action.plan),
        joinedload(Action.owner).joinedload(Person.team),
    )
    plans = plans_by_id({hit.plan_id for hit in page if hit.plan_id is not None})
    rows: dict[Findable, dict[int, Any]] = {
        Findable.ACTION: actions,
        Findable.PLAN: plans,
        Findable.PERSON: _of_kind(page, Findable.PERSON, Person, joinedload(Person.team)),
        Findable.AREA: _of_kind(page, Findable.AREA, Finding),
        Findable.UPDATE: _of_kind(
            page,
            Findable.UPDATE,
            Update,
            joinedload(Update.by),
            joinedload(Update.on_behalf_of),
        ),
        Findable.COMMENT: _of_kind(page, Findable.COMMENT, Comment, joinedload(Comment.by)),
        Findable.EVIDENCE: _of_kind(page, Findable.EVIDENCE, Evidence),
        Findable.MEASURE: actions,
        Findable.MILESTONE: _of_kind(page, Findable.MILESTONE, Milestone),
        Findable.SUBMISSION: _of_kind(
            page,
            Findable.SUBMISSION,
            Submission,
            joinedload(Submission.sent_by),
            joinedload(Submission.decided_by),
        ),
    }
    return [
        Found(
            kind := Findable(hit.kind),
            rows[kind][hit.row_id],
            actions.get(hit.action_id or 0),
            plans.get(hit.plan_id or 0),
        )
        for hit in page
    ]


def _of_kind(
    page: Sequence[Hit], kind: Findable, table: type[Row], *options: Any
) -> dict[int, Row]:
    return _by_id(table, {hit.row_id for hit in page if hit.kind == kind}, *options)


def _by_id(table: Any, ids: set[int | None] | set[int], *options: Any) -> dict[int, Any]:
    wanted = sorted(one for one in ids if one is not None)
    found = db.session.scalars(select(table).where(table.id.in_(wanted)).options(*options))
    return {row.id: row for row in found}
