"""What waits for a reviewer's decision: requests for new dates, sign-offs, checks that are due."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from tracker.domain.actions import Progress
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest, RequestState, Submission, SubmissionState
from tracker.store.people import Eyes, Person
from tracker.store.rechecks import Recheck
from tracker.store.review_scope import in_the_scope_of, reviewed_by, signs_off


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a decision: a request for a new date, or a sign-off."""

    ref: str
    number: str
    title: str
    asked_by: str
    asked_at: datetime
    request: DateRequest | None
    """The request for a new date; None when it is a sign-off or a check."""
    recheck: Recheck | None = None
    """The check of whether something has lasted; None when it is anything else."""


def waiting_for(
    person: Person, today: date, of: ColumnElement[bool] | None = None
) -> list[Waiting]:
    """Requests for new dates, sign-offs and checks that wait for a decision, longest waiting
    first. A check has waited since the morning of its day. `of` narrows it, as a condition on
    `Action` joined to `Plan`."""
    of = true() if of is None else of
    dates = (
        select(DateRequest)
        .join(DateRequest.action)
        .join(Action.plan)
        .where(DateRequest.state == RequestState.WAITING, reviewed_by(person, today), of)
        .options(contains_eager(DateRequest.action).contains_eager(Action.plan))
        .options(joinedload(DateRequest.asked_by).joinedload(Person.team))
    )
    sign_offs = (
        select(Submission)
        .join(Submission.action)
        .join(Action.plan)
        .where(Submission.state == SubmissionState.WAITING, signs_off(person, today), of)
        .options(contains_eager(Submission.action).contains_eager(Action.plan))
        .options(joinedload(Submission.sent_by).joinedload(Person.team))
    )
    asked = [_waiting(a.action, a.asked_by, a.asked_at, a) for a in db.session.scalars(dates)]
    sent = [_waiting(s.action, s.sent_by, s.sent_at, None) for s in db.session.scalars(sign_offs)]
    checks = [
        replace(_waiting(c.action, c.set_by, local_instant(c.due_on, time.min), None), recheck=c)
        for c in db.session.scalars(_checks_due(select(Recheck), person, today).where(of))
    ]
    return sorted([*asked, *sent, *checks], key=lambda one: one.asked_at)


def waiting_count(person: Person, today: date, of: ColumnElement[bool] | None = None) -> int:
    """How many rows `waiting_for` has; one statement."""
    of = true() if of is None else of
    return db.session.scalar(select(waiting_ones(person, today, of))) or 0


def waiting_ones(
    person: Person | Eyes, today: date, of: ColumnElement[bool]
) -> ColumnElement[int | None]:
    """`waiting_count` as a part of another question."""
    dates = select(func.count(DateRequest.id)).join(DateRequest.action).join(Action.plan)
    dates = dates.where(DateRequest.state == RequestState.WAITING, reviewed_by(person, today), of)
    sign_offs = select(func.count(Submission.id)).join(Submission.action).join(Action.plan)
    sign_offs = sign_offs.where(
        Submission.state == SubmissionState.WAITING, signs_off(person, today), of
    )
    checks = _checks_due(select(func.count(Recheck.id)), person, today).where(of)
    return dates.scalar_subquery() + sign_offs.scalar_subquery() + checks.scalar_subquery()


def _checks_due(asked: Select[Any], person: Person | Eyes, today: date) -> Select[Any]:
    """What is asked about the checks that are due, of what this person reviews."""
    return (
        asked.join(Recheck.action)
        .join(Action.plan)
        .where(
            Recheck.outcome.is_(None),
            Action.progress == Progress.CHECK_DUE,
            in_the_scope_of(person, today),
        )
    )


def _waiting(action: Action, by: Person, at: datetime, request: DateRequest | None) -> Waiting:
    return Waiting(action.ref, action.number, action.title, by.name_and_body, at, request)
