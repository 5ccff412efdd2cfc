"""What a reviewer's page asks: what is overdue or silent, and how far the review is.

However many rows there are, each question is one statement or a fixed few. What is asked about a
single action in depth is in `review_facts.py`, what waits for a decision in `waiting.py`, past
reviews in `review_records.py`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.actions import RESTS, STALE_AFTER_DAYS, Progress
from tracker.domain.reviews import next_to_review
from tracker.domain.wording import MOST_COUNTED
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.decisions import (
    Review,
    ReviewDecision,
)
from tracker.store.doors import (
    parts_of_line,
)
from tracker.store.lines import kept_for_eyes
from tracker.store.once import asked_once, known
from tracker.store.people import Eyes, Person
from tracker.store.plans import Plan, PlanState
from tracker.store.review_rows import (
    HELD_WHEN_DUE,
    ReviewRow,
    Turn,
    first_late,
    late_count,
    numbered,
    rows_of,
    turns_of,
)
from tracker.store.review_scope import reviewed_by
from tracker.store.waiting import waiting_ones


@dataclass(frozen=True)
class Worklist:
    """One reviewer's review as it stands: longest overdue first, with what has been decided."""

    turns: Sequence[Turn]
    """All of them, or those the page opens with where no more were asked for."""
    total: int
    """How many there are to review."""
    more: bool
    """Whether others are overdue besides."""
    review: Review | None
    """The review that is going on, or None before its first decision."""
    decisions: Mapping[int, ReviewDecision]
    last_closed_at: datetime | None

    @cached_property
    def refs(self) -> list[str]:
        """The references in the order they are reviewed."""
        # Its `code` and its `number`, by place for speed: there may be a thousand.
        return [f"{turn[1]}-{turn[2]}" for turn in self.turns]

    @cached_property
    def reviewed(self) -> frozenset[str]:
        """The references decided about in this review."""
        if not self.decisions:
            return frozenset()
        both = zip(self.turns, self.refs, strict=True)
        return frozenset(ref for turn, ref in both if turn.id in self.decisions)

    @property
    def so_far(self) -> "SoFar":
        """What a page says of it."""
        return SoFar(self.total, self.more, len(self.reviewed), self.decisions, self.last_closed_at)

    def has(self, ref: str) -> bool:
        """Whether the action with this reference is among them."""
        return ref in self.refs

    def next_after(self, ref: str | None) -> str | None:
        """The next to decide about after this one, or None when all others are decided."""
        return next_to_review(self.refs, self.reviewed, after=ref)


@dataclass(frozen=True)
class SoFar:
    """How far a review has come, without the thousand turns it may have: a template's context holds
    itself, and would hold each of them until rubbish is looked for."""

    total: int
    more: bool
    """Whether others are overdue besides."""
    reviewed: int
    decisions: Mapping[int, ReviewDecision]
    last_closed_at: datetime | None


@asked_once
def overdue_count(person: Person, today: date) -> int:
    """How many overdue actions this person reviews, counted no further than one past
    `MOST_COUNTED`; one statement."""
    return db.session.scalar(_late_count(person, today)) or 0


@kept_for_eyes
def _late_count(eyes: Eyes, today: date) -> Select[int]:
    return late_count(_reviewed_late(eyes, today), MOST_COUNTED + 1)


def worklist(
    person: Person, today: date, *, most: int | None = MOST_COUNTED, opens_with: int | None = None
) -> Worklist:
    """What is overdue for this person, and how far their review is.

    Of more than `most` the longest overdue, beside those decided about, so that as many are left to
    decide as there are at first. With `opens_with`, no more turns than these while nothing has been
    decided about.
    """
    review, last_closed_at = _reviews_of(person)
    decisions = decisions_of(review.id) if review else {}
    wanted = None if most is None else most + len(decisions)
    turns = turns_of(
        _first_late(person, today),
        None if wanted is None else wanted + 1,
        shown=None if decisions else opens_with,
    )
    late = turns[0].late if turns else 0
    if most is None or most >= MOST_COUNTED:
        known(overdue_count, min(late, MOST_COUNTED + 1), person, today)
    return Worklist(
        turns=turns[:wanted],
        total=late if wanted is None else min(late, wanted),
        more=wanted is not None and late > wanted,
        review=review,
        decisions=decisions,
        last_closed_at=last_closed_at,
    )


