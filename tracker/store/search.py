"""What a person finds: only what they may read, found and counted through the door.

Nothing that depends on how many hidden rows there are enters what is shown: not the counts, not the
order, which no database ranks, and not the words that are proposed when nothing was found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    cast,
    false,
    func,
    literal,
    not_,
    null,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from tracker.domain.access import PEOPLE_KEEPERS, Role
from tracker.domain.search import Findable, Reference, Sought
from tracker.extensions import db
from tracker.store.actions import Action, ActionFinding, Evidence, Milestone, Update
from tracker.store.comments import Comment
from tracker.store.decisions import Submission
from tracker.store.doors import visible_actions, visible_plans
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.reports import Finding
from tracker.store.search_match import matching

_NO_NUMBER = cast(null(), Integer)
_NO_DAY = cast(null(), Date)

_OfAction = Update | Comment | Evidence | Milestone | Submission


class Hit(NamedTuple):
    """One thing that was found: its kind and number, and where it belongs.

    `action_id` is the action it is about, or the one through which somebody sees it who may not
    open its plan.
    """

    kind: str
    row_id: int
    action_id: int | None
    plan_id: int | None


@dataclass(frozen=True)
class Searcher:
    """Who searches, on which day."""

    person: Person
    on: date

    @property
    def plans(self) -> ColumnElement[bool]:
        """The condition on `Plan` for those they may open."""
        return visible_plans(self.person)

    @property
    def actions(self) -> ColumnElement[bool]:
        """The condition on `Action` joined to `Plan` for those they may see."""
        return visible_actions(self.person, self.on)

    @property
    def words(self) -> ColumnElement[bool]:
        """The condition on `Plan` for those of which they read what people wrote and added: the
        board does not of a restricted one."""
        return not_(Plan.restricted) if self.person.role is Role.BOARD else true()

    @property
    def own_body(self) -> ColumnElement[bool]:
        """The condition on `Person` for those they may find through an action alone."""
        if self.person.role is not Role.PARTNER:
            return true()
        return Person.team_id == self.person.team_id


def named_by(sought: Sought, searcher: Searcher) -> tuple[str, str] | None:
    """The one visible plan or action that this names exactly: its code and number, the number empty
    for a plan; None for nothing or several. The same two statements for everything."""
    code = db.session.scalar(
        select(Plan.code).where(Plan.code == sought.code, searcher.plans).limit(1)
    )
    found = select(Plan.code, Action.number).select_from(Action).join(Action.plan)
    found = found.where(_is_named(sought.reference), searcher.actions).limit(2)
    actions = db.session.execute(found).all()
    if code:
        return code, ""
    return (actions[0].code, actions[0].number) if len(actions) == 1 else None


def hits(sought: Sought, searcher: Searcher) -> list[Hit]:
    """Everything that was found; one statement, and little of each row.

    What is named by its number comes first, then titles, people, areas, and what people wrote and
    added; of each what is open before what has ended, and what is due sooner first.
    """
    found = _found(sought, searcher)
    soonest = (found.c.rank, found.c.ended, found.c.due_on.is_(None), found.c.due_on)
    order = (*soonest, found.c.plan_id, found.c.action_id, found.c.kind.desc())
    wanted = select(found.c.kind, found.c.row_id, found.c.action_id, found.c.plan_id)
    return [Hit(*row) for row in db.session.execute(wanted.order_by(*order, found.c.row_id.desc()))]


def words_to_compare(searcher: Searcher) -> Sequence[str]:
    """The titles and names this person may see, among which near words are looked for; one
    statement. What they may not see is not among them."""
    titles = (
        select(Plan.title).where(searcher.plans),
        select(Action.title).join(Action.plan).where(searcher.actions),
        *(_only(Finding.title, one) for one in _areas(searcher)),
        *(_only(Person.name, one) for one in _people(searcher)),
    )
    return db.session.scalars(union(*titles)).all()


def _only(said: InstrumentedAttribute[str], rows: Select[Any]) -> Select[Any]:
    """What some rows say in this column, in the place of where they belong."""
    return rows.with_only_columns(said).group_by(said)


def _found(sought: Sought, searcher: Searcher) -> Subquery:
    """Everything this person finds, a row each, with what it is put in order by."""
    ids = matching(sought)
    plans = _row(Findable.PLAN, 1, Plan.id, ended=Plan.state != PlanState.LIVE)
    parts = (
        *_actions(sought, ids[Findable.ACTION], searcher),
        plans.where(Plan.id.in_(ids[Findable.PLAN]), searcher.plans),
        *_people(searcher, ids[Findable.PERSON]),
        *_areas(searcher, ids[Findable.AREA]),
        _written(Findable.UPDATE, Update, searcher).where(Update.id.in_(ids[Findable.UPDATE])),
        _written(Findable.COMMENT, Comment, searcher).where(Comment.id.in_(ids[Findable.COMMENT])),
        _written(Findable.EVIDENCE, Evidence, searcher).where(
            Evidence.id.in_(ids[Findable.EVIDENCE]), Evidence.removed_at.is_(None)
        ),
        _of_actions(Findable.MILESTONE, Milestone, searcher).where(
            Milestone.id.in_(ids[Findable.MILESTONE]), Milestone.removed_at.is_(None)
        ),
        _written(Findable.SUBMISSION, Submission, searcher).where(
            Submission.id.in_(ids[Findable.SUBMISSION])
        ),
        _measures(searcher).where(Action.id.in_(ids[Findable.MEASURE])),
    )
    return union_all(*parts).subquery("found")


def _row(
    kind: Findable,
    rank: int | ColumnElement[int],
    row_id: ColumnElement[int] | InstrumentedAttribute[int],
    *,
    ended: ColumnElement[bool],
    plan_id: ColumnElement[int] | InstrumentedAttribute[int] = Plan.id,
    action_id: ColumnElement[int] | InstrumentedAttribute[int] = _NO_NUMBER,
    due_on: ColumnElement[date] | InstrumentedAttribute[date] = _NO_DAY,
) -> Select[Any]:
    cells: tuple[ColumnElement[Any], ...] = (
        literal(kind.value, String).label("kind"),
        (literal(rank, Integer) if isinstance(rank, int) else rank).label("rank"),
        row_id.label("row_id"),
        action_id.label("action_id"),
        plan_id.label("plan_id"),
        ended.label("ended"),
        due_on.label("due_on"),
    )
    return select(*cells)


def _actions(sought: Sought, ids: Select[Any], searcher: Searcher) -> Iterator[Select[Any]]:
    """Those that have this number, and those whose title holds the words."""
    named = _is_named(sought.reference)
    for rank, which in ((0, named), (1, and_(Action.id.in_(ids), not_(named)))):
        rows = _row(
            *(Findable.ACTION, rank, Action.id),
            ended=not_(Action.open),
            action_id=Action.id,
            due_on=Action.due_on,
        )
        yield rows.join(Action.plan).where(which, searcher.actions)


def _is_named(reference: Reference | None) -> ColumnElement[bool]:
    """The condition on `Action` joined to `Plan` that holds for what has this number."""
    if reference is None:
        return false()
    number = Action.number.in_({one(reference.number) for one in (str, str.upper, str.lower)})
    return and_(number, Plan.code == reference.code) if reference.code else number


def _of_actions(kind: Findable, what: type[_OfAction], searcher: Searcher) -> Select[Any]:
    """What belongs to actions and is read by whoever sees them."""
    rows = _row(
        *(kind, 4, what.id), ended=not_(Action.open), action_id=Action.id, due_on=Action.due_on
    )
    joined = rows.select_from(what).join(Action, Action.id == what.action_id).join(Action.plan)
    return joined.where(searcher.actions)


def _written(kind: Findable, what: type[_OfAction], searcher: Searcher) -> Select[Any]:
    """What people wrote and added about actions."""
    return _of_actions(kind, what, searcher).where(searcher.words)


def _measures(searcher: Searcher) -> Select[Any]:
    """What actions are measured by."""
    rows = _row(
        *(Findable.MEASURE, 4, Action.id),
        ended=not_(Action.open),
        action_id=Action.id,
        due_on=Action.due_on,
    )
    return rows.join(Action.plan).where(searcher.actions)


def _areas(searcher: Searcher, ids: Select[Any] | None = None) -> Iterator[Select[Any]]:
    """The areas of the plans they may open, and those that actions answer of which they see no
    more than the action: all, or those with these numbers."""
    ended = Plan.state != PlanState.LIVE
    wanted = true() if ids is None else Finding.id.in_(ids)
    of_plans = _row(Findable.AREA, 3, Finding.id, ended=ended)
    yield of_plans.join(Plan, Plan.report_id == Finding.report_id).where(wanted, searcher.plans)
    of_actions = _row(
        *(Findable.AREA, 3, Finding.id), ended=ended, action_id=func.min(Action.id)
    ).select_from(Finding)
    yield (
        of_actions.join(ActionFinding, ActionFinding.finding_id == Finding.id)
        .join(Action, Action.id == ActionFinding.action_id)
        .join(Action.plan)
        .where(wanted, searcher.actions, not_(searcher.plans))
        .group_by(Finding.id, Plan.id, Plan.state)
    )


def _people(searcher: Searcher, ids: Select[Any] | None = None) -> Iterator[Select[Any]]:
    """The owners of what they see, once for each plan; everybody for those who keep the people.
    All of them, or those with these numbers."""
    if searcher.person.role in PEOPLE_KEEPERS:
        everybody = _row(
            *(Findable.PERSON, 2, Person.id), ended=not_(Person.active), plan_id=_NO_NUMBER
        )
        yield everybody.where(true() if ids is None else Person.id.in_(ids))
        return
    # Asked of the action, which is quicker than of the person: nothing leads from one to the other.
    wanted = true() if ids is None else Action.owner_id.in_(ids)
    for conditions, action_id in (
        ((visible_actions(searcher.person, None), searcher.plans), _NO_NUMBER),
        ((searcher.actions, not_(searcher.plans), searcher.own_body), func.min(Action.id)),
    ):
        rows = _row(Findable.PERSON, 2, Person.id, ended=false(), action_id=action_id)
        joined = rows.select_from(Action).join(Action.owner).join(Action.plan)
        yield joined.where(wanted, *conditions).group_by(Person.id, Plan.id)
