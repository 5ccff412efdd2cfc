"""Reports to a board as they are kept: a draft, then frozen facts and the words beside them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, and_, false, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from tracker.domain.access import Role
from tracker.domain.board_report import ReportFacts
from tracker.domain.frozen import restored
from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime
from tracker.store.doors import visible_plans
from tracker.store.people import Person
from tracker.store.plans import Plan


class BoardReport(Base):
    """One report about one plan. Until it is frozen it holds only what was chosen and written; the
    facts are then those of its day, worked out anew. Frozen, nothing in it changes."""

    __tablename__ = "board_report"
    __table_args__ = (Index("ix_board_report_plan_id_as_at", "plan_id", "as_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    as_at: Mapped[date]
    since: Mapped[date | None]
    by_name: Mapped[bool]
    meets_on: Mapped[date | None]
    """The meeting it is for, if it is for one."""
    commentary: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    """Of the facts, as `domain.frozen.fingerprint` gives it; empty until they are frozen."""
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan] = relationship()
    made_by: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads a plain dict

    @property
    def frozen_facts(self) -> ReportFacts | None:
        """The facts as they were frozen; None for a draft."""
        return restored(ReportFacts, self.facts) if self.facts is not None else None


def visible_reports(person: Person) -> ColumnElement[bool]:
    """The condition on `BoardReport` joined to `Plan` that holds for what this person may read: a
    performance officer every report of the plans they see, a manager the frozen ones, a board
    member those that were published."""
    of_role = {
        Role.PERFORMANCE: BoardReport.id.is_not(None),
        Role.MANAGER: BoardReport.frozen_at.is_not(None),
        Role.BOARD: BoardReport.published_at.is_not(None),
    }.get(person.role, false())
    return and_(of_role, visible_plans(person))


def may_read(report: BoardReport, person: Person) -> bool:
    """Whether somebody who may open its plan may read this report."""
    return {
        Role.PERFORMANCE: True,
        Role.MANAGER: report.frozen_at is not None,
        Role.BOARD: report.published_at is not None,
    }.get(person.role, False)


def reports_seen_by(person: Person) -> Sequence[BoardReport]:
    """Every report this person may read, the newest day first, with its plan and maker."""
    found = (
        select(BoardReport)
        .join(BoardReport.plan)
        .where(visible_reports(person))
        .order_by(BoardReport.as_at.desc(), BoardReport.id.desc())
    )
    return db.session.scalars(
        found.options(contains_eager(BoardReport.plan), joinedload(BoardReport.made_by))
    ).all()


def get_report(report_id: int, *, seen_by: Person) -> BoardReport | None:
    """The report with this number, or None: missing and hidden look the same."""
    found = select(BoardReport).join(BoardReport.plan)
    found = found.where(BoardReport.id == report_id, visible_reports(seen_by))
    eager = contains_eager(BoardReport.plan)
    return db.session.scalar(
        found.options(
            eager.joinedload(Plan.report),
            eager.joinedload(Plan.lead),
            joinedload(BoardReport.made_by),
        )
    )


def last_frozen(plan_id: int, *, before: date) -> BoardReport | None:
    """The frozen report of a plan with the latest day before this one."""
    found = select(BoardReport).where(
        BoardReport.plan_id == plan_id, BoardReport.frozen_at.is_not(None)
    )
    found = found.where(BoardReport.as_at < before).order_by(BoardReport.as_at.desc())
    return db.session.scalar(found.order_by(BoardReport.id.desc()).limit(1))