@kept_for_eyes
def _first_late(eyes: Eyes, today: date) -> Select[*tuple[Any, ...]]:
    return first_late(_reviewed_late(eyes, today))


def overdue_rows(person: Person, today: date) -> list[ReviewRow]:
    """Everything that is overdue for this person, longest overdue first, however much it is."""
    late = numbered(_reviewed_late(person.eyes, today)).cte()
    return rows_of(Action.id.in_(select(late.c.id)))


def _reviews_of(person: Person) -> tuple[Review | None, datetime | None]:
    """The open review, and when the last one before it was finished; one statement."""
    both = db.session.scalars(_reviews_asked(), {"person": person.id}).all()
    closed_at = max((one.closed_at for one in both if one.closed_at), default=None)
    return next((one for one in both if one.closed_at is None), None), closed_at


@cache
def _reviews_asked() -> Select[Review]:
    mine = Review.manager_id == bindparam("person")
    last = select(func.max(Review.closed_at)).where(mine).scalar_subquery()
    return select(Review).where(mine, or_(Review.closed_at.is_(None), Review.closed_at == last))


def open_review(person: Person) -> Review | None:
    """The review this person has begun and not finished, or None."""
    return db.session.scalar(
        select(Review).where(Review.manager_id == person.id, Review.closed_at.is_(None))
    )


def decisions_of(review_id: int) -> dict[int, ReviewDecision]:
    """The decisions of a review by the number of the action each is about."""
    found = select(ReviewDecision).where(ReviewDecision.review_id == review_id)
    return {
        decision.action_id: decision
        for decision in db.session.scalars(found.options(joinedload(ReviewDecision.given_to)))
    }


def actions_to_review(refs: Iterable[str], person: Person, today: date) -> list[Action]:
    """The actions with these references that this person reviews, longest overdue first.

    Those that are hidden, ended or not there are left out.
    """
    wanted = [ref.upper().rpartition("-") for ref in refs]
    if not wanted:
        return []
    named = or_(*(and_(Plan.code == c, Action.number == n) for c, _, n in wanted))
    return list(db.session.scalars(_in_review(person, today).where(named)))


def action_to_review(ref: str, person: Person, today: date) -> Action | None:
    """The one with this reference, or None where `actions_to_review` leaves it out."""
    code, _, number = ref.upper().rpartition("-")
    named = {"code": code, "number": number}
    return db.session.scalars(_one_in_review(person, today), named).first()


@kept_for_eyes
def _one_in_review(eyes: Eyes, today: date) -> Select[Action]:
    return _asked_in_review(eyes, today).where(
        Plan.code == bindparam("code"), Action.number == bindparam("number")
    )


@kept_for_eyes
def _in_review(eyes: Eyes, today: date) -> Select[Action]:
    return _asked_in_review(eyes, today)


def _asked_in_review(eyes: Eyes, today: date) -> Select[Action]:
    return (
        select(Action)
        .join(Action.plan)
        .where(reviewed_by(eyes, today))
        .order_by(Action.due_on, Plan.code, Action.position)
        .options(
            contains_eager(Action.plan).joinedload(Plan.lead),
            joinedload(Action.owner).joinedload(Person.team),
            joinedload(Action.manager),
            joinedload(Action.chased_by),
        )
    )


