"""The schemes of colours that plans lay down: each saved one is a row, and holds from its day until
the day of the next.

The database refuses to alter them, so that a past day keeps the colours it had.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.colours import DEFAULT, Scheme, scheme_from
from tracker.extensions import Base, db
from tracker.store.append_only import refuse_after_making, refusing
from tracker.store.columns import UtcDateTime


class PlanScheme(Base):
    """A scheme as it was saved for a plan, by the names of `domain/colours.py`."""

    __tablename__ = "plan_scheme"
    __table_args__ = (UniqueConstraint("plan_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    version: Mapped[int]
    """1 for a plan's first; of two people who save at once, one finds the number taken."""
    from_on: Mapped[date]
    """The day from which it holds, which is never before that of the version before it, so that a
    clock set back does not alter the past."""
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime())
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


APPEND_ONLY = refusing("plan_scheme", "schemes_are_never_altered", "a scheme is never altered")
refuse_after_making(Base.metadata.tables[PlanScheme.__tablename__], APPEND_ONLY)


class Schemes(dict[int, Scheme]):
    """The schemes of plans, by the plan's number; a plan that has laid down none has ours."""

    def __missing__(self, plan_id: int) -> Scheme:
        """The scheme of a plan that has none of its own."""
        return DEFAULT


def newest_scheme(plan_id: int) -> PlanScheme | None:
    """What a plan laid down last; None where it never has."""
    found = select(PlanScheme).where(PlanScheme.plan_id == plan_id)
    return db.session.scalar(found.order_by(PlanScheme.version.desc()).limit(1))


def schemes_now(plan_ids: Collection[int] | None = None) -> Schemes:
    """What plans lay down now; of every plan unless `plan_ids` narrows it. One statement."""
    newest = (
        select(PlanScheme.plan_id, func.max(PlanScheme.version).label("version"))
        .group_by(PlanScheme.plan_id)
        .subquery()
    )
    found = select(PlanScheme.plan_id, PlanScheme.said).join(
        newest,
        (newest.c.plan_id == PlanScheme.plan_id) & (newest.c.version == PlanScheme.version),
    )
    if plan_ids is not None:
        found = found.where(PlanScheme.plan_id.in_(plan_ids))
    return Schemes((row.plan_id, scheme_from(row.said)) for row in db.session.execute(found))


def scheme_now(plan_id: int) -> Scheme:
    """What a plan lays down now; one statement."""
    return schemes_now([plan_id])[plan_id]


def schemes_of(plan_id: int, *days: date) -> tuple[Scheme, ...]:
    """What a plan had laid down at the end of each of these days; one statement."""
    found = (
        select(PlanScheme.from_on, PlanScheme.said)
        .where(PlanScheme.plan_id == plan_id, PlanScheme.from_on <= max(days))
        .order_by(PlanScheme.version)
    )
    rows = [(row.from_on, row.said) for row in db.session.execute(found)]
    return tuple(_last([said for from_on, said in rows if from_on <= day]) for day in days)


def _last(said: list[dict[str, Any]]) -> Scheme:
    return scheme_from(said[-1]) if said else DEFAULT
