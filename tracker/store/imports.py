"""Reports on their way in: what was read and what a person has said of it so far."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, defer, joinedload, mapped_column, relationship

from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime
from tracker.store.people import Person
from tracker.store.plans import Plan


class ImportDraft(Base):
    """A report being taken in. Nothing of it is a plan until the last step."""

    __tablename__ = "import_draft"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    step: Mapped[int] = mapped_column(default=2)
    """The furthest step reached, 2 to 5."""
    filename: Mapped[str] = mapped_column(String(300), default="")
    found: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the reader found, as `domain.reports.as_json` gives it; never changed."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What has been said so far, by step: header, findings, assignments, sending."""
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    """The plan it became, once it has."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=1)

    by: Mapped[Person] = relationship()
    plan: Mapped[Plan | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads a plain dict


def drafts_of(person_id: int) -> Sequence[ImportDraft]:
    """The person's reports not yet made into plans, newest first."""
    return db.session.scalars(
        select(ImportDraft)
        .where(ImportDraft.by_id == person_id, ImportDraft.plan_id.is_(None))
        .order_by(ImportDraft.saved_at.desc())
    ).all()


def get_draft(draft_id: str, *, lock: bool = False) -> ImportDraft | None:
    """The draft with this number as it is now, or None; `lock` holds it until a commit."""
    found = select(ImportDraft).where(ImportDraft.id == draft_id)
    if lock:
        found = found.with_for_update()
    return db.session.scalar(found.execution_options(populate_existing=True))


def open_drafts() -> Sequence[ImportDraft]:
    """Everybody's reports not yet made into plans, newest first, without what was read in them."""
    return db.session.scalars(
        select(ImportDraft)
        .where(ImportDraft.plan_id.is_(None))
        .order_by(ImportDraft.saved_at.desc(), ImportDraft.id)
        .options(defer(ImportDraft.found), joinedload(ImportDraft.by))
    ).all()