def actions_numbered(action_ids: Iterable[int]) -> list[Action]:
    """These actions with their plans and owners, whoever may see them: for rows already seen."""
    found = select(Action).where(Action.id.in_(list(action_ids)))
    return list(
        db.session.scalars(
            found.options(joinedload(Action.plan), joinedload(Action.owner).joinedload(Person.team))
        )
    )


def silent_rows(person: Person, today: date) -> list[ReviewRow]:
    """Open actions nobody has said anything about for 30 days, longest silent first."""
    silent = numbered(_reviewed_parts(person.eyes, today, _is_silent(today))).cte()
    found = rows_of(Action.id.in_(select(silent.c.id)))
    return sorted(found, key=lambda row: row.last_update_at or _midnight(row.starts_on))


def silent_and_waiting(person: Person, today: date) -> tuple[int, int]:
    """How many rows `silent_rows` has, counted no further than one past `MOST_COUNTED`, and
    `waiting_count`; one statement."""
    silent, waiting = db.session.execute(_silent_and_waiting_asked(person, today)).one()
    return silent or 0, waiting or 0


@kept_for_eyes
def _silent_and_waiting_asked(eyes: Eyes, today: date) -> Select[int | None, int | None]:
    silent = _silent_ones(eyes, today).scalar_subquery()
    return select(silent, waiting_ones(eyes, today, true()))


def _silent_ones(eyes: Eyes, today: date) -> Select[int]:
    silent = numbered(_reviewed_parts(eyes, today, _is_silent(today)))
    return select(func.count()).select_from(silent.limit(MOST_COUNTED + 1).subquery())


def narrowed(
    plan: str | None, team_ids: Collection[int | None] | None, manager_id: int | None = None
) -> ColumnElement[bool]:
    """The condition on `Action` joined to `Plan` that holds in one plan, for owners in some teams,
    None among them for those in no team, and for one accountable manager; None in their place is
    any."""
    in_plan = true() if plan is None else Plan.code == plan
    if manager_id is not None:
        in_plan = and_(in_plan, Action.manager_id == manager_id)
    if team_ids is None:
        return in_plan
    in_team: ColumnElement[bool] = Person.team_id.in_([one for one in team_ids if one is not None])
    if None in team_ids:
        in_team = or_(in_team, Person.team_id.is_(None))
    return and_(in_plan, Action.owner_id.in_(select(Person.id).where(in_team)))


def next_due(person: Person, today: date) -> Action | None:
    """The action that comes due next among those this person reviews, or None."""
    return db.session.scalar(
        select(Action)
        .join(Action.plan)
        .where(reviewed_by(person, today), Action.due_on >= today)
        .where(Action.progress != Progress.ON_HOLD)
        .order_by(Action.due_on, Action.id)
        .limit(1)
        .options(contains_eager(Action.plan))
    )


def _reviewed_late(eyes: Eyes, today: date) -> list[ColumnElement[bool]]:
    """What somebody reviews and is overdue, as `domain.actions.is_overdue` says it."""
    late = Action.due_on < today, Action.progress != Progress.ON_HOLD, HELD_WHEN_DUE
    return _reviewed_parts(eyes, today, *late)


def _reviewed_parts(
    eyes: Eyes, today: date, *conditions: ColumnElement[bool]
) -> list[ColumnElement[bool]]:
    """The condition of `reviewed_by` with these, in the parts of `parts_of_line`."""
    live = Plan.state == PlanState.LIVE
    return [and_(Action.open, *conditions, live, part) for part in parts_of_line(eyes, today)]


def _is_silent(today: date) -> ColumnElement[bool]:
    quiet_since = today - timedelta(days=STALE_AFTER_DAYS)
    return and_(
        Action.progress.not_in(RESTS),
        or_(
            Action.last_update_at < _midnight(quiet_since + timedelta(days=1)),
            and_(Action.last_update_at.is_(None), Action.starts_on <= quiet_since),
        ),
    )


def _midnight(on: date) -> datetime:
    return local_instant(on, time(0, 0))
